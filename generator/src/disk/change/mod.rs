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
use std::thread;
use std::time::Duration;

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

/// How often another run is waited for, and how long each time.
const LOCK_WAITS: u32 = 100;
const LOCK_WAIT: Duration = Duration::from_millis(100);

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
    /// Files that somebody has edited since, for whose sake it was taken back.
    pub edited: Vec<String>,
    /// Whether it is made now. Else it never was.
    pub is_made: bool,
}

impl Lock {
    /// Waits a little for another run that is at work.
    pub fn take(project: &Project) -> Result<Self, Error> {
        let mut waits = LOCK_WAITS;
        loop {
            match Self::try_take(project)? {
                Some(lock) => return Ok(lock),
                None if waits == 0 => {
                    return Err(Error::environment(
                        "another run of scaffold is changing this project",
                    )
                    .hint("wait until it is done, then run this again"));
                }
                None => waits -= 1,
            }
            thread::sleep(LOCK_WAIT);
        }
    }

    /// None if another run has it.
    pub fn try_take(project: &Project) -> Result<Option<Self>, Error> {
        let folder = project.folder.join(HOME);
        let handle = File::open(&folder).map_err(|fault| match fault.kind() {
            ErrorKind::NotFound => Error::usage(format!("`{HOME}` is missing"))
                .hint("it is committed with the project: restore it from version control"),
            _ => explain("open", &folder, fault),
        })?;
        match handle.try_lock() {
            Ok(()) => Ok(Some(Self { folder: project.folder.clone(), _handle: handle })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(fault)) => Err(explain("lock", &folder, fault)),
        }
    }

    /// Finishes what an earlier run began, or clears away what it did not get to begin. If
    /// somebody has written to one of its files since, it is taken back instead.
    pub fn recover(&self) -> Result<Option<Recovered>, Error> {
        let home = self.home(CHANGE);
        if let Some(journal) = Journal::read_back(&home)? {
            journal.revert(&self.folder)?;
            self.clear(CHANGE)?;
            return Ok(Some(Recovered { what: journal.what, edited: Vec::new(), is_made: false }));
        }
        let Some(journal) = Journal::read(&home)? else {
            self.clear(CHANGE)?;
            return Ok(None);
        };
        let edited = journal.edited(&self.folder)?;
        let is_made = edited.is_empty();
        if is_made {
            journal.perform(&self.folder)?;
            self.keep(&journal)?;
        } else {
            journal.revert(&self.folder)?;
            self.clear(CHANGE)?;
        }
        Ok(Some(Recovered { what: journal.what, edited, is_made }))
    }

    /// Whether an earlier run did not live to finish what it began.
    #[must_use]
    pub fn is_unfinished(project: &Project) -> bool {
        let home = project.folder.join(HOME).join(CHANGE);
        Journal::NAMES.iter().any(|name| home.join(name).exists())
    }

    /// Makes all of the steps or none. `what` says in words what they do.
    pub fn apply(&self, what: &str, steps: &[Step]) -> Result<(), Error> {
        self.make(&Journal::of(self.home(CHANGE), what, false, steps), steps)
    }

    /// The same with steps that take the last change back: there is none then.
    pub fn take_back(&self, what: &str, steps: &[Step]) -> Result<(), Error> {
        self.make(&Journal::of(self.home(CHANGE), what, true, steps), steps)
    }

    fn make(&self, journal: &Journal, steps: &[Step]) -> Result<(), Error> {
        let signals = Signals::hold()?;
        self.clear(CHANGE)?;
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
        self.keep(journal)
    }

    /// The last change that was made, if it is still known.
    pub fn past(&self) -> Result<Option<Past>, Error> {
        let Some(journal) = Journal::read(&self.home(UNDO))? else { return Ok(None) };
        journal.past().map(Some)
    }

    /// The change is made: what it replaced is what can be undone.
    fn keep(&self, journal: &Journal) -> Result<(), Error> {
        self.clear(UNDO)?;
        if journal.takes_back {
            return self.clear(CHANGE);
        }
        fs::rename(self.home(CHANGE), self.home(UNDO))
            .and_then(|()| sync(&self.folder.join(HOME)))
            .map_err(|fault| explain("write into", &self.folder.join(HOME), fault))
    }

    /// Removes a change. Its journal goes first: without its texts nobody may follow it.
    fn clear(&self, name: &str) -> Result<(), Error> {
        let folder = self.home(name);
        let clear = || {
            for name in Journal::NAMES {
                match fs::remove_file(folder.join(name)) {
                    Ok(()) => sync(&folder)?,
                    Err(fault) if fault.kind() == ErrorKind::NotFound => {}
                    Err(fault) => return Err(fault),
                }
            }
            match fs::remove_dir_all(&folder) {
                Err(fault) if fault.kind() != ErrorKind::NotFound => Err(fault),
                _ => Ok(()),
            }
        };
        clear().map_err(|fault| explain("remove", &folder, fault))
    }

    fn home(&self, name: &str) -> PathBuf {
        self.folder.join(HOME).join(name)
    }
}

/// Makes sure that the names in a folder have reached the disk.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
