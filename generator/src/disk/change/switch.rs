//! Puts one version of a file in the place of the other.
//!
//! Each step has a number, and the version that is not in the project lies under it in a folder
//! of the change: at first what is to be written, then what that replaced. The two change places
//! in one step of the file system, and only then is looked at what was there at that very moment.
//! Where it is not what was expected, they change back, and nobody's bytes were written over.
//! A file system that has no such step gets several, with a moment between them.

use std::io::{self, ErrorKind};

use rustix::io::Errno;

use super::super::folder::{Entry, Folder, Rights};
use super::journal::Known;
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
    pub(super) fn is(self, expected: &Known) -> io::Result<bool> {
        let file = self.folder.file(&self.name())?;
        file.map_or(Ok(false), |(file, _)| expected.is_in(&file))
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

/// What came of a switch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Switched {
    Made,
    /// Something else was there: it still is.
    Kept,
    /// Something else was there, and then yet another thing: the first stands beside it, under
    /// this name.
    Aside(String),
}

impl Switched {
    fn of(is_made: bool) -> Self {
        if is_made { Self::Made } else { Self::Kept }
    }
}

/// Switches a file from what it holds to the other version; none is no file.
pub(super) fn switch(
    place: &Place,
    other: Other,
    from: Option<&Known>,
    to: Option<&Known>,
) -> io::Result<Switched> {
    match (from, to) {
        (None, None) => Ok(Switched::Made),
        (None, Some(_)) => {
            is_done(bring_in(place, other), ErrorKind::AlreadyExists).map(Switched::of)
        }
        (Some(from), None) => take_out(place, other, from),
        (Some(from), Some(to)) => {
            if !is_done(exchange(place, other), ErrorKind::NotFound)? {
                return Ok(Switched::Kept);
            }
            if other.is(from)? {
                return Ok(Switched::Made);
            }
            exchange(place, other)?;
            // Somebody may have written to what was there for this moment.
            if !other.is(to)? {
                exchange(place, other)?;
            }
            Ok(Switched::Kept)
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

fn take_out(place: &Place, other: Other, from: &Known) -> io::Result<Switched> {
    // A second name that a killed run gave it.
    if other.is(from)? {
        other.folder.remove(&other.name())?;
    }
    let taken = moved(other, (&place.folder, &place.name), (other.folder, &other.name()));
    if !is_done(taken, ErrorKind::NotFound)? {
        return Ok(Switched::Kept);
    }
    if other.is(from)? {
        return Ok(Switched::Made);
    }
    give_back(place, other)
}

/// Puts back what was taken for a file; beside it where something else has the name by now.
fn give_back(place: &Place, other: Other) -> io::Result<Switched> {
    if is_done(bring_in(place, other), ErrorKind::AlreadyExists)? {
        return Ok(Switched::Kept);
    }
    let mut count = 1;
    loop {
        let name = format!("{}.{count}", place.name);
        let brought = moved(other, (other.folder, &other.name()), (&place.folder, &name));
        if is_done(brought, ErrorKind::AlreadyExists)? {
            return Ok(Switched::Aside(name));
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::*;

    /// What somebody put in a file's place at the moment at which it was taken out.
    #[test]
    fn what_was_taken_for_a_file_stands_where_it_was_or_beside_it() {
        let root = std::env::temp_dir().join(format!("scaffold-switch-{}", std::process::id()));
        let (here, there) = (root.join("here"), root.join("there"));
        for folder in [&here, &there] {
            fs::create_dir_all(folder).unwrap();
        }
        let place =
            Place { folder: Arc::new(Folder::open(&here).unwrap()), name: "a.rs".to_owned() };
        let folder = Folder::open(&there).unwrap();
        let other = Other { folder: &folder, number: 0 };
        let take = |text: &str| fs::write(there.join("0"), text).unwrap();

        take("mine");
        assert_eq!(give_back(&place, other).unwrap(), Switched::Kept);
        assert_eq!(fs::read_to_string(here.join("a.rs")).unwrap(), "mine");
        take("mine as well");
        fs::write(here.join("a.rs.1"), "of before").unwrap();
        let aside = Switched::Aside("a.rs.2".to_owned());
        assert_eq!(give_back(&place, other).unwrap(), aside);

        let texts = ["a.rs", "a.rs.1", "a.rs.2"].map(|name| fs::read_to_string(here.join(name)));
        assert_eq!(texts.map(Result::unwrap), ["mine", "of before", "mine as well"]);
        assert!(!there.join("0").exists());
        fs::remove_dir_all(root).unwrap();
    }
}
