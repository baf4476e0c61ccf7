//! N-1: while a new version of a service takes its place, the one before goes on, on the tables of
//! the new one. So it passes its own tests there.
//!
//! `SCAFFOLD_VERSIONS=3` tries the first three of these projects.

use std::fs;
use std::path::Path;

use scaffold::database::Cluster;
use scaffold::examples;

use crate::support::Edited;
use crate::support::project::{attempt, cargo, generate, kept_folder, one_build_at_a_time, place};

/// What changes of which example between the two versions.
const CHANGES: &[(&str, &[&[&str]])] = &[
    (
        "minimal",
        &[
            &["add", "field", "note", "topic: string(1..40)? filter search"],
            &["add", "field", "note", "stars: integer(1..5) sort = 3"],
            &["add", "field", "user", "motto: string(1..80)?"],
            &["add", "role", "editor", "--includes", "member"],
            &["add", "resource", "label", "name: string(1..40) unique", "color: enum(red, blue)"],
            &["add", "relation", "note", "labels: <-> label as notes"],
            &["add", "resource", "mark", "author: -> user owner", "--under", "note"],
            &["remove", "field", "note.body"],
            &["rename", "field", "note.title", "headline", "--gradual"],
        ],
    ),
    (
        "social-sharing",
        &[
            &["add", "field", "comment", "pinned: boolean filter = false"],
            &["remove", "field", "user.followers"],
            &["remove", "resource", "follow"],
            &["rename", "field", "comment.body", "words", "--gradual"],
        ],
    ),
    (
        "storefront",
        &[
            &["add", "field", "product", "origin: string(2..60)? filter"],
            &["rename", "field", "product.name", "title", "--gradual"],
        ],
    ),
];

/// What cannot pass: it writes what breaks a rule into the table, by hand, and asks for the name of
/// the rule. That of a column's new name comes first. No request gets that far.
const RENAMED: &str = "the_database_keeps_the_same_rules";

#[test]
fn the_version_before_passes_its_tests_on_the_next_tables() {
    let _one = one_build_at_a_time();
    let cluster = Cluster::throw_away().expect("a Postgres server");
    let wanted = std::env::var("SCAFFOLD_VERSIONS").map_or(1, |text| text.parse().unwrap());
    let mut faults = Vec::new();
    for (example, changes) in &CHANGES[..wanted] {
        let next = Edited::new(example);
        for arguments in *changes {
            next.succeeds(&[*arguments, &["--yes", "--breaking"]].concat());
        }
        let before = kept_folder("previous").join(example);
        let model = examples::find(example).expect("it is an example").model;
        place(&generate(model).unwrap_or_else(|report| panic!("{report}")), &before);
        copy(&next.path("migrations"), &before.join("migrations"));
        // One at a time: it is among the first tests, when the machine is busiest.
        let mut arguments = vec!["test", "--quiet", "--locked", "--no-fail-fast", "--"];
        arguments.extend(["--test-threads=1", "--skip", RENAMED]);
        let mut tests = cargo(&before, &arguments);
        let tests = tests.env("TEST_DATABASE_URL", cluster.url("postgres"));
        faults.extend(attempt(&format!("tests of {example} on the next tables"), tests).err());
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

fn copy(from: &Path, to: &Path) {
    fs::remove_dir_all(to).unwrap();
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
