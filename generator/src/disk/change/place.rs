//! Where a path of a project is, and that it is in the project.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::Error;

use super::super::fault::explain;
use super::super::folder::{Entry, Folder};

/// A name in a folder of the project.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub folder: Arc<Folder>,
    pub name: String,
}

/// The folders of a project, each looked for once. A link is followed to where it leads in the
/// project, from its root on and by no other link, so that one that is put there meanwhile leads
/// nowhere.
#[derive(Debug)]
pub(super) struct Places {
    root: Arc<Folder>,
    open: BTreeMap<String, Arc<Folder>>,
    /// Folders in which names have changed.
    touched: BTreeMap<PathBuf, Arc<Folder>>,
}

impl Places {
    pub(super) fn of(project: &Path) -> Result<Self, Error> {
        let root = Folder::open(project).map_err(|fault| explain("open", project, fault))?;
        Ok(Self { root: Arc::new(root), open: BTreeMap::new(), touched: BTreeMap::new() })
    }

    /// The project's folder.
    pub(super) fn root(&self) -> &Path {
        self.root.path()
    }

    /// Where the file is, or would be; none if its folder is not there.
    pub(super) fn find(&mut self, path: &str) -> Result<Option<Place>, Error> {
        let (above, name) = split(path)?;
        let Some(folder) = self.folder(above, true)? else { return Ok(None) };
        match folder.entry(name).map_err(|fault| self.explain(path, fault))? {
            Some(Entry::Link) => {
                let inside = self.followed(path)?;
                let (above, name) = split(&inside)?;
                let folder = self.folder(above, false)?;
                Ok(folder.map(|folder| Place { folder, name: name.to_owned() }))
            }
            _ => Ok(Some(Place { folder, name: name.to_owned() })),
        }
    }

    /// The same, with its folder made where it is missing.
    pub(super) fn make(&mut self, path: &str) -> Result<Place, Error> {
        self.made(split(path)?.0)?;
        match self.find(path)? {
            Some(place) => Ok(place),
            None => Err(self.explain(path, ErrorKind::NotADirectory.into())),
        }
    }

    /// A folder that is there.
    pub(super) fn folder(
        &mut self,
        path: &str,
        follows: bool,
    ) -> Result<Option<Arc<Folder>>, Error> {
        if path.is_empty() {
            return Ok(Some(Arc::clone(&self.root)));
        }
        if let Some(folder) = self.open.get(path) {
            return Ok(Some(Arc::clone(folder)));
        }
        let (above, name) = above(path);
        let Some(above) = self.folder(above, follows)? else { return Ok(None) };
        let folder = match above.inside(name) {
            Ok(folder) => Some(Arc::new(folder)),
            Err(fault) => match above.entry(name) {
                Ok(Some(Entry::Link)) if follows => self.folder(&self.followed(path)?, false)?,
                Ok(None | Some(Entry::File(_) | Entry::Odd)) => None,
                _ => return Err(self.explain(path, fault)),
            },
        };
        if let Some(folder) = &folder {
            self.open.insert(path.to_owned(), Arc::clone(folder));
        }
        Ok(folder)
    }

    /// The folder that is there, of those on the way to a file the last.
    pub(super) fn nearest(&mut self, path: &str) -> Result<Arc<Folder>, Error> {
        let above = above(path).0;
        match self.folder(above, true)? {
            Some(folder) => Ok(folder),
            None => self.nearest(above),
        }
    }

    fn made(&mut self, path: &str) -> Result<(), Error> {
        if self.folder(path, true)?.is_some() {
            return Ok(());
        }
        let (above, name) = above(path);
        self.made(above)?;
        let Some(folder) = self.folder(above, true)? else { return Ok(()) };
        match folder.make(name) {
            Err(fault) if fault.kind() != ErrorKind::AlreadyExists => {
                Err(explain("create", &folder.path().join(name), fault))
            }
            _ => {
                self.touch(&folder);
                Ok(())
            }
        }
    }

    /// Where a link leads in the project.
    fn followed(&self, path: &str) -> Result<String, Error> {
        let real =
            |path: &Path| fs::canonicalize(path).map_err(|fault| explain("look at", path, fault));
        let (root, leads) = (real(self.root.path())?, real(&self.root.path().join(path))?);
        match leads.strip_prefix(root).ok().and_then(Path::to_str) {
            Some(inside) => Ok(inside.to_owned()),
            None => Err(Error::environment(format!("`{path}` leads out of the project"))
                .hint("replace the link by what it points at")),
        }
    }

    /// Names in this folder have changed.
    pub(super) fn touch(&mut self, folder: &Arc<Folder>) {
        self.touched.insert(folder.path().to_path_buf(), Arc::clone(folder));
    }

    /// Removes the folders around a file that is gone, as far as they are empty.
    pub(super) fn leave(&mut self, path: &str) -> Result<(), Error> {
        let (mut folder, _) = split(path)?;
        while !folder.is_empty() {
            let (above, name) = above(folder);
            if let Some(holder) = self.folder(above, true)? {
                if holder.remove_folder(name).is_err() {
                    break;
                }
                self.open.remove(folder);
                self.touched.remove(&holder.path().join(name));
                self.touch(&holder);
            }
            folder = above;
        }
        Ok(())
    }

    /// Every folder on the way to a file, each of which may be new in the one above it.
    pub(super) fn touch_all(&mut self, path: &str) -> Result<(), Error> {
        for (end, _) in path.match_indices('/') {
            if let Some(folder) = self.folder(&path[..end], true)? {
                self.touch(&folder);
            }
        }
        self.touch(&Arc::clone(&self.root));
        Ok(())
    }

    /// Makes sure that all names that have changed have reached the disk.
    pub(super) fn settle(&mut self) -> Result<(), Error> {
        let touched = std::mem::take(&mut self.touched);
        touched.values().try_for_each(|folder| {
            folder.sync().map_err(|fault| explain("write into", folder.path(), fault))
        })
    }

    fn explain(&self, path: &str, fault: io::Error) -> Error {
        explain("look at", &self.root.path().join(path), fault)
    }
}

/// The folder and the name of a file.
fn split(path: &str) -> Result<(&str, &str), Error> {
    if is_inside(path) {
        return Ok(above(path));
    }
    Err(Error::environment(format!("{path:?} is no path in a project")))
}

/// Whether a path names a file below the folder that it starts from.
pub(super) fn is_inside(path: &str) -> bool {
    !path.contains('\0') && path.split('/').all(|name| !matches!(name, "" | "." | ".."))
}

fn above(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
