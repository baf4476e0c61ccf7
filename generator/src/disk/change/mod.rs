//! Changes several files of a project as one step.
//!
//! Everything new is written and synced below `.scaffold/change` first, then a journal that lists
//! the steps. From the moment at which the journal has its name the change is made, whatever
//! happens: who finds a journal finishes its steps, each of which can be repeated. Before that
//! moment nothing of the project was touched. A step lets a file and what is to be there have
//! each other's place. So what was replaced lies where the new files lay; it is looked at once
//! more before the change counts as made, and becomes `.scaffold/undo`.

mod journal;
mod place;
mod step;
mod switch;
mod work;

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

pub use journal::{Past, PastStep, Step};

use crate::error::Error;
use crate::shell::Signals;

use super::Project;
use super::fault::explain;
use super::folder::Folder;
use journal::Journal;
use place::Places;
use work::Work;

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
    project: PathBuf,
    home: Arc<Folder>,
}

/// What became of a change that an earlier run did not live to finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// What it was, in words.
    pub what: String,
    /// Files that somebody has edited since, for whose sake it was taken back.
    pub edited: Vec<String>,
    /// What somebody put in a file's place for a moment of that, and stands beside it now.
    pub aside: Vec<String>,
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
        let Some(home) = Places::of(&project.folder)?.folder(HOME, true)? else {
            return Err(Error::usage(format!("`{HOME}` is missing"))
                .hint("it is committed with the project: restore it from version control"));
        };
        match home.try_lock() {
            Ok(true) => Ok(Some(Self { project: project.folder.clone(), home })),
            Ok(false) => Ok(None),
            Err(fault) => Err(explain("lock", home.path(), fault)),
        }
    }

    /// Finishes what an earlier run began, or clears away what it did not get to begin. If
    /// somebody has written to one of its files since, it is taken back instead.
    pub fn recover(&self) -> Result<Option<Recovered>, Error> {
        let Some(change) = self.find(CHANGE)? else { return Ok(None) };
        if let Some(journal) = Journal::read_back(&change)? {
            let mut work = Work::resume(&self.project, &change, &journal)?;
            work.revert()?;
            let aside = work.aside().to_vec();
            self.clear(CHANGE)?;
            let (what, edited) = (journal.what, Vec::new());
            return Ok(Some(Recovered { what, edited, aside, is_made: false }));
        }
        let Some(journal) = Journal::read(&change)? else {
            self.clear(CHANGE)?;
            return Ok(None);
        };
        let mut work = Work::resume(&self.project, &change, &journal)?;
        let edited = work.edited()?;
        let is_made = edited.is_empty();
        if is_made {
            work.perform()?;
            self.keep(&journal)?;
        } else {
            Journal::turn(&change)?;
            work.revert()?;
            self.clear(CHANGE)?;
        }
        let aside = work.aside().to_vec();
        Ok(Some(Recovered { what: journal.what, edited, aside, is_made }))
    }

    /// Whether an earlier run did not live to finish what it began.
    #[must_use]
    pub fn is_unfinished(project: &Project) -> bool {
        let home = project.folder.join(HOME).join(CHANGE);
        Journal::NAMES.iter().any(|name| home.join(name).exists())
    }

    /// Makes all of the steps or none. `what` says in words what they do.
    pub fn apply(&self, what: &str, steps: &[Step]) -> Result<(), Error> {
        self.make(&Journal::of(what, false, steps), steps)
    }

    /// The same with steps that take the last change back: there is none then.
    pub fn take_back(&self, what: &str, steps: &[Step]) -> Result<(), Error> {
        self.make(&Journal::of(what, true, steps), steps)
    }

    fn make(&self, journal: &Journal, steps: &[Step]) -> Result<(), Error> {
        let signals = Signals::hold()?;
        self.clear(CHANGE)?;
        let told = |fault| explain("write into", self.home.path(), fault);
        self.home.make(CHANGE).map_err(told)?;
        let change = self.home.inside(CHANGE).map_err(told)?;
        let staged = Work::stage(&self.project, &change, journal, steps, &signals);
        let staged = staged.and_then(|work| journal.write(&change).map(|()| work));
        let mut work = match staged.and_then(|work| self.home.sync().map(|()| work).map_err(told)) {
            Ok(work) => work,
            Err(fault) => {
                // The first fault is the one to tell.
                let _ = self.clear(CHANGE);
                return Err(fault);
            }
        };
        if let Err(fault) = work.perform().and_then(|()| work.verify()) {
            let taken_back = Journal::turn(&change).and_then(|()| work.revert());
            let taken_back = taken_back.and_then(|()| self.clear(CHANGE));
            let aside = |fault: Error, path: &String| {
                fault.hint(format!("what was there for a moment is `{path}` now"))
            };
            let fault = match taken_back {
                Ok(()) => fault,
                Err(other) => other.after(&fault),
            };
            return Err(work.aside().iter().fold(fault, aside));
        }
        self.keep(journal)
    }

    /// The last change that was made, if it is still known.
    pub fn past(&self) -> Result<Option<Past>, Error> {
        let Some(undo) = self.find(UNDO)? else { return Ok(None) };
        Journal::read(&undo)?.map_or(Ok(None), |journal| journal.past(&undo))
    }

    /// The change is made: what it replaced is what can be undone.
    fn keep(&self, journal: &Journal) -> Result<(), Error> {
        self.clear(UNDO)?;
        if journal.takes_back {
            return self.clear(CHANGE);
        }
        self.home
            .replace(CHANGE, &self.home, UNDO)
            .and_then(|()| self.home.sync())
            .map_err(|fault| explain("write into", self.home.path(), fault))
    }

    /// Removes a change. Its journal goes first: without its texts nobody may follow it.
    fn clear(&self, name: &str) -> Result<(), Error> {
        let Some(folder) = self.find(name)? else { return Ok(()) };
        let clear = || {
            for name in Journal::NAMES {
                if folder.entry(name)?.is_some() {
                    folder.remove(name)?;
                    folder.sync()?;
                }
            }
            self.home.remove_all(name)
        };
        clear().map_err(|fault| explain("remove", folder.path(), fault))
    }

    /// One of the folders in which a change is kept.
    fn find(&self, name: &str) -> Result<Option<Folder>, Error> {
        match self.home.inside(name) {
            Ok(folder) => Ok(Some(folder)),
            Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(None),
            Err(fault) => Err(explain("open", &self.home.path().join(name), fault)),
        }
    }
}
