//! `scaffold undo`: the last change taken back.

use clap::Args;

use crate::change::{self, Emitted, Undo};
use crate::database::{Back, Database, taken_back};
use crate::disk::{self, Lock, Step};
use crate::error::Error;
use crate::shell::{self, Tone};

use super::{apply, here};

/// Take the last change back
///
/// Every file that the last change wrote becomes what it was, the model included. What was written
/// into one since then stays, where the two fit together. Where they do not, the file is named,
/// and nothing is written.
///
/// If the project's own database runs and has the migrations of that change, what they made is
/// taken out of it as well, unless something would be lost: then that is said. A database that
/// `DATABASE_URL` names is not touched.
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
    let emitted = change::look(project)?;
    let Undo { steps, merged, edited } = change::undo(past.steps, &present, &emitted.base);
    if !edited.is_empty() {
        let fault = Error::conflict(format!("`{}` cannot be undone", past.what));
        let told = |fault: Error, path| fault.hint(format!("`{path}` was edited since"));
        let fault = edited.iter().fold(fault, told);
        return Err(fault.hint("nothing was written: set these files aside first"));
    }
    let is_dropped = |step: &&Step| step.path.starts_with("migrations/") && step.after.is_none();
    let dropped: Vec<&str> =
        steps.iter().filter(is_dropped).map(|step| step.path.as_str()).collect();
    // A database from which they are taken gets them again, should the files stay after all.
    let back = database(&emitted, &dropped);
    lock.take_back(&format!("undo of: {}", past.what), &steps)?;
    shell::status(Tone::Good, "Undone", &past.what);
    for path in merged {
        shell::warning(&format!("`{path}` was edited since: the edits stay"));
    }
    match back {
        _ if dropped.is_empty() => {}
        Some(Back::Unknown) => {}
        Some(Back::Done) => {
            shell::status(Tone::Good, "Undone", "the same in the project's database");
        }
        Some(Back::Kept(why)) => shell::warning(&format!(
            "the project's database still has what {} made: {why}; the service does not start on \
             it until `scaffold db reset` makes a new one, or the same change is made again",
            dropped.join(", ")
        )),
        None => shell::warning(
            "a database that was migrated in between knows migrations that are gone now; \
             `scaffold db reset` makes a new one",
        ),
    }
    Ok(())
}

/// What becomes of the migrations in the project's own database; none if it does not run.
fn database(emitted: &Emitted, dropped: &[&str]) -> Option<Back> {
    if dropped.is_empty() {
        return None;
    }
    let back = Database::running(&emitted.project).and_then(|database| {
        let back = database.map(|it| taken_back(&it, &emitted.history(), dropped));
        back.transpose()
    });
    back.unwrap_or_else(|fault| Some(Back::Kept(fault.reason())))
}
