//! A Postgres for a project, on a machine where nothing is set up.
//!
//! In this order: the one that `DATABASE_URL` names; installed programs, run as a private
//! cluster in the project's `.dev` folder and reached by a socket alone; Docker; programs
//! fetched through npm. What was chosen first is remembered in `.dev`, so that installing
//! something later never hides data.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "starting a database is files and programs by nature"
)]

mod account;
mod choice;
mod client;
mod cluster;
mod docker;
mod home;
mod installed;
mod npm;
mod run;
mod scratch;

pub use choice::Keeper;
pub use client::Row;
pub use cluster::Cluster;
pub use scratch::Scratch;

use crate::disk::Project;
use crate::error::Error;
use crate::shell::{self, Program};

use docker::Container;

/// The database of one project.
#[derive(Debug)]
pub struct Database {
    name: String,
    server: Server,
}

#[derive(Debug)]
enum Server {
    Given(String),
    Private(Cluster),
    Docker(Container),
}

impl Database {
    /// Decides which server keeps the project's data; nothing is started yet. `wanted` is
    /// what the user asked for, if anything.
    pub fn of(project: &Project, wanted: Option<Keeper>) -> Result<Self, Error> {
        let name = project.service_name()?.replace('-', "_");
        if let Some(url) = shell::variable("DATABASE_URL") {
            if wanted.is_some() {
                return Err(Error::usage("`--with` has no meaning while DATABASE_URL is set"));
            }
            return Ok(Self { name, server: Server::Given(url) });
        }
        let server = match choice::choose(project, wanted)? {
            Keeper::Installed => Server::Private(Cluster::installed(&project.folder)?),
            Keeper::Docker => Server::Docker(Container::of(&project.folder, &name)),
            Keeper::Npm => Server::Private(Cluster::fetched(&project.folder)?),
        };
        Ok(Self { name, server })
    }

    /// Where it is, in words.
    #[must_use]
    pub fn description(&self) -> String {
        match &self.server {
            Server::Given(_) => "the one that DATABASE_URL names".to_owned(),
            Server::Private(cluster) => cluster.description(),
            Server::Docker(container) => container.description(),
        }
    }

    /// Starts the server if it is ours and stopped, and makes sure that the project's
    /// database exists. True if it was started now.
    pub fn up(&self) -> Result<bool, Error> {
        let started = match &self.server {
            Server::Given(_) => return Ok(false),
            Server::Private(cluster) => cluster.up()?,
            Server::Docker(container) => container.up()?,
        };
        if !self.exists(&self.name)? {
            self.execute("postgres", &format!("create database {}", quote(&self.name)))?;
        }
        Ok(started)
    }

    /// Stops the server if it is ours and runs. True if it was stopped now. Data is kept.
    pub fn down(&self) -> Result<bool, Error> {
        match &self.server {
            Server::Given(_) => Ok(false),
            Server::Private(cluster) => cluster.down(),
            Server::Docker(container) => container.down(),
        }
    }

    /// Stops the server and removes everything that it keeps.
    pub fn remove(&self, project: &Project) -> Result<(), Error> {
        match &self.server {
            Server::Given(_) => {
                return Err(Error::usage("the database that DATABASE_URL names is not ours to reset")
                    .hint("drop and create it with your own tools"));
            }
            Server::Private(cluster) => cluster.remove()?,
            Server::Docker(container) => container.remove()?,
        }
        choice::forget(project)
    }

    /// The address by which programs reach the project's database while the server runs.
    pub fn url(&self) -> Result<String, Error> {
        self.url_of(&self.name)
    }

    /// `psql`, ready to be talked to.
    pub fn psql(&self, project: &Project) -> Result<Program, Error> {
        if let Server::Docker(container) = &self.server {
            return Ok(container.psql(&project.folder, &self.name));
        }
        let own = match &self.server {
            Server::Private(cluster) => cluster.program("psql"),
            Server::Given(_) | Server::Docker(_) => None,
        };
        let program = own.or_else(|| shell::find("psql")).ok_or_else(|| {
            Error::environment("`psql` is not installed")
                .hint("install your system's Postgres client, such as `postgresql-client`")
        })?;
        Ok(Program::new(&program.to_string_lossy(), &project.folder).arguments([self.url()?]))
    }

    fn url_of(&self, database: &str) -> Result<String, Error> {
        match &self.server {
            Server::Given(url) if database == self.name => Ok(url.clone()),
            Server::Given(url) => scratch::sibling(url, database),
            Server::Private(cluster) => Ok(cluster.url(database)),
            Server::Docker(container) => container.url(database),
        }
    }

    fn execute(&self, database: &str, sql: &str) -> Result<Vec<Row>, Error> {
        match &self.server {
            Server::Given(_) => scratch::execute(&self.url_of(database)?, sql),
            Server::Private(cluster) => cluster.execute(database, sql),
            Server::Docker(container) => container.execute(database, sql),
        }
    }

    fn exists(&self, database: &str) -> Result<bool, Error> {
        let sql = format!("select 1 from pg_database where datname = '{database}'");
        Ok(!self.execute("postgres", &sql)?.is_empty())
    }
}

/// A name from a model as SQL sees it: letters, digits and underscores, quoted because it
/// may be a reserved word.
fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
