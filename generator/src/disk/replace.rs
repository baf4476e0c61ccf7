//! Brings a folder of derived files up to date.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::Error;

use super::fault::explain;
use super::read::read_folder;

/// Makes the files directly in `folder` be `wanted`. Each is replaced in one step, and what
/// is the same already is not touched.
pub fn replace_folder(folder: &Path, wanted: &BTreeMap<String, Vec<u8>>) -> Result<(), Error> {
    let present = read_folder(folder)?;
    fs::create_dir_all(folder).map_err(|fault| explain("create", folder, fault))?;
    for (name, contents) in wanted {
        if present.get(name) != Some(contents) {
            let path = folder.join(name);
            replace_file(&path, contents).map_err(|fault| explain("write", &path, fault))?;
        }
    }
    for name in present.keys().filter(|name| !wanted.contains_key(*name)) {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(|fault| explain("remove", &path, fault))?;
    }
    Ok(())
}

fn replace_file(path: &Path, contents: &[u8]) -> std::io::Result<()> {
    let staged = path.with_added_extension("new");
    let mut file = File::create(&staged)?;
    file.write_all(contents)?;
    file.sync_all()?;
    fs::rename(&staged, path)
}

/// Makes `folder` be there and hold nothing.
pub fn empty_folder(folder: &Path) -> Result<PathBuf, Error> {
    replace_folder(folder, &BTreeMap::new())?;
    Ok(folder.to_path_buf())
}

/// Makes those of the files that exist look changed, so that they are compiled again.
pub fn touch(paths: impl Iterator<Item = PathBuf>) -> Result<(), Error> {
    for path in paths.filter(|path| path.is_file()) {
        File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::now()))
            .map_err(|fault| explain("touch", &path, fault))?;
    }
    Ok(())
}
