//! Which files change.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Planned, Wanted};
use crate::merge::{Kind, Reason};

impl Planned<'_> {
    /// The resource that a file is about, also where somebody moved it.
    pub(super) fn about(&self, path: &str) -> Option<&String> {
        let origin = self.draft.changes.followed.iter().find(|(_, to)| to == path);
        self.emitted.about.get(origin.map_or(path, |(from, _)| from))
    }

    /// What becomes of each file, a line each.
    pub(super) fn files(&self) -> String {
        let mut text = String::new();
        for (from, to) in &self.draft.changes.carried {
            let _ = writeln!(text, "  move     {from} -> {to}");
        }
        let kinds = [
            (Kind::Create, "create"),
            (Kind::Replace, "update"),
            (Kind::Merge, "merge"),
            (Kind::Remove, "remove"),
        ];
        for (kind, word) in kinds {
            let paths: Vec<&str> = self
                .draft
                .changes
                .changes
                .iter()
                .filter(|change| change.kind == kind && !is_noise(&change.path))
                .filter(|change| !self.is_moved(&change.path))
                .map(|change| change.path.as_str())
                .collect();
            if let (Wanted::Upgrade(_), Kind::Replace, 1..) = (self.wanted, kind, paths.len()) {
                let _ = writeln!(text, "  {word:7}  {} that nobody edited", counted(paths.len()));
                continue;
            }
            for path in paths {
                let _ = writeln!(text, "  {word:7}  {path}");
            }
        }
        let noise = self.draft.changes.changes.iter().filter(|change| is_noise(&change.path));
        match noise.count() {
            0 => {}
            count => _ = writeln!(text, "  derive   {count} files in .sqlx and openapi.json"),
        }
        text += &self.followed();
        for kept in &self.draft.changes.kept {
            let why = match kept.reason {
                Reason::Theirs => "is yours since it was written",
                Reason::Deleted => "was deleted, and stays so",
                Reason::Known => "makes this change already",
                Reason::FolderDeleted => "would be new in a folder of which you deleted the rest",
            };
            let _ = writeln!(text, "  keep     {}, which {why}", kept.path);
        }
        text
    }

    /// Whether a file stands there, or stood there, that moves.
    fn is_moved(&self, path: &str) -> bool {
        self.draft.changes.carried.iter().any(|(from, to)| from == path || to == path)
    }

    /// Folders and files that people put elsewhere, and what that asks of them.
    fn followed(&self) -> String {
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let pairs = self.draft.changes.followed.iter().map(|(from, to)| {
            let (mut from, mut to) = (from.as_str(), to.as_str());
            // Below a folder that was moved as a whole, that folder says it all.
            let is_left = |folder: &str| {
                let inside = format!("{folder}/");
                self.emitted.present.keys().any(|path| path.starts_with(&inside))
            };
            while let (Some((above, name)), Some((there, other))) =
                (from.rsplit_once('/'), to.rsplit_once('/'))
                && name == other
                && !is_left(above)
            {
                (from, to) = (above, there);
            }
            (from.to_owned(), to.to_owned())
        });
        let mut text = String::new();
        for (from, to) in pairs.collect::<BTreeSet<_>>() {
            let _ = write!(text, "  moved    {from} is {to} now");
            text += match folder(&from).as_deref() {
                Some("src") => ": new code names it as before, so re-export it there\n",
                _ => "\n",
            };
        }
        text
    }
}

fn counted(files: usize) -> String {
    match files {
        1 => "1 file".to_owned(),
        files => format!("{files} files"),
    }
}

/// Files that nobody reads to see what changed.
pub(super) fn is_noise(path: &str) -> bool {
    path.starts_with(".sqlx/") || path == "openapi.json"
}
