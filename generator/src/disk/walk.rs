//! Reading a whole project.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::error::Error;
use crate::tree::Mode;

use super::fault::explain;

/// Folders that hold no file of the project's own.
const FOREIGN: [&str; 5] = [".git", ".dev", ".scaffold", "node_modules", "target"];

/// More than anything that a person writes.
const MOST: u64 = 4 * 1024 * 1024;

/// Every plain file of the project at `folder` by its path there: those at `known` whatever
/// they are called, and of all others those of a size that a person writes. Links and folders
/// of other programs are left out.
pub fn read_project(
    folder: &Path,
    known: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut files)?;
    for path in known {
        if let (false, Some(contents)) = (files.contains_key(*path), read(folder, path)?) {
            files.insert((*path).to_owned(), contents);
        }
    }
    Ok(files)
}

/// The files at these paths that are there.
pub fn read_files<'a>(
    folder: &Path,
    paths: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    for path in paths {
        if let Some(contents) = read(folder, path)? {
            files.insert(path.to_owned(), contents);
        }
    }
    Ok(files)
}

/// Who may do what with the file that is there.
#[must_use]
pub fn mode(folder: &Path, path: &str) -> Option<Mode> {
    let metadata = fs::symlink_metadata(folder.join(path)).ok().filter(fs::Metadata::is_file)?;
    Some(Mode::Kept(metadata.permissions().mode() & 0o777))
}

/// A file that is there. A link counts as what it points at, as long as that is in the project.
fn read(folder: &Path, inside: &str) -> Result<Option<Vec<u8>>, Error> {
    let path = &folder.join(inside);
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() && !stays_inside(folder, path) => Ok(None),
        Ok(_) if path.is_file() => {
            fs::read(path).map(Some).map_err(|fault| explain("read", path, fault))
        }
        Ok(_) => Ok(None),
        Err(fault) if matches!(fault.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(fault) => Err(explain("look at", path, fault)),
    }
}

fn collect(
    folder: &Path,
    inside: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // What nobody may read here is none of the project's.
        Err(fault) if fault.kind() == ErrorKind::PermissionDenied => return Ok(()),
        Err(fault) => return Err(explain("read", folder, fault)),
    };
    for entry in entries {
        let entry = entry.map_err(|fault| explain("read", folder, fault))?;
        let path = entry.path();
        // What the tool writes has plain names; others are none of its files.
        let Ok(name) = entry.file_name().into_string() else { continue };
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            Err(fault) if fault.kind() == ErrorKind::NotFound => continue,
            Err(fault) => return Err(explain("look at", &path, fault)),
        };
        if metadata.is_dir() {
            if !FOREIGN.contains(&name.as_str()) {
                collect(&path, &format!("{inside}{name}/"), files)?;
            }
        } else if metadata.is_file()
            && metadata.len() <= MOST
            && let Ok(contents) = fs::read(&path)
        {
            files.insert(format!("{inside}{name}"), contents);
        }
    }
    Ok(())
}

/// Whether a link leads to something in the project.
fn stays_inside(folder: &Path, link: &Path) -> bool {
    match (fs::canonicalize(folder), fs::canonicalize(link)) {
        (Ok(folder), Ok(target)) => target.starts_with(folder),
        _ => false,
    }
}
