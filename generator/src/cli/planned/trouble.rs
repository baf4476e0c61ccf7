//! Where a person has to decide.

use std::fmt::Write as _;

use super::{Planned, Wanted};
use crate::cli::hunk::hunk;
use crate::error::Error;
use crate::merge::{Broken, Why};
use crate::shell;

impl Planned<'_> {
    /// What makes the change.
    fn who(&self) -> &'static str {
        match self.wanted {
            Wanted::Model(_) => "the model",
            Wanted::Upgrade(_) => "the new version",
        }
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
                    conflicts.iter().for_each(|conflict| text += &hunk(path, &ours, who, conflict));
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
