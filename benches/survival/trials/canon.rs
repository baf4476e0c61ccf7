//! Texts and paths in the old names of what has a new one, so that they can be compared.

use std::collections::BTreeMap;

use scaffold::tree::Tree;

/// What a change of a model gives another name.
#[derive(Default)]
pub(crate) struct Canon {
    /// New and old, in each way of writing.
    forms: Vec<[String; 2]>,
}

impl Canon {
    pub(crate) fn of(old: &str, new: &str) -> Self {
        let capital = |name: &str| name[..1].to_uppercase() + &name[1..];
        let forms = [
            [new.to_owned(), old.to_owned()],
            [capital(new), capital(old)],
            [new.to_uppercase(), old.to_uppercase()],
        ];
        Self { forms: forms.to_vec() }
    }

    /// Whether anything has another name.
    pub(crate) fn is_rename(&self) -> bool {
        !self.forms.is_empty()
    }

    /// A text as it would be if nothing had another name. Where it said the new name before, that
    /// is another one too, and the same way in each text that it is compared with.
    pub(crate) fn text(&self, text: &str) -> String {
        if !self.is_rename() {
            return text.to_owned();
        }
        let old = self
            .forms
            .iter()
            .fold(text.to_owned(), |text, [new, old]| text.replace(new.as_str(), old));
        // A name decides over the article before it.
        old.replace(" an ", " a ").replace(" An ", " A ")
    }

    /// Where each file stands then, as far as it is there.
    pub(crate) fn places<'a>(
        &self,
        before: impl Iterator<Item = &'a String>,
        theirs: &Tree,
    ) -> BTreeMap<String, String> {
        let then: BTreeMap<String, &str> =
            theirs.iter().map(|(path, _)| (self.text(path), path)).collect();
        before
            .filter_map(|path| Some((path.clone(), (*then.get(&self.text(path))?).to_owned())))
            .collect()
    }
}
