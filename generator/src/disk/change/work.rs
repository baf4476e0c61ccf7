//! The steps of a change: staged, made, taken back.

use std::fs::File;
use std::path::Path;

use crate::error::{Error, Kind};
use crate::parallel;
use crate::shell::Signals;
use crate::tree::Mode;

use super::super::fault::explain;
use super::super::folder::{Entry as Found, Folder, Rights, send};
use super::journal::{Entry, Journal, Known, Step};
use super::place::{Place, Places};
use super::step::{State, TRIES, changed, look};
use super::switch::{Other, Switched, switch};

/// The folder with the version of each file that is not in the project.
pub(super) const OTHER: &str = "other";

/// So many files are written, then synced at once: each holds a handle until then.
const BATCH: usize = 128;

/// A journal that is followed.
pub(super) struct Work<'a> {
    journal: &'a Journal,
    places: Places,
    other: Folder,
    /// Whether a run has followed it before, and was killed.
    is_resumed: bool,
    /// What somebody put in a file's place for a moment, and stands beside it now.
    aside: Vec<String>,
}

impl<'a> Work<'a> {
    /// Writes everything that the steps need below `change`, which is empty, and has it reach the
    /// disk.
    pub(super) fn stage(
        project: &Path,
        change: &Folder,
        journal: &'a Journal,
        steps: &[Step],
        signals: &Signals,
    ) -> Result<Self, Error> {
        change.make(OTHER).map_err(|fault| explain("create", &change.path().join(OTHER), fault))?;
        let mut work = Self::of(project, change, journal)?;
        let mut staged = vec![write(change, ".gitignore", b"*\n", 0o666, Rights::default())?];
        for (number, (step, entry)) in steps.iter().zip(&journal.steps).enumerate() {
            signals.check()?;
            let (place, state) = look(&mut work.places, entry)?;
            if state != State::Before {
                return Err(changed(&entry.path));
            }
            let rights = work.rights(place.as_ref(), step)?;
            if let Some(file) = &step.after {
                let name = work.at(number).name();
                let mode = file.mode.asked();
                staged.push(write(&work.other, &name, &file.contents, mode, rights)?);
                if journal.is_merged(entry) {
                    let (name, rights) = (made(number), Rights::default());
                    staged.push(write(&work.other, &name, &file.contents, 0o600, rights)?);
                }
            }
            if staged.len() == BATCH {
                sync(&mut staged, change)?;
            }
        }
        sync(&mut staged, change)?;
        work.other.sync().map_err(|fault| explain("write into", work.other.path(), fault))?;
        signals.check()?;
        Ok(work)
    }

    fn of(project: &Path, change: &Folder, journal: &'a Journal) -> Result<Self, Error> {
        let other = change.inside(OTHER);
        let other = other.map_err(|fault| explain("open", &change.path().join(OTHER), fault))?;
        let places = Places::of(project)?;
        Ok(Self { journal, places, other, is_resumed: false, aside: Vec::new() })
    }

    /// Goes on where a killed run ended.
    pub(super) fn resume(
        project: &Path,
        change: &Folder,
        journal: &'a Journal,
    ) -> Result<Self, Error> {
        Ok(Self { is_resumed: true, ..Self::of(project, change, journal)? })
    }

    /// Whose the new file is: whose the one in its place is, which must be open to us, or else
    /// the folder.
    fn rights(&mut self, place: Option<&Place>, step: &Step) -> Result<Rights, Error> {
        let kept = step.after.as_ref().and_then(|file| match file.mode {
            Mode::Kept(bits) => Some(bits),
            Mode::Plain | Mode::Executable | Mode::Secret => None,
        });
        let Some(place) = place else {
            let owner = self.places.nearest(&step.path)?.owner().ok();
            return Ok(Rights { mode: kept, owner });
        };
        let path = place.folder.path().join(&place.name);
        let found = place.folder.entry(&place.name);
        if let Some(Found::File(stat)) = found.map_err(|fault| explain("look at", &path, fault))? {
            let may = place.folder.may_write(&place.name);
            may.map_err(|fault| explain("write", &path, fault))?;
            return Ok(Rights::of(&stat));
        }
        Ok(Rights { mode: kept, owner: place.folder.owner().ok() })
    }

    /// Makes the steps. The first file that is not as it was ends them.
    pub(super) fn perform(&mut self) -> Result<(), Error> {
        for (number, entry) in self.journal.steps.iter().enumerate() {
            let (place, state) = look(&mut self.places, entry)?;
            if self.is_resumed {
                self.mend(number, entry, place.as_ref(), state)?;
            }
            match state {
                State::Before => self.switch(number, &entry.path, place, entry.sides())?,
                State::After => {}
                State::Other => return Err(changed(&entry.path)),
            }
        }
        self.settle(|entry| entry.after.is_none())
    }

    /// Whether every file holds what it must, and so does what was in its place: it has been
    /// there until a moment ago, and somebody may have been writing to it.
    pub(super) fn verify(&mut self) -> Result<(), Error> {
        // Looked for anew: a folder may be another one by now.
        let mut places = Places::of(self.places.root())?;
        let (made, kept) =
            parallel::both(|| self.refuse_unmade(&mut places), || self.refuse_unkept());
        self.places = places;
        made.and(kept)
    }

    fn refuse_unmade(&self, places: &mut Places) -> Result<(), Error> {
        self.journal.steps.iter().try_for_each(|entry| match look(places, entry)?.1 {
            State::After => Ok(()),
            State::Before | State::Other => Err(changed(&entry.path)),
        })
    }

    fn refuse_unkept(&self) -> Result<(), Error> {
        self.journal.steps.iter().enumerate().try_for_each(|(number, entry)| {
            let is_kept = entry.before.as_ref().map_or(Ok(true), |it| self.at(number).is(it));
            match is_kept.map_err(|fault| explain("read", self.other.path(), fault))? {
                true => Ok(()),
                false => Err(changed(&entry.path)),
            }
        })
    }

    /// The files that are neither as they were nor as they are to be: somebody wrote to them.
    pub(super) fn edited(&mut self) -> Result<Vec<String>, Error> {
        let mut edited = Vec::new();
        for entry in &self.journal.steps {
            if look(&mut self.places, entry)?.1 == State::Other {
                edited.push(entry.path.clone());
            }
        }
        Ok(edited)
    }

    /// Takes back the steps that were made. What somebody has written since stays. Where a file
    /// cannot be looked at, the others are taken back and this is to be done again.
    pub(super) fn revert(&mut self) -> Result<(), Error> {
        self.places = Places::of(self.places.root())?;
        let mut left = None;
        for (number, entry) in self.journal.steps.iter().enumerate() {
            match self.step_back(number, entry) {
                Err(fault) if left.is_none() => left = Some(fault),
                _ => {}
            }
        }
        let settled = self.settle(|entry| entry.before.is_none());
        match left.or(settled.err()) {
            None => Ok(()),
            Some(fault) => {
                Err(fault.hint("then run this again: it takes the rest of the change back"))
            }
        }
    }

    fn step_back(&mut self, number: usize, entry: &Entry) -> Result<(), Error> {
        let mut tries = TRIES;
        loop {
            let (place, state) = look(&mut self.places, entry)?;
            self.mend(number, entry, place.as_ref(), state)?;
            if state != State::After {
                return Ok(());
            }
            let (before, after) = entry.sides();
            match self.switch(number, &entry.path, place, (after, before)) {
                // It was another file for a moment: only a look tells whether it is one still.
                Err(fault) if fault.kind() == Kind::Conflict && tries > 0 => tries -= 1,
                switched => return switched,
            }
        }
    }

    fn switch(
        &mut self,
        number: usize,
        path: &str,
        place: Option<Place>,
        (from, to): (Option<&Known>, Option<&Known>),
    ) -> Result<(), Error> {
        let place = match place {
            Some(place) => place,
            None => self.places.make(path)?,
        };
        self.places.touch(&place.folder);
        let switched = switch(&place, self.at(number), from, to);
        let told = |fault| explain("write", &place.folder.path().join(&place.name), fault);
        match switched.map_err(told)? {
            Switched::Made => return Ok(()),
            Switched::Kept => {}
            Switched::Aside(name) => {
                let above = path.rsplit_once('/').map_or("", |(above, _)| above);
                self.aside.push(match above {
                    "" => name,
                    above => format!("{above}/{name}"),
                });
            }
        }
        Err(changed(path))
    }

    /// What somebody put in the place of files while they were changed, and stands beside them
    /// now.
    pub(super) fn aside(&self) -> &[String] {
        &self.aside
    }

    /// What a run left between two moments of one step.
    fn mend(
        &mut self,
        number: usize,
        entry: &Entry,
        place: Option<&Place>,
        state: State,
    ) -> Result<(), Error> {
        let other = self.at(number);
        let beside = place.map_or(Ok(()), |place| place.folder.remove(&other.beside()));
        let mended = beside.and_then(|()| other.mend(state));
        mended.map_err(|fault| explain("write into", self.other.path(), fault))?;
        self.places.touch_all(&entry.path)
    }

    /// Has all of this reach the disk, and leaves no empty folder where a file is gone.
    fn settle(&mut self, is_gone: impl Fn(&Entry) -> bool) -> Result<(), Error> {
        for entry in self.journal.steps.iter().filter(|entry| is_gone(entry)) {
            self.places.leave(&entry.path)?;
        }
        self.other.sync().map_err(|fault| explain("write into", self.other.path(), fault))?;
        self.places.settle()
    }

    fn at(&self, number: usize) -> Other<'_> {
        Other { folder: &self.other, number }
    }
}

/// The name of a text that is made of somebody's and ours: what undoing compares with, once
/// there is an edit of that as well.
pub(super) fn made(number: usize) -> String {
    format!("{number}.made")
}

fn write(
    folder: &Folder,
    name: &str,
    contents: &[u8],
    mode: u32,
    rights: Rights,
) -> Result<File, Error> {
    let written = folder.write(name, contents, mode, rights);
    written.map_err(|fault| explain("write", &folder.path().join(name), fault))
}

/// Has files reach the disk. All are written first and all are on their way there before one is
/// waited for, so that most of them have arrived by then.
fn sync(staged: &mut Vec<File>, change: &Folder) -> Result<(), Error> {
    let told = |fault| explain("write into", change.path(), fault);
    staged.iter().for_each(send);
    staged.drain(..).try_for_each(|file| file.sync_all().map_err(told))
}
