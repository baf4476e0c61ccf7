//! `scaffold db check`: whether migrations make what the model says.

use clap::Args;

use crate::change::{self, Draft, Emitted, Past};
use crate::cli::model_file;
use crate::cli::wished::Wished;
use crate::database::{Database, Difference, Scratch, Thing, difference};
use crate::disk::Project;
use crate::error::{Bug, Error};
use crate::model::Model;
use crate::shell::{self, Signals, Tone};
use crate::sql;

/// Try the migrations, and compare what they make with what the model says
///
/// Applies all that are there, those that you wrote included, and those that a change of the model
/// would add, to an empty database that is dropped afterwards. Tells which one fails and why, what
/// you have besides, and what is missing or another thing than the model says. Your data is
/// neither read nor changed: whether rows fit is what the queries in a migration ask.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold db check                        do my migrations still make what the model says?
  scaffold db check --drop posts.subtitle  would they if this were dropped?")]
pub(super) struct Arguments {
    #[command(flatten)]
    wished: Wished,
}

pub(super) fn run(project: &Project, arguments: &Arguments) -> Result<(), Error> {
    let source = model_file::read(&project.model())?;
    let model = model_file::valid(&source)?;
    let emitted = change::look(project.clone())?;
    let draft = change::draft_as(&emitted, &source.text, &model, &arguments.wished.wishes())?;
    let signals = Signals::hold()?;
    let database = Database::of(project, None)?;
    let _running = signals.or_blame(database.borrow())?;
    let found = signals.or_blame(tried(&database, &emitted, &draft, &model))?;
    let count = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    for name in &found.besides {
        shell::status(Tone::Good, "Besides", &format!("{name}: yours, and stays"));
    }
    for name in &found.unused {
        let words = format!("{name}: `scaffold apply --drop {name}` drops it for good");
        shell::status(Tone::Good, "Unused", &words);
    }
    if found.faults.is_empty() {
        let there = count(emitted.history().len(), "migration");
        let planned = match draft.migrations.len() {
            0 => String::new(),
            planned => format!(", and {planned} that the model's change would add"),
        };
        let words = format!("{there}{planned}: the database is as the model says");
        shell::status(Tone::Good, "Checked", &words);
        return Ok(());
    }
    let fault = Error::conflict("the migrations do not make what the model says");
    let fault = found.faults.into_iter().fold(fault, Error::hint);
    Err(fault.hint("add a migration of yours that mends it, or say it in the model"))
}

/// Applies everything to a database of its own, and compares that with one of the model alone.
pub(in crate::cli) fn tried(
    database: &Database,
    emitted: &Emitted,
    draft: &Draft,
    model: &Model,
) -> Result<Difference, Error> {
    let is = {
        let scratch = database.scratch()?;
        let history = emitted.history();
        for Past { path, text, .. } in &history {
            scratch
                .migrate(text)
                .map_err(|fault| failed(&format!("`{path}` cannot be applied"), fault))?;
        }
        for migration in &draft.migrations {
            let what = format!("the planned `migrations/{}` cannot be applied", migration.file());
            scratch.migrate(&migration.text).map_err(|fault| {
                let taken = draft.taken.iter().filter(|it| it.planned == migration.file());
                taken.fold(failed(&what, fault), |fault, it| {
                    fault
                        .hint(format!("`{}:{}` has made the {} already", it.path, it.line, it.what))
                })
            })?;
        }
        scratch.catalogue()?
    };
    let says = of_model(&database.scratch()?, model)?;
    let planned = draft.migrations.iter().map(|migration| migration.text.as_str());
    let history: Vec<&str> = emitted.generated_history();
    Ok(difference(&is, &says, &sql::retired(history.into_iter().chain(planned))))
}

/// What a new project of the model has.
fn of_model(scratch: &Scratch<'_>, model: &Model) -> Result<Vec<Thing>, Error> {
    for migration in sql::migrations(model) {
        scratch.migrate(&migration.text).map_err(|fault| {
            Bug::new(format!("`{}` of the model cannot be applied: {fault}", migration.file()))
        })?;
    }
    scratch.catalogue()
}

fn failed(what: &str, cause: Error) -> Error {
    Error::conflict(what).because(cause).hint("nothing was written, and no data was touched")
}
