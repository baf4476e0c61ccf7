//! The list of a change's steps, with everything that is needed to finish or undo them.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind};
use crate::ledger::checksum;
use crate::shell::Signals;
use crate::tree::{self, File, Mode};

use super::super::fault::explain;
use super::step::{self, State};
use super::sync;

/// A change that is to be finished.
const NAME: &str = "journal.json";
/// A change that is to be taken back: what has this name has no other.
const BACK: &str = "revert.json";

/// A file to be written or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where, from the project's root.
    pub path: String,
    /// What it must hold now; none if it must not be there.
    pub before: Option<Vec<u8>>,
    /// What it holds then; none if it is gone.
    pub after: Option<File>,
}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// What it was, in words.
    pub what: String,
    /// Its steps, as they were made.
    pub steps: Vec<PastStep>,
}

/// A file that was written or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastStep {
    /// Where, from the project's root.
    pub path: String,
    /// What it held before; none if it was not there.
    pub before: Option<Vec<u8>>,
    /// Who could do what with that.
    pub mode: Mode,
    /// The SHA-256 of what it held then; none if it was gone.
    pub after: Option<String>,
}

/// The file that decides whether a change is made.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    pub what: String,
    /// Whether it takes the last change back, and so is none that could be taken back itself.
    #[serde(default)]
    pub takes_back: bool,
    steps: Vec<Entry>,
    #[serde(skip)]
    home: PathBuf,
}

/// One step, its texts by their checksums. The texts are `old/3` and `new/3` of the third.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Journal {
    /// What a journal can be called.
    pub(super) const NAMES: [&str; 2] = [NAME, BACK];

    /// What `steps` will do, with everything that they need below `home`.
    pub(super) fn of(home: PathBuf, what: &str, takes_back: bool, steps: &[Step]) -> Self {
        let entries = steps.iter().map(|step| Entry {
            path: step.path.clone(),
            before: step.before.as_deref().map(checksum),
            after: step.after.as_ref().map(|file| checksum(&file.contents)),
        });
        Self { what: what.to_owned(), takes_back, steps: entries.collect(), home }
    }

    /// Reads the journal of a change that is to be finished.
    pub(super) fn read(home: &Path) -> Result<Option<Self>, Error> {
        Self::read_named(home, NAME)
    }

    /// Reads the journal of a change that is to be taken back.
    pub(super) fn read_back(home: &Path) -> Result<Option<Self>, Error> {
        Self::read_named(home, BACK)
    }

    /// None if a run ended before it was there.
    fn read_named(home: &Path, name: &str) -> Result<Option<Self>, Error> {
        let path = home.join(name);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
            Err(fault) => return Err(explain("read", &path, fault)),
        };
        let journal: Self =
            serde_json::from_slice(&text).map_err(|fault| damaged(&path, &fault))?;
        if let Some(entry) = journal.steps.iter().find(|entry| !tree::is_portable(&entry.path)) {
            let fault = format!("{:?} is no path in a project", entry.path);
            return Err(damaged(&path, &fault));
        }
        Ok(Some(Self { home: home.to_path_buf(), ..journal }))
    }

    /// Writes everything that the steps need, then the journal itself.
    pub(super) fn stage(
        &self,
        project: &Path,
        steps: &[Step],
        signals: &Signals,
    ) -> Result<(), Error> {
        let home = &self.home;
        for folder in [home, &home.join("old"), &home.join("new")] {
            fs::create_dir(folder).map_err(|fault| explain("create", folder, fault))?;
        }
        write(&home.join(".gitignore"), b"*\n", 0o644, None)?;
        for (number, (step, entry)) in steps.iter().zip(&self.steps).enumerate() {
            signals.check()?;
            step::look(project, entry, State::Before)?;
            let mode = step::mode(project, &step.path);
            if let Some(before) = &step.before {
                write(&home.join(format!("old/{number}")), before, 0o600, mode)?;
            }
            if let Some(after) = &step.after {
                let new = home.join(format!("new/{number}"));
                write(&new, &after.contents, after.mode.bits(), mode)?;
            }
        }
        let text = serde_json::to_vec_pretty(self).map_err(|fault| damaged(home, &fault))?;
        let unnamed = home.join("journal.new");
        write(&unnamed, &text, 0o600, None)?;
        [&home.join("old"), &home.join("new")]
            .into_iter()
            .try_for_each(|folder| sync(folder))
            .and_then(|()| fs::rename(&unnamed, home.join(NAME)))
            .and_then(|()| sync(home))
            .and_then(|()| home.parent().map_or(Ok(()), sync))
            .map_err(|fault| explain("write into", home, fault))
    }

    /// Makes the steps. The first file that is not as it was ends them.
    pub(super) fn perform(&self, project: &Path) -> Result<(), Error> {
        let steps = self.steps.iter().enumerate();
        for (number, entry) in steps {
            if step::look(project, entry, State::Either)? == State::Before {
                step::put(project, entry, &self.home.join(format!("new/{number}")))?;
            }
        }
        step::settle(project, self.steps.iter().map(|entry| entry.path.as_str()))
    }

    /// The files that are neither as they were nor as they are to be: somebody wrote to them.
    pub(super) fn edited(&self, project: &Path) -> Result<Vec<String>, Error> {
        let mut edited = Vec::new();
        for entry in &self.steps {
            match step::look(project, entry, State::Either) {
                Ok(_) => {}
                Err(fault) if fault.kind() == Kind::Conflict => edited.push(entry.path.clone()),
                Err(fault) => return Err(fault),
            }
        }
        Ok(edited)
    }

    /// Takes back the steps that were made, whatever happens from here on. What somebody has
    /// written since stays.
    pub(super) fn revert(&self, project: &Path) -> Result<(), Error> {
        let (journal, back) = (self.home.join(NAME), self.home.join(BACK));
        if !back.exists() {
            fs::rename(&journal, &back)
                .and_then(|()| sync(&self.home))
                .map_err(|fault| explain("write into", &self.home, fault))?;
        }
        for (number, entry) in self.steps.iter().enumerate() {
            if let Ok(State::After) = step::look(project, entry, State::Either) {
                let back = Entry {
                    path: entry.path.clone(),
                    before: entry.after.clone(),
                    after: entry.before.clone(),
                };
                step::put(project, &back, &self.home.join(format!("old/{number}")))?;
            }
        }
        step::settle(project, self.steps.iter().map(|entry| entry.path.as_str()))
    }

    /// The change with the texts that it replaced.
    pub(super) fn past(self) -> Result<Past, Error> {
        let mut steps = Vec::new();
        for (number, entry) in self.steps.into_iter().enumerate() {
            let path = self.home.join(format!("old/{number}"));
            let before = match entry.before {
                Some(_) => Some(fs::read(&path).map_err(|fault| explain("read", &path, fault))?),
                None => None,
            };
            let mode = fs::metadata(&path).map(|it| Mode::Kept(it.permissions().mode() & 0o777));
            let (mode, after) = (mode.unwrap_or_default(), entry.after);
            steps.push(PastStep { path: entry.path, before, mode, after });
        }
        Ok(Past { what: self.what, steps })
    }
}

/// A new file that has reached the disk. `kept` is what may be done with it whatever the umask
/// says.
fn write(path: &Path, contents: &[u8], mode: u32, kept: Option<u32>) -> Result<(), Error> {
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
        file.write_all(contents)?;
        if let Some(kept) = kept {
            file.set_permissions(Permissions::from_mode(kept))?;
        }
        file.sync_all()
    };
    write().map_err(|fault| explain("write", path, fault))
}

fn damaged(path: &Path, fault: &impl ToString) -> Error {
    Error::environment(format!("`{}` cannot be read: {}", path.display(), fault.to_string()))
        .hint("it lists a change that was not finished: compare the project with version control, then remove it")
}
