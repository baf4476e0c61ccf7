//! The command line: one file a command, each with its arguments and one function.

mod add;
mod additions;
mod apply;
mod blueprint;
mod check;
mod completions;
mod db;
mod dev;
mod diff;
mod explain;
mod here;
mod hunk;
mod model_file;
mod new;
mod patch;
mod plan;
mod planned;
mod remove;
mod rename;
mod starter;
mod status;
mod undo;
mod upgrade;
mod wished;

use std::panic::{self, PanicHookInfo};

use clap::{Parser, Subcommand};

use crate::error::{Bug, Error};
use crate::shell;

/// Turn a declared resource model into a complete Axum service
///
/// A model file, `scaffold.toml`, says what a service keeps, who may do what with it and
/// which constraints hold. From it come the Rust code, the SQL, the API's description and
/// the tests, as a project that stands on its own.
#[derive(Debug, Parser)]
#[command(name = "scaffold", version, max_term_width = 100, after_help = EXAMPLES)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::Arguments),
    Check(check::Arguments),
    Dev(dev::Arguments),
    Db(db::Arguments),
    Add(add::Arguments),
    Set(add::Set),
    Rename(rename::Arguments),
    Remove(remove::Arguments),
    Plan(plan::Arguments),
    Apply(apply::Arguments),
    Upgrade(upgrade::Arguments),
    Undo(undo::Arguments),
    Status(status::Arguments),
    Diff(diff::Arguments),
    Blueprint(blueprint::Arguments),
    Explain(explain::Arguments),
    Completions(completions::Arguments),
}

const EXAMPLES: &str = "\
Examples:
  scaffold new social-sharing --dev    a whole service from an example, running
  scaffold new my-shop                 a small service to start from
  scaffold check                       what is wrong with the model I stand in
  scaffold dev                         run the service, with a database for it

Exit codes:
  0  done
  1  something is left for you to settle
  2  the model file or the command line is at fault
  3  the machine is: files, permissions, programs, databases
  101  a bug in scaffold; 130 and 143 after a signal";

/// Runs the command that the process was started with. Gives its exit code.
#[must_use]
pub fn run() -> u8 {
    panic::set_hook(Box::new(report_panic));
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(answer) => {
            // Help and versions come this way as well; a reader who went away is no fault.
            let _ = answer.print();
            return u8::try_from(answer.exit_code()).unwrap_or(2);
        }
    };
    let done = match line.command {
        Command::New(arguments) => new::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Dev(arguments) => dev::run(&arguments),
        Command::Db(arguments) => db::run(&arguments),
        Command::Add(arguments) => add::run(&arguments),
        Command::Set(arguments) => add::run_set(&arguments),
        Command::Rename(arguments) => rename::run(&arguments),
        Command::Remove(arguments) => remove::run(&arguments),
        Command::Plan(arguments) => plan::run(&arguments),
        Command::Apply(arguments) => apply::run(&arguments),
        Command::Upgrade(arguments) => upgrade::run(&arguments),
        Command::Undo(arguments) => undo::run(&arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Blueprint(arguments) => blueprint::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    };
    match done {
        Ok(()) => 0,
        Err(fault) => {
            shell::error(&fault);
            fault.exit_code()
        }
    }
}

/// A panic is always a bug, whatever it says.
fn report_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("something that cannot happen happened");
    shell::error(&Error::from(Bug::new(format!("{message}{place}"))));
}
