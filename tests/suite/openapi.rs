//! `openapi.json` is what the service itself prints, and it is complete.

use std::collections::BTreeSet;

use scaffold::examples::EXAMPLES;
use scaffold::openapi;
use serde_json::Value;

use crate::drawn;
use crate::support::project::{cargo, check, generate, kept_folder, one_build_at_a_time, place};

/// A model with a field of every type, and every kind of route.
pub(crate) const EVERYTHING: &str = include_str!("../everything.toml");

#[test]
fn the_document_is_the_one_that_the_service_prints() {
    let _one = one_build_at_a_time();
    let examples = EXAMPLES.iter().map(|example| (example.name, example.model));
    for (name, model) in examples.chain([("everything", EVERYTHING)]) {
        let folder = kept_folder("emitted").join(name);
        let tree = generate(model).unwrap_or_else(|fault| panic!("{fault}"));
        place(&tree, &folder);
        let printed =
            cargo(&folder, &["run", "--quiet", "--locked", "--", "openapi"]).output().unwrap();
        let printed_text = String::from_utf8(printed.stdout).unwrap();
        assert!(printed.status.success(), "{name}: {}", String::from_utf8_lossy(&printed.stderr));
        let written =
            String::from_utf8(tree.get("openapi.json").unwrap().contents.to_vec()).unwrap();
        let differs =
            written.lines().zip(printed_text.lines()).find(|(ours, theirs)| ours != theirs);
        assert!(written == printed_text, "{name}: {differs:?}");
    }
}

#[test]
fn every_operation_is_described_in_full() {
    for (name, document) in documents() {
        let mut ids = BTreeSet::new();
        for (path, method, operation) in operations(&document) {
            let place = format!("{name}: {method} {path}");
            let id =
                operation["operationId"].as_str().unwrap_or_else(|| panic!("{place} has no name"));
            assert!(ids.insert(id.to_owned()), "{place}: `{id}` is taken");
            assert!(operation["summary"].is_string(), "{place} has no summary");
            assert!(operation["description"].is_string(), "{place} has no description");
            assert!(operation["tags"][0].is_string(), "{place} has no tag");
            assert!(
                operation["security"].is_array() || path.starts_with("/health"),
                "{place} does not say who may"
            );
            let responses = operation["responses"].as_object().unwrap();
            let says = |class| responses.keys().any(|status| status.starts_with(class));
            assert!(says('2') && (says('4') && says('5') || !path.starts_with("/api/")), "{place}");
            let named = path.split('{').skip(1).filter_map(|part| part.split('}').next());
            let given = operation["parameters"].as_array().into_iter().flatten();
            let given: Vec<&Value> = given.filter(|parameter| parameter["in"] == "path").collect();
            let are_described = given.iter().all(|parameter| parameter["description"].is_string());
            assert!(are_described, "{place} does not say what is in its path");
            assert!(
                named.eq(given.iter().filter_map(|parameter| parameter["name"].as_str())),
                "{place}"
            );
        }
    }
}

#[test]
fn every_value_has_bounds() {
    for (name, document) in documents() {
        for place in ["paths", "components"] {
            let unbounded = unbounded(&document[place], place);
            assert!(unbounded.is_empty(), "{name}: {unbounded:#?}");
        }
    }
}

/// Fields may be called as keywords of JSON Schema are.
#[test]
fn every_member_has_a_schema() {
    for (name, document) in documents() {
        for (schema, says) in document["components"]["schemas"].as_object().unwrap() {
            for (member, of) in says["properties"].as_object().into_iter().flatten() {
                assert!(of.is_object(), "{name}: {schema} has a member {member} that is {of}");
            }
        }
    }
}

/// Where texts, whole numbers and lists may be of any size.
fn unbounded(part: &Value, place: &str) -> Vec<String> {
    let is = |kind| part["type"] == kind || part["type"][0] == kind;
    let says = |keyword| part.get(keyword).is_some();
    let is_open = (is("string") && !says("maxLength") && !says("enum"))
        || (is("integer") && !(says("minimum") && says("maximum")))
        || (is("array") && !says("maxItems"));
    let within: Vec<(String, &Value)> = match part {
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().map(|item| ("-".to_owned(), item)).collect(),
        _ => Vec::new(),
    };
    let within =
        within.into_iter().flat_map(|(key, value)| unbounded(value, &format!("{place}/{key}")));
    is_open.then(|| place.to_owned()).into_iter().chain(within).collect()
}

#[test]
fn every_reference_leads_somewhere() {
    for (name, document) in documents() {
        for reference in references(&document) {
            let found = document.pointer(reference.trim_start_matches('#'));
            assert!(found.is_some(), "{name}: {reference}");
        }
    }
}

#[test]
fn the_document_is_sorted_and_the_same_each_time() {
    let model = check(EVERYTHING).unwrap();
    let text = openapi::text(&model);
    assert_eq!(text, openapi::text(&model));
    assert_sorted(&openapi::document(&model));
}

fn documents() -> impl Iterator<Item = (String, Value)> {
    let examples =
        EXAMPLES.iter().map(|example| (example.name.to_owned(), example.model.to_owned()));
    let drawn = (0..24).map(|seed| (format!("seed {seed}"), drawn::model(seed)));
    let models = examples.chain([("everything".to_owned(), EVERYTHING.to_owned())]).chain(drawn);
    models.map(|(name, text)| {
        let model = check(&text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        (name, openapi::document(&model))
    })
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter().map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn references(part: &Value) -> Vec<&str> {
    match part {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        _ => Vec::new(),
    }
}

fn assert_sorted(part: &Value) {
    match part {
        Value::Array(items) => items.iter().for_each(assert_sorted),
        Value::Object(members) => {
            assert!(members.keys().is_sorted(), "{:?}", members.keys());
            members.values().for_each(assert_sorted);
        }
        _ => {}
    }
}
