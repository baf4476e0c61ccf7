//! The project that a command is about.

use crate::diagnostic::Source;
use crate::disk::{self, Project};
use crate::document;
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

/// The model file as it would be, without the former names that the project knows already and
/// that something new would have.
pub(super) fn settled(project: &Project, source: Source) -> Result<Source, Error> {
    let path = ledger::base(Project::MODEL);
    let files = disk::read_files(&project.folder, [path.as_str()].into_iter())?;
    let Some(applied) = files.get(path.as_str()) else { return Ok(source) };
    let applied = Source::new(path, String::from_utf8_lossy(applied));
    let text = document::settled(&source, &applied)?;
    Ok(Source::new(source.name, text))
}
