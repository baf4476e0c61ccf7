//! A database for the length of one command, beside the project's own.

use std::process::Command;

use crate::error::Error;
use crate::shell;

use super::client::Row;
use super::run::run_with_input;
use super::{Database, quote};

/// An empty database that is dropped with this value.
#[derive(Debug)]
pub struct Scratch<'a> {
    pub(super) database: &'a Database,
    pub(super) name: String,
}

impl Database {
    /// Makes an empty database on the same server.
    pub fn scratch(&self) -> Result<Scratch<'_>, Error> {
        let name = format!("scaffold_scratch_{}", std::process::id());
        self.execute(&self.name, &format!("create database {}", quote(&name)))?;
        Ok(Scratch { database: self, name })
    }
}

impl Scratch<'_> {
    /// Its address.
    pub fn url(&self) -> Result<String, Error> {
        self.database.url_of(&self.name)
    }

    /// Applies a migration as the service does: all of it or nothing, unless it says otherwise.
    pub fn migrate(&self, migration: &str) -> Result<(), Error> {
        match migration.starts_with("-- no-transaction") {
            true => self.execute(migration),
            false => self.execute(&format!("begin;\n{migration}\n;commit;")),
        }
    }

    /// Runs SQL text in it.
    pub fn execute(&self, sql: &str) -> Result<(), Error> {
        self.database.execute(&self.name, sql).map(drop)
    }
}

impl Drop for Scratch<'_> {
    fn drop(&mut self) {
        let drop = format!("drop database if exists {} with (force)", quote(&self.name));
        // A name that is left over disturbs nobody, and the command's own failure matters more.
        let _ = self.database.execute(&self.database.name, &drop);
    }
}

/// The address of another database on the server that `url` names.
pub(super) fn sibling(url: &str, database: &str) -> Result<String, Error> {
    let (address, parameters) = match url.split_once('?') {
        Some((address, parameters)) => (address, format!("?{parameters}")),
        None => (url, String::new()),
    };
    let server = address.split_once("://").and_then(|(scheme, rest)| {
        let server = rest.split('/').next()?;
        Some(format!("{scheme}://{server}/{database}{parameters}"))
    });
    server.ok_or_else(|| {
        Error::environment("DATABASE_URL is not a database's address")
            .hint("it looks like postgres://user:password@host:5432/name")
    })
}

/// Runs SQL on a server that is not ours.
pub(super) fn execute(url: &str, sql: &str) -> Result<Vec<Row>, Error> {
    let psql = shell::find("psql").ok_or_else(|| {
        Error::environment("`psql` is needed with DATABASE_URL, and is not installed")
            .hint("install your system's Postgres client, or unset DATABASE_URL")
    })?;
    let mut command = Command::new(psql);
    command.args(["-XqAt", "-v", "ON_ERROR_STOP=1", url]);
    let printed = run_with_input(&mut command, "run SQL where DATABASE_URL points", sql)?;
    Ok(printed.lines().map(|line| vec![Some(line.to_owned())]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sibling_has_the_same_server_and_parameters() {
        let cases = [
            (
                "postgres://me:secret@host:1/one?sslmode=require",
                "postgres://me:secret@host:1/two?sslmode=require",
            ),
            ("postgres://localhost/one", "postgres://localhost/two"),
            ("postgres://localhost", "postgres://localhost/two"),
        ];
        for (url, expected) in cases {
            assert_eq!(sibling(url, "two").unwrap(), expected);
        }
        assert!(sibling("nonsense", "two").is_err());
    }
}
