//! What the columns of an account hold once it is closed.

use serde_json::Value as Json;

use super::literal;
use crate::model::samples::{self, Neutral, neutral};
use crate::model::{Field, FieldKind, Model, Resource, Scalar, Value};
use crate::view::{text, types};

/// Texts longer than that are left to the database.
const LONGEST: usize = 40;

/// The members of a `json!` object: each column that is erased, with what is left in it. Columns
/// that Postgres prints in a way of its own are left out.
pub(super) fn columns(model: &Model, users: &Resource) -> String {
    let column = |field: &Field| {
        let left = left(model, field)?;
        Some(format!("{}: {}", text::rust(&types::column(field)), literal::inner(&left)))
    };
    users.fields.iter().filter_map(column).collect::<Vec<_>>().join(", ")
}

fn left(model: &Model, field: &Field) -> Option<Json> {
    let value = match neutral(model, field)? {
        Neutral::Null => return Some(Json::Null),
        Neutral::Default => field.default.clone()?,
        Neutral::Value(value) => value,
    };
    let is_plain = match &value {
        Value::Text(text) => text.len() <= LONGEST && !is_moment(&field.kind),
        Value::Boolean(_) | Value::Integer(_) | Value::Variant(_) => true,
        Value::List(items) => items.is_empty(),
        _ => false,
    };
    is_plain.then(|| samples::json(model, &field.kind, &value))
}

fn is_moment(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Scalar(Scalar::Date { .. } | Scalar::Time { .. } | Scalar::Timestamp { .. })
    )
}
