//! What people wrote that still says what is not there any more.

use std::collections::{BTreeMap, BTreeSet};

use super::Emitted;
use super::words::words;
use crate::merge::Changes;
use crate::tree::{Tree, is_same};

/// What the tests of a project share; what none of ours needs is not generated.
const SUPPORT: &str = "tests/support/";

/// What stands before the name of what it declares.
const DECLARING: [&str; 8] = ["const", "enum", "fn", "mod", "static", "struct", "trait", "type"];

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
/// those of the generated Rust code that `is_meant` and that it does not have any more; in tests
/// also the names that `tests/support` declared and no test declares any more.
pub(super) fn left(
    emitted: &Emitted,
    theirs: &Tree,
    changes: &Changes,
    is_meant: impl Fn(&str) -> bool,
) -> Vec<Left> {
    let gone = gone(emitted, theirs, is_meant);
    let mut files: BTreeMap<&str, &[u8]> =
        emitted.present.iter().map(|(path, contents)| (path.as_str(), contents.as_ref())).collect();
    for change in &changes.changes {
        match &change.after {
            Some(file) => files.insert(&change.path, &file.contents),
            None => files.remove(change.path.as_str()),
        };
    }
    let helpers = helpers(emitted, theirs, &files);
    if gone.is_empty() && helpers.is_empty() {
        return Vec::new();
    }
    // Where a person has to decide, the place is told already.
    changes.troubles.iter().for_each(|trouble| _ = files.remove(trouble.path.as_str()));
    let mut found = Vec::new();
    for (path, contents) in files.into_iter().filter(|(path, _)| is_rust(path)) {
        let ours = theirs.get(path).map(|file| file.contents.as_ref());
        let is_ours = ours.is_some_and(|ours| is_same(ours, contents));
        let Some(text) = text(contents).filter(|_| !is_ours) else { continue };
        let generated: BTreeSet<&str> = ours.and_then(self::text).unwrap_or("").lines().collect();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !generated.contains(line)) {
            let is_left =
                |word: &&str| gone.contains(word) || (is_test(path) && helpers.contains(word));
            if let Some(word) = words(line).find(is_left) {
                let (path, word) = (path.to_owned(), word.to_owned());
                found.push(Left { path, line: at + 1, word });
            }
        }
    }
    found
}

/// The generated files of a kind whose text becomes another, as it was and as it will be.
fn changing<'a>(
    emitted: &'a Emitted,
    theirs: &'a Tree,
    is_meant: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let files = emitted.base.iter().filter(move |(path, _)| is_meant(path));
    files.filter_map(|(path, before)| {
        let after = theirs.get(path).map(|file| file.contents.as_ref()).unwrap_or_default();
        (!is_same(before, after)).then_some((text(before)?, text(after)?))
    })
}

/// The words of the generated Rust code that it does not have any more.
fn gone<'a>(
    emitted: &'a Emitted,
    theirs: &'a Tree,
    is_meant: impl Fn(&str) -> bool,
) -> BTreeSet<&'a str> {
    let mut gone = BTreeSet::new();
    for (before, after) in changing(emitted, theirs, is_rust) {
        let after: BTreeSet<&str> = words(after).collect();
        gone.extend(words(before).filter(|word| !after.contains(word) && is_meant(word)));
    }
    let mut elsewhere = theirs.iter().filter(|(path, _)| is_rust(path));
    while !gone.is_empty()
        && let Some((_, file)) = elsewhere.next()
    {
        words(text(&file.contents).unwrap_or_default()).for_each(|word| _ = gone.remove(word));
    }
    gone
}

/// Names that the tests of the project shared and that none of them declares any more.
fn helpers<'a>(
    emitted: &'a Emitted,
    theirs: &'a Tree,
    files: &BTreeMap<&str, &[u8]>,
) -> BTreeSet<&'a str> {
    let mut gone = BTreeSet::new();
    for (before, after) in changing(emitted, theirs, |path| path.starts_with(SUPPORT)) {
        let after: BTreeSet<&str> = declared(after).collect();
        gone.extend(declared(before).filter(|name| !after.contains(name)));
    }
    if !gone.is_empty() {
        let tests = files.iter().filter(|(path, _)| is_test(path));
        let there = tests.filter_map(|(_, text)| self::text(text)).flat_map(declared);
        there.for_each(|name| _ = gone.remove(name));
    }
    gone
}

/// The names that a text in Rust declares, as far as its words tell.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| {
        let said = line.split_whitespace();
        said.clone().zip(said.skip(1)).filter_map(|(before, after)| {
            let name = words(after).next().filter(|name| after.starts_with(name))?;
            (DECLARING.contains(&before) && !DECLARING.contains(&name)).then_some(name)
        })
    })
}

fn text(contents: &[u8]) -> Option<&str> {
    str::from_utf8(contents).ok()
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/") && is_rust(path)
}

pub(super) fn is_rust(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, kind)| kind == "rs")
}
