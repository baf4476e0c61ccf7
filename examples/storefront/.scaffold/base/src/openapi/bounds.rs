//! The bounds that follow from a value's type. Declarations leave them unsaid, but a client that
//! breaks one is refused all the same, so the description says them.

use serde_json::{Map, Value, json};

use crate::extract::MAX_TEXT;

/// Completes a part of the description and everything in it.
pub(super) fn complete(part: &mut Value) {
    match part {
        Value::Array(items) => items.iter_mut().for_each(complete),
        Value::Object(members) => {
            bound(members);
            if members.get("in").is_some_and(|place| place == "query")
                && let Some(schema) = members.get_mut("schema").and_then(Value::as_object_mut)
            {
                bound_parameter(schema);
            }
            members.values_mut().for_each(complete);
        }
        _ => {}
    }
}

fn bound(schema: &mut Map<String, Value>) {
    let bounds = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => vec![("minimum", json!(i32::MIN)), ("maximum", json!(i32::MAX))],
        Some("int64") => vec![("minimum", json!(i64::MIN)), ("maximum", json!(i64::MAX))],
        Some("uuid") => vec![("maxLength", json!(36))],
        Some("date") => vec![("maxLength", json!(10))],
        Some("date-time") => vec![("maxLength", json!(40))],
        // A field may be called so as well.
        None if schema.get("pattern").is_some_and(Value::is_string) => {
            vec![("maxLength", json!(40))]
        }
        _ => return,
    };
    for (name, value) in bounds {
        schema.entry(name).or_insert(value);
    }
}

/// A query string has no text without bounds, and a list of it says something, and nothing twice.
fn bound_parameter(schema: &mut Map<String, Value>) {
    if let Some(items) = schema.get_mut("items").and_then(Value::as_object_mut) {
        bound_parameter(items);
        schema.insert("uniqueItems".to_owned(), json!(true));
        schema.insert("minItems".to_owned(), json!(1));
    }
    let is_text = schema.get("type").is_some_and(|kind| kind == "string");
    let is_bounded = ["enum", "format", "maxLength", "pattern"]
        .iter()
        .any(|keyword| schema.contains_key(*keyword));
    if is_text && !is_bounded {
        schema.insert("maxLength".to_owned(), json!(MAX_TEXT));
    }
}
