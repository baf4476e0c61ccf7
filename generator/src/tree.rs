//! A project's files in memory.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::error::Bug;

/// Files by relative path, in the order of their paths.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    files: BTreeMap<String, File>,
    /// Every folder that a file is in.
    folders: BTreeSet<String>,
    /// What the templates of each slice saw, as a checksum, by the folder of the slice.
    pub views: BTreeMap<String, String>,
}

/// One file of a [`Tree`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its bytes.
    pub contents: Bytes,
    /// Who may do what with it on disk.
    pub mode: Mode,
    /// Whose it is once written.
    pub ownership: Ownership,
}

/// Who may do what with a file on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// 0644
    #[default]
    Plain,
    /// 0755
    Executable,
    /// 0600
    Secret,
    /// As it was where the file was before.
    Kept(u32),
}

/// What later changes may do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ownership {
    /// The model file: the user's, and the start of every change.
    Model,
    /// Merged three ways on every change.
    Managed,
    /// Written once, then the user's.
    Seed,
    /// Never rewritten.
    Frozen,
    /// Recomputed on every change.
    Derived,
}

impl Mode {
    /// As the system counts it.
    #[must_use]
    pub const fn bits(self) -> u32 {
        match self {
            Self::Plain => 0o644,
            Self::Executable => 0o755,
            Self::Secret => 0o600,
            Self::Kept(bits) => bits,
        }
    }

    /// What the system is asked for when such a file is made. The umask takes from it, so that a
    /// group that shares its folders shares what is made in them.
    #[must_use]
    pub const fn asked(self) -> u32 {
        match self {
            Self::Plain => 0o666,
            Self::Executable => 0o777,
            Self::Secret | Self::Kept(_) => self.bits(),
        }
    }
}

impl Ownership {
    /// Every one of them.
    pub const ALL: [Self; 5] =
        [Self::Model, Self::Managed, Self::Seed, Self::Frozen, Self::Derived];

    /// Its name in the ledger.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Managed => "managed",
            Self::Seed => "seed",
            Self::Frozen => "frozen",
            Self::Derived => "derived",
        }
    }
}

impl File {
    /// A file that nobody may execute.
    pub fn plain(contents: impl Into<Bytes>, ownership: Ownership) -> Self {
        Self { contents: contents.into(), mode: Mode::Plain, ownership }
    }
}

impl Tree {
    /// Adds a file. A path that leaves the tree, is not portable or is taken is a bug,
    /// because paths are made of checked names alone.
    pub fn insert(&mut self, path: impl Into<String>, file: File) -> Result<(), Bug> {
        let path = path.into();
        if let Some(fault) = self.fault(&path) {
            return Err(Bug::new(format!("the path {path:?} {fault}")));
        }
        let folders = path.rmatch_indices('/').map(|(end, _)| &path[..end]);
        // Those above a known one are known.
        let unknown = folders.take_while(|folder| !self.folders.contains(*folder));
        let unknown: Vec<String> = unknown.map(str::to_owned).collect();
        self.folders.extend(unknown);
        self.files.insert(path, file);
        Ok(())
    }

    /// Adds all files of `other`.
    pub fn extend(&mut self, other: Self) -> Result<(), Bug> {
        self.views.extend(other.views);
        other.files.into_iter().try_for_each(|(path, file)| self.insert(path, file))
    }

    /// Keeps texts once that are in `others`, too.
    pub fn share(&mut self, others: &BTreeMap<String, Bytes>) {
        for (path, file) in &mut self.files {
            if let Some(same) = others.get(path).filter(|same| is_same(same, &file.contents)) {
                file.contents.clone_from(same);
            }
        }
    }

    /// The file at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// Every path and file, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    fn fault(&self, path: &str) -> Option<&'static str> {
        if !is_portable(path) {
            return Some("is not a portable relative path");
        }
        if self.files.contains_key(path) {
            return Some("is written twice");
        }
        let mut above = path.rmatch_indices('/').map(|(end, _)| &path[..end]);
        let parent_is_file = above
            .find_map(|folder| match self.folders.contains(folder) {
                true => Some(false),
                false => self.files.contains_key(folder).then_some(true),
            })
            .unwrap_or_default();
        let is_folder = self.folders.contains(path);
        (parent_is_file || is_folder).then_some("is both a file and a folder")
    }
}

/// Whether two texts are the same. Most of a project's are one and the same in memory, and need not
/// be read for it.
#[must_use]
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    std::ptr::eq(one, other) || one == other
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn checksum(contents: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = Sha256::digest(contents);
    let digits = digits.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Whether a path stays inside its root and can exist on every common file system.
#[must_use]
pub fn is_portable(path: &str) -> bool {
    path.split('/').all(is_portable_name)
}

fn is_portable_name(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let stem = name.split('.').next().unwrap_or_default();
    let is_port = stem.len() == 4
        && stem
            .get(..3)
            .is_some_and(|kind| ["com", "lpt"].iter().any(|it| kind.eq_ignore_ascii_case(it)))
        && stem.ends_with(|last: char| last.is_ascii_digit());
    !name.is_empty()
        && name.len() <= 255
        && !name.ends_with(['.', ' '])
        && !name.starts_with(' ')
        && !DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device))
        && !is_port
        && name.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b' ' | b'+')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> File {
        File::plain("text", Ownership::Managed)
    }

    #[test]
    fn a_path_never_leaves_the_tree() {
        let hostile = [
            "",
            "/etc/passwd",
            "../x",
            "a/../x",
            "a//b",
            "a/",
            "./a",
            "..",
            "~",
            "C:x",
            "a\\b",
            "a\0b",
            "%2e%2e/x",
            "nul",
            "com1.rs",
            "a.",
            "a ",
            "src/aux.rs",
            "ä",
        ];
        for path in hostile {
            assert!(Tree::default().insert(path, file()).is_err(), "{path:?} was taken");
        }
    }

    #[test]
    fn usual_paths_are_taken() {
        for path in [".cargo/config.toml", "src/posts/mod.rs", ".sqlx/query-0a.json", "a-b_c"] {
            Tree::default().insert(path, file()).unwrap();
        }
    }

    #[test]
    fn a_path_is_written_once_and_is_a_file_or_a_folder() {
        let mut tree = Tree::default();
        tree.insert("src/posts/mod.rs", file()).unwrap();
        tree.insert("src/posts-old.rs", file()).unwrap();
        assert!(tree.insert("src/posts/mod.rs", file()).is_err());
        assert!(tree.insert("src/posts", file()).is_err());
        assert!(tree.insert("src/posts/mod.rs/x", file()).is_err());
    }
}
