//! A project in the names of its new model, before anything else about it changes.
//!
//! What is renamed moves, and what people wrote moves with it: their files in a folder of ours,
//! and their lines in a file of ours, whose words follow those around them. The rest of the
//! change is then merged as if things had always been called so.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use super::Emitted;
use super::words::{followed, forms, replaced};
use crate::disk;
use crate::error::Error;
use crate::ledger::{self, Ledger};
use crate::merge::ends;
use crate::merge::standing::{Standing, standings};
use crate::merge::text::{self, Merged};
use crate::merge::{self, Change, Changes, Kind, Sides, Trouble, Why};
use crate::model::{Model, Renamed};
use crate::plan::{self, Content, Plan};
use crate::tree::{File, Ownership, Tree};

/// The project as it would be if its things had always had their new names.
pub(super) struct Carried {
    ledger: Ledger,
    base: BTreeMap<String, Bytes>,
    ours: BTreeMap<String, Bytes>,
    /// Where what stands there now stood before.
    origins: BTreeMap<String, String>,
    /// Files with lines of people.
    edited: BTreeSet<String>,
    troubles: Vec<Trouble>,
    /// In which files which lines of people follow the new names, as they are then.
    pub following: Vec<(String, Vec<String>)>,
}

/// Carries the project over.
pub(super) fn carried(
    emitted: &Emitted,
    before: &Model,
    renamed: &Renamed,
) -> Result<Carried, Error> {
    let mut plan = plan::plan(&renamed.model);
    let moves = moves(&plan::plan(before), &plan);
    plan.entries.retain(|entry| is_merged(entry.ownership));
    let tree = (emitted.tool.render)(plan)?;
    let mut carried = Carried {
        ledger: emitted.ledger.clone(),
        base: emitted.base.clone(),
        ours: BTreeMap::new(),
        origins: BTreeMap::new(),
        edited: BTreeSet::new(),
        troubles: Vec::new(),
        following: Vec::new(),
    };
    let folders = folders(&moves);
    let forms = forms(&renamed.renames);
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (path, standing) in standings(&emitted.ledger, &emitted.present, &emitted.base) {
        let place = match &standing {
            Standing::Moved { to, .. } => to.clone(),
            _ => path.clone(),
        };
        let Some((place, present)) = emitted.present.get_key_value(&place) else {
            if let Some((to, file)) = new_text(&moves, &tree, &path) {
                carried.regenerate(&path, to, file);
            }
            continue;
        };
        taken.insert(place);
        let Some((to, file)) = new_text(&moves, &tree, &path) else {
            carried.place(place, place.clone(), present.clone());
            continue;
        };
        carried.regenerate(&path, to, file);
        let (at, is_edited) = match &standing {
            Standing::Moved { edited, .. } => (moved(place, &folders), *edited),
            Standing::Edited => (to.to_owned(), true),
            Standing::Untouched | Standing::Deleted | Standing::Blocked { .. } => {
                (to.to_owned(), false)
            }
        };
        if !is_edited {
            carried.place(place, at, ends::as_in(present, &file.contents));
            continue;
        }
        match edits(emitted.base.get(&path), present, &file.contents, &forms) {
            Ok((contents, following)) => {
                carried.edited.insert(at.clone());
                if !following.is_empty() {
                    carried.following.push((at.clone(), following));
                }
                carried.place(place, at, contents);
            }
            Err(why) => {
                carried.troubles.push(Trouble { path: place.clone(), why });
                carried.place(place, at, file.contents.clone());
            }
        }
    }
    for (path, contents) in &emitted.present {
        if !taken.contains(path.as_str()) {
            carried.place(path, moved(path, &folders), contents.clone());
        }
    }
    Ok(carried)
}

impl Carried {
    /// Merges what else changes, and tells it as a change of the files that are there.
    pub(super) fn merged(&self, emitted: &Emitted, theirs: &Tree) -> Changes {
        let sides = Sides { ledger: &self.ledger, base: &self.base, ours: &self.ours, theirs };
        let merged = merge::merge(sides);
        let mut files: BTreeMap<&str, File> = BTreeMap::new();
        for (path, contents) in &self.ours {
            let ownership = theirs.get(path).map_or(Ownership::Managed, |known| known.ownership);
            files.insert(path, File::plain(contents.clone(), ownership));
        }
        for change in &merged.changes {
            match &change.after {
                Some(file) => files.insert(&change.path, file.clone()),
                None => files.remove(change.path.as_str()),
            };
        }
        for (path, from) in &self.origins {
            if let (Some(file), Some(mode)) =
                (files.get_mut(path.as_str()), disk::mode(&emitted.project.folder, from))
            {
                file.mode = mode;
            }
        }
        let paths: BTreeSet<&str> =
            emitted.present.keys().map(String::as_str).chain(files.keys().copied()).collect();
        let mut changes =
            Changes { kept: merged.kept, troubles: self.troubles.clone(), ..Changes::default() };
        for path in paths {
            let before = emitted.present.get(path);
            let after = files.get(path);
            if before == after.map(|file| &file.contents) {
                continue;
            }
            let kind = match (before, after) {
                (_, None) => Kind::Remove,
                _ if self.edited.contains(path) => Kind::Merge,
                (None, _) => Kind::Create,
                _ => Kind::Replace,
            };
            let change = Change {
                path: path.to_owned(),
                kind,
                before: before.cloned(),
                after: after.cloned(),
            };
            changes.changes.push(change);
        }
        let there = |path: &str| files.contains_key(path);
        let moved = self.origins.iter().filter(|(to, from)| there(to) && !there(from));
        changes.carried = moved.map(|(to, from)| (from.clone(), to.clone())).collect();
        let origin = |path: &String| self.origins.get(path).unwrap_or(path).clone();
        let known = merged
            .troubles
            .into_iter()
            .map(|trouble| Trouble { path: origin(&trouble.path), why: trouble.why });
        changes.troubles.extend(known);
        let marked = merged.marked.into_iter().map(|(path, change)| {
            let before = emitted.present.get(&path).cloned();
            (origin(&path), Change { before, ..change })
        });
        changes.marked = marked.collect();
        changes.followed = merged.followed;
        changes
    }

    /// A file that is generated under its new name and in new words.
    fn regenerate(&mut self, path: &str, to: &str, file: &File) {
        self.base.remove(path);
        self.base.insert(to.to_owned(), file.contents.clone());
        if let Some(mut record) = self.ledger.files.remove(path) {
            record.checksum = Some(ledger::checksum(&file.contents));
            self.ledger.files.insert(to.to_owned(), record);
        }
    }

    fn place(&mut self, from: &str, to: String, contents: Bytes) {
        if self.ours.contains_key(&to) {
            self.troubles.push(Trouble { path: to, why: Why::Occupied });
            return;
        }
        if from != to {
            self.origins.insert(to.clone(), from.to_owned());
        }
        self.ours.insert(to, contents);
    }
}

const fn is_merged(ownership: Ownership) -> bool {
    matches!(ownership, Ownership::Managed | Ownership::Seed)
}

/// Where each merged file of one plan stands in the other, whose model is the same in other
/// names.
fn moves(before: &Plan, after: &Plan) -> BTreeMap<String, String> {
    type Place = (Option<usize>, &'static str, usize);
    let places = |plan: &Plan| -> BTreeMap<Place, String> {
        let mut places: BTreeMap<Place, String> = BTreeMap::new();
        for entry in plan.entries.iter().filter(|entry| is_merged(entry.ownership)) {
            let Content::Template { name, .. } = entry.content else { continue };
            let about = entry.about.map(|id| id.0);
            // A resource has one file for each of its links from the same template.
            let count = places.range((about, name, 0)..=(about, name, usize::MAX)).count();
            places.insert((about, name, count), entry.path.clone());
        }
        places
    };
    let (before, after) = (places(before), places(after));
    before
        .into_iter()
        .filter_map(|(place, path)| Some((path, after.get(&place)?.clone())))
        .collect()
}

fn new_text<'a>(
    moves: &'a BTreeMap<String, String>,
    tree: &'a Tree,
    path: &str,
) -> Option<(&'a str, &'a File)> {
    let to = moves.get(path)?;
    Some((to, tree.get(to)?))
}

/// Folders whose files move, the longest first: what people put there moves along.
fn folders(moves: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut folders: Vec<(String, String)> = Vec::new();
    for (from, to) in moves.iter().filter(|(from, to)| from != to) {
        let (mut from, mut to) = (from.as_str(), to.as_str());
        while let (Some((before, one)), Some((after, other))) =
            (from.rsplit_once('/'), to.rsplit_once('/'))
            && one == other
        {
            (from, to) = (before, after);
        }
        folders.push((format!("{from}/"), format!("{to}/")));
    }
    folders.sort_by(|one, other| other.0.len().cmp(&one.0.len()).then_with(|| one.cmp(other)));
    folders.dedup();
    folders
}

fn moved(path: &str, folders: &[(String, String)]) -> String {
    let found = folders.iter().find_map(|(from, to)| Some((to, path.strip_prefix(from.as_str())?)));
    found.map_or_else(|| path.to_owned(), |(to, rest)| format!("{to}{rest}"))
}

/// What people made of a file, in its new words, and the lines of theirs that follow them.
fn edits(
    base: Option<&Bytes>,
    ours: &[u8],
    new: &[u8],
    forms: &[(String, String)],
) -> Result<(Bytes, Vec<String>), Why> {
    let base = base.and_then(|base| str::from_utf8(base).ok());
    let (Some(base), Ok(ours), Ok(new)) = (base, str::from_utf8(ours), str::from_utf8(new)) else {
        return Err(Why::Unknown);
    };
    let words = followed(base, new, forms);
    let known: BTreeSet<&str> = base.lines().map(str::trim).collect();
    let mine = ours.lines().filter(|line| !known.contains(line.trim()));
    let following = mine.map(|line| (line, replaced(line, &words)));
    let following = following.filter(|(old, new)| old != new).map(|(_, new)| new).collect();
    match text::merge(&replaced(base, &words), &replaced(ours, &words), new) {
        Merged::Clean(text) => Ok((text.into(), following)),
        Merged::Conflicts(conflicts) => Err(Why::Overlap(conflicts)),
    }
}
