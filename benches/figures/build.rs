//! What it takes to build the emitted social-sharing service: all of it, and again after a
//! handler was edited.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::figure::Figure;
use super::process::{folder, printed, run, scaffold};

const EDITS: usize = 5;
const HANDLERS: &str = "src/posts/handlers.rs";

pub(crate) fn figures() -> Vec<Figure> {
    let project = project("social-sharing");
    // What has to be fetched is no part of a build.
    run(cargo(&project).args(["fetch", "--locked"]));
    let _ = fs::remove_dir_all(project.join("target"));
    let cold = run(cargo(&project).args(["build", "--locked", "--offline"]));
    let edited: Vec<f64> = (0..EDITS).map(|edit| rebuild(&project, edit)).collect();
    #[expect(clippy::cast_precision_loss, reason = "there are some hundreds")]
    let crates = crates(&project) as f64;
    vec![
        Figure::new("cargo build of the service, cold, processors", "s", vec![cold.cpu])
            .below(160.0),
        Figure::new("the same, wall clock", "s", vec![cold.wall]),
        Figure::new("crates that it builds", "", vec![crates]).below(250.0),
        Figure::new("cargo build after an edit of a handler, processors", "s", edited).below(2.0),
    ]
}

/// The example's service, new.
pub(crate) fn project(example: &str) -> PathBuf {
    let place = folder("service");
    let (project, target) = (place.join(example), place.join("target"));
    // What was built before is kept for those who do not build it anew.
    let _ = fs::rename(project.join("target"), &target);
    let _ = fs::remove_dir_all(&project);
    run(scaffold().args(["new", example, "--path"]).arg(&project));
    let _ = fs::rename(&target, project.join("target"));
    project
}

/// Cargo in a project, without what it and the machine told us.
pub(crate) fn cargo(project: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(project);
    for name in ["CARGO_TARGET_DIR", "DATABASE_URL", "RUSTFLAGS", "RUSTC_WRAPPER", "SQLX_OFFLINE"] {
        command.env_remove(name);
    }
    let ours = std::env::vars_os().map(|(name, _)| name);
    let ours = ours.filter(|name| name.to_string_lossy().starts_with("CARGO_PKG_"));
    ours.for_each(|name| _ = command.env_remove(name));
    command
}

/// Has a handler log another line, and builds.
fn rebuild(project: &Path, edit: usize) -> f64 {
    let path = project.join(HANDLERS);
    let text = fs::read_to_string(&path).unwrap();
    let begin = text.find("pub async fn list").unwrap();
    let body = begin + text[begin..].find(" {\n").unwrap() + 3;
    let line = format!("    tracing::trace!(edit = {edit}, \"listing\");\n");
    fs::write(&path, format!("{}{line}{}", &text[..body], &text[body..])).unwrap();
    run(cargo(project).args(["build", "--locked", "--offline"])).cpu
}

/// Crates that a build compiles; those of tests alone are none of them.
fn crates(project: &Path) -> usize {
    let tree = ["tree", "--locked", "--offline", "--edges", "normal,build"];
    let tree = printed(cargo(project).args(tree).args(["--prefix", "none", "--no-dedupe"]));
    let crates: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    crates.len()
}
