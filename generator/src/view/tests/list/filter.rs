//! What a list can be filtered by, and values to find.

use serde_json::{Map, Value as Json};

use crate::model::samples::{self, Cell};
use crate::model::{Field, FieldId, FieldKind, Scalar, Value};
use crate::view::tests::literal;
use crate::view::{names, text, types};

use super::reader::Reader;

/// How many values are looked at, and how many are used.
const LOOKED_AT: usize = 24;
const USED: usize = 3;

/// The declared filters that are `wanted` and for which values are found.
pub(super) fn filters(reader: &Reader<'_>, wanted: impl Fn(&Field) -> bool) -> Vec<String> {
    let fields = reader.resource.fields.iter().enumerate();
    let declared = fields.filter(|(_, field)| field.filter && !field.secret && wanted(field));
    declared.filter_map(|(at, field)| filter(reader, FieldId(at), field)).collect()
}

fn filter(reader: &Reader<'_>, at: FieldId, field: &Field) -> Option<String> {
    if reader.scene.fixed.contains(&at) {
        return None;
    }
    let name = text::rust(&types::column(field));
    let mut built = format!("Filter::{}({name})", form(&field.kind)?);
    let values = values(reader, at, field, USED);
    built += &match &field.kind {
        FieldKind::BelongsTo { target } => {
            // Any other row will do, unless a rule or a check speaks of it.
            reader.with(at, Cell::Related(9))?;
            let target = names::names(reader.model.resource(*target)).ident;
            format!(".of_rows(factory::{target})")
        }
        _ if has_own(reader, at, field) => String::new(),
        _ if values.is_empty() => return None,
        _ => format!(".of_values({})", literal::json(&Json::Array(values))),
    };
    if field.ignore_case {
        built += ".ignoring_case()";
    }
    if let Some(null) = null(reader, at, field) {
        built += &format!(".or_null({})", literal::json(&null));
    }
    Some(built)
}

/// Which forms the filter has.
fn form(kind: &FieldKind) -> Option<&'static str> {
    Some(match kind {
        FieldKind::List { .. } => "listed",
        FieldKind::Scalar(Scalar::Boolean) => "flag",
        FieldKind::Scalar(scalar) if scalar.has_ranges() => "ordered",
        FieldKind::BelongsTo { .. } | FieldKind::Scalar(Scalar::Enum(_) | Scalar::Uuid) => "plain",
        FieldKind::Scalar(scalar) if !matches!(scalar, Scalar::Json) => "text",
        _ => return None,
    })
}

/// Whether rows are left with the values that their factory gives them.
fn has_own(reader: &Reader<'_>, at: FieldId, field: &Field) -> bool {
    let is_text = matches!(
        field.kind,
        FieldKind::Scalar(
            Scalar::String { .. }
                | Scalar::Text { .. }
                | Scalar::Email
                | Scalar::Slug { .. }
                | Scalar::Uuid
        )
    );
    let samples = samples::values(reader.model, field, LOOKED_AT);
    let is_plain = samples.iter().all(|value| is_askable(reader, field, value));
    is_text && is_plain && reader.is_unique(at) && reader.is_free(at)
}

/// Values of a field with which the reader finds a row, the least first.
pub(super) fn values(reader: &Reader<'_>, at: FieldId, field: &Field, used: usize) -> Vec<Json> {
    if reader.resource.account && reader.is_unique(at) {
        return Vec::new();
    }
    let fits = |value: &Value| {
        is_askable(reader, field, value) && reader.with(at, Cell::Value(value.clone())).is_some()
    };
    let found = samples::values(reader.model, field, LOOKED_AT).into_iter().filter(fits);
    let mut found: Vec<Value> = found.take(used).collect();
    samples::sort(&field.kind, &mut found);
    found.iter().map(|value| samples::json(reader.model, &field.kind, value)).collect()
}

/// Whether the value can stand among others: a comma would part it, and nothing is no value.
fn is_askable(reader: &Reader<'_>, field: &Field, value: &Value) -> bool {
    let is_whole = |json: &Json| json.as_str().is_none_or(|it| !it.is_empty() && !it.contains(','));
    match samples::json(reader.model, &field.kind, value) {
        Json::Array(items) => !items.is_empty() && items.iter().all(is_whole),
        json => is_whole(&json),
    }
}

/// The columns that make a row without a value in this field.
pub(super) fn null(reader: &Reader<'_>, at: FieldId, field: &Field) -> Option<Json> {
    if !field.optional {
        return None;
    }
    let row = reader.without(at)?;
    let mut columns = Map::new();
    for (other, field) in reader.resource.fields.iter().enumerate() {
        if other != at.0 && row[other] == reader.scene.cells[other] {
            continue;
        }
        match &row[other] {
            Cell::Related(_) => return None,
            Cell::Value(_) if other != at.0 && reader.is_unique(FieldId(other)) => return None,
            cell => {
                let value = literal::cell(reader.model, field, cell).unwrap_or(Json::Null);
                columns.insert(types::column(field), value);
            }
        }
    }
    Some(Json::Object(columns))
}
