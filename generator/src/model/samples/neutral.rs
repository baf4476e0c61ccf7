//! What is left in a field of an account that was closed.

use super::values::{is_in_bounds, values};
use crate::model::pattern::Pattern;
use crate::model::{Field, FieldKind, Model, Scalar, Value};

/// What says nothing of anybody and still is what the field takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Neutral {
    /// No value.
    Null,
    /// What a new row has.
    Default,
    /// A fixed value.
    Value(Value),
}

/// What a field holds once its row belongs to nobody; none where it keeps what it has, because a
/// row of another resource has to be there, or where it holds nothing itself.
#[must_use]
pub fn neutral(model: &Model, field: &Field) -> Option<Neutral> {
    let fits = |value: &Value| is_in_bounds(field, value) && keeps_pattern(field, value);
    let sample = || values(model, field, 1).into_iter().next();
    match &field.kind {
        FieldKind::Scalar(_) | FieldKind::List { .. } | FieldKind::BelongsTo { .. }
            if field.optional =>
        {
            Some(Neutral::Null)
        }
        FieldKind::Scalar(_) | FieldKind::List { .. }
            if field.default.as_ref().is_some_and(is_made_by_the_database) =>
        {
            Some(Neutral::Default)
        }
        FieldKind::Scalar(scalar) => plain(scalar).filter(fits).or_else(sample).map(Neutral::Value),
        FieldKind::List { min: 0, .. } => Some(Neutral::Value(Value::List(Vec::new()))),
        FieldKind::List { .. } => sample().map(Neutral::Value),
        _ => None,
    }
}

fn is_made_by_the_database(default: &Value) -> bool {
    !matches!(default, Value::Token(_) | Value::Me)
}

/// The plainest value of a type, if it has one that reads as nobody's.
fn plain(scalar: &Scalar) -> Option<Value> {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    match scalar {
        Scalar::String { min, max } | Scalar::Text { min, max } => {
            let length = 6.clamp(*min, *max) as usize;
            Some(Value::Text("closed".chars().cycle().take(length).collect()))
        }
        Scalar::Slug { .. } => text("closed"),
        Scalar::Email => text("closed@closed.invalid"),
        Scalar::Url => text("https://closed.invalid"),
        Scalar::Uuid => text("00000000-0000-0000-0000-000000000000"),
        Scalar::Json => Some(Value::Json("{}".to_owned())),
        Scalar::Boolean => Some(Value::Boolean(false)),
        Scalar::Integer { .. } | Scalar::Bigint { .. } => Some(Value::Integer(0)),
        _ => None,
    }
}

fn keeps_pattern(field: &Field, value: &Value) -> bool {
    let (Some(pattern), Value::Text(text)) = (&field.pattern, value) else { return true };
    let has_lines = matches!(field.kind, FieldKind::Scalar(Scalar::Text { .. }));
    Pattern::parse(pattern, has_lines).is_ok_and(|pattern| pattern.matches(text))
}
