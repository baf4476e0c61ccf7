//! One file: what it holds, and putting something else in its place.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::ledger::checksum;

use super::super::fault::explain;
use super::journal::Entry;
use super::sync;

/// What a file holds, as far as a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// What the step begins with.
    Before,
    /// What the step ends with.
    After,
    /// As a demand: one of the two.
    Either,
}

/// What the file holds. Anything else than `wanted` is an error: somebody wrote to it.
pub(super) fn look(project: &Path, entry: &Entry, wanted: State) -> Result<State, Error> {
    let target = target(project, &entry.path)?;
    let found = match fs::symlink_metadata(&target) {
        Ok(metadata) if !metadata.is_file() => return Err(odd(&entry.path)),
        Ok(_) => {
            let contents = fs::read(&target).map_err(|fault| explain("read", &target, fault))?;
            Some(checksum(&contents))
        }
        Err(fault) if matches!(fault.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            None
        }
        Err(fault) => return Err(explain("look at", &target, fault)),
    };
    match wanted {
        State::Before | State::Either if found == entry.before => Ok(State::Before),
        State::After | State::Either if found == entry.after => Ok(State::After),
        _ => Err(Error::conflict(format!("`{}` was changed meanwhile", entry.path))
            .hint("nothing was written: save what is open in an editor, then run this again")),
    }
}

/// Puts `staged` in the file's place, or removes it.
pub(super) fn put(project: &Path, entry: &Entry, staged: &Path) -> Result<(), Error> {
    let target = target(project, &entry.path)?;
    let done = match &entry.after {
        None => fs::remove_file(&target),
        Some(_) => replace(staged, &target),
    };
    done.map_err(|fault| explain("write", &target, fault))
}

fn replace(staged: &Path, target: &Path) -> io::Result<()> {
    target.parent().map_or(Ok(()), fs::create_dir_all)?;
    own(staged, target);
    fs::rename(staged, target).or_else(|fault| match fault.kind() {
        ErrorKind::CrossesDevices => copy(staged, target),
        _ => Err(fault),
    })
}

/// Makes sure that all of these names have reached the disk, and leaves no empty folder.
pub(super) fn settle<'a>(
    project: &Path,
    paths: impl Iterator<Item = &'a str>,
) -> Result<(), Error> {
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    for path in paths {
        let mut folder = project.join(path);
        while folder.pop() && folder != project && is_gone(&folder) {}
        // Each folder may be new in the one above it.
        let inside = folder.ancestors().take_while(|above| above.starts_with(project));
        folders.extend(inside.map(Path::to_path_buf));
    }
    for folder in folders {
        match sync(&folder) {
            // A later path was the last one in it.
            Err(fault) if fault.kind() == ErrorKind::NotFound => {}
            synced => synced.map_err(|fault| explain("write into", &folder, fault))?,
        }
    }
    Ok(())
}

/// Removes a folder if it is empty, and tells whether it is not there any more.
fn is_gone(folder: &Path) -> bool {
    match fs::remove_dir(folder) {
        Ok(()) => true,
        Err(fault) => fault.kind() == ErrorKind::NotFound,
    }
}

/// Who may do what with the file that is there.
pub(super) fn mode(project: &Path, path: &str) -> Option<u32> {
    let metadata = fs::symlink_metadata(target(project, path).ok()?).ok()?;
    Some(metadata.permissions().mode() & 0o7777)
}

/// Where a path of the project is. One that leads out of it through a link is refused; a link
/// to another file of the project stays, and that file is meant.
fn target(project: &Path, path: &str) -> Result<PathBuf, Error> {
    let joined = project.join(path);
    let there = joined.ancestors().find(|ancestor| fs::symlink_metadata(ancestor).is_ok());
    let there = there.unwrap_or(project);
    let real = fs::canonicalize(there).map_err(|fault| explain("look at", there, fault))?;
    let root = fs::canonicalize(project).map_err(|fault| explain("look at", project, fault))?;
    if !real.starts_with(&root) {
        return Err(Error::environment(format!("`{path}` leads out of the project"))
            .hint("replace the link by what it points at"));
    }
    Ok(match joined.strip_prefix(there) {
        Ok(rest) if rest.as_os_str().is_empty() => real,
        Ok(rest) => real.join(rest),
        Err(_) => joined,
    })
}

/// A new file belongs to whom the place belongs to. Without the right to say so it stays ours.
fn own(staged: &Path, target: &Path) {
    let model = fs::metadata(target).or_else(|_| fs::metadata(target.parent().unwrap_or(target)));
    if let Ok(model) = model {
        let _ = chown(staged, Some(model.uid()), Some(model.gid()));
    }
}

/// A rename between file systems: a copy beside the target, then a rename.
fn copy(staged: &Path, target: &Path) -> io::Result<()> {
    let beside = target.with_added_extension("scaffold-new");
    fs::copy(staged, &beside)?;
    fs::File::open(&beside)?.sync_all()?;
    fs::rename(&beside, target)
}

fn odd(path: &str) -> Error {
    Error::environment(format!("`{path}` is not a plain file"))
        .hint("put a plain file in its place, or move it away")
}
