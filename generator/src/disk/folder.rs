//! A folder that is held open: what is done in it is done there, whatever becomes of the names
//! that lead to it meanwhile.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, Dir, FileType, Gid, Mode, OFlags, RenameFlags, Stat, Uid};
use rustix::io::Errno;

use super::contents;

/// A folder. No name in it is ever followed as a link.
#[derive(Debug)]
pub(super) struct Folder {
    handle: File,
    path: PathBuf,
}

/// What stands under a name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry {
    /// A plain file, and who may do what with it.
    File(Stat),
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Odd,
}

/// Whom a file belongs to, and who may do what with it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rights {
    /// Its permissions, whatever the umask says; none for those that a new file gets.
    pub mode: Option<u32>,
    /// Its user and group.
    pub owner: Option<(u32, u32)>,
}

impl Folder {
    /// The folder that a path leads to, links included.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let handle = File::open(path)?;
        Ok(Self { handle, path: path.to_path_buf() })
    }

    /// A folder in this one.
    pub(super) fn inside(&self, name: &str) -> io::Result<Self> {
        let handle = self.open_at(name, OFlags::RDONLY | OFlags::DIRECTORY, 0)?;
        Ok(Self { handle: handle.into(), path: self.path.join(name) })
    }

    /// Where it was when it was opened.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whom it belongs to.
    pub(super) fn owner(&self) -> io::Result<(u32, u32)> {
        self.handle.metadata().map(|it| (it.uid(), it.gid()))
    }

    /// What has this name; none if nothing has.
    pub(super) fn entry(&self, name: &str) -> io::Result<Option<Entry>> {
        let stat = match rustix::fs::statat(&self.handle, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) => return Ok(None),
            Err(fault) => return Err(fault.into()),
        };
        Ok(Some(match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Entry::File(stat),
            FileType::Directory => Entry::Folder,
            FileType::Symlink => Entry::Link,
            _ => Entry::Odd,
        }))
    }

    /// The text of a plain file; none if there is no such file.
    pub(super) fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let file = self.file(name)?;
        file.map(|(file, size)| contents::read(&file, size)).transpose()
    }

    /// A plain file, and how many bytes it has; none if there is no such file.
    pub(super) fn file(&self, name: &str) -> io::Result<Option<(File, u64)>> {
        match self.entry(name)? {
            Some(Entry::File(_)) => self.opened(name),
            _ => Ok(None),
        }
    }

    /// The text of what was a plain file a moment ago, and is one still, of no more than so many
    /// bytes.
    pub(super) fn read_below(&self, name: &str, most: u64) -> io::Result<Option<Vec<u8>>> {
        match self.opened(name)? {
            Some((file, size)) if size <= most => contents::read(&file, size).map(Some),
            _ => Ok(None),
        }
    }

    /// What was a plain file a moment ago, and is one still, and how many bytes it has.
    pub(super) fn opened(&self, name: &str) -> io::Result<Option<(File, u64)>> {
        // A pipe would be waited for.
        let file: File = match self.open_at(name, OFlags::RDONLY | OFlags::NONBLOCK, 0) {
            Ok(file) => file.into(),
            Err(Errno::NOENT | Errno::LOOP | Errno::NXIO) => return Ok(None),
            Err(fault) => return Err(fault.into()),
        };
        let metadata = file.metadata()?;
        Ok(metadata.is_file().then_some((file, metadata.len())))
    }

    /// Fails where we may not write into a file.
    pub(super) fn may_write(&self, name: &str) -> io::Result<()> {
        let flags = AtFlags::empty();
        Ok(rustix::fs::accessat(&self.handle, name, Access::WRITE_OK, flags)?)
    }

    /// Writes a file that is not there yet. It has not reached the disk before it is synced.
    pub(super) fn write(
        &self,
        name: &str,
        contents: &[u8],
        mode: u32,
        rights: Rights,
    ) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        let mut file: File = self.open_at(name, flags, mode)?.into();
        file.write_all(contents)?;
        let metadata = file.metadata()?;
        if let Some(owner) = rights.owner.filter(|it| *it != (metadata.uid(), metadata.gid())) {
            give(&file, owner);
        }
        if let Some(mode) = rights.mode.filter(|mode| *mode != metadata.mode() & 0o7777) {
            file.set_permissions(fs::Permissions::from_mode(mode))?;
        }
        Ok(file)
    }

    /// Makes a folder in this one, which belongs to whom this one belongs to.
    pub(super) fn make(&self, name: &str) -> io::Result<()> {
        rustix::fs::mkdirat(&self.handle, name, Mode::from_raw_mode(0o777))?;
        let owner = self.owner()?;
        let made = self.inside(name)?;
        if made.owner()? != owner {
            give(&made.handle, owner);
        }
        Ok(())
    }

    /// Gives a file a name in another folder, which nothing may have there.
    pub(super) fn rename(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        self.rename_with(name, to, new, RenameFlags::NOREPLACE)
    }

    /// Lets two files have each other's name, in one step.
    pub(super) fn exchange(&self, name: &str, other: &Self, with: &str) -> io::Result<()> {
        self.rename_with(name, other, with, RenameFlags::EXCHANGE)
    }

    /// Gives a file a name in another folder; what has it there is gone.
    pub(super) fn replace(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.handle, name, &to.handle, new)?)
    }

    /// Gives a file a second name.
    pub(super) fn link(&self, name: &str, to: &Self, new: &str) -> io::Result<()> {
        Ok(rustix::fs::linkat(&self.handle, name, &to.handle, new, AtFlags::empty())?)
    }

    /// Removes a file; one that is not there is removed.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        self.unlink(name, AtFlags::empty())
    }

    /// Removes an empty folder.
    pub(super) fn remove_folder(&self, name: &str) -> io::Result<()> {
        self.unlink(name, AtFlags::REMOVEDIR)
    }

    /// Removes whatever has this name, with all that is in it.
    pub(super) fn remove_all(&self, name: &str) -> io::Result<()> {
        if !matches!(self.entry(name)?, Some(Entry::Folder)) {
            return self.remove(name);
        }
        let folder = self.inside(name)?;
        for entry in Dir::read_from(&folder.handle)? {
            let entry = entry?;
            // Links as well: one may have been put into a file's place and come out of it here.
            match entry.file_name().to_str() {
                Ok("." | "..") | Err(_) => {}
                Ok(name) => folder.remove_all(name)?,
            }
        }
        self.remove_folder(name)
    }

    /// The names of the plain files and of the folders in it, and which of them are folders.
    /// What the tool writes has plain names: what cannot be written as text is none of its files.
    pub(super) fn names(&self) -> io::Result<Vec<(String, bool)>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.handle)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().to_str() else { continue };
            let is_folder = match entry.file_type() {
                FileType::RegularFile => false,
                FileType::Directory => true,
                // Not every file system tells.
                FileType::Unknown => match self.entry(name)? {
                    Some(Entry::File(_)) => false,
                    Some(Entry::Folder) => true,
                    _ => continue,
                },
                _ => continue,
            };
            if name != "." && name != ".." {
                names.push((name.to_owned(), is_folder));
            }
        }
        Ok(names)
    }

    /// The right to work in it, for one process at a time; false if another one has it.
    pub(super) fn try_lock(&self) -> io::Result<bool> {
        match self.handle.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(fault)) => Err(fault),
        }
    }

    /// Makes sure that the names in it have reached the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.handle.sync_all()
    }

    fn rename_with(&self, name: &str, to: &Self, new: &str, how: RenameFlags) -> io::Result<()> {
        Ok(rustix::fs::renameat_with(&self.handle, name, &to.handle, new, how)?)
    }

    fn unlink(&self, name: &str, flags: AtFlags) -> io::Result<()> {
        match rustix::fs::unlinkat(&self.handle, name, flags) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(fault) => Err(fault.into()),
        }
    }

    fn open_at(&self, name: &str, flags: OFlags, mode: u32) -> Result<OwnedFd, Errno> {
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        rustix::fs::openat(&self.handle, name, flags, Mode::from_raw_mode(mode))
    }
}

impl Rights {
    /// Those of a file that is there.
    pub(super) fn of(stat: &Stat) -> Self {
        let owner = Some((stat.st_uid, stat.st_gid));
        Self { mode: Some(stat.st_mode & 0o7777), owner }
    }
}

/// Gives something to somebody. Without the right to do so it stays ours.
fn give(handle: &File, (user, group): (u32, u32)) {
    let _ = rustix::fs::fchown(handle, Some(Uid::from_raw(user)), Some(Gid::from_raw(group)));
}

/// Begins to write a file to the disk, without waiting for it. Where the system cannot, whoever
/// waits later waits longer.
pub(super) fn send(handle: &File) {
    // Whoever says that a file is not read soon has it written now, which is what is wanted of it.
    #[cfg(target_os = "linux")]
    let _ = rustix::fs::fadvise(handle, 0, None, rustix::fs::Advice::DontNeed);
    #[cfg(not(target_os = "linux"))]
    let _ = handle;
}
