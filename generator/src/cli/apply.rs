//! `scaffold apply`: the project as its model says, with what people wrote kept.

use clap::Args;

use crate::change;
use crate::diagnostic::Source;
use crate::disk::{self, Lock, Project};
use crate::error::Error;
use crate::shell::{self, Tone};

use super::model_file;
use super::plan::Planned;

/// Bring the project up to date with its model
///
/// What the model says now is generated, and merged with what you wrote: your edits stay, and
/// what you deleted stays deleted. Migrations are added, never rewritten. Where you and the
/// model changed the same lines, the places are shown and nothing is written at all.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold apply                    show what would change, ask, and do it
  scaffold apply --yes              without asking
  scaffold plan                     only show it
  scaffold undo                     take it back")]
pub(super) struct Arguments {
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Drop a table or column that nothing asks for any more, such as posts.subtitle; may be
    /// given several times
    #[arg(long, value_name = "TABLE[.COLUMN]")]
    drop: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let project = Project::around(&disk::here()?)?;
    change_dropping(project, arguments.yes, &arguments.drop, Ok)
}

/// Changes a project to what its model says once `edit` has written something into it.
pub(super) fn change(
    project: Project,
    yes: bool,
    edit: impl FnOnce(Source) -> Result<Source, Error>,
) -> Result<(), Error> {
    change_dropping(project, yes, &[], edit)
}

/// The same, and these tables and columns that nothing asks for any more are dropped.
fn change_dropping(
    project: Project,
    yes: bool,
    drop: &[String],
    edit: impl FnOnce(Source) -> Result<Source, Error>,
) -> Result<(), Error> {
    let lock = Lock::take(&project)?;
    recover(&lock)?;
    let source = edit(model_file::read(&project.model())?)?;
    let model = model_file::valid(&source)?;
    let emitted = change::look(project)?;
    let draft = change::draft_dropping(&emitted, &source.text, &model, drop)?;
    if draft.is_empty() {
        shell::status(Tone::Good, "Unchanged", "the project is as its model says");
        return Ok(());
    }
    let planned = Planned { emitted: &emitted, draft: &draft, after: &model };
    shell::print(&planned.text());
    planned.troubles()?;
    if !yes && shell::can_ask() && shell::ask("Make this change? yes or no", "no")? != "yes" {
        return Err(Error::conflict("nothing was written"));
    }
    let what = planned.title();
    lock.apply(&what, &draft.steps())?;
    shell::status(Tone::Good, "Applied", &what);
    if !draft.migrations.is_empty() {
        shell::print("\nThe service migrates when it starts, as it does in `scaffold dev`.\n");
    }
    Ok(())
}

/// Finishes what an earlier run did not live to finish.
pub(super) fn recover(lock: &Lock) -> Result<(), Error> {
    let Some(recovered) = lock.recover()? else { return Ok(()) };
    if recovered.is_made {
        shell::status(Tone::Good, "Finished", &format!("an earlier run: {}", recovered.what));
    } else {
        shell::status(Tone::Good, "Taken back", &format!("an earlier run: {}", recovered.what));
    }
    for path in recovered.edited {
        shell::warning(&format!("`{path}` was edited since, and was left as it is"));
    }
    Ok(())
}
