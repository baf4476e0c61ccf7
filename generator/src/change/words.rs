//! Words of files that follow a rename.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Rename;

/// The forms in which each renamed thing stands in files, old and new, the longest first.
pub(super) fn forms(renames: &[Rename]) -> Vec<(String, String)> {
    let mut forms: Vec<(String, String)> = Vec::new();
    for (old, new) in renames.iter().flat_map(|rename| rename.old.iter().zip(&rename.new)) {
        if old != new {
            forms.push((old.snake().to_owned(), new.snake().to_owned()));
            forms.push((old.pascal(), new.pascal()));
            forms.push((old.snake().to_uppercase(), new.snake().to_uppercase()));
        }
    }
    forms.sort_by(|one, other| other.0.len().cmp(&one.0.len()).then_with(|| one.cmp(other)));
    forms.dedup();
    forms
}

/// The words that are gone from a file, each with the one that stands in its place now. A word
/// that is still there somewhere is none of them.
pub(super) fn followed<'a>(
    before: &'a str,
    after: &str,
    forms: &[(String, String)],
) -> BTreeMap<&'a str, String> {
    let new: BTreeSet<&str> = words(after).collect();
    let gone: BTreeSet<&str> = words(before).filter(|word| !new.contains(word)).collect();
    let follow = |word: &'a str| {
        let found = candidates(word, forms).into_iter().find(|it| new.contains(it.as_str()))?;
        Some((word, found))
    };
    gone.into_iter().filter_map(follow).collect()
}

/// What a word may be called now: one thing in it renamed, or all of them.
pub(super) fn candidates(word: &str, forms: &[(String, String)]) -> Vec<String> {
    let found = forms.iter().filter(|(old, _)| word.contains(old.as_str()));
    let mut candidates: Vec<String> = found.map(|(old, new)| word.replace(old, new)).collect();
    if candidates.len() > 1 {
        let all = |word: String, (old, new): &(String, String)| match word.contains(old.as_str()) {
            true => word.replace(old, new),
            false => word,
        };
        candidates.push(forms.iter().fold(word.to_owned(), all));
    }
    candidates
}

/// The text with each whole word replaced by the one that follows it.
pub(super) fn replaced(text: &str, followed: &BTreeMap<&str, String>) -> String {
    let mut replaced = String::with_capacity(text.len());
    for part in parts(text) {
        replaced.push_str(followed.get(part).map_or(part, String::as_str));
    }
    replaced
}

/// Letters, digits and underscores that stand together.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter| !is_of_word(letter)).filter(|word| !word.is_empty())
}

/// Words and what stands between them, in turn.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_word = is_of_word(rest.chars().next()?);
        let end = rest.find(|letter| is_of_word(letter) != is_word).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(part)
    })
}

const fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Name;

    fn renames() -> Vec<Rename> {
        let names = |names: &[&str]| names.iter().copied().map(Name::new).collect();
        vec![Rename {
            what: "resource",
            inside: String::new(),
            old: names(&["post", "posts"]),
            new: names(&["story", "stories"]),
        }]
    }

    #[test]
    fn whole_words_follow_where_none_of_them_is_left() {
        let before = "posts::Post and post_id, postal, kept";
        let after = "stories::Story and story_id, postal, kept";
        let followed = followed(before, after, &forms(&renames()));
        assert_eq!(replaced(before, &followed), after);
        assert_eq!(
            replaced("fn mine(post: &Post) -> PostId { posts() }", &followed),
            "fn mine(post: &Story) -> PostId { stories() }"
        );
    }

    #[test]
    fn a_word_that_is_still_meant_stays() {
        let forms = forms(&renames());
        assert!(followed("post, mail", "story, post", &forms).is_empty());
    }
}
