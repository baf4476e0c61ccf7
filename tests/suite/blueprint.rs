//! `scaffold blueprint`: what cargo-generate makes of it is what `scaffold new` makes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scaffold::examples;

use crate::support::Sandbox;
use crate::support::project::{cargo, generate, not_run, one_build_at_a_time, paths, run};

/// cargo-generate, where it is installed; continuous integration always has it.
fn cargo_generate() -> Option<PathBuf> {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/bin");
    let path = std::env::var_os("PATH").unwrap();
    let mut folders = std::env::split_paths(&path).chain([ours]);
    let found = folders.find_map(|folder| {
        let program = folder.join("cargo-generate");
        program.is_file().then_some(program)
    });
    if found.is_none() {
        not_run("there is no cargo-generate");
    }
    found
}

#[test]
fn a_blueprint_says_what_it_wrote() {
    let sandbox = Sandbox::new();
    let answer = sandbox.run(&["blueprint", "blueprint", "--example", "minimal"]);
    assert_eq!(answer.code, Some(0), "{}", answer.stderr);
    assert!(answer.stderr.contains("Created blueprint ("), "{}", answer.stderr);
    let settings = fs::read_to_string(sandbox.path("blueprint/cargo-generate.toml")).unwrap();
    assert!(settings.contains("    \"Cargo.toml\",\n"), "{settings}");
    let manifest = fs::read_to_string(sandbox.path("blueprint/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"{{project-name}}\"\n"), "{manifest}");
}

#[test]
fn a_blueprint_needs_a_model() {
    let answer = Sandbox::new().run(&["blueprint", "blueprint"]);
    assert_eq!(answer.code, Some(2), "{}", answer.stderr);
    assert!(answer.stderr.contains("--model <FILE>|--example <NAME>"), "{}", answer.stderr);
}

#[test]
fn cargo_generate_makes_of_a_blueprint_what_the_tool_makes() {
    let Some(program) = cargo_generate() else { return };
    let sandbox = Sandbox::new();
    for example in ["minimal", "social-sharing"] {
        let blueprint = format!("{example}-blueprint");
        let answer = sandbox.run(&["blueprint", &blueprint, "--example", example]);
        assert_eq!(answer.code, Some(0), "{}", answer.stderr);
        let name = format!("garden-of-{example}");
        let mut generate = Command::new(&program);
        generate.args(["generate", "--vcs", "none", "--silent", "--name", &name, "--path"]);
        generate.arg(&blueprint).current_dir(sandbox.path(""));
        // It asks who the author is, and fails where nobody says.
        generate.env("USER", "author");
        run(&format!("cargo generate of {example}"), &mut generate);
        assert_eq!(made(&sandbox.path(&name)), expected(example, &name));
    }
    let _one = one_build_at_a_time();
    let project = sandbox.path("garden-of-minimal");
    run("check of what cargo-generate made", &mut cargo(&project, &["check", "--offline"]));
}

/// Texts by path. The lock file's packages are sorted anew by cargo's first run.
fn made(folder: &Path) -> BTreeMap<String, String> {
    let read = |path: String| {
        let text = fs::read_to_string(folder.join(&path)).unwrap();
        (path != "Cargo.lock").then_some((path, text))
    };
    paths(folder).into_iter().filter_map(read).collect()
}

/// The files of the example under another name, without the record of what was generated.
fn expected(example: &str, name: &str) -> BTreeMap<String, String> {
    let model = examples::find(example).unwrap().model;
    let renamed =
        model.replacen(&format!("name = \"{example}\""), &format!("name = \"{name}\""), 1);
    let tree = generate(&renamed).unwrap_or_else(|fault| panic!("{fault}"));
    let files =
        tree.iter().filter(|(path, _)| !scaffold::ledger::is_record(path) && *path != "Cargo.lock");
    let text = |file: &scaffold::tree::File| String::from_utf8(file.contents.to_vec()).unwrap();
    files.map(|(path, file)| (path.to_owned(), text(file))).collect()
}
