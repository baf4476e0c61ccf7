//! The list of a change's steps, with everything that is needed to finish or undo them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::ledger::{BASE, checksum, is_record};
use crate::parallel;
use crate::tree::{File, Mode};

use super::super::contents;
use super::super::fault::explain;
use super::super::folder::{Entry as Found, Folder, Rights};
use super::place::is_inside;
use super::work::{self, OTHER};

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
    pub before: Option<Bytes>,
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
    pub before: Option<Bytes>,
    /// Who could do what with that.
    pub mode: Mode,
    /// The SHA-256 of what it held then; none if it was gone.
    pub after: Option<String>,
    /// That itself, where it is not what was generated.
    pub made: Option<Bytes>,
}

/// The file that decides whether a change is made.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    pub what: String,
    /// Whether it takes the last change back, and so is none that could be taken back itself.
    #[serde(default)]
    pub takes_back: bool,
    pub steps: Vec<Entry>,
}

/// A text, which a journal knows by its checksum.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(super) struct Known {
    sum: String,
    /// The text itself in the run that wrote the journal: comparing is sooner done than adding up.
    text: Option<Bytes>,
}

impl Known {
    fn of(text: &Bytes) -> Self {
        Self { sum: checksum(text), text: Some(text.clone()) }
    }

    /// Whether this is what a file holds.
    pub(super) fn is_in(&self, file: &fs::File) -> io::Result<bool> {
        match &self.text {
            Some(text) => contents::is(file, text),
            None => Ok(self.sum == checksum(&contents::read(file, file.metadata()?.len())?)),
        }
    }
}

impl From<String> for Known {
    fn from(sum: String) -> Self {
        Self { sum, text: None }
    }
}

impl From<Known> for String {
    fn from(known: Known) -> Self {
        known.sum
    }
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.sum == other.sum
    }
}

/// One step, its texts by their checksums. The one that is not in the project is `other/3`, of
/// the step with that number.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    pub path: String,
    pub before: Option<Known>,
    pub after: Option<Known>,
}

impl Entry {
    /// What is there before and after.
    pub(super) fn sides(&self) -> (Option<&Known>, Option<&Known>) {
        (self.before.as_ref(), self.after.as_ref())
    }
}

impl Journal {
    /// What a journal can be called.
    pub(super) const NAMES: [&str; 2] = [NAME, BACK];

    /// What `steps` will do.
    pub(super) fn of(what: &str, takes_back: bool, steps: &[Step]) -> Self {
        let sides = |step: &'_ Step| {
            [step.before.clone(), step.after.as_ref().map(|it| it.contents.clone())]
        };
        // A file and what is kept of it are one text.
        let place = |text: &Bytes| (text.as_ptr() as usize, text.len());
        let texts = steps.iter().flat_map(sides).flatten().map(|text| (place(&text), text));
        let texts: BTreeMap<_, Bytes> = texts.collect();
        let known = parallel::map(&texts, |(place, text)| (*place, Known::of(text)));
        let known: BTreeMap<_, Known> = known.into_iter().collect();
        let entries = steps.iter().map(|step| {
            let [before, after] = sides(step).map(|text| text.map(|it| known[&place(&it)].clone()));
            Entry { path: step.path.clone(), before, after }
        });
        Self { what: what.to_owned(), takes_back, steps: entries.collect() }
    }

    /// Whether a file is to hold something that nobody could make again from what is generated.
    pub(super) fn is_merged(&self, entry: &Entry) -> bool {
        let base = format!("{BASE}/{}", entry.path);
        let is_kept = || self.steps.iter().any(|it| it.path == base && it.after == entry.after);
        entry.before.is_some() && !is_record(&entry.path) && !is_kept()
    }

    /// Reads the journal of a change that is to be finished.
    pub(super) fn read(change: &Folder) -> Result<Option<Self>, Error> {
        Self::read_named(change, NAME)
    }

    /// Reads the journal of a change that is to be taken back.
    pub(super) fn read_back(change: &Folder) -> Result<Option<Self>, Error> {
        Self::read_named(change, BACK)
    }

    /// None if a run ended before it was there.
    fn read_named(change: &Folder, name: &str) -> Result<Option<Self>, Error> {
        let path = change.path().join(name);
        let text = change.read(name).map_err(|fault| explain("read", &path, fault))?;
        let Some(text) = text else { return Ok(None) };
        let journal: Self =
            serde_json::from_slice(&text).map_err(|fault| damaged(&path, &fault))?;
        if let Some(entry) = journal.steps.iter().find(|entry| !is_inside(&entry.path)) {
            let fault = format!("{:?} is no path in a project", entry.path);
            return Err(damaged(&path, &fault));
        }
        Ok(Some(journal))
    }

    /// Writes the journal, and gives it its name when it has reached the disk: from then on the
    /// change is made.
    pub(super) fn write(&self, change: &Folder) -> Result<(), Error> {
        const UNNAMED: &str = "journal.new";
        let text =
            serde_json::to_vec_pretty(self).map_err(|fault| damaged(change.path(), &fault))?;
        change
            .write(UNNAMED, &text, 0o600, Rights::default())
            .and_then(|file| file.sync_all())
            .and_then(|()| change.replace(UNNAMED, change, NAME))
            .and_then(|()| change.sync())
            .map_err(|fault| explain("write into", change.path(), fault))
    }

    /// Decides that the change is taken back, whatever happens from here on.
    pub(super) fn turn(change: &Folder) -> Result<(), Error> {
        let turned = match change.entry(BACK) {
            Ok(None) => change.replace(NAME, change, BACK).and_then(|()| change.sync()),
            there => there.map(|_| ()),
        };
        turned.map_err(|fault| explain("write into", change.path(), fault))
    }

    /// The change with the texts that it replaced; none if they are not there.
    pub(super) fn past(self, change: &Folder) -> Result<Option<Past>, Error> {
        let Ok(other) = change.inside(OTHER) else { return Ok(None) };
        let mut steps = Vec::new();
        for (number, entry) in self.steps.into_iter().enumerate() {
            let name = number.to_string();
            let told = |fault| explain("read", &other.path().join(&name), fault);
            let (mut before, mut mode) = (None, Mode::default());
            let merged = other.read(&work::made(number)).map_err(told)?;
            if entry.before.is_some() {
                let Some(Found::File(stat)) = other.entry(&name).map_err(told)? else {
                    return Ok(None);
                };
                before = other.read(&name).map_err(told)?;
                mode = Mode::Kept(stat.st_mode & 0o777);
            }
            steps.push(PastStep {
                path: entry.path,
                before: before.map(Bytes::from),
                mode,
                after: entry.after.map(String::from),
                made: merged.map(Bytes::from),
            });
        }
        Ok(Some(Past { what: self.what, steps }))
    }
}

fn damaged(path: &Path, fault: &impl ToString) -> Error {
    Error::environment(format!("`{}` cannot be read: {}", path.display(), fault.to_string()))
        .hint("it lists a change that was not finished: compare the project with version control, then remove it")
}
