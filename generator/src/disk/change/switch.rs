//! Puts one version of a file in the place of the other.
//!
//! Each step has a number, and the version that is not in the project lies under it in a folder
//! of the change: at first what is to be written, then what that replaced. The two change places
//! in one step of the file system, and only then is looked at what was there at that very moment.
//! Where it is not what was expected, they change back, and nobody's bytes were written over.
//! A file system that has no such step gets several, with a moment between them.

use std::io::{self, ErrorKind};

use rustix::io::Errno;

use crate::ledger::checksum;

use super::super::folder::{Entry, Folder, Rights};
use super::place::Place;
use super::step::State;

/// The version of a file that is not in the project.
#[derive(Clone, Copy)]
pub(super) struct Other<'a> {
    pub folder: &'a Folder,
    pub number: usize,
}

impl Other<'_> {
    pub(super) fn name(self) -> String {
        self.number.to_string()
    }

    /// A name for what is being taken out of the project, until the other is in.
    fn leaving(self) -> String {
        format!("{}.out", self.number)
    }

    /// A name beside the file itself, on a file system that is not that of the change.
    pub(super) fn beside(self) -> String {
        format!(".scaffold-change-{}", self.number)
    }

    /// Whether this is its text.
    pub(super) fn is(self, expected: &str) -> io::Result<bool> {
        Ok(self.folder.read(&self.name())?.is_some_and(|text| checksum(&text) == expected))
    }

    /// Ends what a run began that was killed between two steps.
    pub(super) fn mend(self, state: State) -> io::Result<()> {
        let leaving = self.leaving();
        match state {
            State::After if self.folder.entry(&leaving)?.is_some() => {
                self.folder.replace(&leaving, self.folder, &self.name())
            }
            _ => self.folder.remove(&leaving),
        }
    }
}

/// Switches a file from what it holds to the other version, each by its checksum; none is no
/// file. False if something else was there: it still is.
pub(super) fn switch(
    place: &Place,
    other: Other,
    from: Option<&str>,
    to: Option<&str>,
) -> io::Result<bool> {
    match (from, to) {
        (None, None) => Ok(true),
        (None, Some(_)) => is_done(bring_in(place, other), ErrorKind::AlreadyExists),
        (Some(from), None) => take_out(place, other, from),
        (Some(from), Some(to)) => {
            if !is_done(exchange(place, other), ErrorKind::NotFound)? {
                return Ok(false);
            }
            if other.is(from)? {
                return Ok(true);
            }
            exchange(place, other)?;
            // Somebody may have written to what was there for this moment.
            if !other.is(to)? {
                exchange(place, other)?;
            }
            Ok(false)
        }
    }
}

fn is_done(done: io::Result<()>, otherwise: ErrorKind) -> io::Result<bool> {
    match done {
        Ok(()) => Ok(true),
        Err(fault) if fault.kind() == otherwise => Ok(false),
        Err(fault) => Err(fault),
    }
}

fn bring_in(place: &Place, other: Other) -> io::Result<()> {
    moved(other, (other.folder, &other.name()), (&place.folder, &place.name))
}

fn take_out(place: &Place, other: Other, from: &str) -> io::Result<bool> {
    // A second name that a killed run gave it.
    if other.is(from)? {
        other.folder.remove(&other.name())?;
    }
    let taken = moved(other, (&place.folder, &place.name), (other.folder, &other.name()));
    if !is_done(taken, ErrorKind::NotFound)? {
        return Ok(false);
    }
    if other.is(from)? {
        return Ok(true);
    }
    if !is_done(bring_in(place, other), ErrorKind::AlreadyExists)? {
        // Something else has the name by now: what was taken for it stands beside it.
        set_aside(place, other)?;
    }
    Ok(false)
}

/// Gives what somebody put in the place of a file, and something else after it, a name of its own.
fn set_aside(place: &Place, other: Other) -> io::Result<()> {
    let mut count = 1;
    loop {
        let name = format!("{}.{count}", place.name);
        let brought = moved(other, (other.folder, &other.name()), (&place.folder, &name));
        if is_done(brought, ErrorKind::AlreadyExists)? {
            return Ok(());
        }
        count += 1;
    }
}

fn exchange(place: &Place, other: Other) -> io::Result<()> {
    let (name, leaving) = (other.name(), other.leaving());
    match place.folder.exchange(&place.name, other.folder, &name) {
        Err(fault) if is_unknown(&fault) => {}
        done => return done,
    }
    other.folder.remove(&leaving)?;
    if place.folder.link(&place.name, other.folder, &leaving).is_err() {
        copy((&place.folder, &place.name), (other.folder, &leaving))?;
    }
    replaced(other, (other.folder, &name), (&place.folder, &place.name))?;
    other.folder.replace(&leaving, other.folder, &name)
}

/// A file by its folder and name.
type Named<'a> = (&'a Folder, &'a str);

/// Gives a file a name that nothing has.
fn moved(other: Other, from: Named, to: Named) -> io::Result<()> {
    match from.0.rename(from.1, to.0, to.1) {
        Err(fault) if is_unknown(&fault) => {}
        done => return done,
    }
    match from.0.link(from.1, to.0, to.1) {
        Ok(()) => from.0.remove(from.1),
        Err(fault) if fault.kind() == ErrorKind::AlreadyExists => Err(fault),
        Err(_) if to.0.entry(to.1)?.is_some() => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => replaced(other, from, to),
    }
}

/// Gives a file a name, whatever has it.
fn replaced(other: Other, from: Named, to: Named) -> io::Result<()> {
    match from.0.replace(from.1, to.0, to.1) {
        Err(fault) if fault.kind() == ErrorKind::CrossesDevices => {
            let beside = other.beside();
            to.0.remove(&beside)?;
            copy(from, (to.0, &beside))?;
            to.0.replace(&beside, to.0, to.1)?;
            from.0.remove(from.1)
        }
        done => done,
    }
}

/// Copies a file to a name that nothing has, down to the disk.
fn copy(from: Named, to: Named) -> io::Result<()> {
    let (Some(Entry::File(stat)), Some(text)) = (from.0.entry(from.1)?, from.0.read(from.1)?)
    else {
        return Err(ErrorKind::NotFound.into());
    };
    to.0.write(to.1, &text, 0o600, Rights::of(&stat))?.sync_all()
}

/// Whether a file system cannot rename like that, or not from here to there.
fn is_unknown(fault: &io::Error) -> bool {
    let unknown = [Errno::INVAL, Errno::NOSYS, Errno::OPNOTSUPP, Errno::XDEV];
    unknown.iter().any(|errno| fault.raw_os_error() == Some(errno.raw_os_error()))
}
