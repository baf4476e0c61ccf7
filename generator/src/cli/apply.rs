//! `scaffold apply`: the project as its model says, with what people wrote kept.

use bytes::Bytes;
use clap::Args;

use crate::change::{self, Draft, Emitted, Wishes};
use crate::database::Database;
use crate::diagnostic::Source;
use crate::disk::{Lock, Project};
use crate::document;
use crate::error::Error;
use crate::model::Model;
use crate::parallel;
use crate::shell::{self, Tone};

use super::planned::{Planned, Wanted, api};
use super::wished::Wished;
use super::{db, here, model_file};

/// Bring the project up to date with its model
///
/// What the model says now is generated, and merged with what you wrote: your edits stay, and
/// what you deleted stays deleted. Migrations are added, never rewritten. Where you and the
/// model changed the same lines, the places are shown and nothing is written at all. What breaks
/// clients of the API is told, and wants `--breaking` or an answer to a question that names it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold apply                    show what would change, ask, and do it
  scaffold apply --yes              without asking
  scaffold apply --dry-run          print it as a patch, for `git apply`
  scaffold apply --breaking         although clients of the API may stop to work
  scaffold apply --conflict-markers settle in your editor what cannot be merged
  scaffold plan                     only show it
  scaffold undo                     take it back")]
pub(super) struct Arguments {
    #[command(flatten)]
    how: How,
    #[command(flatten)]
    wished: Wished,
}

/// How a change is made, whatever it is.
#[derive(Debug, Args)]
pub(super) struct How {
    /// Do not ask
    #[arg(long, global = true)]
    yes: bool,
    /// Write nothing, and print the change as a patch for `git apply`
    #[arg(long, global = true)]
    pub(super) dry_run: bool,
    /// Make it although it breaks clients of the API
    #[arg(long, global = true)]
    breaking: bool,
    /// Where you and the model changed the same lines, write both between markers
    #[arg(long, global = true)]
    conflict_markers: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let project = here::project()?;
    let edit = Edit::of(&|source| Ok(source.text.clone()));
    change(project, &arguments.how, &arguments.wished.wishes(), &edit)
}

/// What a command does to the model file.
pub(super) struct Edit<'a> {
    /// Gives its new text.
    pub write: &'a dyn Fn(&Source) -> Result<String, Error>,
    /// Refuses what that means; the file as it was comes first.
    pub check: &'a dyn Fn(&Source, &Model) -> Result<(), Error>,
}

impl<'a> Edit<'a> {
    /// One that may mean anything.
    pub(super) fn of(write: &'a dyn Fn(&Source) -> Result<String, Error>) -> Self {
        Self { write, check: &|_, _| Ok(()) }
    }
}

/// Changes a project to what its model says once an edit has written something into it.
pub(super) fn change(
    project: Project,
    how: &How,
    wishes: &Wishes,
    edit: &Edit<'_>,
) -> Result<(), Error> {
    let lock = if how.dry_run { None } else { Some(Lock::take(&project)?) };
    lock.as_ref().map_or(Ok(()), recover)?;
    let read = model_file::read(&project.model())?;
    let there = project.clone();
    let edited = || edited(&there, &read, edit);
    let (emitted, edited) = parallel::both(|| change::look(project), edited);
    let (source, model) = edited?;
    // The process ends with it, and is sooner gone than a large project is given back by its pieces.
    let emitted = Box::leak(Box::new(emitted?));
    is_as_read(emitted.present.get(Project::MODEL), &read.text)?;
    let draft = change::draft_as(emitted, &source.text, &model, wishes)?;
    let Some(lock) = lock else { return show(emitted, draft, Wanted::Model(&model), how) };
    if draft.is_empty() {
        shell::status(Tone::Good, "Unchanged", "the project is as its model says");
        return Ok(());
    }
    make(&lock, emitted, draft, Wanted::Model(&model), how)
}

/// The model file as a command leaves it, and what it means then.
fn edited(project: &Project, read: &Source, edit: &Edit<'_>) -> Result<(Source, Model), Error> {
    let edited = Source::new(read.name.clone(), (edit.write)(read)?);
    let source = match edited.text == read.text {
        true => edited,
        false => here::settled(project, edited)?,
    };
    let model = model_file::valid_as_edited(read, &source)?;
    (edit.check)(read, &model)?;
    Ok((source, model))
}

/// Shows a change, asks, and makes it.
pub(super) fn make(
    lock: &Lock,
    emitted: &Emitted,
    mut draft: Draft,
    wanted: Wanted<'_>,
    how: &How,
) -> Result<(), Error> {
    let marked = if how.conflict_markers { draft.changes.mark() } else { Vec::new() };
    let planned = Planned { emitted, draft: &draft, wanted };
    shell::print(&planned.text());
    planned.troubles()?;
    if let Wanted::Model(model) = planned.wanted
        && !draft.taken.is_empty()
        && let Some(database) = Database::running(&emitted.project)?
    {
        // What would fail is told before it is written.
        db::check::tried(&database, emitted, &draft, model)?;
    }
    agree(how, api::breaking(&draft.api).as_deref())?;
    let what = planned.title();
    lock.apply(&what, &draft.steps())?;
    shell::status(Tone::Good, "Applied", &what);
    if !draft.migrations.is_empty() {
        shell::print("\nThe service migrates when it starts, as it does in `scaffold dev`.\n");
    }
    settled(&marked)
}

/// Prints a change as a patch.
pub(super) fn show(
    emitted: &Emitted,
    mut draft: Draft,
    wanted: Wanted<'_>,
    how: &How,
) -> Result<(), Error> {
    if how.conflict_markers {
        draft.changes.mark();
    }
    let planned = Planned { emitted, draft: &draft, wanted };
    planned.troubles()?;
    shell::print(&api::text(&draft.api));
    shell::result(&planned.diff())
}

/// What was checked is what is applied: a model that was saved in between is another one.
fn is_as_read(present: Option<&Bytes>, text: &str) -> Result<(), Error> {
    let decoded = present.and_then(|bytes| document::decode(Project::MODEL, bytes).ok());
    match decoded.is_some_and(|source| source.text == text) {
        true => Ok(()),
        false => Err(Error::conflict(format!("`{}` was changed meanwhile", Project::MODEL))
            .hint("nothing was written: save what is open in an editor, then run this again")),
    }
}

/// Asks whoever is there. What breaks clients wants a word of its own, or an answer to a question
/// that names it.
fn agree(how: &How, breaking: Option<&str>) -> Result<(), Error> {
    let question = match breaking {
        Some(breaking) if !how.breaking && !shell::can_ask() => {
            return Err(api::refusal(breaking));
        }
        Some(breaking) if !how.breaking => format!("This change {breaking}. Make it? yes or no"),
        _ if how.yes || !shell::can_ask() => return Ok(()),
        _ => "Make this change? yes or no".to_owned(),
    };
    match agreed(&shell::ask(&question, "no")?) {
        true => Ok(()),
        false => Err(Error::conflict("nothing was written")),
    }
}

fn agreed(answer: &str) -> bool {
    ["y", "yes"].contains(&answer.to_lowercase().as_str())
}

/// The change is made, but for what stands between markers now.
fn settled(marked: &[String]) -> Result<(), Error> {
    if marked.is_empty() {
        return Ok(());
    }
    let fault = Error::conflict("the rest was written; these files have markers for you to settle");
    let fault = marked.iter().fold(fault, |fault, path| fault.hint(format!("`{path}`")));
    Err(fault.hint("the next change waits for it; `scaffold undo` takes all of this one back"))
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
    for path in recovered.aside {
        shell::warning(&format!("what was in a file's place for a moment is `{path}` now"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::is_as_read;

    #[test]
    fn a_model_that_was_saved_in_between_is_refused() {
        let bytes = |text: &str| Some(Bytes::copy_from_slice(text.as_bytes()));
        assert!(is_as_read(bytes("a = 1\n").as_ref(), "a = 1\n").is_ok());
        assert!(is_as_read(bytes("\u{feff}a = 1\n").as_ref(), "a = 1\n").is_ok());
        assert!(is_as_read(bytes("a = 2\n").as_ref(), "a = 1\n").is_err());
        assert!(is_as_read(None, "a = 1\n").is_err());
    }
}
