//! What stands beside the body of a request.

use serde_json::{Value, json};

use super::part::Schemas;
use super::schema;
use crate::view::slice::{Key, Keyword, Slice};

/// The part of a path that names a row.
pub(super) fn key(name: &str, key: &Key) -> Value {
    json!({
        "name": name,
        "in": "path",
        "description": key.described,
        "required": true,
        "schema": schema::described(&key.wire, "", &key.keywords),
    })
}

/// The version that a request means.
pub(super) fn if_match(required: bool) -> Value {
    json!({
        "name": "If-Match",
        "in": "header",
        "description": "The `ETag` of the version that is meant, or `*` for any.",
        "required": required,
        "schema": { "type": "string", "maxLength": 1000 },
    })
}

/// What a list may be asked for: words, filters, an order, relations, and which page.
pub(super) fn list(slice: &Slice, schemas: &Schemas) -> Vec<Value> {
    let mut parameters = Vec::new();
    if !slice.list.searched.is_empty() {
        let description = format!(
            "Words to find in {}; `\"a phrase\"`, `or` and `-not` work.",
            slice.list.searched
        );
        parameters.push(query(
            "q",
            &description,
            &json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
        ));
    }
    for filter in &slice.list.filters {
        let mut schema = schema::described(&filter.type_name, "", &wire(&filter.keywords));
        if filter.keywords.contains(&Keyword::Inline) {
            inline(&mut schema, schemas);
        }
        let parameter = query(&filter.json, &filter.documentation.join("\n"), &schema);
        parameters.push(if filter.keywords.contains(&Keyword::Listed) {
            listed(parameter)
        } else {
            parameter
        });
    }
    let orders: Vec<String> = slice
        .list
        .sorts
        .iter()
        .flat_map(|sort| [sort.json.clone(), format!("-{}", sort.json)])
        .collect();
    let described = format!("An order of {}.", slice.names.plural_words);
    let mut sort = schema::variants(&described, orders.iter().map(String::as_str));
    sort["default"] = json!(slice.list.default_sort);
    parameters.push(query("sort", &slice.list.sort_words, &sort));
    parameters.extend(include(slice));
    let (default, max) = (slice.list.page_default, slice.list.page_max);
    let limit = json!({ "type": "integer", "format": "int32", "minimum": 1, "maximum": max, "default": default });
    parameters.push(query("limit", "How many items a page has at most.", &limit));
    let cursor = json!({ "type": "string", "maxLength": 4000 });
    parameters.push(query("cursor", "The `next_cursor` of the page before.", &cursor));
    parameters
}

/// The relations that a row can bring along; none where there are none.
pub(super) fn include(slice: &Slice) -> Option<Value> {
    let relations = slice.include.relations.iter().map(|relation| relation.json.as_str());
    let relation =
        schema::variants(&format!("A relation of {}.", slice.names.plural_words), relations);
    let schema = json!({ "type": "array", "items": relation, "maxItems": slice.include.count });
    slice
        .handlers
        .has_include
        .then(|| listed(query("include", "Relations to bring along.", &schema)))
}

fn query(name: &str, description: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "required": false, "schema": schema })
}

/// Values are separated by commas.
fn listed(mut parameter: Value) -> Value {
    parameter["style"] = json!("form");
    parameter["explode"] = json!(false);
    parameter
}

/// A parameter may be left out, but it has no null.
fn wire(keywords: &[Keyword]) -> Vec<Keyword> {
    let plain = |keyword: &Keyword| match keyword {
        Keyword::ValueType(wire) => {
            let inner = wire.strip_prefix("Option<").and_then(|wire| wire.strip_suffix('>'));
            Keyword::ValueType(inner.unwrap_or(wire).to_owned())
        }
        other => other.clone(),
    };
    keywords.iter().map(plain).collect()
}

/// Puts the schema that is referred to in the place of its reference.
fn inline(schema: &mut Value, schemas: &Schemas) {
    let place = if schema["items"].is_object() { &mut schema["items"] } else { schema };
    let name = place["$ref"].as_str().and_then(|path| path.strip_prefix(schema::PLACE));
    if let Some(found) = name.and_then(|name| schemas.get(name)?.value.as_ref()) {
        *place = found.clone();
    }
}
