//! A change that was made and is taken back.

use std::collections::BTreeMap;

use bytes::Bytes;
use scaffold::change;
use scaffold::disk::PastStep;
use scaffold::ledger::{self, checksum};
use scaffold::merge::Changes;
use scaffold::tree::Mode;

use super::chance::Chance;
use super::edit::{Kind, Page};
use super::judge::Versions;
use super::pairs::{Files, Pair};
use super::trial::{Case, Outcome};

/// Makes a change, in half of the cases edits a file that it wrote, and takes it back: everything
/// must be as it was, but for that edit.
pub(super) fn taken_back(
    what: &str,
    pair: &Pair,
    held: &Files,
    changes: &Changes,
    number: usize,
    chance: &mut Chance,
) -> Case {
    let mut now = held.clone();
    for change in &changes.changes {
        put(&mut now, &change.path, change.after.as_ref().map(|file| &file.contents));
    }
    let made = now.clone();
    let later = chance.one_in(2).then(|| edit(&mut now, changes, number, chance)).flatten();
    let base = generated(pair, changes);
    let undo = change::undo(past(changes, &base), &now, &base);
    for step in &undo.steps {
        put(&mut now, &step.path, step.after.as_ref().map(|file| &file.contents));
    }
    let mut case = Case {
        what: format!("{what}, taken back"),
        path: "all files".to_owned(),
        edits: Vec::new(),
        outcome: Outcome::Kept,
        texts: <[String; 4]>::default(),
        is_changed: true,
        is_touched: true,
        is_undo: true,
    };
    if let Some((path, kind, text)) = later {
        let read = |files: &Files| files.get(&path).map(|text| String::from_utf8(text.to_vec()));
        let read = |files| read(files).map(Result::unwrap);
        let (before, then) = (read(held), read(&made).unwrap());
        let theirs = before.clone().unwrap_or_else(|| then.clone());
        let versions = Versions { path: &path, base: &then, ours: &text, theirs: &theirs };
        case.outcome = match undo.edited.as_slice() {
            [] => read(&now).and_then(|text| versions.lost(&text)).map_or(
                if before.is_some() { Outcome::Merged } else { Outcome::Lost("removed".into()) },
                Outcome::Lost,
            ),
            [edited] if *edited == path => Outcome::Flagged("edited since".to_owned()),
            others => Outcome::Lost(format!("{others:?} are taken for edited")),
        };
        case.is_touched = before.is_none() || versions.touch();
        case.texts = [then, text, theirs, read(&now).unwrap_or_default()];
        put(&mut now, &path, held.get(&path));
        (case.path, case.edits) = (path, vec![kind.name()]);
    } else if !undo.edited.is_empty() {
        case.outcome = Outcome::Lost(format!("{:?} are taken for edited", undo.edited));
    }
    let other = held.keys().chain(now.keys()).find(|path| held.get(*path) != now.get(*path));
    if let Some(path) = other.filter(|_| undo.edited.is_empty()) {
        case.outcome = Outcome::Lost(format!("`{path}` is not as it was"));
    }
    case
}

/// Edits a file that the change wrote.
fn edit(
    now: &mut Files,
    changes: &Changes,
    number: usize,
    chance: &mut Chance,
) -> Option<(String, Kind, String)> {
    let written = changes.changes.iter().filter(|change| change.after.is_some());
    let written: Vec<&str> = written
        .map(|change| change.path.as_str())
        .filter(|path| ledger::keeps_base(path))
        .collect();
    let path = *chance.pick(&written)?;
    let text = str::from_utf8(&now[path]).ok()?.to_owned();
    let kind = *chance.pick(&Kind::ALL)?;
    let mut page = Page { path, text, cut: None, places: Vec::new() };
    if !page.edit(kind, number * 100 + 99, chance) {
        return None;
    }
    now.insert(path.to_owned(), page.text.clone().into());
    Some((path.to_owned(), kind, page.text))
}

/// The change as it is remembered.
fn past(changes: &Changes, base: &Files) -> Vec<PastStep> {
    let steps = changes.changes.iter().map(|change| {
        let after = change.after.as_ref().map(|file| &file.contents);
        PastStep {
            path: change.path.clone(),
            before: change.before.clone(),
            mode: Mode::default(),
            after: after.map(|contents| checksum(contents)),
            made: after.filter(|contents| base.get(&change.path) != Some(contents)).cloned(),
        }
    });
    steps.collect()
}

/// The texts that the change generated.
fn generated(pair: &Pair, changes: &Changes) -> BTreeMap<String, Bytes> {
    let paths = changes.changes.iter().map(|change| &change.path);
    paths.filter_map(|path| Some((path.clone(), pair.theirs.get(path)?.contents.clone()))).collect()
}

fn put(files: &mut Files, path: &str, contents: Option<&Bytes>) {
    match contents {
        Some(contents) => files.insert(path.to_owned(), contents.clone()),
        None => files.remove(path),
    };
}
