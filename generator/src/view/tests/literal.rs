//! Sample values as Rust.

use serde_json::Value as Json;

use crate::model::samples::{self, Cell};
use crate::model::{Field, Model};
use crate::view::text;

/// A value as an argument that serde can serialise: `"title"`, `5`, `json!(["a"])`.
pub(super) fn argument(value: &Json) -> String {
    match value {
        Json::String(text) => text::rust(text),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => self::number(number),
        _ => json(value),
    }
}

/// A value as `json!` makes it.
pub(super) fn json(value: &Json) -> String {
    format!("json!({})", inner(value))
}

/// What stands between the parentheses of `json!`.
pub(super) fn inner(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::String(text) => text::rust(text),
        Json::Array(values) => {
            format!("[{}]", values.iter().map(inner).collect::<Vec<_>>().join(", "))
        }
        Json::Object(members) if members.is_empty() => "{}".to_owned(),
        Json::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", text::rust(name), inner(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => self::number(number),
    }
}

fn number(number: &serde_json::Number) -> String {
    match number.as_i64() {
        Some(whole) if i32::try_from(whole).is_err() => {
            format!("{}_i64", text::number(&whole.to_string()))
        }
        Some(whole) => text::number(&whole.to_string()),
        None => text::number(&number.to_string()),
    }
}

/// A cell's value as JSON; none for null and for other rows.
pub(super) fn cell(model: &Model, field: &Field, cell: &Cell) -> Option<Json> {
    match cell {
        Cell::Value(value) => Some(samples::json(model, &field.kind, value)),
        Cell::Null | Cell::Related(_) => None,
    }
}
