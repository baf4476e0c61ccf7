//! `scaffold db metadata`: what sqlx knows of the queries when there is no database.

use std::collections::BTreeMap;

use clap::Args;

use crate::database::Database;
use crate::disk::{self, Project};
use crate::error::Error;
use crate::shell::{self, Outcome, Program, Signals, Tone};

/// Refresh the description of the queries by which the project builds offline
///
/// Applies the project's migrations to an empty database, compiles every query against it
/// and writes what Postgres says about each into `.sqlx`, to be committed. Your data is
/// neither read nor changed.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Write nothing; end with 1 if `.sqlx` is out of date
    #[arg(long)]
    check: bool,
}

/// Files whose compilation reaches every query.
const ROOTS: [&str; 3] = ["src/lib.rs", "src/main.rs", "tests/api/main.rs"];

pub(super) fn run(project: &Project, arguments: &Arguments) -> Result<(), Error> {
    let signals = Signals::hold()?;
    let database = Database::of(project, None)?;
    let _running = signals.or_blame(database.borrow())?;
    let fresh = describe(project, &database, &signals)?;
    let folder = project.folder.join(".sqlx");
    let committed = disk::read_folder(&folder)?;
    let changed = differences(&committed, &fresh);
    if changed.is_empty() {
        shell::status(Tone::Good, "Checked", &format!("{} queries, all up to date", fresh.len()));
        return Ok(());
    }
    if arguments.check {
        let stale = Error::conflict("`.sqlx` does not fit the queries and migrations");
        return Err(changed
            .iter()
            .fold(stale, |stale, (how, name)| stale.hint(format!("{how}: .sqlx/{name}")))
            .hint("`scaffold db metadata` brings it up to date"));
    }
    disk::replace_folder(&folder, &fresh)?;
    for (how, name) in changed {
        shell::status(Tone::Good, how, &format!(".sqlx/{name}"));
    }
    Ok(())
}

/// Has sqlx describe every query, in a database that has the migrations and nothing else.
fn describe(
    project: &Project,
    database: &Database,
    signals: &Signals,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let scratch = database.scratch()?;
    for (name, text) in disk::read_folder(&project.folder.join("migrations"))? {
        scratch.execute(&String::from_utf8_lossy(&text)).map_err(|fault| {
            Error::usage(format!("the migration `{name}` cannot be applied")).because(fault)
        })?;
    }
    let output = disk::empty_folder(&project.folder.join(".dev/sqlx"))?;
    disk::touch(ROOTS.iter().map(|root| project.folder.join(root)))?;
    shell::status(Tone::Busy, "Compiling", "every query against the migrations");
    let compiled = Program::new("cargo", &project.folder)
        .arguments(["check", "--quiet", "--all-targets"])
        .variable("SQLX_OFFLINE", "false")
        .variable("SQLX_OFFLINE_DIR", &output)
        .variable("DATABASE_URL", scratch.url()?)
        .run(signals, || {})?;
    match compiled {
        Outcome::Succeeded => disk::read_folder(&output),
        Outcome::Stopped(signal) => Err(Error::interrupted(signal)),
        Outcome::Failed(_) => Err(Error::usage("a query does not fit the migrations")
            .hint("what the compiler printed above says which")),
    }
}

fn differences<'a>(
    committed: &'a BTreeMap<String, Vec<u8>>,
    fresh: &'a BTreeMap<String, Vec<u8>>,
) -> Vec<(&'static str, &'a str)> {
    let added = fresh.iter().filter_map(|(name, contents)| match committed.get(name) {
        None => Some(("Added", name.as_str())),
        Some(known) if known != contents => Some(("Changed", name.as_str())),
        Some(_) => None,
    });
    let removed = committed
        .keys()
        .filter(|name| !fresh.contains_key(*name))
        .map(|name| ("Removed", name.as_str()));
    added.chain(removed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder<const N: usize>(files: [(&str, &str); N]) -> BTreeMap<String, Vec<u8>> {
        files.map(|(name, text)| (name.to_owned(), text.into())).into()
    }

    #[test]
    fn every_difference_is_told_once() {
        let committed = folder([("same", "1"), ("changed", "1"), ("removed", "1")]);
        let fresh = folder([("same", "1"), ("changed", "2"), ("added", "1")]);
        assert_eq!(
            differences(&committed, &fresh),
            [("Added", "added"), ("Changed", "changed"), ("Removed", "removed")]
        );
        assert!(differences(&fresh, &fresh).is_empty());
    }
}
