//! The project that a command is about.

use crate::disk::{self, Project};
use crate::error::Error;
use crate::{ledger, version};

/// The project that one stands in. One of a newer tool is refused: what this one knows of it may
/// be wrong by now.
pub(super) fn project() -> Result<Project, Error> {
    let project = Project::around(&disk::here()?)?;
    let ledger = disk::read_files(&project.folder, [ledger::PATH].into_iter())?;
    if let Some(text) = ledger.get(ledger::PATH) {
        ledger::refuse_newer(&String::from_utf8_lossy(text), version::THIS)?;
    }
    Ok(project)
}
