//! `scaffold upgrade`: the same project under this version of the tool.

use std::fmt::Write as _;

use clap::Args;

use crate::change::{self, Emitted, Origin};
use crate::changelog::{self, Section};
use crate::disk::{Lock, Project};
use crate::error::Error;
use crate::merge::ends::is_alike;
use crate::shell::{self, Tone};
use crate::version::Version;

use super::apply::{self, How};
use super::here;
use super::planned::Wanted;

/// Bring the project to this version of scaffold
///
/// What this version makes of the model that the project was generated from is merged with what
/// you wrote: your edits stay, and what you deleted stays deleted. Migrations are added, never
/// rewritten. Tells from the changelog what is new since the version that generated the project.
/// Changes of the model that are not applied yet are left for `scaffold apply`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold upgrade                    show what would change and why, ask, and do it
  scaffold upgrade --yes              without asking
  scaffold upgrade --dry-run          print it as a patch, for `git apply`
  scaffold upgrade --changelog        only tell all that is new
  scaffold undo                       take it back")]
pub(super) struct Arguments {
    #[command(flatten)]
    how: How,
    /// Only print all that the changelog says since the version that generated the project
    #[arg(long, conflicts_with_all = ["yes", "dry_run", "breaking", "conflict_markers"])]
    changelog: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let project = here::project()?;
    if arguments.changelog {
        let emitted = change::look(project)?;
        return shell::result(&told(&emitted, |section| section.changes.clone()));
    }
    if arguments.how.dry_run {
        let emitted = change::look(project)?;
        let draft = change::upgrade(&emitted)?;
        return with(&emitted, |wanted| apply::show(&emitted, draft, wanted, &arguments.how));
    }
    let lock = Lock::take(&project)?;
    apply::recover(&lock)?;
    let emitted = change::look(project)?;
    let draft = change::upgrade(&emitted)?;
    if draft.is_empty() {
        let what = format!("the project is of scaffold {} already", emitted.tool.version);
        shell::status(Tone::Good, "Unchanged", &what);
        return Ok(());
    }
    let short = |section: &Section| section.in_short().map(str::to_owned).collect();
    shell::print(&told(&emitted, short));
    let made = with(&emitted, |wanted| apply::make(&lock, &emitted, draft, wanted, &arguments.how));
    if made.is_ok() && has_more_in_its_model(&emitted) {
        shell::print(&format!(
            "\n`{}` was edited since the project was generated: `scaffold apply` applies that.\n",
            Project::MODEL
        ));
    }
    made
}

/// Does something with what is wanted of the project.
fn with<T>(
    emitted: &Emitted,
    act: impl FnOnce(Wanted<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let tool = &emitted.ledger.tool;
    let from = match emitted.origin {
        Origin::Another => format!("another build of {tool}"),
        Origin::This | Origin::Older => tool.clone(),
    };
    act(Wanted::Upgrade(&format!("scaffold {from} -> {}", emitted.tool.version)))
}

/// What is new, version by version.
fn told(emitted: &Emitted, changes: impl Fn(&Section) -> Vec<String>) -> String {
    let mut text = String::new();
    let Some(old) = Version::read(&emitted.ledger.tool) else { return text };
    for section in changelog::since(&old) {
        let _ = writeln!(
            text,
            "New in {}:",
            match &section.version {
                Some(version) => version.to_string(),
                None => format!("{}, which is no release", emitted.tool.version),
            }
        );
        for change in changes(&section) {
            let _ = writeln!(text, "  - {change}");
        }
        text.push('\n');
    }
    text
}

/// Whether the model file says something else than what the project was generated from.
fn has_more_in_its_model(emitted: &Emitted) -> bool {
    match (emitted.present.get(Project::MODEL), emitted.base.get(Project::MODEL)) {
        (Some(present), Some(base)) => !is_alike(present, base),
        (present, base) => present != base,
    }
}
