//! What becomes of each file of a project when what would be generated has changed.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use super::ends::{self, is_alike};
use super::standing::{Standing, blocking, standings};
use super::text::{Conflict, Merged};
use super::{Broken, json, lockfile, modules, syntax, text};
use crate::ledger::Ledger;
use crate::tree::{File, Ownership, Tree};

/// The three sides.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// What was generated last.
    pub ledger: &'a Ledger,
    /// The texts of that, as far as they are known.
    pub base: &'a BTreeMap<String, Bytes>,
    /// What the project holds.
    pub ours: &'a BTreeMap<String, Bytes>,
    /// What would be generated now.
    pub theirs: &'a Tree,
}

/// What is to be done, what is not, and what cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Files to be written or removed, by path.
    pub changes: Vec<Change>,
    /// Files that stand elsewhere then: from where and to where. `changes` has both places.
    pub carried: Vec<(String, String)>,
    /// Files that people put elsewhere, and that change there: from where and to where.
    pub followed: Vec<(String, String)>,
    /// Files that would have changed, but are people's to change.
    pub kept: Vec<Kept>,
    /// Files over which a person has to decide. While there is one, nothing is written.
    pub troubles: Vec<Trouble>,
    /// What those of them would hold that can be decided in an editor, with markers in them.
    pub marked: BTreeMap<String, Change>,
}

/// A file to be written or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it is.
    pub path: String,
    /// What is done to it.
    pub kind: Kind,
    /// What it must hold now for this to be right; none if it must not be there.
    pub before: Option<Bytes>,
    /// What it holds then; none if it is gone.
    pub after: Option<File>,
}

/// What is done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is new.
    Create,
    /// Nobody had edited it.
    Replace,
    /// It has people's edits, and gets ours.
    Merge,
    /// Nobody had edited it, and it is not needed any more.
    Remove,
}

/// A file that stays as it is, although something else would be generated now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Where it was generated.
    pub path: String,
    /// Why it stays.
    pub reason: Reason,
}

/// Why a file stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is the user's since it was written.
    Theirs,
    /// It was deleted.
    Deleted,
    /// It is new, but everything else of its folder was deleted.
    FolderDeleted,
    /// It is a migration that the project has, though no record of it.
    Known,
}

/// A file over which a person has to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Where it is.
    pub path: String,
    /// What is wrong.
    pub why: Why,
}

/// Why a file cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// People and the model changed the same lines.
    Overlap(Vec<Conflict>),
    /// A file of that name is there, which was not generated.
    Occupied,
    /// It has the name of a folder in which files are generated.
    NoFolder {
        /// Whether the folder was there, and its files are missed.
        was_there: bool,
    },
    /// It has people's edits and would not be generated any more.
    Orphaned,
    /// It was edited, and what it was before is not known, or is no text.
    Unknown,
    /// It was probably moved there under another name and edited, and would be generated
    /// otherwise now.
    Moved {
        /// Where it was generated.
        from: String,
    },
    /// It is new, and the other files of its folder were moved to several places.
    Scattered,
    /// It has people's edits, and cannot be read as what it is.
    Broken(Broken),
}

/// Merges every path of the three sides.
#[must_use]
pub fn merge(sides: Sides<'_>) -> Changes {
    let standings = standings(sides.ledger, sides.ours, sides.base);
    let mut changes = Changes::default();
    for (path, file) in sides.theirs.iter() {
        match standings.get(path) {
            None => match home(path, &standings) {
                Home::Here => changes.add(path, file, sides.ours),
                Home::At(to) => {
                    changes.followed.push((path.to_owned(), to.clone()));
                    changes.add(&to, file, sides.ours);
                }
                Home::Deleted => changes.keep(path, Reason::FolderDeleted),
                Home::Blocked(by) => changes.trouble(&by, Why::NoFolder { was_there: true }),
                Home::Several => changes.trouble(path, Why::Scattered),
            },
            Some(standing) => changes.update(sides, path, file, standing),
        }
    }
    for (path, standing) in &standings {
        // The model file is where a change begins, and a migration is never taken back.
        let stays =
            matches!(sides.ledger.files[path].ownership, Ownership::Model | Ownership::Frozen);
        if sides.theirs.get(path).is_none() && !stays {
            changes.remove(path, standing, sides.ours.get(path));
        }
    }
    changes.changes.sort_by(|one, other| one.path.cmp(&other.path));
    changes
}

/// Where a new file goes.
enum Home {
    /// Where it is generated.
    Here,
    /// To the files that it was generated beside.
    At(String),
    /// Nowhere: what it would stand beside was deleted.
    Deleted,
    /// To a folder whose name a file has.
    Blocked(String),
    /// Nobody can tell.
    Several,
}

/// Where a new file goes, by what became of those beside it: somebody may have moved or deleted
/// the whole folder.
fn home(path: &str, standings: &BTreeMap<String, Standing>) -> Home {
    let mut folder = path;
    while let Some((above, _)) = folder.rsplit_once('/') {
        folder = above;
        let beside = standings
            .iter()
            .filter(|(other, _)| other.rsplit_once('/').is_some_and(|(other, _)| other == folder));
        let beside: Vec<(&String, &Standing)> = beside.collect();
        if beside.is_empty() {
            continue;
        }
        let is_there =
            |standing: &Standing| matches!(standing, Standing::Untouched | Standing::Edited);
        if beside.iter().any(|(_, standing)| is_there(standing)) {
            return Home::Here;
        }
        let blocked = beside.iter().find_map(|(_, standing)| match standing {
            Standing::Blocked { by } => Some(by.clone()),
            _ => None,
        });
        if let Some(by) = blocked {
            return Home::Blocked(by);
        }
        let homes: BTreeSet<&str> = beside
            .iter()
            .filter_map(|(_, standing)| match standing {
                Standing::Moved { to, .. } => Some(to.rsplit_once('/').map_or("", |(to, _)| to)),
                _ => None,
            })
            .collect();
        let mut homes = homes.into_iter();
        return match (homes.next(), homes.next()) {
            (None, _) => Home::Deleted,
            (Some(to), None) => Home::At(format!("{to}{}", &path[folder.len()..])),
            (Some(_), Some(_)) => Home::Several,
        };
    }
    Home::Here
}

/// A path's last part.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl Changes {
    /// Puts markers where a person has to decide, as far as an editor can do that. Gives the
    /// files that have them then.
    pub fn mark(&mut self) -> Vec<String> {
        let marked = std::mem::take(&mut self.marked);
        self.troubles.retain(|trouble| !marked.contains_key(&trouble.path));
        let paths = marked.values().map(|change| change.path.clone()).collect();
        for change in marked.into_values() {
            self.changes.retain(|other| other.path != change.path);
            self.changes.push(change);
        }
        self.changes.sort_by(|one, other| one.path.cmp(&other.path));
        paths
    }

    /// Leaves files alone that have people's edits and cannot be read as what they are: what would
    /// be merged into one may come to stand anywhere in it.
    pub fn refuse_broken(&mut self) {
        let broken = |change: &Change| {
            let ours = change.before.as_ref().filter(|_| change.kind == Kind::Merge)?;
            syntax::fault(&change.path, str::from_utf8(ours).ok()?)
        };
        let mut troubles = Vec::new();
        self.changes.retain(|change| match broken(change) {
            Some(broken) => {
                troubles.push(Trouble { path: change.path.clone(), why: Why::Broken(broken) });
                false
            }
            None => true,
        });
        self.troubles.extend(troubles);
    }

    /// A file that was not generated before.
    fn add(&mut self, path: &str, file: &File, ours: &BTreeMap<String, Bytes>) {
        if let Some(by) = blocking(path, ours) {
            return self.trouble(by, Why::NoFolder { was_there: false });
        }
        match ours.get(path) {
            None => self.write(path, Kind::Create, None, file),
            Some(present) if is_alike(present, &file.contents) => {}
            Some(_) => self.trouble(path, Why::Occupied),
        }
    }

    /// A file that was generated before.
    fn update(&mut self, sides: Sides<'_>, path: &str, file: &File, standing: &Standing) {
        let record = &sides.ledger.files[path];
        let is = |text: Option<&Bytes>| text.is_some_and(|text| is_alike(text, &file.contents));
        let was_made = || match sides.base.get(path) {
            Some(base) => is(Some(base)),
            None => record.matches(&file.contents),
        };
        if is(sides.ours.get(path)) || was_made() || file.ownership == Ownership::Frozen {
            return;
        }
        if record.ownership == Ownership::Seed && *standing != Standing::Untouched {
            return self.keep(path, Reason::Theirs);
        }
        match standing {
            Standing::Untouched => self.write(path, Kind::Replace, sides.ours.get(path), file),
            Standing::Deleted => self.keep(path, Reason::Deleted),
            Standing::Blocked { by } => self.trouble(by, Why::NoFolder { was_there: true }),
            Standing::Edited => self.merge(sides, path, path, file),
            // It is only likely that this is the file.
            Standing::Moved { to, edited: true } if name(path) != name(to) => {
                self.trouble(to, Why::Moved { from: path.to_owned() });
            }
            Standing::Moved { to, edited } => {
                self.followed.push((path.to_owned(), to.clone()));
                match edited {
                    true => self.merge(sides, path, to, file),
                    false => self.write(to, Kind::Replace, sides.ours.get(to), file),
                }
            }
        }
    }

    /// Both sides changed a file that is at `at` now.
    fn merge(&mut self, sides: Sides<'_>, path: &str, at: &str, file: &File) {
        let ours = &sides.ours[at];
        if *ours == file.contents {
            return;
        }
        let texts = sides.base.get(path).and_then(|base| {
            Some((
                str::from_utf8(base).ok()?,
                str::from_utf8(ours).ok()?,
                str::from_utf8(&file.contents).ok()?,
            ))
        });
        let Some((base, ours, theirs)) = texts else { return self.trouble(at, Why::Unknown) };
        let kind = at.rsplit('.').next();
        let whole = match at {
            "Cargo.lock" => lockfile::merge(base, ours, theirs),
            _ if kind == Some("json") => json::merge(base, ours, theirs),
            _ => None,
        };
        let merged = match whole {
            Some(text) => Merged::Clean(text),
            None => text::merge(base, ours, theirs),
        };
        let merged = match merged {
            Merged::Clean(text) if kind == Some("rs") => {
                Merged::Clean(modules::outermost(ours, text))
            }
            merged => merged,
        };
        match merged {
            Merged::Clean(text) if text == ours => {}
            Merged::Clean(text) => {
                let file = File { contents: text.into(), ..file.clone() };
                self.write(at, Kind::Merge, sides.ours.get(at), &file);
            }
            Merged::Conflicts(conflicts) => {
                let contents = text::marked(base, ours, theirs).into();
                let marked = Change {
                    path: at.to_owned(),
                    kind: Kind::Merge,
                    before: sides.ours.get(at).cloned(),
                    after: Some(File { contents, ..file.clone() }),
                };
                self.marked.insert(at.to_owned(), marked);
                self.trouble(at, Why::Overlap(conflicts));
            }
        }
    }

    /// A file that is not generated any more.
    fn remove(&mut self, path: &str, standing: &Standing, present: Option<&Bytes>) {
        match standing {
            Standing::Untouched => self.changes.push(Change {
                path: path.to_owned(),
                kind: Kind::Remove,
                before: present.cloned(),
                after: None,
            }),
            Standing::Deleted | Standing::Blocked { .. } => {}
            Standing::Edited => self.trouble(path, Why::Orphaned),
            Standing::Moved { to, .. } => self.trouble(to, Why::Orphaned),
        }
    }

    fn write(&mut self, path: &str, kind: Kind, before: Option<&Bytes>, file: &File) {
        let mut file = file.clone();
        if let Some(before) = before {
            file.contents = ends::as_in(before, &file.contents);
        }
        let (before, after) = (before.cloned(), Some(file));
        self.changes.push(Change { path: path.to_owned(), kind, before, after });
    }

    fn keep(&mut self, path: &str, reason: Reason) {
        self.kept.push(Kept { path: path.to_owned(), reason });
    }

    /// What is wrong with a file is told once, for however many others it is.
    fn trouble(&mut self, path: &str, why: Why) {
        let trouble = Trouble { path: path.to_owned(), why };
        if !self.troubles.contains(&trouble) {
            self.troubles.push(trouble);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger;

    const PATH: &str = "src/lib.rs";
    const BASE: &str = "mod a;\n\nfn one() {\n    first();\n    second();\n    third();\n}\n";

    /// What becomes of one file: edited to `ours` if it is there, generated as `theirs` if it
    /// still is.
    fn outcome(ownership: Ownership, ours: Option<&str>, theirs: Option<&str>) -> Changes {
        let mut before = Tree::default();
        before.insert(PATH, File::plain(BASE, ownership)).unwrap();
        ledger::record(&mut before).unwrap();
        let record = &before.get(ledger::PATH).unwrap().contents;
        let mut ledger = ledger::read(str::from_utf8(record).unwrap()).unwrap();
        ledger.know(&BTreeMap::from([(PATH.to_owned(), Bytes::from(BASE))]));
        let file = |text: &str| (PATH.to_owned(), Bytes::from(text.to_owned()));
        let mut tree = Tree::default();
        if let Some(text) = theirs {
            tree.insert(PATH, File::plain(text.to_owned(), ownership)).unwrap();
        }
        merge(Sides {
            ledger: &ledger,
            base: &BTreeMap::from([file(BASE)]),
            ours: &ours.map(file).into_iter().collect(),
            theirs: &tree,
        })
    }

    fn only_change(changes: Changes) -> (Kind, Option<String>) {
        assert!(changes.troubles.is_empty() && changes.kept.is_empty(), "{changes:#?}");
        let [change] = <[Change; 1]>::try_from(changes.changes).unwrap();
        (change.kind, change.after.map(|file| String::from_utf8(file.contents.to_vec()).unwrap()))
    }

    /// G-34: the table of dpkg, and a merge where that stops.
    #[test]
    fn edits_and_changes_meet_as_they_should() {
        let new = BASE.replace("first", "start");
        let edited = BASE.replace("third", "mine");
        let both = new.replace("third", "mine");
        let clash = BASE.replace("first", "mine");
        let managed = Ownership::Managed;

        let nothing = Changes::default();
        assert_eq!(outcome(managed, Some(BASE), Some(BASE)), nothing);
        assert_eq!(outcome(managed, Some(&edited), Some(BASE)), nothing);
        assert_eq!(outcome(managed, Some(&new), Some(&new)), nothing);
        assert_eq!(
            only_change(outcome(managed, Some(BASE), Some(&new))),
            (Kind::Replace, Some(new.clone()))
        );
        assert_eq!(
            only_change(outcome(managed, Some(&edited), Some(&new))),
            (Kind::Merge, Some(both))
        );
        let troubles = outcome(managed, Some(&clash), Some(&new)).troubles;
        assert!(matches!(&troubles[0].why, Why::Overlap(conflicts) if conflicts[0].line == 4));
    }

    /// G-36.
    #[test]
    fn what_was_deleted_stays_deleted_and_is_said() {
        let new = BASE.replace("first", "start");
        let kept = Kept { path: PATH.to_owned(), reason: Reason::Deleted };
        let changes = outcome(Ownership::Managed, None, Some(&new));
        assert_eq!(changes, Changes { kept: vec![kept], ..Changes::default() });
        assert_eq!(outcome(Ownership::Managed, None, Some(BASE)), Changes::default());
        assert_eq!(outcome(Ownership::Managed, None, None), Changes::default());
    }

    #[test]
    fn what_is_not_needed_goes_unless_somebody_wrote_in_it() {
        let removed = only_change(outcome(Ownership::Managed, Some(BASE), None));
        assert_eq!(removed, (Kind::Remove, None));
        let edited = outcome(Ownership::Managed, Some("mine\n"), None);
        assert_eq!(edited.troubles[0].why, Why::Orphaned);
    }

    #[test]
    fn a_migration_and_an_edited_readme_are_never_rewritten() {
        let new = BASE.replace("first", "start");
        assert_eq!(outcome(Ownership::Frozen, Some(BASE), Some(&new)), Changes::default());
        assert_eq!(outcome(Ownership::Frozen, Some(BASE), None), Changes::default());
        let seed = outcome(Ownership::Seed, Some("mine\n"), Some(&new));
        assert_eq!(seed.kept[0].reason, Reason::Theirs);
    }
}
