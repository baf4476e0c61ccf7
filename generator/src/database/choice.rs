//! Which server keeps a project's data.

use std::fs;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::disk::Project;
use crate::error::Error;
use crate::shell;

use super::{docker, home, installed, npm};

/// What runs a project's Postgres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Keeper {
    /// Postgres programs that are installed here
    Installed,
    /// a container with a named volume
    Docker,
    /// Postgres programs fetched through npm
    Npm,
}

impl Keeper {
    const fn name(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Docker => "docker",
            Self::Npm => "npm",
        }
    }
}

/// The remembered choice, else the wanted one, else the first that works here.
pub(super) fn choose(project: &Project, wanted: Option<Keeper>) -> Result<Keeper, Error> {
    let _one_at_a_time = home::lock(&project.folder)?;
    if let Some(remembered) = remembered(project)? {
        return match wanted {
            Some(other) if other != remembered => Err(Error::usage(format!(
                "this project's data is kept by `{}`, not by `{}`",
                remembered.name(),
                other.name()
            ))
            .hint("`scaffold db reset` removes that data and lets you choose again")),
            _ => Ok(remembered),
        };
    }
    let chosen = wanted.or_else(first_that_works).ok_or_else(no_postgres)?;
    let path = path(project);
    fs::write(&path, format!("{}\n", chosen.name())).map_err(|fault| {
        Error::environment(format!("cannot write `{}`", path.display())).because(fault)
    })?;
    Ok(chosen)
}

/// Forgets the choice, after the data is gone.
pub(super) fn forget(project: &Project) -> Result<(), Error> {
    let path = path(project);
    match fs::remove_file(&path) {
        Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::environment(format!("cannot remove `{}`", path.display())).because(fault))
        }
        _ => Ok(()),
    }
}

pub(super) fn remembered(project: &Project) -> Result<Option<Keeper>, Error> {
    let path = path(project);
    let Ok(text) = fs::read_to_string(&path) else {
        return Ok(None);
    };
    Keeper::value_variants()
        .iter()
        .find(|keeper| keeper.name() == text.trim())
        .map(|keeper| Some(*keeper))
        .ok_or_else(|| {
            Error::environment(format!("`{}` does not say who keeps the data", path.display()))
                .hint("write `installed`, `docker` or `npm` into it")
        })
}

fn first_that_works() -> Option<Keeper> {
    if installed::newest().is_some() {
        return Some(Keeper::Installed);
    }
    if docker::works() {
        return Some(Keeper::Docker);
    }
    (npm::package().is_some() && shell::find("npm").is_some()).then_some(Keeper::Npm)
}

fn no_postgres() -> Error {
    Error::environment("there is no Postgres here, and nothing that could bring one")
        .hint("install Postgres 15 or later, such as `apt install postgresql` or `brew install postgresql`")
        .hint("or start Docker, or install npm")
        .hint("or set DATABASE_URL to a database that you have elsewhere")
}

fn path(project: &Project) -> PathBuf {
    home::folder(&project.folder).join("database")
}
