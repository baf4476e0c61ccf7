//! One file of a change: what it holds now.

use std::fs::File;

use crate::error::Error;

use super::super::fault::{explain, odd};
use super::super::folder::Entry as Found;
use super::journal::{Entry, Known};
use super::place::{Place, Places};

/// How often a file is looked at that is another one each time.
pub(super) const TRIES: u32 = 100;

/// What a file holds, as far as a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// What the step begins with.
    Before,
    /// What the step ends with.
    After,
    /// Neither: somebody wrote to it.
    Other,
}

/// Where the file is, none if not even its folder is there, and what it holds.
pub(super) fn look(places: &mut Places, entry: &Entry) -> Result<(Option<Place>, State), Error> {
    let place = places.find(&entry.path)?;
    let file = match &place {
        Some(place) => opened(place, &entry.path)?,
        None => None,
    };
    let holds = |known: Option<&Known>| match (known, &file) {
        (Some(known), Some(file)) => known.is_in(file),
        (known, file) => Ok(known.is_none() && file.is_none()),
    };
    let told = |fault| explain("read", &places.root().join(&entry.path), fault);
    let (before, after) = entry.sides();
    let state = if holds(before).map_err(told)? {
        State::Before
    } else if holds(after).map_err(told)? {
        State::After
    } else {
        State::Other
    };
    Ok((place, state))
}

/// The file in this place, if there is one.
fn opened(place: &Place, path: &str) -> Result<Option<File>, Error> {
    let told = |action: &str, fault| explain(action, &place.folder.path().join(&place.name), fault);
    for _ in 0..TRIES {
        match place.folder.entry(&place.name).map_err(|fault| told("look at", fault))? {
            None => return Ok(None),
            Some(Found::File(_)) => {}
            Some(_) => return Err(odd(path)),
        }
        let file = place.folder.opened(&place.name).map_err(|fault| told("read", fault))?;
        // What was a file a moment ago is none any more: it says nothing of what is there.
        if let Some((file, _)) = file {
            return Ok(Some(file));
        }
    }
    Err(odd(path))
}

/// What a change says of a file to which somebody wrote.
pub(super) fn changed(path: &str) -> Error {
    Error::conflict(format!("`{path}` was changed meanwhile"))
        .hint("nothing was written: save what is open in an editor, then run this again")
}
