//! What is known of a condition: it holds, it does not, or more is needed than the model says.
//!
//! As in the statements and in `policy.rs`, a comparison with null never holds.

use crate::model::samples::{self, Cell};
use crate::model::{
    Column, Comparison, Condition, Field, FieldKind, Model, Operator, Path, Scalar, Test, Value,
};

use super::situation::Situation;

/// A moment before any test runs, and one after: as timestamps and as dates.
pub(super) const PAST: [&str; 2] = ["2000-01-01T00:00:00Z", "2000-01-01"];
pub(super) const FUTURE: [&str; 2] = ["2999-01-01T00:00:00Z", "2999-01-01"];

/// All of them hold.
pub(super) fn all(known: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for one in known {
        match one {
            Some(false) => return Some(false),
            Some(true) => {}
            None => result = None,
        }
    }
    result
}

/// One of them holds.
pub(super) fn any(known: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    all(known.into_iter().map(|one| one.map(|truth| !truth))).map(|truth| !truth)
}

/// Whether a condition holds for the row.
pub(super) fn holds(model: &Model, situation: &Situation, condition: &Condition) -> Option<bool> {
    all(condition.comparisons.iter().map(|it| comparison(model, situation, it)))
}

/// Whether a comparison holds for the row, or for the one above it that it looks at.
pub(super) fn comparison(
    model: &Model,
    situation: &Situation,
    wanted: &Comparison,
) -> Option<bool> {
    let Some(relation) = wanted.left.up else {
        return own(model, situation, wanted);
    };
    let Some(above) = situation.up(model, relation) else {
        return (situation.cells[relation.0] == Cell::Null).then_some(false);
    };
    own(model, &above, &lowered(wanted))
}

/// The comparison as the row above makes it of itself.
pub(super) fn lowered(comparison: &Comparison) -> Comparison {
    Comparison {
        left: Path { up: None, column: comparison.left.column },
        test: comparison.test.clone(),
    }
}

fn own(model: &Model, situation: &Situation, wanted: &Comparison) -> Option<bool> {
    let cell = situation.cell(model, wanted.left.column);
    match (&wanted.test, &cell) {
        (Test::IsNull, _) => return Some(cell == Some(Cell::Null)),
        (Test::IsNotNull, _) => return Some(cell != Some(Cell::Null)),
        (_, Some(Cell::Null)) => return Some(false),
        _ => {}
    }
    let Cell::Value(value) = cell? else { return None };
    let field = match wanted.left.column {
        Column::Field(at) => Some(&model.resource(situation.resource).fields[at.0]),
        _ => None,
    };
    match &wanted.test {
        Test::Is(truth) => Some(value == Value::Boolean(*truth)),
        Test::Value(operator, Value::Now) => moment(field, *operator, &value),
        Test::In(values) => {
            any(values.iter().map(|one| compare(model, situation, wanted, Operator::Equal, one)))
        }
        Test::Value(operator, other) => compare(model, situation, wanted, *operator, other),
        Test::Column(..) | Test::IsNull | Test::IsNotNull => None,
    }
}

/// A moment compared with the present, which lies between the two that are known.
fn moment(field: Option<&Field>, operator: Operator, value: &Value) -> Option<bool> {
    let Value::Text(moment) = value else { return None };
    if field.is_some_and(|field| matches!(field.kind, FieldKind::Scalar(Scalar::Time { .. }))) {
        return None;
    }
    let year: u32 = moment.get(..4)?.parse().ok()?;
    let is_past = match year {
        ..=2020 => true,
        2900.. => false,
        _ => return None,
    };
    Some(match operator {
        Operator::Equal => false,
        Operator::NotEqual => true,
        Operator::Less | Operator::LessOrEqual => is_past,
        Operator::Greater | Operator::GreaterOrEqual => !is_past,
    })
}

fn compare(
    model: &Model,
    situation: &Situation,
    wanted: &Comparison,
    operator: Operator,
    value: &Value,
) -> Option<bool> {
    let resource = model.resource(situation.resource);
    let Column::Field(at) = wanted.left.column else {
        let Some(Cell::Value(held)) = situation.cell(model, wanted.left.column) else {
            return None;
        };
        return texts(&held, operator, value);
    };
    let field = &resource.fields[at.0];
    let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
    match &field.kind {
        // How a database sorts words is its own affair.
        kind if is_worded(kind) && !is_equality => None,
        _ if field.ignore_case => {
            let Cell::Value(held) = &situation.cells[at.0] else { return None };
            let equal = folded(held)? == folded(value)?;
            Some(equal == (operator == Operator::Equal))
        }
        _ => {
            let test = Test::Value(operator, value.clone());
            let comparison = Comparison { left: wanted.left.clone(), test };
            samples::compares(resource, &situation.cells, &comparison)
        }
    }
}

fn folded(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_lowercase()),
        _ => None,
    }
}

fn is_worded(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Scalar(
            Scalar::String { .. }
                | Scalar::Text { .. }
                | Scalar::Email
                | Scalar::Url
                | Scalar::Slug { .. }
        )
    )
}

/// Two moments.
fn texts(held: &Value, operator: Operator, value: &Value) -> Option<bool> {
    let (Value::Text(held), Value::Text(value)) = (held, value) else { return None };
    let order = held.trim_end_matches('Z').cmp(value.trim_end_matches('Z'));
    Some(match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
    })
}
