//! `scaffold undo`: the last change taken back.

use clap::Args;

use crate::change;
use crate::disk::{self, Lock, PastStep, Step};
use crate::error::Error;
use crate::ledger::checksum;
use crate::merge::text::{self, Merged};
use crate::shell::{self, Tone};
use crate::tree::{File, Ownership};

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
    let mut edited = Error::conflict(format!("`{}` cannot be undone", past.what));
    let (mut steps, mut merged) = (Vec::new(), Vec::new());
    for step in past.steps {
        let now = present.get(&step.path);
        // Somebody has undone it already.
        if now == step.before.as_ref() {
            continue;
        }
        let mut after = step.before.clone();
        // What was deleted or put elsewhere since comes back as it was.
        if now.is_some_and(|contents| Some(checksum(contents)) != step.after) {
            after = unmerged(&step, base.get(&step.path), now);
            match after {
                Some(_) => merged.push(step.path.clone()),
                None => edited = edited.hint(format!("`{}` was edited since", step.path)),
            }
        }
        steps.push(Step {
            path: step.path,
            before: now.cloned(),
            after: after.map(|contents| File {
                contents,
                mode: step.mode,
                ownership: Ownership::Managed,
            }),
        });
    }
    if !edited.hints().is_empty() {
        return Err(edited.hint("nothing was written: set these files aside first"));
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

/// What a file was before, with what people have written into it since; none if the two do not
/// fit together, or if what it was in between is not known.
fn unmerged(step: &PastStep, made: Option<&Vec<u8>>, now: Option<&Vec<u8>>) -> Option<Vec<u8>> {
    let made = made.filter(|made| Some(checksum(made)) == step.after)?;
    let text = |bytes| str::from_utf8(bytes).ok();
    match text::merge(text(made)?, text(now?)?, text(step.before.as_ref()?)?) {
        Merged::Clean(text) => Some(text.into_bytes()),
        Merged::Conflicts(_) => None,
    }
}
