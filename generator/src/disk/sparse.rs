//! Files that git has and keeps out of the work tree, as a sparse checkout does.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Of these paths in a folder those that git left out. Its index says so, which is read and never
/// written; where there is none, or one of a kind that is not known here, none is.
#[must_use]
pub fn left_out<'a>(folder: &Path, paths: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut paths = paths.peekable();
    if paths.peek().is_none() {
        return Vec::new();
    }
    let found = index(folder).and_then(|(inside, index)| Some((inside, skipped(&index)?)));
    let Some((inside, skipped)) = found.filter(|(_, skipped)| !skipped.is_empty()) else {
        return Vec::new();
    };
    let is_left_out = |path: &&str| {
        let path = inside.join(path);
        let Some(path) = path.to_str() else { return false };
        // A folder of which nothing is there may be one entry.
        let mut above = path.match_indices('/').map(|(at, _)| &path[..=at]);
        skipped.contains(path.as_bytes()) || above.any(|it| skipped.contains(it.as_bytes()))
    };
    paths.filter(is_left_out).collect()
}

/// Where in its work tree a folder is, and the index of that.
fn index(folder: &Path) -> Option<(PathBuf, Vec<u8>)> {
    let root = folder.ancestors().find(|above| above.join(".git").exists())?;
    let git = root.join(".git");
    // A linked work tree and a submodule say where theirs is.
    let git = match fs::read_to_string(&git) {
        Ok(link) => root.join(link.trim().strip_prefix("gitdir: ")?),
        Err(_) => git,
    };
    let inside = folder.strip_prefix(root).ok()?.to_path_buf();
    Some((inside, fs::read(git.join("index")).ok()?))
}

/// The entries of an index that are not to be in the work tree.
fn skipped(index: &[u8]) -> Option<BTreeSet<Vec<u8>>> {
    let two = |at: usize| Some(u16::from_be_bytes(index.get(at..at + 2)?.try_into().ok()?));
    let four = |at: usize| Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?));
    let (version, count) = (four(4)?, four(8)?);
    if !index.starts_with(b"DIRC") || !(2..=4).contains(&version) {
        return None;
    }
    let (mut at, mut path, mut skipped) = (12, Vec::new(), BTreeSet::new());
    for _ in 0..count {
        let is_extended = two(at + 60)? & 0x4000 != 0;
        let is_skipped = is_extended && two(at + 62)? & 0x4000 != 0;
        let mut name = at + if is_extended { 64 } else { 62 };
        let mut kept = 0;
        if version == 4 {
            // So much of the path before it is to be taken off.
            let mut off = 0_usize;
            loop {
                let byte = usize::from(*index.get(name)?);
                name += 1;
                off = (off << 7) + (byte & 0x7f);
                if byte & 0x80 == 0 {
                    break;
                }
                off += 1;
            }
            kept = path.len().checked_sub(off)?;
        }
        let end = name + index.get(name..)?.iter().position(|byte| *byte == 0)?;
        path.truncate(kept);
        path.extend(&index[name..end]);
        at = if version == 4 { end + 1 } else { at + ((end - at + 8) & !7) };
        if is_skipped {
            skipped.insert(path.clone());
        }
    }
    Some(skipped)
}
