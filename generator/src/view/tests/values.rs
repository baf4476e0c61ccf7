//! What a row must not have, and what it may have instead.

use serde::Serialize;
use serde_json::Value as Json;

use crate::model::samples::{self, Breaks, Cell, Invalid, Row};
use crate::model::{
    CheckKind, Column, Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar, Test, Value,
};
use crate::sql::{self, Constraint, ConstraintRule};
use crate::view::slice::input;
use crate::view::{text, types};

use super::scene::Scene;
use super::{factory, literal, state};

/// Values longer than this are more than a request may carry.
pub(super) const LONGEST: usize = 100_000;
/// How many values of a field are tried.
const TRIED: usize = 4;

/// A field and another value for it, as Rust.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// `"title"`
    pub field: String,
    /// `json!("title 2")`
    pub value: String,
}

/// Values that the service refuses, and what the database says of each.
pub(super) fn invalid(model: &Model, id: ResourceId) -> Vec<String> {
    let resource = model.resource(id);
    let constraints = sql::constraints(model, id);
    let mut all = Vec::new();
    for (at, field) in resource.fields.iter().enumerate() {
        let at = FieldId(at);
        if !input::is_given(resource, at) || input::is_restricted(field) {
            continue;
        }
        let column = text::rust(&types::column(field));
        let values = samples::invalid(model, field).into_iter();
        let values = values.filter(|invalid| invalid.breaks != Breaks::Required);
        all.extend(values.filter_map(|invalid| refused(model, id, &constraints, at, &invalid)));
        if let FieldKind::BelongsTo { .. } = field.kind {
            let name = named(&constraints, &ConstraintRule::Target(at));
            all.push(match name.filter(|_| !is_checked(resource, at)) {
                Some(name) => {
                    format!("Invalid::breaking({name}, {column}, Uuid::nil().to_string())")
                }
                None => format!("Invalid::only_in_requests({column}, Uuid::nil().to_string())"),
            });
        }
        if !field.optional {
            all.push(format!("Invalid::null({column})"));
        }
    }
    all
}

/// A refused value as Rust; none where a request has no room for it.
fn refused(
    model: &Model,
    id: ResourceId,
    constraints: &[Constraint],
    at: FieldId,
    invalid: &Invalid,
) -> Option<String> {
    let resource = model.resource(id);
    let field = &resource.fields[at.0];
    let column = text::rust(&types::column(field));
    if invalid.value.to_string().len() > LONGEST {
        return None;
    }
    let value = value(&invalid.value);
    let is_mistyped = is_mistyped(field, invalid);
    let breaking = match is_mistyped || breaks_check(model, id, at, &invalid.value) {
        true => None,
        false => rule(field, at, invalid.breaks).and_then(|rule| named(constraints, &rule)),
    };
    let call = match (is_mistyped, breaking) {
        (true, _) => format!("Invalid::mistyped({column}, {value})"),
        (false, Some(name)) => format!("Invalid::breaking({name}, {column}, {value})"),
        (false, None) => format!("Invalid::only_in_requests({column}, {value})"),
    };
    Some(match invalid.item {
        Some(item) => format!("{call}.item({item})"),
        None => call,
    })
}

/// A constraint's name as a Rust literal.
pub(super) fn constraint(model: &Model, id: ResourceId, rule: &ConstraintRule) -> Option<String> {
    named(&sql::constraints(model, id), rule)
}

fn named(constraints: &[Constraint], rule: &ConstraintRule) -> Option<String> {
    constraints.iter().find(|known| known.rule == *rule).map(|known| text::rust(&known.name))
}

/// The constraint of the table that a value breaks.
fn rule(field: &Field, at: FieldId, breaks: Breaks) -> Option<ConstraintRule> {
    let is_address = matches!(scalar(field), Some(Scalar::Email | Scalar::Url));
    Some(match breaks {
        Breaks::TooShort | Breaks::TooLong => ConstraintRule::Length(at),
        Breaks::Line => ConstraintRule::Line(at),
        Breaks::Pattern => ConstraintRule::Pattern(at),
        Breaks::TooSmall | Breaks::TooLarge => ConstraintRule::Range(at),
        Breaks::Form if is_address => ConstraintRule::Form(at),
        Breaks::TooFewItems | Breaks::TooManyItems | Breaks::NoItem => ConstraintRule::Items(at),
        Breaks::Size => ConstraintRule::Size(at),
        _ => return None,
    })
}

const fn scalar(field: &Field) -> Option<&Scalar> {
    match &field.kind {
        FieldKind::Scalar(scalar) | FieldKind::List { item: scalar, .. } => Some(scalar),
        _ => None,
    }
}

/// Whether the column's type itself has no room for the value.
fn is_mistyped(field: &Field, invalid: &Invalid) -> bool {
    let is_list = matches!(field.kind, FieldKind::List { .. });
    let is_text = matches!(scalar(field), Some(Scalar::String { .. } | Scalar::Text { .. }));
    let is_address = matches!(scalar(field), Some(Scalar::Email | Scalar::Url));
    match invalid.breaks {
        Breaks::Variant => true,
        Breaks::Kind => is_list && invalid.item.is_none() || !is_text,
        Breaks::Form => !is_address,
        Breaks::TooSmall | Breaks::TooLarge => match (scalar(field), invalid.value.as_i64()) {
            (Some(Scalar::Integer { .. }), Some(number)) => i32::try_from(number).is_err(),
            (Some(Scalar::Integer { .. }), None) => {
                let items = invalid.value.as_array().into_iter().flatten();
                let mut numbers = items.filter_map(Json::as_i64);
                numbers.any(|number| i32::try_from(number).is_err())
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a check between fields may be broken, too, and be told first.
fn breaks_check(model: &Model, id: ResourceId, at: FieldId, value: &Json) -> bool {
    let resource = model.resource(id);
    if !is_checked(resource, at) {
        return false;
    }
    let value = match (scalar(&resource.fields[at.0]), value) {
        (Some(Scalar::Decimal { .. }), Json::String(text)) => Value::Decimal(text.clone()),
        (Some(Scalar::Float { .. }), Json::Number(number)) => {
            Value::Float(number.as_f64().unwrap_or_default())
        }
        (_, Json::Number(number)) => Value::Integer(number.as_i64().unwrap_or_default()),
        (_, Json::String(text)) => Value::Text(text.clone()),
        _ => return true,
    };
    let Some(mut row) = state::most_visible(model, id) else { return true };
    row[at.0] = Cell::Value(value);
    compares_varying(resource, at) || !samples::is_consistent(resource, &row)
}

/// Fields that checks speak of: another value there may break one.
pub(super) fn is_checked(resource: &Resource, at: FieldId) -> bool {
    resource.checks.iter().any(|check| match &check.kind {
        CheckKind::OneOf(fields) => fields.contains(&at),
        CheckKind::Holds { then, when } => std::iter::once(then)
            .chain(when)
            .flat_map(|condition| &condition.comparisons)
            .any(|comparison| {
                comparison.left.column == Column::Field(at)
                    || matches!(comparison.test, Test::Column(_, column) if column == Column::Field(at))
            }),
    })
}

/// One change after the other, none of which breaks a rule or hides the row: another value for
/// each field that can have one, and null where it may be null.
pub(super) fn changes(model: &Model, id: ResourceId, scene: &Scene) -> Vec<Change> {
    let resource = model.resource(id);
    let mut row = scene.cells.clone();
    let mut all = Vec::new();
    for (at, field) in resource.fields.iter().enumerate() {
        // By another key the row is found at another place.
        let is_plain = input::is_changeable(resource, FieldId(at))
            && resource.key != Some(FieldId(at))
            && !input::is_restricted(field)
            && !field.secret
            && field.read.is_none()
            && !compares_varying(resource, FieldId(at));
        if !is_plain || matches!(field.kind, FieldKind::BelongsTo { .. }) {
            continue;
        }
        let values = samples::values(model, field, TRIED).into_iter().map(Cell::Value);
        let other = values.filter(|value| *value != row[at]).find_map(|value| {
            changed(resource, scene, &row, FieldId(at), &value).map(|changed| (value, changed))
        });
        let null = Some(Cell::Null).filter(|_| field.optional);
        for value in other.map(|(value, _)| value).into_iter().chain(null) {
            let Some(changed) = changed(resource, scene, &row, FieldId(at), &value) else {
                continue;
            };
            row = changed;
            let json = literal::cell(model, field, &value).unwrap_or(Json::Null);
            all.push(Change {
                field: text::rust(&types::column(field)),
                value: literal::json(&json),
            });
        }
    }
    all
}

/// The row with this value, if it keeps every check and can still be seen and changed.
pub(super) fn changed(
    resource: &Resource,
    scene: &Scene,
    row: &Row,
    at: FieldId,
    value: &Cell,
) -> Option<Row> {
    let mut row = row.clone();
    row[at.0] = value.clone();
    let is_own = |condition: &&crate::model::Condition| {
        condition.comparisons.iter().all(|comparison| comparison.left.up.is_none())
    };
    let holds = scene
        .conditions
        .iter()
        .filter(is_own)
        .all(|condition| samples::satisfies(resource, &row, condition));
    (holds && samples::is_consistent(resource, &row)).then_some(row)
}

/// Whether a check compares the field with one of which every row has another value.
fn compares_varying(resource: &Resource, at: FieldId) -> bool {
    is_checked(resource, at)
        && (0..resource.fields.len())
            .map(FieldId)
            .any(|other| is_checked(resource, other) && factory::varies(resource, other))
}

/// A value as Rust: what repeats is said by its length.
pub(super) fn value(value: &Json) -> String {
    match value {
        Json::String(long) if long.len() > 12 && long.bytes().all(|letter| letter == b'x') => {
            format!("\"x\".repeat({})", long.len())
        }
        Json::Array(items) if items.len() > 2 => {
            let (first, last) = (&items[0], &items[items.len() - 1]);
            let same = items.iter().take_while(|item| *item == first).count();
            let start = format!("vec![{}; {same}]", literal::json(first));
            match items.len() - same {
                0 => start,
                1 => format!("[{start}, vec![{}]].concat()", literal::json(last)),
                _ => literal::argument(value),
            }
        }
        _ => literal::argument(value),
    }
}
