//! `scaffold undo`: the last change taken back.

use clap::Args;

use crate::change::{self, Undo};
use crate::disk::{self, Lock};
use crate::error::Error;
use crate::shell::{self, Tone};

use super::{apply, here};

/// Take the last change back
///
/// Every file that the last change wrote becomes what it was, the model included. What was written
/// into one since then stays, where the two fit together. Where they do not, the file is named,
/// and nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold undo")]
pub(super) struct Arguments {}

pub(super) fn run(_: &Arguments) -> Result<(), Error> {
    let project = here::project()?;
    let lock = Lock::take(&project)?;
    apply::recover(&lock)?;
    let Some(past) = lock.past()? else {
        return Err(Error::usage("there is no change to undo")
            .hint("only the last one can be undone, and only once"));
    };
    let paths = past.steps.iter().map(|step| step.path.as_str());
    let present = disk::read_files(&project.folder, paths)?;
    let base = change::look(project)?.base;
    let Undo { steps, merged, edited } = change::undo(past.steps, &present, &base);
    if !edited.is_empty() {
        let fault = Error::conflict(format!("`{}` cannot be undone", past.what));
        let told = |fault: Error, path| fault.hint(format!("`{path}` was edited since"));
        let fault = edited.iter().fold(fault, told);
        return Err(fault.hint("nothing was written: set these files aside first"));
    }
    let dropped =
        steps.iter().any(|step| step.path.starts_with("migrations/") && step.after.is_none());
    lock.take_back(&format!("undo of: {}", past.what), &steps)?;
    shell::status(Tone::Good, "Undone", &past.what);
    for path in merged {
        shell::warning(&format!("`{path}` was edited since: the edits stay"));
    }
    if dropped {
        shell::warning(
            "a database that was migrated in between knows migrations that are gone now; \
             `scaffold db reset` makes a new one",
        );
    }
    Ok(())
}
