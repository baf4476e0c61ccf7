//! Postgres programs that are installed on this machine.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::run::run;

/// The oldest version that emitted migrations work with.
pub(super) const OLDEST: u32 = 15;

/// A folder with the programs of one version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Binaries {
    /// The major version.
    pub(super) version: u32,
    /// Where `initdb`, `pg_ctl` and `postgres` lie.
    pub(super) folder: PathBuf,
}

impl Binaries {
    /// The programs in `folder`, if they are all there and can be run.
    pub(super) fn in_folder(folder: &Path) -> Option<Self> {
        // A folder of links, as package managers make them, stands for where they lead.
        let folder = folder.join("postgres").canonicalize().ok()?.parent()?.to_path_buf();
        if !["initdb", "pg_ctl"].iter().all(|name| folder.join(name).is_file()) {
            return None;
        }
        let said = run(Command::new(folder.join("postgres")).arg("--version"), "ask").ok()?;
        Some(Self { version: major(&said)?, folder })
    }

    /// The path of one of the programs, if it is there.
    pub(super) fn program(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.join(name)).filter(|path| path.is_file())
    }
}

/// The newest version that is recent enough.
pub(super) fn newest() -> Option<Binaries> {
    all().into_iter().rfind(|binaries| binaries.version >= OLDEST)
}

/// The programs of one version.
pub(super) fn of_version(version: u32) -> Option<Binaries> {
    all().into_iter().rfind(|binaries| binaries.version == version)
}

fn all() -> BTreeSet<Binaries> {
    folders().iter().filter_map(|folder| Binaries::in_folder(folder)).collect()
}

fn folders() -> BTreeSet<PathBuf> {
    let told = run(Command::new("pg_config").arg("--bindir"), "ask").ok().map(PathBuf::from);
    let searched = [
        ("/usr/lib/postgresql", "bin"),
        ("/usr", "pgsql-/bin"),
        ("/opt/homebrew/opt", "postgresql/bin"),
        ("/usr/local/opt", "postgresql/bin"),
        ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ]
    .into_iter()
    .flat_map(|(parent, inside)| matching(Path::new(parent), inside));
    let path = env::var_os("PATH").unwrap_or_default();
    told.into_iter()
        .chain(searched)
        .chain(env::split_paths(&path))
        .filter(|folder| folder.is_absolute())
        .collect()
}

/// The folder `inside` every entry of `parent`; `prefix/bin` looks at entries of that prefix.
fn matching(parent: &Path, inside: &str) -> Vec<PathBuf> {
    let (prefix, inside) = inside.rsplit_once('/').unwrap_or(("", inside));
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path().join(inside))
        .collect()
}

/// `postgres (PostgreSQL) 15.18 (Debian …)` → 15
fn major(said: &str) -> Option<u32> {
    let number =
        said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_every_form() {
        assert_eq!(major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta2"), Some(18));
        assert_eq!(major("something else"), None);
    }
}
