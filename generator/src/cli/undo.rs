//! `scaffold undo`: the last change taken back.

use clap::Args;

use crate::disk::{self, Lock, Project, Step};
use crate::error::Error;
use crate::ledger::checksum;
use crate::shell::{self, Tone};
use crate::tree::{File, Ownership};

use super::apply;

/// Take the last change back
///
/// Every file that the last change wrote becomes what it was, the model included. A file that
/// was edited since then is named, and nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold undo")]
pub(super) struct Arguments {}

pub(super) fn run(_: &Arguments) -> Result<(), Error> {
    let project = Project::around(&disk::here()?)?;
    let lock = Lock::take(&project)?;
    apply::recover(&lock)?;
    let Some(past) = lock.past()? else {
        return Err(Error::usage("there is no change to undo")
            .hint("only the last one can be undone, and only once"));
    };
    let paths = past.steps.iter().map(|step| step.path.as_str());
    let present = disk::read_files(&project.folder, paths)?;
    let mut edited = Error::conflict(format!("`{}` cannot be undone", past.what));
    let mut steps = Vec::new();
    for step in past.steps {
        let now = present.get(&step.path);
        if now.map(|contents| checksum(contents)) != step.after {
            edited = edited.hint(format!("`{}` was edited since", step.path));
        }
        steps.push(Step {
            path: step.path,
            before: now.cloned(),
            after: step.before.map(|contents| File::plain(contents, Ownership::Managed)),
        });
    }
    if !edited.hints().is_empty() {
        return Err(edited.hint("nothing was written: set these files aside first"));
    }
    let dropped =
        steps.iter().any(|step| step.path.starts_with("migrations/") && step.after.is_none());
    lock.apply(&format!("undo of: {}", past.what), &steps)?;
    lock.forget()?;
    shell::status(Tone::Good, "Undone", &past.what);
    if dropped {
        shell::warning(
            "a database that was migrated in between knows migrations that are gone now; \
             `scaffold db reset` makes a new one",
        );
    }
    Ok(())
}
