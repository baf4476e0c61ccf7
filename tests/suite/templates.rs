//! What holds for every template, whether or not a model reaches all of its branches.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;
use scaffold::examples::EXAMPLES;
use scaffold::plan::PER_RESOURCE;
use scaffold::render::layout::WIDTH;

use crate::support::project::{check, generate, paths};

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

/// Rustfmt finds no form for the head of a test that is longer than a line.
#[test]
fn tests_of_the_longest_name_fit_into_a_line() {
    // Names have at most 60 characters.
    let longest = "n".repeat(60);
    for template in rendered() {
        for head in find_all(r"(async fn [a-z_]*\{\{[^}]*\}\}[a-z_]*\(\) \{)", &template.text) {
            let (start, rest) = head.split_once("{{").unwrap();
            let written = format!("{start}{longest}{}", rest.split_once("}}").unwrap().1);
            assert!(written.len() <= WIDTH, "{}: {head}", template.path);
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

/// The same bytes on every machine, and nothing that an editor would change by itself.
#[test]
fn texts_of_the_examples_end_their_lines_plainly() {
    for example in EXAMPLES {
        let tree = generate(example.model).unwrap_or_else(|fault| panic!("{fault}"));
        for (path, file) in tree.iter() {
            let Ok(text) = std::str::from_utf8(&file.contents) else { continue };
            let path = format!("{}/{path}", example.name);
            assert!(!text.contains('\r'), "{path} has a carriage return");
            assert!(text.is_empty() || text.ends_with('\n'), "{path} does not end its last line");
            let trails = text.lines().position(|line| line.ends_with([' ', '\t']));
            assert!(trails.is_none(), "{path}:{} ends with a blank", trails.unwrap_or(0) + 1);
        }
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

/// Whether a model with this in it is refused.
fn is_refused(part: &str) -> bool {
    check(&format!("[service]\nname = \"shop\"\n{part}")).is_err()
}

const READ: &str = "access = { read = \"public\" }";

#[test]
fn no_slice_is_called_like_a_module_of_the_service() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/template/");
    let mut modules = 0;
    for file in ["src/lib.rs.liquid", "tests/api/main.rs.liquid"] {
        let text = fs::read_to_string(format!("{root}{file}")).unwrap();
        for module in find_all(r"(?m)^(?:pub )?mod (\w+);", &text) {
            let part = format!("[resources.thing]\nplural = \"{module}\"\n{READ}\n");
            assert!(is_refused(&part), "{file}: `{module}` may be a plural");
            modules += 1;
        }
    }
    assert!(modules > 20);
}

/// Types that the code of a slice imports, and schemas of the floor's document.
#[test]
fn no_type_of_a_slice_is_called_like_one_that_it_uses() {
    let templates = rendered();
    let slices = templates.iter().filter(|template| template.path.starts_with("src/resource/"));
    let mut names: BTreeSet<&str> = slices
        .flat_map(|template| find_all(r"(?m)^use ([^;{}]*(?:\{[^{}]*\})?[^;{}]*);", &template.text))
        .flat_map(|import| find_all(r"\b([A-Z][a-z]\w*)", import))
        .collect();
    let floor = include_str!("../../generator/src/openapi/floor.json");
    let floor: serde_json::Value = serde_json::from_str(floor).unwrap();
    let schemas = floor["components"]["schemas"].as_object().unwrap();
    names.extend(schemas.keys().map(String::as_str));
    assert!(names.len() > 60);
    for name in names.into_iter().filter(|name| !name.contains("User") || *name == "UserAgent") {
        let snake = heck::ToSnakeCase::to_snake_case(name);
        let part = format!("[resources.{snake}]\n{READ}\n");
        assert!(is_refused(&part), "`{snake}` may be a resource, and slices use a `{name}`");
        let part = format!("[enums]\n{snake} = [\"one\"]\n");
        assert!(is_refused(&part), "`{snake}` may be an enum, and slices use a `{name}`");
    }
}

#[test]
fn no_operation_of_a_slice_is_called_like_one_of_the_floor() {
    let templates = rendered();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("template/src");
    let floor = paths(&root).into_iter().filter(|path| !path.ends_with(".liquid"));
    let floor: Vec<String> =
        floor.filter_map(|path| fs::read_to_string(root.join(path)).ok()).collect();
    let accounts = templates.iter().map(|template| &template.text);
    let operations: BTreeSet<&str> = accounts
        .chain(&floor)
        .flat_map(|text| find_all(r#"operation_id = "(\w+)""#, text))
        .collect();
    assert!(operations.len() > 10);
    for operation in operations {
        let Some((verb, name)) = operation.split_once('_').filter(|(_, name)| *name != "user")
        else {
            continue;
        };
        let part = match verb {
            "show" => format!("[resources.{name}]\n{READ}\n"),
            "list" => format!("[resources.thing]\nplural = \"{name}\"\n{READ}\n"),
            _ => format!(
                "[resources.{name}]\n{READ}\nfields = {{ a = \"integer\" }}\n\
                 actions = {{ {verb} = {{ access = \"admin\", set = {{ a = \"1\" }} }} }}\n"
            ),
        };
        assert!(is_refused(&part), "`{operation}` may be an operation of a slice:\n{part}");
    }
}
