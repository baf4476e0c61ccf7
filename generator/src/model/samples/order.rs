//! Fields that checks hold below others.

use super::values::values;
use crate::model::{
    CheckKind, Column, Comparison, Field, FieldId, FieldKind, Model, Operator, Resource, Scalar,
    Test, Value,
};

/// So many values of a field are looked at for a great one.
const LOOKED_AT: usize = 64;

/// As many numbers as an integer has above zero.
const ROOM: i64 = i32::MAX as i64;

/// Beside each field below which a check holds another one that has to differ from row to row, a
/// value with room below it.
pub(super) fn tops(model: &Model, resource: &Resource) -> Vec<Option<Value>> {
    let top = |(at, field): (usize, &Field)| {
        let is_plain = !in_key(resource, FieldId(at)) && field.write != Some(Vec::new());
        let mut pairs = ordered(resource).into_iter();
        let is_top = is_plain && pairs.any(|(low, high)| high.0 == at && is_counted(resource, low));
        is_top.then(|| match &field.kind {
            FieldKind::Scalar(Scalar::Integer { max, .. }) => {
                Some(Value::Integer(max.unwrap_or(ROOM)))
            }
            FieldKind::Scalar(Scalar::Bigint { min, max }) => {
                let above = min.unwrap_or(0).max(0).saturating_add(ROOM);
                Some(Value::Integer(max.unwrap_or(above)))
            }
            _ => values(model, field, LOOKED_AT).pop(),
        })?
    };
    resource.fields.iter().enumerate().map(top).collect()
}

/// Fields that a check holds below others, each with the one above.
#[must_use]
pub fn ordered(resource: &Resource) -> Vec<(FieldId, FieldId)> {
    let conditions = resource.checks.iter().filter_map(|check| match &check.kind {
        CheckKind::Holds { then, .. } => Some(then),
        CheckKind::OneOf(_) => None,
    });
    let pair = |it: &Comparison| match (it.left.column, &it.test) {
        (Column::Field(left), Test::Column(operator, Column::Field(right))) => match operator {
            Operator::Less | Operator::LessOrEqual => Some((left, *right)),
            Operator::Greater | Operator::GreaterOrEqual => Some((*right, left)),
            Operator::Equal | Operator::NotEqual => None,
        },
        _ => None,
    };
    conditions.flat_map(|condition| &condition.comparisons).filter_map(pair).collect()
}

fn in_key(resource: &Resource, at: FieldId) -> bool {
    resource.fields[at.0].unique || resource.unique.iter().any(|it| it.fields.contains(&at))
}

/// Whether nothing but a value of its own tells a row from others here.
fn is_counted(resource: &Resource, at: FieldId) -> bool {
    let is_fresh = |id: &FieldId| {
        let field = &resource.fields[id.0];
        let is_relation = matches!(field.kind, FieldKind::BelongsTo { .. });
        !field.optional && (field.unique || is_relation && resource.under != Some(*id))
    };
    resource.fields[at.0].unique
        || resource
            .unique
            .iter()
            .any(|unique| unique.fields.contains(&at) && !unique.fields.iter().any(is_fresh))
}
