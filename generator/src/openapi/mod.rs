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
mod part;
mod schema;
mod slice;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::model::{Model, ResourceId};
use crate::parallel;
use crate::sql;
use crate::view::slice::Slice;
use crate::view::{self, Service};
use operation::Operation;
use part::{Described, Finish, Schema, Schemas};
use slice::Slices;

const FLOOR: &str = include_str!("floor.json");

/// The description of a model's API as the service prints it.
#[must_use]
pub fn text(model: &Model) -> String {
    let ids = (0..model.resources.len()).map(ResourceId);
    let slice = |id| Arc::new(view::slice::slice(model, id, &sql::statements(model, id)));
    let slices: Vec<Arc<Slice>> = ids.map(slice).collect();
    of_views(&model.summary(), &view::service(model), &slices)
}

/// The same, to be read.
#[must_use]
pub fn document(model: &Model) -> Value {
    serde_json::from_str(&text(model)).unwrap_or_default()
}

/// The description of an API with this summary, where the views are there already.
#[must_use]
pub fn of_views(summary: &str, service: &Service, slices: &[Arc<Slice>]) -> String {
    let finish = Finish { marks: service.needs.deprecated_fields };
    let mut floor: Value = serde_json::from_str(FLOOR).unwrap_or_default();
    let mut shared = floor["components"].take();
    let Value::Object(mut fixed) = shared["schemas"].take() else { return String::new() };
    let roles = service.roles.iter().map(|role| role.name.as_str());
    fixed.insert("Role".into(), schema::variants("What an account may be trusted with.", roles));
    let enums = service.enums.iter();
    fixed.extend(enums.map(|it| (it.type_name.clone(), schema::of_enum(it))));
    let slices = Slices::new(slices);
    let mut schemas: Schemas =
        fixed.into_iter().map(|(name, it)| (name, Schema::of(it, finish))).collect();
    schemas.extend(slices.schemas(finish));

    let mut operations = floor_operations(floor["paths"].take(), finish);
    let of_slice = |slice: &Arc<Slice>| -> Vec<_> {
        let all = slices.operations(slice, &schemas);
        let described = |it: Operation<'_>| Described::of(it.described(), finish);
        all.map(|it| ((it.path(), it.method.to_owned()), described(it))).collect()
    };
    operations.extend(parallel::map(slices.each(), of_slice).into_iter().flatten());
    let used = used(&schemas, operations.values(), references(&shared["responses"]));
    let schemas = schemas.into_iter().filter(|(name, _)| used.contains(name));
    let schemas = schemas.map(|(name, it)| (name, it.text)).collect();

    let info = json!({ "title": service.package_name, "version": "0.1.0", "description": summary });
    let mut part = |name: &str| finish.value(shared[name].take());
    let description = Description {
        components: Components {
            headers: part("headers"),
            responses: part("responses"),
            schemas,
            security_schemes: part("securitySchemes"),
        },
        info: finish.value(info),
        openapi: floor["openapi"].take(),
        tags: tags(operations.values()),
        paths: paths(operations),
        servers: finish.value(floor["servers"].take()),
    };
    printed(&description, description.length())
}

/// A description, its members in the order in which they are printed.
#[derive(Serialize)]
struct Description {
    components: Components,
    info: Value,
    openapi: Value,
    paths: BTreeMap<String, BTreeMap<String, Box<RawValue>>>,
    servers: Value,
    tags: Value,
}

#[derive(Serialize)]
struct Components {
    headers: Value,
    responses: Value,
    schemas: BTreeMap<String, Box<RawValue>>,
    #[serde(rename = "securitySchemes")]
    security_schemes: Value,
}

/// Operations by path and method.
type Operations = BTreeMap<(String, String), Described>;

impl Description {
    /// About as many bytes as it has in print: a large text would be copied each time that it
    /// outgrows its place.
    fn length(&self) -> usize {
        let operations = self.paths.values().flat_map(BTreeMap::values);
        let parts = operations.chain(self.components.schemas.values());
        let of_parts: usize = parts.map(|part| part.get().len()).sum();
        of_parts + of_parts / 16
    }
}

/// A description as the service prints it, of about so many bytes.
fn printed(description: &impl Serialize, length: usize) -> String {
    let mut text = Vec::with_capacity(length);
    let printed = serde_json::to_writer_pretty(&mut text, description);
    text.push(b'\n');
    printed.ok().and_then(|()| String::from_utf8(text).ok()).unwrap_or_default()
}

/// Those that every service has.
fn floor_operations(paths: Value, finish: Finish) -> Operations {
    let Value::Object(paths) = paths else { return Operations::new() };
    let methods = paths.into_iter().flat_map(|(path, methods)| {
        let Value::Object(methods) = methods else { return Vec::new() };
        methods.into_iter().map(|(method, it)| ((path.clone(), method), it)).collect()
    });
    methods.map(|(place, operation)| (place, Described::of(operation, finish))).collect()
}

fn paths(operations: Operations) -> BTreeMap<String, BTreeMap<String, Box<RawValue>>> {
    let mut paths: BTreeMap<String, BTreeMap<String, Box<RawValue>>> = BTreeMap::new();
    for ((path, method), operation) in operations {
        paths.entry(path).or_default().insert(method, operation.text);
    }
    paths
}

/// Every tag that an operation has, that of the probes last.
fn tags<'a>(operations: impl Iterator<Item = &'a Described>) -> Value {
    let names = operations.filter_map(|operation| operation.tag.as_deref());
    let names: BTreeSet<_> = names.map(|name| (name == "health", name)).collect();
    names.into_iter().map(|(_, name)| json!({ "name": name })).collect()
}

/// The schemas that an operation or an answer leads to; the service leaves out others, too.
fn used<'a>(
    schemas: &Schemas,
    operations: impl Iterator<Item = &'a Described>,
    answers: Vec<String>,
) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut found = answers;
    found.extend(operations.flat_map(|operation| &operation.references).cloned());
    while let Some(name) = found.pop() {
        if let Some(schema) = schemas.get(&name)
            && used.insert(name)
        {
            found.extend(schema.references.iter().cloned());
        }
    }
    used
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
