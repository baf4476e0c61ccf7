//! Embeds the template folder and the example models, so that the tool is one file.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut text = String::from("/// Every file under `template/`, by its path there.\npub(super) const FILES: &[(&str, &str)] = &[\n");
    for path in files(&root.join("template")) {
        let name = path.strip_prefix(root.join("template")).expect("it is inside").to_string_lossy().replace('\\', "/");
        writeln!(text, "    ({name:?}, include_str!({path:?})),").expect("a string takes it");
    }
    text.push_str("];\n");
    println!("cargo::rerun-if-changed=template");
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("templates.rs");
    fs::write(target, text).expect("the build folder can be written");
}

/// The files of a folder and below, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read").path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}
