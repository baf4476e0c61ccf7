//! A hidden folder in which a project grows until it is whole.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::parallel;
use crate::shell::Signals;
use crate::tree::{self, Tree};

use super::fault::explain;

const PREFIX: &str = ".scaffold-new-";
/// Parts in which files are written: neighbours together, for a folder takes one new file at a
/// time.
const SHARES: usize = 4;

/// The folder, removed when it is dropped before it became the target.
///
/// As long as it is in use its handle holds a lock, by which the next run tells a folder in
/// use from one that a killed run left behind.
#[derive(Debug)]
pub(super) struct Staging {
    folder: PathBuf,
    parent: PathBuf,
    handle: File,
    switched: bool,
}

impl Staging {
    /// Starts one in the folder of `target`: on the same file system, so that a rename is enough.
    pub(super) fn beside(target: &Path) -> Result<Self, Error> {
        let parent = target.parent().unwrap_or(Path::new("/")).to_path_buf();
        remove_abandoned(&parent);
        for attempt in 0.. {
            let folder = parent.join(format!("{PREFIX}{}-{attempt}", std::process::id()));
            match fs::create_dir(&folder) {
                Ok(()) => {}
                Err(fault) if fault.kind() == ErrorKind::AlreadyExists => continue,
                Err(fault) => return Err(explain("write into", &parent, fault)),
            }
            let locked = File::open(&folder).and_then(|handle| handle.lock().map(|()| handle));
            match locked {
                // Between the two steps another run may have taken it for abandoned.
                Ok(handle) if folder.is_dir() => {
                    return Ok(Self { folder, parent, handle, switched: false });
                }
                Ok(_) => {}
                Err(fault) if fault.kind() == ErrorKind::NotFound => {}
                Err(fault) => return Err(explain("lock", &folder, fault)),
            }
        }
        Err(Error::environment("no name is left for a staging folder"))
    }

    /// Writes the project's files, until a signal comes.
    pub(super) fn write(&self, tree: &Tree, signals: &Signals) -> Result<(), Error> {
        self.make_folders(tree)?;
        let files: Vec<_> = tree.iter().collect();
        let shares = files.chunks(files.len().div_ceil(SHARES).max(1));
        let written = parallel::map(shares, |share| {
            share.iter().try_for_each(|(path, file)| {
                signals.check()?;
                self.write_file(path, file)
            })
        });
        written.into_iter().collect()
    }

    /// Gives the project's folder the permissions of the empty one that it replaces.
    pub(super) fn take_permissions(&self, from: &Metadata) -> Result<(), Error> {
        self.handle
            .set_permissions(from.permissions())
            .map_err(|fault| explain("set the permissions of", &self.parent, fault))
    }

    /// Becomes the target. An empty folder there is replaced, anything else is an error.
    pub(super) fn switch(mut self, target: &Path) -> Result<(), Error> {
        fs::rename(&self.folder, target).map_err(|fault| switch_fault(target, fault))?;
        self.switched = true;
        Ok(())
    }

    fn make_folders(&self, tree: &Tree) -> Result<(), Error> {
        let paths =
            tree.iter().flat_map(|(path, _)| path.match_indices('/').map(|(end, _)| &path[..end]));
        for folder in paths.collect::<BTreeSet<&str>>() {
            fs::create_dir(self.folder.join(folder))
                .map_err(|fault| explain("create", &self.shown(folder), fault))?;
        }
        Ok(())
    }

    fn write_file(&self, path: &str, file: &tree::File) -> Result<(), Error> {
        let write = || {
            let mut opened = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(file.mode.asked())
                .open(self.folder.join(path))?;
            opened.write_all(&file.contents)
        };
        write().map_err(|fault| explain("write", &self.shown(path), fault))
    }

    /// A path inside, in words that outlive this folder.
    fn shown(&self, path: &str) -> PathBuf {
        self.parent.join("…").join(path)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.switched {
            // Failing here would hide the failure that led here.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn switch_fault(target: &Path, fault: io::Error) -> Error {
    let shown = target.display();
    match fault.kind() {
        ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            Error::environment(format!("`{shown}` appeared while the project was being written"))
                .hint("nothing was changed: choose another place with `--path`")
        }
        ErrorKind::ResourceBusy => {
            Error::environment(format!("`{shown}` is a mount point and cannot be replaced"))
                .hint("create the project in a folder inside it")
        }
        _ => explain("create", target, fault),
    }
}

/// Removes what killed runs left behind. What cannot be looked at is left alone.
fn remove_abandoned(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_ours {
            continue;
        }
        let Ok(handle) = File::open(entry.path()) else {
            continue;
        };
        match handle.try_lock() {
            Ok(()) => _ = fs::remove_dir_all(entry.path()),
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
        }
    }
}
