//! Arrows go down the picture only: what an earlier stage does not know, it cannot depend on.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;

use crate::support::project::paths;

/// The modules, each after all that it may use.
const LAYERS: [&str; 24] = [
    "parallel",
    "version",
    "changelog",
    "error",
    "diagnostic",
    "examples",
    "tree",
    "document",
    "model",
    "sql",
    "view",
    "openapi",
    "template",
    "plan",
    "render",
    "ledger",
    "blueprint",
    "merge",
    "shell",
    "disk",
    "change",
    "database",
    "cli",
    "main",
];

/// Those that only know values: they neither look at the machine nor print.
const PURE: [&str; 15] = [
    "parallel",
    "version",
    "changelog",
    "diagnostic",
    "document",
    "model",
    "sql",
    "view",
    "openapi",
    "template",
    "plan",
    "render",
    "ledger",
    "blueprint",
    "merge",
];

struct Source {
    path: String,
    /// The module under the crate's root.
    module: String,
    text: String,
}

/// Every file of the generator but the root, which names all modules.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("generator/src");
    let is_rust = |path: &str| Path::new(path).extension().is_some_and(|form| form == "rs");
    let files = paths(&root).into_iter().filter(|path| is_rust(path) && path != "lib.rs");
    files
        .map(|path| {
            let module = path.split(['/', '.']).next().unwrap().to_owned();
            Source { module, text: fs::read_to_string(root.join(&path)).unwrap(), path }
        })
        .collect()
}

/// The modules that a file names, in code rather than in texts that it emits.
fn used(source: &Source) -> BTreeSet<String> {
    let path = Regex::new(r"\bcrate::(\{[^}]*\}|[a-z_]+)").unwrap();
    let name = Regex::new(r"^\s*([a-z_]+)").unwrap();
    let literal = Regex::new(r#""(?:[^"\\]|\\.)*""#).unwrap();
    let code: String = source
        .text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| literal.replace_all(line, "").into_owned() + "\n")
        .collect();
    path.captures_iter(&code)
        .flat_map(|found| {
            let list = found[1].trim_matches(['{', '}']).split(',').map(str::to_owned);
            list.collect::<Vec<_>>()
        })
        .filter_map(|part| Some(name.captures(&part)?[1].to_owned()))
        .collect()
}

fn place(module: &str) -> usize {
    let place = LAYERS.iter().position(|layer| *layer == module);
    place.unwrap_or_else(|| panic!("`{module}` has no place among the layers"))
}

#[test]
fn arrows_go_down() {
    let mut upward = Vec::new();
    for source in sources() {
        for module in used(&source) {
            if place(&module) > place(&source.module) {
                upward.push(format!("{} uses `{module}`", source.path));
            }
        }
    }
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}

#[test]
fn stages_up_to_the_tree_do_not_meet_the_machine() {
    let outside = ["shell", "disk", "database", "cli"];
    for source in sources().iter().filter(|source| PURE.contains(&source.module.as_str())) {
        for module in used(source) {
            assert!(!outside.contains(&module.as_str()), "{} uses `{module}`", source.path);
        }
    }
}

/// Statements begin with one of these.
const VERBS: [&str; 9] = [
    "alter table ",
    "create index ",
    "create table ",
    "create type ",
    "delete from ",
    "exists (select ",
    "insert into ",
    "select ",
    "update ",
];

/// `database` talks to a server about itself, not about what a model keeps.
#[test]
fn every_sql_text_comes_from_sql() {
    let makers = ["sql", "database"];
    let literal = Regex::new(r#""((?:[^"\\]|\\.)*)""#).unwrap();
    for source in sources().iter().filter(|source| !makers.contains(&source.module.as_str())) {
        for found in literal.captures_iter(&source.text) {
            let is_sql = VERBS.iter().any(|verb| found[1].starts_with(verb));
            assert!(!is_sql, "{}: `{}`", source.path, &found[1]);
        }
    }
}

/// A summary may hold anything, so it is printed by what makes it harmless.
#[test]
fn summaries_are_printed_by_text_alone() {
    let ways = ["text::", "literal::", ".is_empty()", "markdown("];
    for source in sources().iter().filter(|source| ["view", "sql"].contains(&&*source.module)) {
        let member = |line: &&str| line.contains(".summary") && !line.contains(".summary()");
        for line in source.text.lines().filter(member) {
            let is_safe = ways.iter().any(|way| line.contains(way));
            assert!(is_safe, "{}: `{}`", source.path, line.trim());
        }
    }
}

#[test]
fn every_module_stands_in_the_table_of_architecture() {
    let table = include_str!("../../ARCHITECTURE.md");
    for source in sources().iter().filter(|source| source.module != "main") {
        let (folder, file) = (format!("  {}/ ", source.module), format!("  {}.rs ", source.module));
        assert!(table.contains(&folder) || table.contains(&file), "`{}`", source.module);
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    for source in sources() {
        assert!(source.text.starts_with("//! "), "{} does not begin with `//!`", source.path);
    }
}
