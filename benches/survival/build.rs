//! Whether merged projects compile, tests included.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::trials::Pairs;
use super::trials::project::{Merged, project};

/// Builds some merged projects; false if one does not compile or was not merged.
pub(crate) fn compile(pairs: &Pairs, seed: u64, builds: usize) -> bool {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("survival");
    let compile = |number| {
        let Merged { what, files, flagged } = project(pairs, seed, number);
        let folder = place.join("project");
        let _ = fs::remove_dir_all(&folder);
        for (path, contents) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        }
        let mut cargo = Command::new("cargo");
        cargo.args(["check", "--quiet", "--locked", "--tests"]).current_dir(&folder);
        let target = std::env::var_os("SURVIVAL_TARGET_DIR");
        cargo.env("CARGO_TARGET_DIR", target.unwrap_or_else(|| place.join("target").into()));
        let ours = std::env::vars_os().map(|(name, _)| name);
        let ours = ours.filter(|name| name.to_string_lossy().starts_with("CARGO_PKG_"));
        ours.for_each(|name| _ = cargo.env_remove(name));
        let is_compiled = flagged.is_empty() && cargo.status().unwrap().success();
        let word = if is_compiled { "compiles" } else { "does not compile" };
        println!("every file edited, {what}: {word} {flagged:?}");
        is_compiled
    };
    (0..builds).map(compile).filter(|is_compiled| !is_compiled).count() == 0
}
