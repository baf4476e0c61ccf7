//! The function that checks one field's values: a call for each rule.

use serde::Serialize;

use crate::model::{Field, FieldId, FieldKind, Model, ResourceId, Scalar};
use crate::view::{text, types};

use super::input;

/// What one field's values must keep.
#[derive(Debug, Clone, Serialize)]
pub struct CheckFunction {
    /// `check_title`
    pub name: String,
    /// The parameter.
    pub ident: String,
    /// Its type.
    pub type_name: String,
    /// `HANDLE`, where there is a pattern.
    pub pattern_name: String,
    /// The pattern as a Rust literal; empty where there is none.
    pub pattern: String,
    /// Calls on the value.
    pub lines: Vec<String>,
    /// Calls on each item of a list.
    pub item_lines: Vec<String>,
    /// `keywords`, for the item's path.
    pub json: String,
}

/// Names that a check uses itself, so that its parameter cannot have them.
#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "date", "decimal", "email", "faults", "field", "index", "item", "items", "json", "length",
    "lines", "one_line", "pattern", "plain_line", "range", "time", "timestamp", "url", "within",
];

/// Whether a field has rules beside its type.
#[must_use]
pub(super) fn has_rules(field: &Field) -> bool {
    match &field.kind {
        FieldKind::Scalar(scalar) => !lines(scalar, "", "", field.pattern.is_some()).is_empty(),
        FieldKind::List { .. } => true,
        _ => false,
    }
}

/// The function of a field, or of what an action takes.
pub(super) fn check_function(
    model: &Model,
    id: ResourceId,
    field: &Field,
    action: Option<&str>,
) -> CheckFunction {
    let resource = model.resource(id);
    let at = resource.fields.iter().position(|own| action.is_none() && own.name == field.name);
    let tells_apart = at.is_some_and(|at| resource.tells_apart(FieldId(at)));
    let json = types::column(field);
    let ident = match FUNCTIONS.contains(&json.as_str()) {
        true => "value".to_owned(),
        false => types::ident(field),
    };
    let pattern_name = json.to_uppercase();
    let path = text::rust(&json);
    let (type_name, own, item) = match &field.kind {
        FieldKind::List { item, min, max } => {
            let type_name = format!("&[{}]", types::of_scalar(model, id, item).text);
            let own = vec![format!("items(faults, {path}, {ident}, {min}..={max});")];
            (type_name, own, lines(item, "field", "item", field.pattern.is_some()))
        }
        FieldKind::Scalar(scalar) => {
            let type_name = match scalar {
                Scalar::Json => "&Value".to_owned(),
                _ if input::is_copy(&field.kind) => types::of_scalar(model, id, scalar).text,
                _ => "&str".to_owned(),
            };
            let value =
                if input::is_copy(&field.kind) { format!("&{ident}") } else { ident.clone() };
            let mut own = lines(scalar, &path, &value, field.pattern.is_some());
            if tells_apart && matches!(scalar, Scalar::String { .. }) {
                own[0] = format!("plain_line(faults, {path}, {value});");
            }
            (type_name, own, Vec::new())
        }
        _ => (String::new(), Vec::new(), Vec::new()),
    };
    let named = |lines: Vec<String>| {
        lines.into_iter().map(|line| line.replace("PATTERN", &pattern_name)).collect()
    };
    CheckFunction {
        name: input::check_name(&json, action),
        ident,
        type_name,
        pattern: field.pattern.as_deref().map(text::rust).unwrap_or_default(),
        lines: named(own),
        item_lines: named(item),
        json,
        pattern_name: pattern_name.clone(),
    }
}

/// The calls that check one value; `PATTERN` stands for the static that holds its pattern.
fn lines(scalar: &Scalar, path: &str, value: &str, has_pattern: bool) -> Vec<String> {
    let call = |function: &str, rest: &str| format!("{function}(faults, {path}, {value}{rest});");
    let within = |min: &Option<String>, max: &Option<String>| {
        let bound = |bound: &Option<String>| {
            bound
                .as_deref()
                .map_or("None".to_owned(), |bound| format!("Some({})", text::rust(bound)))
        };
        (min.is_some() || max.is_some())
            .then(|| call("within", &format!(", {}, {}", bound(min), bound(max))))
    };
    let length = |min: u32, max: u32| {
        let (min, max) = (text::number(&min.to_string()), text::number(&max.to_string()));
        call("length", &format!(", {min}..={max}"))
    };
    let mut lines = match scalar {
        Scalar::String { min, max } => vec![call("one_line", ""), length(*min, *max)],
        Scalar::Text { min, max } => vec![call("lines", ""), length(*min, *max)],
        Scalar::Email => vec![call("email", "")],
        Scalar::Url => vec![call("url", "")],
        Scalar::Integer { .. } | Scalar::Bigint { .. } | Scalar::Float { .. } => {
            range_call(path, value, bounds(scalar))
        }
        Scalar::Decimal { precision, scale, min, max } => {
            let number =
                if value.starts_with('&') { format!("{value}.0") } else { format!("&{value}.0") };
            let digits = format!("decimal(faults, {path}, {number}, {precision}, {scale});");
            [digits].into_iter().chain(within(min, max)).collect()
        }
        Scalar::Date { min, max } => {
            [call("date", "")].into_iter().chain(within(min, max)).collect()
        }
        Scalar::Time { min, max } => {
            [call("time", "")].into_iter().chain(within(min, max)).collect()
        }
        Scalar::Timestamp { min, max } => {
            [call("timestamp", "")].into_iter().chain(within(min, max)).collect()
        }
        Scalar::Json => vec![call("json", ", 16 * 1024, 16")],
        Scalar::Boolean | Scalar::Uuid | Scalar::Slug { .. } | Scalar::Enum(_) => Vec::new(),
    };
    if has_pattern {
        lines.push(call("pattern", ", &PATTERN"));
    }
    lines
}

fn range_call(path: &str, value: &str, bounds: (Option<String>, Option<String>)) -> Vec<String> {
    let (min, max) = bounds;
    let (min, max) = (min.map(|bound| text::number(&bound)), max.map(|bound| text::number(&bound)));
    let bounds = match (min, max) {
        (Some(min), Some(max)) => format!("{min}..={max}"),
        (Some(min), None) => format!("{min}.."),
        (None, Some(max)) => format!("..={max}"),
        (None, None) => return Vec::new(),
    };
    vec![format!("range(faults, {path}, {value}, {bounds});")]
}

/// A scalar's bounds as they are written.
pub(super) fn bounds(scalar: &Scalar) -> (Option<String>, Option<String>) {
    match scalar {
        Scalar::Integer { min, max } | Scalar::Bigint { min, max } => {
            (min.map(|bound| bound.to_string()), max.map(|bound| bound.to_string()))
        }
        Scalar::Float { min, max } => {
            (min.map(|bound| format!("{bound:?}")), max.map(|bound| format!("{bound:?}")))
        }
        Scalar::Decimal { min, max, .. }
        | Scalar::Date { min, max }
        | Scalar::Time { min, max }
        | Scalar::Timestamp { min, max } => (min.clone(), max.clone()),
        _ => (None, None),
    }
}
