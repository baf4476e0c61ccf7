//! Slices that are not rendered again, because their templates would see what they saw.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;

use crate::tree::checksum;
use crate::view::slice::Slice;
use crate::view::tests::SliceTests;
use crate::view::tests::access::AccessTests;

/// What the templates of a slice see.
#[derive(Debug, Clone)]
pub struct SliceView {
    /// The folder of its code, with a slash behind it.
    pub folder: String,
    /// The checksum of all of it.
    pub checksum: String,
}

impl SliceView {
    pub(super) fn of(slice: &Slice, test: &SliceTests, access: &AccessTests) -> Self {
        // Without a checksum it is rendered again.
        let all = serde_json::to_vec(&Seen { slice, test, access });
        let checksum = all.map(|all| checksum(&all)).unwrap_or_default();
        Self { folder: format!("src/{}/", slice.names.slice), checksum }
    }
}

/// Everything that the templates of a slice see.
#[derive(Serialize)]
struct Seen<'a> {
    slice: &'a Slice,
    test: &'a SliceTests,
    access: &'a AccessTests,
}

/// What a service was generated as.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// The checksum of what the templates of each slice saw, by its folder.
    pub views: &'a BTreeMap<String, String>,
    /// The texts, by path.
    pub texts: &'a BTreeMap<String, Bytes>,
}

impl<'a> Before<'a> {
    /// A file of a slice, if its template would see what it saw: nothing else goes into it, and of
    /// a large service nearly all stay the same.
    pub(super) fn text(self, view: &SliceView, path: &str) -> Option<&'a Bytes> {
        let is_kept = self.views.get(&view.folder) == Some(&view.checksum);
        self.texts.get(path).filter(|_| is_kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::document;
    use crate::model::{self, Model};
    use crate::plan::{Content, Entry, again, plan};

    fn model(fields: &str) -> Model {
        let text = format!(
            "[service]\nname = \"shop\"\n\n[resources.note]\naccess = {{ read = \"public\", create = \"member\" }}\n\n[resources.note.fields]\n{fields}\n\n[resources.tag]\naccess = {{ read = \"public\", create = \"member\" }}\n\n[resources.tag.fields]\nname = \"string(1..9)\"\n"
        );
        let (document, faults) = document::parse(&Source::new("scaffold.toml", text));
        model::check_read(&document, faults).0.unwrap()
    }

    /// The folders whose files are rendered, where those of `before` are known.
    fn rendered(before: &str, after: &str) -> Vec<String> {
        let before = plan(&model(before));
        let views = before.views.into_iter().map(|view| (view.folder, view.checksum)).collect();
        let texts = before.entries.into_iter().map(|entry| (entry.path, Bytes::new())).collect();
        let after = again(&model(after), Before { views: &views, texts: &texts });
        let is_rendered = |entry: &&Entry| matches!(entry.content, Content::Template { .. });
        let of_slices = after.entries.iter().filter(is_rendered).filter_map(|it| it.about);
        let mut folders: Vec<String> =
            of_slices.map(|id| after.views[id.0].folder.clone()).collect();
        folders.dedup();
        folders
    }

    #[test]
    fn only_slices_that_see_something_else_are_rendered_again() {
        let title = "title = \"string(1..9)\"";
        assert_eq!(rendered(title, title), [""; 0]);
        assert_eq!(rendered(title, "title = \"string(1..8)\""), ["src/notes/"]);
        assert_eq!(rendered(title, "title = \"string(1..9)\"\ntag = \"-> tag?\"").len(), 2);
    }
}
