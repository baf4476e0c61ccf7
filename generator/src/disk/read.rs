//! Reading what the user named.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::error::Error;

use super::fault::explain;

/// More than any model file may hold, and little enough to read at once.
const MOST: u64 = 2 * 1024 * 1024;

/// The folder that the command was run in.
pub fn here() -> Result<PathBuf, Error> {
    env::current_dir().map_err(|fault| {
        Error::environment("the folder this was run in cannot be found")
            .because(fault)
            .hint("it may have been removed: `cd` to it again")
    })
}

/// Reads the start of a file, as much as any model file may hold and a little more. What is
/// no plain file is refused, because reading a pipe may never end.
pub fn read_text(path: &Path) -> Result<Vec<u8>, Error> {
    let shown = path.display();
    let metadata = fs::metadata(path).map_err(|fault| match fault.kind() {
        ErrorKind::NotFound => Error::environment(format!("the file `{shown}` does not exist")),
        _ => explain("read", path, fault),
    })?;
    if !metadata.is_file() {
        return Err(Error::environment(format!("`{shown}` is not a file")));
    }
    let mut contents = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST).read_to_end(&mut contents))
        .map_err(|fault| explain("read", path, fault))?;
    Ok(contents)
}

/// Reads the files directly in a folder, by name. A folder that is missing has none.
pub fn read_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(fault) => return Err(explain("read", folder, fault)),
    };
    let mut files = BTreeMap::new();
    for entry in entries {
        let entry = entry.map_err(|fault| explain("read", folder, fault))?;
        let path = entry.path();
        if !path.is_file() {
            continue;
        }
        let contents = fs::read(&path).map_err(|fault| explain("read", &path, fault))?;
        files.insert(entry.file_name().to_string_lossy().into_owned(), contents);
    }
    Ok(files)
}
