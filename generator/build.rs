//! Embeds the template folder, so that the tool is one file.

#![expect(clippy::disallowed_methods, reason = "a build script works with files")]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let folder = root.join("template");
    let mut table = String::from(
        "/// Every file under `template/`, by its path there.\n\
         const FILES: &[(&str, &str)] = &[\n",
    );
    let mut fingerprint = Fingerprint::default();
    for path in files(&folder) {
        fingerprint.add(&fs::read(&path).expect("it can be read"));
        let name = path.strip_prefix(&folder).expect("it is inside").display().to_string();
        let path = path.display().to_string();
        fingerprint.add(name.as_bytes());
        writeln!(table, "    ({name:?}, include_str!({path:?})),").expect("a string takes it");
    }
    table.push_str("];\n");
    let build = fingerprint.0;
    writeln!(
        table,
        "/// What tells these templates from others.\npub const BUILD: &str = \"{build:016x}\";"
    )
    .expect("a string takes it");
    println!("cargo::rerun-if-changed=template");
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(target.join("templates.rs"), table).expect("the build folder can be written");
}

/// The files of a folder and below, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("it can be read").path()).collect();
    paths.sort();
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    paths.into_iter().flat_map(below).collect()
}

/// FNV-1a, which is short, and the same everywhere and for ever.
struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
