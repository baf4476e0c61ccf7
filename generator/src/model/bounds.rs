//! What a type's bounds say about a value.

use std::cmp::Ordering;

use super::{Scalar, Value, forms};

/// How two values of a type compare, where both are fixed.
pub(super) fn compare(scalar: &Scalar, left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => Some(left.cmp(right)),
        (Value::Float(left), Value::Float(right)) => left.partial_cmp(right),
        (Value::Decimal(left), Value::Decimal(right)) => {
            let Scalar::Decimal { scale, .. } = scalar else {
                return None;
            };
            let scaled = |text| forms::decimal(text, 38, *scale);
            Some(scaled(left)?.cmp(&scaled(right)?))
        }
        // Without its `Z`, a moment with decimals sorts after the one without.
        (Value::Text(left), Value::Text(right)) => {
            Some(left.trim_end_matches('Z').cmp(right.trim_end_matches('Z')))
        }
        (Value::Variant(left), Value::Variant(right)) => Some(left.cmp(right)),
        (Value::Boolean(left), Value::Boolean(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// The constraint of the type that a fixed value breaks, for people; `None` when it fits.
pub(super) fn broken(scalar: &Scalar, value: &Value) -> Option<String> {
    let below = |min: &Value| compare(scalar, value, min).is_some_and(Ordering::is_lt);
    let above = |max: &Value| compare(scalar, value, max).is_some_and(Ordering::is_gt);
    match (scalar, value) {
        (Scalar::String { min, max } | Scalar::Text { min, max }, value) => {
            let length = match value {
                Value::Text(text) => u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
                Value::Token(length) => *length,
                _ => return None,
            };
            let fits = (*min..=*max).contains(&length);
            (!fits).then(|| format!("{length} characters where {min} to {max} are allowed"))
        }
        (Scalar::Integer { min, max } | Scalar::Bigint { min, max }, Value::Integer(_)) => {
            side(min.map(Value::Integer), max.map(Value::Integer), below, above)
        }
        (Scalar::Decimal { min, max, .. }, Value::Decimal(_)) => {
            side(min.clone().map(Value::Decimal), max.clone().map(Value::Decimal), below, above)
        }
        (Scalar::Float { min, max }, Value::Float(_)) => {
            side(min.map(Value::Float), max.map(Value::Float), below, above)
        }
        (
            Scalar::Date { min, max } | Scalar::Time { min, max } | Scalar::Timestamp { min, max },
            Value::Text(_),
        ) => side(min.clone().map(Value::Text), max.clone().map(Value::Text), below, above),
        _ => None,
    }
}

fn side(
    min: Option<Value>,
    max: Option<Value>,
    below: impl Fn(&Value) -> bool,
    above: impl Fn(&Value) -> bool,
) -> Option<String> {
    if let Some(min) = min.filter(below) {
        return Some(format!("below the minimum {}", show(&min)));
    }
    max.filter(above).map(|max| format!("above the maximum {}", show(&max)))
}

fn show(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Decimal(text) | Value::Text(text) => text.clone(),
        _ => String::new(),
    }
}
