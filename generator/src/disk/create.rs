//! Brings a whole new project into being, or nothing.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::error::Error;
use crate::shell::Signals;
use crate::tree::Tree;

use super::fault::explain;
use super::read::here;
use super::staging::Staging;

/// What has been created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The project's folder.
    pub folder: PathBuf,
    /// How many files it has.
    pub files: usize,
}

/// Writes `tree` as the folder `target`, which must not exist or be empty.
///
/// Everything is written into a hidden folder beside it, which takes the target's name in one
/// step at the end. A failure or a signal before that leaves no trace. The disk is not waited
/// for, unlike where a project is changed: nobody has written a word of this one by hand, and
/// what a loss of power takes in the next moments is made again by the same command.
pub fn create(target: &Path, tree: &Tree) -> Result<Receipt, Error> {
    let target: PathBuf = target.components().collect();
    let existing = look(&target)?;
    let target = resolve(&target)?;
    let signals = Signals::hold()?;
    let staging = Staging::beside(&target)?;
    staging.write(tree, &signals)?;
    if let Some(existing) = existing {
        staging.take_permissions(&existing)?;
    }
    signals.check()?;
    staging.switch(&target)?;
    Ok(Receipt { folder: target, files: tree.len() })
}

/// Refuses a target that holds anything already.
fn look(target: &Path) -> Result<Option<Metadata>, Error> {
    let shown = target.display();
    let metadata = match fs::symlink_metadata(target) {
        Ok(metadata) => metadata,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(explain("look at", target, fault)),
    };
    if metadata.is_symlink() {
        return Err(Error::environment(format!("`{shown}` is a symbolic link"))
            .hint("name the folder itself: a link is never written through"));
    }
    if !metadata.is_dir() {
        return Err(Error::environment(format!("`{shown}` exists and is not a folder"))
            .hint("choose another place with `--path`"));
    }
    let mut entries = fs::read_dir(target).map_err(|fault| explain("look into", target, fault))?;
    if entries.next().is_some() {
        return Err(Error::environment(format!("the folder `{shown}` is not empty"))
            .hint("choose another place with `--path`, or empty it first"));
    }
    Ok(Some(metadata))
}

/// The target with its folder resolved, so that it has one and a name in it.
fn resolve(target: &Path) -> Result<PathBuf, Error> {
    let (Some(Component::Normal(name)), Some(parent)) =
        (target.components().next_back(), target.parent())
    else {
        return target.canonicalize().map_err(|fault| explain("look at", target, fault));
    };
    if parent.as_os_str().is_empty() {
        return here().map(|folder| folder.join(name));
    }
    match parent.canonicalize() {
        Ok(folder) => Ok(folder.join(name)),
        Err(fault) if fault.kind() == ErrorKind::NotFound => {
            let shown = parent.display();
            Err(Error::environment(format!("the folder `{shown}` does not exist"))
                .hint(format!("create it first: mkdir -p '{shown}'")))
        }
        Err(fault) => Err(explain("look at", parent, fault)),
    }
}
