//! One trial: a project, some edits, a change of its model, and what became of each edited file.

use std::collections::BTreeMap;

use bytes::Bytes;
use scaffold::ledger::{self, Ledger};
use scaffold::merge::text::Conflict;
use scaffold::merge::{self, Changes, Sides, Why};
use scaffold::tree::{Ownership, Tree};

use super::chance::Chance;
use super::edit::{Kind, Page};
use super::judge::{Versions, hunks};
use super::pairs::{Files, Generated, Pair, Pairs};
use super::taken_back::taken_back;

/// What became of a file that was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is as it was left, and nothing was to be done in it.
    Kept,
    /// It has what it had, and the model's change.
    Merged,
    /// A person has to decide; nothing was written.
    Flagged(String),
    /// Something of it is missing, or the model's change is.
    Lost(String),
}

/// An edited file, and what became of it.
#[derive(Debug)]
pub(crate) struct Case {
    pub what: String,
    pub path: String,
    pub edits: Vec<&'static str>,
    pub outcome: Outcome,
    /// What was generated last, what is there, what would be generated, what it becomes.
    pub texts: [String; 4],
    /// Whether the model changes this file.
    pub is_changed: bool,
    /// Whether the edits touch what the model changes in it.
    pub is_touched: bool,
    /// Whether it is about the change being taken back.
    pub is_undo: bool,
}

/// A file as somebody left it.
struct Edited {
    path: String,
    edits: Vec<&'static str>,
    /// Where it is now; none if it was deleted.
    at: Option<String>,
    text: String,
    /// The text but for the edits that only lay it out.
    said: String,
    /// What was cut out of it.
    cut: Option<(String, String)>,
}

/// One trial of the pairs: its number decides all of it.
pub(crate) fn try_out(pairs: &Pairs, seed: u64, number: usize) -> Vec<Case> {
    let wide = u64::try_from(number).unwrap();
    let mut chance = Chance::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(wide));
    let pair = chance.pick(&pairs.pairs).unwrap();
    let generated = &pairs.generated[pair.before];
    let mut edited: Vec<Edited> = Vec::new();
    for count in 0..=chance.below(3) {
        let path = file(pair, generated, &mut chance);
        if edited.iter().all(|other| other.path != path) {
            edited.extend(edit(pair, generated, &path, number * 10 + count, &mut chance));
        }
    }
    let (held, changes) = match pair.canon.is_rename() {
        true => drafted(pair, generated, &edited),
        false => merged(pair, generated, &edited),
    };
    let what = format!("seed {seed} trial {number}: {}, {}", pair.example, pair.change);
    let judged = edited.iter().map(|file| judge(&what, pair, generated, file, &changes));
    let mut cases: Vec<Case> = judged.collect();
    if changes.troubles.is_empty() {
        cases.push(taken_back(&what, pair, &held, &changes, number, &mut chance));
    }
    cases
}

/// Mostly one that the model changes: elsewhere nothing can go wrong.
fn file(pair: &Pair, generated: &Generated, chance: &mut Chance) -> String {
    if !chance.one_in(4)
        && let Some(path) = chance.pick(&pair.changed)
    {
        return path.clone();
    }
    let all: Vec<&String> =
        generated.files.keys().filter(|path| ledger::keeps_base(path)).collect();
    (*chance.pick(&all).unwrap()).clone()
}

fn edit(
    pair: &Pair,
    generated: &Generated,
    path: &str,
    number: usize,
    chance: &mut Chance,
) -> Option<Edited> {
    let base = str::from_utf8(&generated.files[path]).ok()?;
    let text = base.to_owned();
    let whole = |edits, at, text: String| {
        Some(Edited { path: path.to_owned(), edits, at, said: text.clone(), text, cut: None })
    };
    let moved = format!("src/mine_{number}/{}", path.rsplit('/').next()?);
    match chance.below(40) {
        0 => return whole(vec!["delete file"], None, text),
        1 => return whole(vec!["move file"], Some(moved), text),
        2 => {
            let text = format!("{text}\n// mine_{number}\n");
            return whole(vec!["move file", "append"], Some(moved), text);
        }
        _ => {}
    }
    let theirs = pair.theirs.get(path).and_then(|file| str::from_utf8(&file.contents).ok());
    let places = theirs.map_or_else(Vec::new, |theirs| {
        hunks(base, theirs).into_iter().map(|hunk| hunk.start).collect()
    });
    let mut page = Page { path, text, cut: None, places };
    let mut kinds: Vec<Kind> =
        (0..=chance.below(3)).filter_map(|_| chance.pick(&Kind::ALL)).copied().collect();
    // What only lays out comes last, so that what was said before it is known.
    kinds.sort_by_key(|kind| kind.is_layout());
    let mut said = page.text.clone();
    let mut edits = Vec::new();
    for (at, kind) in kinds.into_iter().enumerate() {
        if page.edit(kind, number * 10 + at, chance) {
            edits.push(kind.name());
            if !kind.is_layout() {
                said.clone_from(&page.text);
            }
        }
    }
    let cut =
        page.cut.map(|text| (format!("{}_mine_{number}.rs", path.trim_end_matches(".rs")), text));
    let at = Some(path.to_owned());
    (!edits.is_empty()).then(|| Edited {
        path: path.to_owned(),
        edits,
        at,
        text: page.text,
        said,
        cut,
    })
}

/// The change of the model, merged into a project that has these files and no others.
fn merged(pair: &Pair, generated: &Generated, edited: &[Edited]) -> (Files, Changes) {
    let mut ledger = Ledger { files: BTreeMap::new(), ..generated.ledger.clone() };
    let mut base = BTreeMap::new();
    let mut ours = BTreeMap::new();
    let mut theirs = Tree::default();
    for file in edited {
        let path = &file.path;
        ledger.files.insert(path.clone(), generated.ledger.files[path].clone());
        base.insert(path.clone(), generated.files[path].clone());
        ours.extend(file.held());
        if let Some(file) = pair.theirs.get(path) {
            theirs.insert(path.as_str(), file.clone()).unwrap();
        }
    }
    let changes =
        merge::merge(Sides { ledger: &ledger, base: &base, ours: &ours, theirs: &theirs });
    (ours, changes)
}

/// The same of a whole project: something has another name, and may stand anywhere.
fn drafted(pair: &Pair, generated: &Generated, edited: &[Edited]) -> (Files, Changes) {
    let mut present = generated.files.clone();
    for file in edited {
        present.remove(&file.path);
        present.extend(file.held());
    }
    let changes = pair.drafted(generated, present.clone());
    (present, changes)
}

impl Edited {
    /// What there is of it.
    fn held(&self) -> impl Iterator<Item = (String, Bytes)> {
        let held = self.at.iter().map(|at| (at, &self.text));
        let cut = self.cut.iter().map(|(path, text)| (path, text));
        held.chain(cut).map(|(path, text)| (path.clone(), text.clone().into()))
    }
}

fn judge(what: &str, pair: &Pair, generated: &Generated, file: &Edited, changes: &Changes) -> Case {
    let path = &file.path;
    let base = str::from_utf8(&generated.files[path]).unwrap();
    let then = pair.places.get(path);
    let theirs = then.and_then(|then| pair.theirs.get(then));
    let theirs = theirs.map(|file| str::from_utf8(&file.contents).unwrap());
    let is_seed = generated.ledger.files[path].ownership == Ownership::Seed;
    let is_changed = theirs != Some(base);
    let compared = Versions { path, base, ours: &file.said, theirs: theirs.unwrap_or(base) };
    let is_touched = is_changed && (theirs.is_none() || compared.touch());
    let then = then.unwrap_or(path);
    let [base_said, ours, theirs_said] =
        [base, &file.text, compared.theirs].map(|text| pair.canon.text(text));
    let versions = Versions { path, base: &base_said, ours: &ours, theirs: &theirs_said };
    let at = |place: &str| changes.changes.iter().find(|change| change.path == place);
    let after = |place: &str| {
        let change = at(place)?;
        Some(change.after.as_ref().map(|file| str::from_utf8(&file.contents).unwrap()))
    };
    let trouble = changes
        .troubles
        .iter()
        .find(|trouble| Some(&trouble.path) == file.at.as_ref() || trouble.path == *path);
    let is_kept = changes.kept.iter().any(|kept| kept.path == *then);
    let place = file.at.as_deref().map(|at| if at == path { then } else { at });
    let lost = |text: &str| match versions.lost(&pair.canon.text(text)) {
        Some(lost) => Outcome::Lost(lost),
        None => Outcome::Merged,
    };
    let outcome = match (place, trouble) {
        _ if is_stray(file, pair, changes) => {
            Outcome::Lost("the file of one's own was written to".to_owned())
        }
        (_, Some(trouble)) => match (&trouble.why, versions.unmarked()) {
            (Why::Overlap(_), Some(lost)) => Outcome::Lost(lost),
            (Why::Overlap(conflicts), None) => Outcome::Flagged(shown(conflicts)),
            // What no reader takes is refused as it is: an edit that breaks a file is people's to end.
            (Why::Broken(_), _) => Outcome::Kept,
            (why, _) => Outcome::Flagged(format!("{why:?}")),
        },
        (None, None) if theirs.is_none() => Outcome::Kept,
        (None, None) => match at(then) {
            Some(_) => Outcome::Lost("the deleted file is back".to_owned()),
            // Another name alone is no news of a file that is not there.
            None if is_changed && !is_kept && !pair.canon.is_rename() => {
                Outcome::Lost("nothing says that it stays deleted".to_owned())
            }
            None => Outcome::Kept,
        },
        (Some(place), None) if place != then && at(then).is_some() => {
            Outcome::Lost(format!("it is back where it was, and at {place} as well"))
        }
        (Some(place), None) => match after(place) {
            Some(None) => Outcome::Lost("it is removed".to_owned()),
            Some(Some(text)) => lost(text),
            None if !is_changed || theirs.is_none() || is_seed && is_kept => Outcome::Kept,
            None => lost(&file.text),
        },
    };
    let result = place.and_then(after).flatten();
    let texts = [base, &file.text, compared.theirs, result.unwrap_or("")].map(str::to_owned);
    let (what, path, edits) = (what.to_owned(), path.clone(), file.edits.clone());
    Case { what, path, edits, outcome, texts, is_changed, is_touched, is_undo: false }
}

/// Whether what somebody cut out into a file of their own has another text then.
fn is_stray(file: &Edited, pair: &Pair, changes: &Changes) -> bool {
    let Some((path, text)) = &file.cut else { return false };
    let mut there = changes.changes.iter().filter(|change| pair.canon.text(&change.path) == *path);
    there.any(|change| change.after.as_ref().is_some_and(|file| file.contents != text.as_bytes()))
}

/// Conflicts, a few lines of each.
fn shown(conflicts: &[Conflict]) -> String {
    let part = |sign: &str, text: &str| {
        text.lines()
            .take(6)
            .fold(String::new(), |shown, line| format!("{shown}        {sign} {line}\n"))
    };
    conflicts.iter().fold(String::new(), |text, conflict| {
        let Conflict { base, ours, theirs, .. } = conflict;
        format!("{text}\n{}{}{}", part("|", base), part("<", ours), part(">", theirs))
    })
}
