//! What holds for every template, whether or not a model reaches all of its branches.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;
use scaffold::examples::EXAMPLES;
use scaffold::plan::PER_RESOURCE;
use scaffold::render::layout::WIDTH;

use crate::support::project::{generate, paths};

/// More lines than a person reads at once; a file of this length should have been two.
const LONGEST: usize = 300;

struct Template {
    path: String,
    text: String,
}

/// Everything in `template/` that liquid renders.
fn rendered() -> Vec<Template> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("template");
    let rendered = paths(&root).into_iter().filter(|path| path.ends_with(".liquid"));
    rendered
        .map(|path| Template { text: fs::read_to_string(root.join(&path)).unwrap(), path })
        .collect()
}

fn find_all<'a>(pattern: &str, text: &'a str) -> Vec<&'a str> {
    let pattern = Regex::new(pattern).unwrap();
    pattern.captures_iter(text).map(|found| found.get(1).unwrap().as_str()).collect()
}

#[test]
fn every_template_parses() {
    let names: BTreeSet<String> = rendered()
        .iter()
        .filter_map(|template| template.path.strip_prefix("partials/"))
        .map(|name| name.trim_end_matches(".liquid").to_owned())
        .collect();
    let mut partials = liquid::partials::EagerCompiler::<liquid::partials::InMemorySource>::empty();
    for name in &names {
        partials.add(name, "");
    }
    let parser = liquid::ParserBuilder::with_stdlib().partials(partials).build().unwrap();
    for template in rendered() {
        if let Err(fault) = parser.parse(&template.text) {
            panic!("{}: {fault}", template.path);
        }
    }
}

/// Liquid takes a misspelt name for false where nothing is compared; a comparison fails.
#[test]
fn every_condition_compares() {
    for template in rendered() {
        for condition in
            find_all(r"\{%-?\s*(?:if|elsif|unless|case)\s+(.*?)\s*-?%\}", &template.text)
        {
            for part in condition.split(" and ").flat_map(|part| part.split(" or ")) {
                let compares =
                    ["==", "!=", ">", "<", " contains "].iter().any(|sign| part.contains(sign));
                assert!(compares, "{}: `{part}` compares nothing", template.path);
            }
        }
    }
}

#[test]
fn every_partial_is_used_and_every_used_one_is_there() {
    let templates = rendered();
    let used: BTreeSet<&str> = templates
        .iter()
        .flat_map(|template| {
            find_all(r#"\{%-?\s*(?:render|include)\s+['"]([^'"]+)['"]"#, &template.text)
        })
        .collect();
    let there: BTreeSet<&str> = templates
        .iter()
        .filter_map(|template| template.path.strip_prefix("partials/"))
        .map(|name| name.trim_end_matches(".liquid"))
        .collect();
    assert_eq!(used, there);
}

#[test]
fn every_template_of_a_slice_stands_in_the_plan() {
    let templates = rendered();
    let there: BTreeSet<&str> = templates
        .iter()
        .map(|template| template.path.trim_end_matches(".liquid"))
        .filter(|path| path.contains("resource/"))
        .collect();
    let planned: BTreeSet<&str> = PER_RESOURCE
        .iter()
        .map(|row| row.template)
        .filter(|template| template.contains("resource/"))
        .collect();
    assert_eq!(there, planned);
}

/// The Rust files of every example: where, and what they hold.
fn emitted_rust() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for example in EXAMPLES {
        let tree = generate(example.model).unwrap_or_else(|fault| panic!("{fault}"));
        for (path, file) in tree.iter() {
            let is_code = path.starts_with("src/") || path.starts_with("tests/");
            if is_code && Path::new(path).extension().is_some_and(|form| form == "rs") {
                let text = String::from_utf8_lossy(&file.contents).into_owned();
                files.push((format!("{}/{path}", example.name), text));
            }
        }
    }
    files
}

#[test]
fn rust_files_of_the_examples_are_short() {
    for (path, text) in emitted_rust() {
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "{path} has {lines} lines");
    }
}

/// Comments and literals too, which rustfmt leaves alone.
#[test]
fn lines_of_the_examples_fit_into_a_hundred_columns() {
    let mut wide = Vec::new();
    for (path, text) in emitted_rust() {
        for (at, line) in text.lines().enumerate() {
            let columns = line.chars().count();
            if columns > WIDTH {
                wide.push(format!("{path}:{}: {columns} columns", at + 1));
            }
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}
