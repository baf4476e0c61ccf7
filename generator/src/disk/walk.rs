//! Reading a whole project.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use bytes::Bytes;

use crate::error::Error;
use crate::tree::Mode;

use super::fault::{explain, odd};
use super::folder::Folder;

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
) -> Result<BTreeMap<String, Bytes>, Error> {
    let mut files = BTreeMap::new();
    let root = Folder::open(folder).map_err(|fault| explain("read", folder, fault))?;
    collect(&root, "", &mut |path, contents| {
        files.insert(path, contents.into());
    })?;
    let others = known.iter().copied().filter(|path| !files.contains_key(*path));
    let others = read_files(folder, others)?;
    files.extend(others);
    Ok(files)
}

/// The files at these paths that are there, most of which are inside one folder.
pub fn read_all(
    folder: &Path,
    inside: &str,
    paths: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Bytes>, Error> {
    let mut files = BTreeMap::new();
    if let Ok(most) = Folder::open(&folder.join(inside)) {
        collect(&most, &format!("{inside}/"), &mut |path, contents| {
            if paths.contains(path.as_str()) {
                files.insert(path, contents.into());
            }
        })?;
    }
    let others = paths.iter().copied().filter(|path| !files.contains_key(*path));
    let others = read_files(folder, others)?;
    files.extend(others);
    Ok(files)
}

/// The files at these paths that are there.
pub fn read_files<'a>(
    folder: &Path,
    paths: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, Bytes>, Error> {
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

/// Where in the project a path leads; the path itself where it leads out of it.
#[must_use]
pub fn leads(folder: &Path, path: &str) -> String {
    let Ok(root) = fs::canonicalize(folder) else { return path.to_owned() };
    let (mut above, mut rest) = (path, "");
    // Of a file that is new, what it will be in.
    loop {
        if let Ok(real) = fs::canonicalize(folder.join(above)) {
            let inside = real.strip_prefix(&root).ok().and_then(Path::to_str);
            return inside.map_or(path.to_owned(), |inside| {
                format!("{inside}{rest}").trim_start_matches('/').to_owned()
            });
        }
        let Some((folder, _)) = above.rsplit_once('/') else { return path.to_owned() };
        (above, rest) = (folder, &path[folder.len()..]);
    }
}

/// A file that is there. A link counts as what it points at: whoever writes there looks where that
/// is. A pipe is refused, for reading one may never end, and so is all else that is no file.
fn read(folder: &Path, inside: &str) -> Result<Option<Bytes>, Error> {
    let path = &folder.join(inside);
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => fs::read(path)
            .map(|contents| Some(contents.into()))
            .map_err(|fault| explain("read", path, fault)),
        Ok(_) => Err(odd(inside)),
        Err(fault) if matches!(fault.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(fault) => Err(explain("look at", path, fault)),
    }
}

fn collect(
    folder: &Folder,
    inside: &str,
    found: &mut impl FnMut(String, Vec<u8>),
) -> Result<(), Error> {
    let told = |action, name: &str, fault| explain(action, &folder.path().join(name), fault);
    let names = folder.names().map_err(|fault| explain("read", folder.path(), fault))?;
    for (name, is_folder) in names {
        if !is_folder {
            // What nobody may read here is none of the project's.
            if let Ok(Some(contents)) = folder.read_below(&name, MOST) {
                found(format!("{inside}{name}"), contents);
            }
            continue;
        }
        if FOREIGN.contains(&name.as_str()) {
            continue;
        }
        match folder.inside(&name) {
            Ok(folder) => collect(&folder, &format!("{inside}{name}/"), found)?,
            Err(fault) if is_not_ours(&fault) => {}
            Err(fault) => return Err(told("read", &name, fault)),
        }
    }
    Ok(())
}

/// Whether a folder is one that is gone by now, or that nobody may look into here.
fn is_not_ours(fault: &io::Error) -> bool {
    matches!(fault.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied)
}
