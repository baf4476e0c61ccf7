//! What the documents of a project name is there, and what is there is named.

use std::collections::BTreeSet;
use std::path::Path;

use regex::Regex;
use scaffold::examples::EXAMPLES;
use scaffold::tree::Tree;

use crate::support::project::generate;

const DOCUMENTS: [&str; 2] = ["README.md", "ARCHITECTURE.md"];

struct Project {
    name: &'static str,
    tree: Tree,
}

impl Project {
    fn text(&self, path: &str) -> String {
        String::from_utf8(self.tree.get(path).unwrap().contents.to_vec()).unwrap()
    }

    /// Whether a file or a folder is there.
    fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.tree.get(path).is_some()
            || self.tree.iter().any(|(known, _)| known.starts_with(&folder))
    }

    /// The folders that have a file for queries: one a resource.
    fn slices(&self) -> BTreeSet<String> {
        let policies = self.tree.iter().filter_map(|(path, _)| path.strip_suffix("/policy.rs"));
        policies.map(str::to_owned).collect()
    }

    /// What stands in a folder: files, and folders with a slash.
    fn inside(&self, folder: &str) -> BTreeSet<String> {
        let start = format!("{folder}/");
        let inside = self.tree.iter().filter_map(|(path, _)| path.strip_prefix(start.as_str()));
        inside.map(|path| path.split_inclusive('/').next().unwrap().to_owned()).collect()
    }
}

fn projects() -> Vec<Project> {
    let project = |example: &scaffold::examples::Example| Project {
        name: example.name,
        tree: generate(example.model).unwrap_or_else(|fault| panic!("{fault}")),
    };
    EXAMPLES.iter().map(project).collect()
}

/// Everything in backticks that is written like a path.
fn paths(text: &str) -> BTreeSet<String> {
    let path = Regex::new(r"`([a-z_*]+(?:/[A-Za-z0-9_.]+)*(?:/|\.(?:rs|toml|json|sql|md|yaml)))`")
        .unwrap();
    path.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

#[test]
fn what_documents_name_is_there() {
    let all = projects();
    let is_somewhere = |name: &str| {
        all.iter().any(|project| {
            let slices = project.slices();
            let folders = slices.iter().map(String::as_str).chain(["src", "tests/api"]);
            project.has(name)
                || folders.into_iter().any(|folder| project.has(&format!("{folder}/{name}")))
        })
    };
    let mut missing = Vec::new();
    for project in &all {
        for document in DOCUMENTS {
            for path in paths(&project.text(document)) {
                let is_whole = ["src/", "tests/", "docs/"].iter().any(|top| path.starts_with(top));
                let is_there = match is_whole {
                    true => project.has(&path),
                    false => path.starts_with('*') || is_somewhere(&path),
                };
                if !is_there {
                    missing.push(format!("{}/{document}: `{path}`", project.name));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn what_is_there_is_named() {
    for project in projects() {
        let named = paths(&project.text("ARCHITECTURE.md"));
        let slices = project.slices();
        for entry in project.inside("src") {
            let is_slice = slices.contains(&format!("src/{}", entry.trim_end_matches('/')));
            assert!(is_slice || named.contains(&entry), "{}: `src/{entry}`", project.name);
        }
        for slice in &slices {
            for entry in project.inside(slice) {
                let entry = match entry.ends_with("_links/") {
                    true => "*_links/",
                    false => &entry,
                };
                assert!(named.contains(entry), "{}: `{slice}/{entry}`", project.name);
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for project in projects() {
        let is_rust = |path: &str| Path::new(path).extension().is_some_and(|form| form == "rs");
        for (path, file) in project.tree.iter().filter(|(path, _)| is_rust(path)) {
            let is_told = file.contents.starts_with(b"//! ");
            assert!(is_told, "{}/{path} does not begin with `//!`", project.name);
        }
    }
}
