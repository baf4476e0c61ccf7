//! Model to `openapi.json`: what the service says of its API, without running it.
//!
//! The service gathers its description from the declarations in its handlers. Here the views that
//! those declarations are printed from are read as utoipa reads the Rust: the same types, keywords
//! and words. What no model changes stands in `floor.json`.

mod bounds;
pub mod changes;
mod deprecated;
mod operation;
mod parameter;
mod schema;
mod slice;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::model::{Model, ResourceId};
use crate::parallel;
use crate::view::slice::Slice;
use crate::view::{self, Service};
use slice::Slices;

const FLOOR: &str = include_str!("floor.json");

/// The description of a model's API as the service prints it.
#[must_use]
pub fn text(model: &Model) -> String {
    printed(&document(model))
}

/// A description as the service prints it.
#[must_use]
pub fn printed(description: &Value) -> String {
    serde_json::to_string_pretty(description).unwrap_or_default() + "\n"
}

/// The description of a model's API, sorted by its keys.
#[must_use]
pub fn document(model: &Model) -> Value {
    let ids = (0..model.resources.len()).map(ResourceId);
    let slices: Vec<Slice> = ids.map(|id| view::slice::slice(model, id)).collect();
    of_views(model, &view::service(model), &slices)
}

/// The same, where the views are there already.
#[must_use]
pub fn of_views(model: &Model, service: &Service, slices: &[Slice]) -> Value {
    let mut document: Value = serde_json::from_str(FLOOR).unwrap_or_default();
    document["info"] = json!({ "title": service.package_name, "version": "0.1.0", "description": model.summary() });
    let slices = Slices::new(slices);
    let schemas = &mut document["components"]["schemas"];
    let roles = service.roles.iter().map(|role| role.name.as_str());
    schemas["Role"] = schema::variants("What an account may be trusted with.", roles);
    for declared in &service.enums {
        schemas[&declared.type_name] = schema::of_enum(declared);
    }
    for (name, schema) in slices.schemas() {
        schemas[&name] = schema;
    }
    // What every operation looks at and none changes.
    let Value::Object(schemas) = schemas.take() else { return document };
    let described = parallel::map(slices.each(), |slice| {
        let operations = slices.operations(slice, &schemas);
        let described = operations.map(|it| (it.path(), it.method, it.described()));
        described.collect::<Vec<_>>()
    });
    for (path, method, described) in described.into_iter().flatten() {
        document["paths"][&path][method] = described;
    }
    document["components"]["schemas"] = Value::Object(schemas);
    document["tags"] = tags(&document["paths"]);
    drop_unused(&mut document);
    if service.needs.deprecated_fields {
        deprecated::mark(&mut document);
    }
    bounds::complete(&mut document);
    document.sort_all_objects();
    document
}

/// Every tag that an operation has, that of the probes last.
fn tags(paths: &Value) -> Value {
    let operations = paths
        .as_object()
        .into_iter()
        .flat_map(Map::values)
        .filter_map(Value::as_object)
        .flat_map(Map::values);
    let names = operations.filter_map(|operation| operation["tags"][0].as_str());
    let names: BTreeSet<_> = names.map(|name| (name == "health", name)).collect();
    names.into_iter().map(|(_, name)| json!({ "name": name })).collect()
}

/// Leaves out schemas that no operation leads to, as the service does.
fn drop_unused(document: &mut Value) {
    let mut used = BTreeSet::new();
    let mut found = references(&document["paths"]);
    found.extend(references(&document["components"]["responses"]));
    while let Some(name) = found.pop() {
        if used.insert(name.clone()) {
            found.extend(references(&document["components"]["schemas"][&name]));
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| used.contains(name));
    }
}

/// The schemas that a part of the description refers to.
fn references(part: &Value) -> Vec<String> {
    match part {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(members) => {
            let own = members
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|path| path.strip_prefix(schema::PLACE));
            own.map(str::to_owned)
                .into_iter()
                .chain(members.values().flat_map(references))
                .collect()
        }
        _ => Vec::new(),
    }
}
