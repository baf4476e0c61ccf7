//! A `Cargo.lock` that people and the tool changed is the one that cargo itself would write.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use bytes::Bytes;
use scaffold::ledger;
use scaffold::merge::{self, Sides};
use scaffold::tree::{File, Ownership, Tree};

use super::first;
use crate::support::Edited;

const FILES: [&str; 2] = ["Cargo.lock", "Cargo.toml"];

/// Has cargo bring the lock file up to date with what the project asks for, and no more.
fn lock(project: &Edited, arguments: &[&str]) -> Result<(), String> {
    let mut cargo = Command::new("cargo");
    cargo.args(["update", "--workspace", "--offline"]).args(arguments);
    let output = cargo.current_dir(project.path("")).output().unwrap();
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8(output.stderr).unwrap()),
    }
}

fn files(project: &Edited) -> BTreeMap<String, Bytes> {
    FILES.map(|path| (path.to_owned(), project.read(path).into())).into()
}

#[test]
fn a_dependency_of_ones_own_outlives_one_that_is_dropped() {
    let (ours, theirs) = (first(), first());
    let base = files(&ours);
    // Ours asks for what only the dependency brought that a new version does without.
    fs::create_dir_all(ours.path("mine/src")).unwrap();
    ours.write("mine/src/lib.rs", "//! Mine.\n");
    ours.write(
        "mine/Cargo.toml",
        "[package]\nname = \"mine\"\nversion = \"0.3.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nmime_guess = \"2\"\nrand = \"0.9\"\n",
    );
    ours.replace("Cargo.toml", "# HTTP\n", "mine = { path = \"mine\" }\n# HTTP\n");
    lock(&ours, &[]).unwrap();
    let swagger = theirs.read("Cargo.toml");
    let swagger = swagger.lines().find(|line| line.starts_with("utoipa-swagger-ui = ")).unwrap();
    theirs.replace("Cargo.toml", &format!("{swagger}\n"), "");
    lock(&theirs, &[]).unwrap();

    let text = ours.read(ledger::PATH);
    let mut ledger = ledger::read(&text).unwrap();
    ledger.files.retain(|path, _| FILES.contains(&path.as_str()));
    ledger.know(&base);
    let mut tree = Tree::default();
    for (path, contents) in files(&theirs) {
        tree.insert(path, File::plain(contents, Ownership::Managed)).unwrap();
    }
    let held = files(&ours);
    let merged = merge::merge(Sides { ledger: &ledger, base: &base, ours: &held, theirs: &tree });
    assert_eq!(merged.troubles, []);
    for change in merged.changes {
        let text = String::from_utf8(change.after.unwrap().contents.to_vec()).unwrap();
        ours.write(&change.path, &text);
    }
    let merged = ours.read("Cargo.lock");
    lock(&ours, &["--locked"]).unwrap();
    for (package, is_there) in [("mine", true), ("mime_guess", true), ("zip", false)] {
        assert_eq!(merged.contains(&format!("name = \"{package}\"\n")), is_there, "{package}");
    }
    lock(&ours, &[]).unwrap();
    assert_eq!(ours.read("Cargo.lock"), merged, "cargo would write it otherwise");
}
