//! What people wrote that still says what is not there any more.

use std::collections::{BTreeMap, BTreeSet};

use super::Emitted;
use super::words::words;
use crate::merge::Changes;
use crate::tree::Tree;

/// At most so many places are told.
const MOST: usize = 40;

/// A line of people with a word that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The file, as it will be called.
    pub path: String,
    /// The line, counted from 1, as it will be.
    pub line: usize,
    /// The word: a name that the generated code had and has no more.
    pub word: String,
}

/// Finds such lines in the Rust files of people and in ours that they edited. The words are
/// those of the generated Rust code that `is_meant` and that it does not have any more.
pub(super) fn left(
    emitted: &Emitted,
    theirs: &Tree,
    changes: &Changes,
    is_meant: impl Fn(&str) -> bool,
) -> Vec<Left> {
    let texts = theirs.iter().filter(|(path, _)| is_rust(path));
    let texts = texts.filter_map(|(_, file)| str::from_utf8(&file.contents).ok());
    let there: BTreeSet<&str> = texts.flat_map(words).collect();
    let before = emitted.base.iter().filter(|(path, _)| is_rust(path));
    let before = before.filter_map(|(_, text)| str::from_utf8(text).ok()).flat_map(words);
    let gone: BTreeSet<&str> =
        before.filter(|word| !there.contains(word) && is_meant(word)).collect();
    if gone.is_empty() {
        return Vec::new();
    }
    let mut files: BTreeMap<&str, &[u8]> = emitted
        .present
        .iter()
        .map(|(path, contents)| (path.as_str(), contents.as_slice()))
        .collect();
    for change in &changes.changes {
        match &change.after {
            Some(file) => files.insert(&change.path, &file.contents),
            None => files.remove(change.path.as_str()),
        };
    }
    let mut found = Vec::new();
    for (path, contents) in files.into_iter().filter(|(path, _)| is_rust(path)) {
        let is_ours = theirs.get(path).is_some_and(|file| file.contents == contents);
        let Some(text) = str::from_utf8(contents).ok().filter(|_| !is_ours) else { continue };
        for (at, line) in text.lines().enumerate() {
            if let Some(word) = words(line).find(|word| gone.contains(word)) {
                let (path, word) = (path.to_owned(), word.to_owned());
                found.push(Left { path, line: at + 1, word });
            }
        }
    }
    found.truncate(MOST);
    found
}

fn is_rust(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, kind)| kind == "rs")
}
