//! Where a person has to decide.

use std::fmt::Write as _;

use super::{Planned, Wanted};
use crate::cli::hunk::hunk;
use crate::error::Error;
use crate::merge::text::Conflict;
use crate::merge::{Broken, Why};
use crate::shell;

/// Fewer lines than that are in some file by chance.
const FEWEST: usize = 2;

impl Planned<'_> {
    /// What makes the change.
    fn who(&self) -> &'static str {
        match self.wanted {
            Wanted::Model(_) => "the model",
            Wanted::Upgrade(_) => "the new version",
        }
    }

    /// Where in a file of their own somebody put the lines that were generated in a place, if
    /// nothing is left there: most of those that say something are in it.
    fn elsewhere(&self, conflict: &Conflict) -> Option<String> {
        let says = |line: &&str| line.bytes().any(|byte| byte.is_ascii_alphanumeric());
        let lines = |text| str::lines(text).map(str::trim);
        let wanted: Vec<&str> = lines(&conflict.base).filter(says).collect();
        if !conflict.ours.is_empty() || wanted.len() < FEWEST {
            return None;
        }
        let files = self.emitted.present.iter();
        let mut own = files.filter(|(path, _)| !self.emitted.ledger.files.contains_key(*path));
        own.find_map(|(path, text)| {
            let text = str::from_utf8(text).ok()?;
            let there = wanted.iter().filter(|wanted| lines(text).any(|line| line == **wanted));
            let is_most = there.count() * 2 > wanted.len();
            let at = lines(text).position(|line| wanted.contains(&line)).filter(|_| is_most)?;
            Some(format!("{path}:{}", at + 1))
        })
    }

    /// Where a person has to decide: shown, and the reason to stop.
    pub(in crate::cli) fn troubles(&self) -> Result<(), Error> {
        let troubles = &self.draft.changes.troubles;
        if troubles.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        for trouble in troubles {
            let path = &trouble.path;
            match &trouble.why {
                Why::Overlap(conflicts) => {
                    let ours =
                        self.emitted.present.get(path).map(|text| String::from_utf8_lossy(text));
                    let ours = ours.unwrap_or_default();
                    let who = self.who();
                    for conflict in conflicts {
                        let elsewhere = self.elsewhere(conflict);
                        text += &hunk(path, &ours, who, conflict, elsewhere.as_deref());
                    }
                }
                Why::Occupied => {
                    let _ = writeln!(
                        text,
                        "{path}\n    a file of yours has the name of one that would be generated: rename it\n"
                    );
                }
                Why::NoFolder { was_there } => {
                    let what = match was_there {
                        true => {
                            "is in the place of a folder that was generated: restore the folder; or move the file elsewhere, and what was in the folder counts as deleted"
                        }
                        false => "has the name of a folder that would be generated: rename it",
                    };
                    let _ = writeln!(text, "{path}\n    a file of yours {what}\n");
                }
                Why::Orphaned => {
                    let _ = writeln!(
                        text,
                        "{path}\n    you edited it, and it would not be generated any more: move what you need, then delete it\n"
                    );
                }
                Why::Moved { from } => {
                    let _ = writeln!(
                        text,
                        "{path}\n    looks like `{from}`, moved and edited, which would change: move it back, or delete what is left of it here\n"
                    );
                }
                Why::Scattered => {
                    let _ = writeln!(
                        text,
                        "{path}\n    it is new, and what was beside it is in several places now: put that into one folder\n"
                    );
                }
                Why::Broken(Broken { line, reason }) => {
                    let _ = writeln!(
                        text,
                        "{path}:{line}\n    you edited it, it would change, and it cannot be read as it is: {reason}\n"
                    );
                }
                Why::Unknown => {
                    let _ = writeln!(
                        text,
                        "{path}\n    you edited it, and what it was before is not known: restore it, or delete it\n"
                    );
                }
            }
        }
        shell::print(&format!("\n{text}"));
        let count = match troubles.len() {
            1 => "1 file needs".to_owned(),
            count => format!("{count} files need"),
        };
        let fault = Error::conflict(format!("{count} you to decide, and nothing was written"));
        let marked = &self.draft.changes.marked;
        Err(match troubles.iter().all(|trouble| marked.contains_key(&trouble.path)) {
            true => fault.hint(
                "with `--conflict-markers` the rest is made, and what is shown stands beside your \
                 lines in the file, for you to settle",
            ),
            // Markers would not settle all of it, and nothing is written before all of it is.
            false => fault,
        })
    }
}
