//! What every release made of the examples is kept, so that upgrades from it are tested for as
//! long as there is a project of it.
//!
//! `SCAFFOLD_RELEASE=1 cargo test --test suite releases` keeps what this version makes.

use std::collections::BTreeSet;
use std::fs;

use scaffold::examples::EXAMPLES;
use scaffold::ledger;
use scaffold::tree::Tree;

use crate::support::project::generate;
use crate::support::release::{Services, archive, pack, services, unpack, versions};

/// What this version makes of the examples.
fn made() -> Services {
    let made = EXAMPLES.iter().map(|example| {
        let tree = generate(example.model).unwrap_or_else(|fault| panic!("{fault}"));
        (example.name.to_owned(), tree)
    });
    made.collect()
}

/// Bytes and modes of everything: whose a file is says the ledger in it.
fn held(tree: &Tree) -> Vec<(&str, &[u8], u32)> {
    tree.iter().map(|(path, file)| (path, &*file.contents, file.mode.bits())).collect()
}

#[test]
fn every_release_is_kept_whole() {
    if std::env::var_os("SCAFFOLD_RELEASE").is_some() {
        keep();
    }
    assert!(versions().contains(&"0.1.0".to_owned()));
    for version in versions() {
        let services = services(&version);
        let names: BTreeSet<&str> = services.keys().map(String::as_str).collect();
        assert_eq!(names, EXAMPLES.iter().map(|example| example.name).collect(), "{version}");
        for (name, tree) in &services {
            let text =
                String::from_utf8(tree.get(ledger::PATH).unwrap().contents.to_vec()).unwrap();
            let ledger = ledger::read(&text).unwrap();
            assert_eq!(ledger.tool, version, "{name}");
            for path in ledger.files.keys() {
                let base = format!("{}/{path}", ledger::BASE);
                let base = tree.get(&base).map(|file| &file.contents);
                let file = &tree.get(path).unwrap_or_else(|| panic!("{name}: {path}")).contents;
                assert_eq!(base.is_some(), ledger::keeps_base(path), "{name}: {path}");
                assert!(base.is_none_or(|base| base == file), "{name}: {path}");
            }
        }
    }
}

#[test]
fn what_is_packed_comes_out_as_it_was() {
    let made = made();
    let packed = pack(&made);
    assert_eq!(packed, pack(&made), "the same services are the same bytes");
    let unpacked = unpack(&packed);
    for (name, tree) in &made {
        assert_eq!(held(&unpacked[name]), held(tree), "{name}");
    }
}

/// Keeps what this version makes. A release is made once.
fn keep() {
    let version = env!("CARGO_PKG_VERSION");
    let target = archive(version);
    assert!(!version.contains('-'), "{version} is no release: give `Cargo.toml` its version first");
    assert!(!target.exists(), "{} is there: a release is never made anew", target.display());
    fs::write(target, pack(&made())).unwrap();
}
