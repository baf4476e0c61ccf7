//! Changes several files of a project as one step.
//!
//! Everything new and everything old is written and synced below `.scaffold/change` first, then
//! a journal that lists the steps. From the moment at which the journal has its name the change
//! is made, whatever happens: who finds a journal finishes its steps, each of which can be
//! repeated. Before that moment nothing of the project was touched. What was replaced becomes
//! `.scaffold/undo`.

mod journal;
mod step;

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub use journal::{Past, PastStep, Step};

use crate::error::Error;
use crate::shell::Signals;

use super::Project;
use super::fault::explain;
use journal::Journal;

/// What this tool keeps in a project.
const HOME: &str = ".scaffold";
/// A change that is being made.
const CHANGE: &str = "change";
/// The last change that was made.
const UNDO: &str = "undo";

/// The right to change a project, for one run at a time. It ends with the value or the process.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    _handle: File,
}

/// What became of a change that an earlier run did not live to finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// What it was, in words.
    pub what: String,
    /// Files that somebody has edited since, which were left as they are.
    pub left: Vec<String>,
}

impl Lock {
    /// Waits for nobody: who finds another run at work is told so.
    pub fn take(project: &Project) -> Result<Self, Error> {
        let folder = project.folder.join(HOME);
        let handle = File::open(&folder).map_err(|fault| match fault.kind() {
            ErrorKind::NotFound => Error::usage(format!("`{HOME}` is missing"))
                .hint("it is committed with the project: restore it from version control"),
            _ => explain("open", &folder, fault),
        })?;
        match handle.try_lock() {
            Ok(()) => Ok(Self { folder: project.folder.clone(), _handle: handle }),
            Err(TryLockError::WouldBlock) => {
                Err(Error::environment("another run of scaffold is changing this project")
                    .hint("wait until it is done, then run this again"))
            }
            Err(TryLockError::Error(fault)) => Err(explain("lock", &folder, fault)),
        }
    }

    /// Finishes what an earlier run began, or clears away what it did not get to begin.
    pub fn recover(&self) -> Result<Option<Recovered>, Error> {
        let Some(journal) = Journal::read(&self.home(CHANGE))? else {
            self.clear(CHANGE)?;
            return Ok(None);
        };
        let left = journal.finish(&self.folder)?;
        self.keep()?;
        Ok(Some(Recovered { what: journal.what, left }))
    }

    /// Makes all of the steps or none. `what` says in words what they do.
    pub fn apply(&self, what: &str, steps: &[Step]) -> Result<(), Error> {
        let signals = Signals::hold()?;
        self.clear(CHANGE)?;
        let journal = Journal::of(self.home(CHANGE), what, steps);
        let staged = journal.stage(&self.folder, steps, &signals);
        if let Err(fault) = staged {
            // The first fault is the one to tell.
            let _ = self.clear(CHANGE);
            return Err(fault);
        }
        if let Err(fault) = journal.perform(&self.folder) {
            journal.revert(&self.folder)?;
            self.clear(CHANGE)?;
            return Err(fault);
        }
        self.keep()
    }

    /// The last change that was made, if it is still known.
    pub fn past(&self) -> Result<Option<Past>, Error> {
        let Some(journal) = Journal::read(&self.home(UNDO))? else { return Ok(None) };
        journal.past().map(Some)
    }

    /// Forgets the last change, because it was undone.
    pub fn forget(&self) -> Result<(), Error> {
        self.clear(UNDO)
    }

    /// The change is made: what it replaced is what can be undone.
    fn keep(&self) -> Result<(), Error> {
        self.clear(UNDO)?;
        fs::rename(self.home(CHANGE), self.home(UNDO))
            .and_then(|()| sync(&self.folder.join(HOME)))
            .map_err(|fault| explain("write into", &self.folder.join(HOME), fault))
    }

    fn clear(&self, name: &str) -> Result<(), Error> {
        let folder = self.home(name);
        match fs::remove_dir_all(&folder) {
            Ok(()) => Ok(()),
            Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(()),
            Err(fault) => Err(explain("remove", &folder, fault)),
        }
    }

    fn home(&self, name: &str) -> PathBuf {
        self.folder.join(HOME).join(name)
    }
}

/// Makes sure that the names in a folder have reached the disk.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
