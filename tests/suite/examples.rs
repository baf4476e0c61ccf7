//! The committed examples are what the generator makes of their models: every byte, every mode,
//! no file more and none less.
//!
//! `SCAFFOLD_BLESS=1 cargo test --test suite examples::` writes them anew.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use scaffold::examples::EXAMPLES;
use scaffold::tree::{Mode, Tree};

use crate::support::project::{generate, paths, place};

fn folder(example: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example)
}

#[test]
fn examples_are_what_the_generator_makes() {
    let bless = std::env::var_os("SCAFFOLD_BLESS").is_some();
    let mut differences = Vec::new();
    for example in EXAMPLES {
        let tree = generate(example.model).unwrap_or_else(|fault| panic!("{fault}"));
        let folder = folder(example.name);
        match bless {
            true => place(&tree, &folder),
            false => differences.extend(compare(&tree, &folder)),
        }
    }
    assert!(
        differences.is_empty(),
        "{}\n{} files differ; `SCAFFOLD_BLESS=1 cargo test --test suite examples::` writes them anew",
        differences.join("\n"),
        differences.len()
    );
}

/// How the files on disk differ from those that the generator makes.
fn compare(tree: &Tree, folder: &Path) -> Vec<String> {
    let mut differences = Vec::new();
    for path in paths(folder) {
        if tree.get(&path).is_none() {
            differences.push(format!("no longer made: {}", folder.join(path).display()));
        }
    }
    for (path, file) in tree.iter() {
        let target = folder.join(path);
        let Ok(contents) = fs::read(&target) else {
            differences.push(format!("missing: {}", target.display()));
            continue;
        };
        if contents != file.contents {
            let line = first_difference(&contents, &file.contents);
            differences.push(format!("different: {}:{line}", target.display()));
        }
        // A checkout keeps of a mode whether the file may be executed.
        let mode = fs::metadata(&target).unwrap().permissions().mode();
        if (mode & 0o100 != 0) != (file.mode == Mode::Executable) {
            differences.push(format!("mode {mode:o}: {}", target.display()));
        }
    }
    differences
}

fn first_difference(committed: &[u8], made: &[u8]) -> usize {
    let (committed, made) = (String::from_utf8_lossy(committed), String::from_utf8_lossy(made));
    let same = committed.lines().zip(made.lines()).take_while(|(one, other)| one == other);
    same.count() + 1
}

#[test]
fn every_folder_of_examples_is_offered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut folders: Vec<String> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort();
    let mut offered: Vec<&str> = EXAMPLES.iter().map(|example| example.name).collect();
    offered.sort_unstable();
    assert_eq!(folders, offered);
}
