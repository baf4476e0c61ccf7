//! Fields that checks hold below others.

use super::values::values;
use crate::model::{
    CheckKind, Column, Comparison, Field, FieldId, FieldKind, Model, Operator, Resource, Scalar,
    Test, Value,
};

/// So many values of a field are looked at for a great one.
const LOOKED_AT: usize = 64;

/// So many fields one above the other are put in order.
const STEPS: usize = 100;

/// As many numbers as an integer has above zero.
const ROOM: i64 = i32::MAX as i64;

/// Beside each field below which checks hold another one that has to differ from row to row, a value
/// with room below it: they share the room in the order in which the checks hold them.
pub(super) fn tops(model: &Model, resource: &Resource) -> Vec<Option<Value>> {
    let order = Order::of(resource);
    let top = |(at, field): (usize, &Field)| {
        let id = FieldId(at);
        let (height, all) = (order.height(id), order.height_above(id));
        // What no request sets has its default; and of fields that are unique together, the highest
        // is the one that counts.
        let is_set = field.write != Some(Vec::new());
        let counts_up = order.above(id).len() == 1 && in_key(resource, id) && !field.unique;
        if height == 0 || !is_set || counts_up {
            return None;
        }
        if let FieldKind::Scalar(Scalar::Integer { min, .. } | Scalar::Bigint { min, .. }) =
            &field.kind
        {
            let (low, high) = (min.unwrap_or(0), order.ceiling(id));
            let room = i128::from(high.saturating_sub(low).max(0)) * i128::from(height);
            let share = i64::try_from(room / i128::from(all)).unwrap_or(ROOM);
            return Some(Value::Integer(low.saturating_add(share).min(high)));
        }
        let mut values = values(model, field, LOOKED_AT);
        let last = values.len().checked_sub(1)? * usize::from(height) / usize::from(all);
        Some(values.swap_remove(last))
    };
    resource.fields.iter().enumerate().map(top).collect()
}

/// In which order checks hold the fields of a resource.
struct Order<'a> {
    resource: &'a Resource,
    /// Each with one above it.
    pairs: Vec<(FieldId, FieldId)>,
    /// Steps from a field that has to differ from row to row up to this one.
    heights: Vec<u8>,
}

impl<'a> Order<'a> {
    fn of(resource: &'a Resource) -> Self {
        let pairs = ordered(resource);
        let mut heights = vec![0_u8; resource.fields.len()];
        // Checks may hold fields in a circle, as equal ones.
        for _ in 0..resource.fields.len().min(STEPS) {
            for (low, high) in &pairs {
                if heights[low.0] > 0 || is_counted(resource, *low) {
                    heights[high.0] = heights[high.0].max(heights[low.0].saturating_add(1));
                }
            }
        }
        Self { resource, pairs, heights }
    }

    fn height(&self, at: FieldId) -> u8 {
        self.heights[at.0]
    }

    fn above(&self, at: FieldId) -> Vec<FieldId> {
        let mut all = vec![at];
        let mut next = 0;
        while let Some(at) = all.get(next).copied() {
            next += 1;
            let above = self.pairs.iter().filter(|(low, _)| *low == at).map(|(_, high)| *high);
            let new: Vec<_> = above.filter(|high| !all.contains(high)).collect();
            all.extend(new);
        }
        all
    }

    /// The height of all that is above this one: a step more where the highest counts as well.
    fn height_above(&self, at: FieldId) -> u8 {
        let end = |above: FieldId| {
            let counts = self.resource.fields[above.0].unique;
            self.height(above).saturating_add(u8::from(counts))
        };
        self.above(at).into_iter().map(end).max().unwrap_or(1).max(1)
    }

    /// The greatest number that the field may hold, and all above it may hold as well.
    fn ceiling(&self, at: FieldId) -> i64 {
        let own = |at: FieldId| {
            let bounds = match &self.resource.fields[at.0].kind {
                FieldKind::Scalar(Scalar::Integer { max, .. }) => max.unwrap_or(ROOM),
                FieldKind::Scalar(Scalar::Bigint { min, max }) => {
                    max.unwrap_or(min.unwrap_or(0).max(0).saturating_add(ROOM))
                }
                _ => i64::MAX,
            };
            let checked =
                held(self.resource).filter_map(move |it| match (it.left.column, &it.test) {
                    (Column::Field(left), Test::Value(operator, Value::Integer(most)))
                        if left == at =>
                    {
                        match operator {
                            Operator::Less => most.checked_sub(1),
                            Operator::LessOrEqual => Some(*most),
                            _ => None,
                        }
                    }
                    _ => None,
                });
            checked.chain([bounds]).min().unwrap_or(bounds)
        };
        self.above(at).into_iter().map(own).min().unwrap_or(ROOM)
    }
}

/// What checks hold of every row.
fn held(resource: &Resource) -> impl Iterator<Item = &Comparison> {
    let conditions = resource.checks.iter().filter_map(|check| match &check.kind {
        CheckKind::Holds { then, .. } => Some(then),
        CheckKind::OneOf(_) => None,
    });
    conditions.flat_map(|condition| &condition.comparisons)
}

/// Fields that a check holds below others, each with the one above.
#[must_use]
pub fn ordered(resource: &Resource) -> Vec<(FieldId, FieldId)> {
    let pair = |it: &Comparison| match (it.left.column, &it.test) {
        (Column::Field(left), Test::Column(operator, Column::Field(right))) => match operator {
            Operator::Less | Operator::LessOrEqual => Some((left, *right)),
            Operator::Greater | Operator::GreaterOrEqual => Some((*right, left)),
            Operator::Equal | Operator::NotEqual => None,
        },
        _ => None,
    };
    held(resource).filter_map(pair).collect()
}

fn in_key(resource: &Resource, at: FieldId) -> bool {
    resource.unique.iter().any(|unique| unique.fields.contains(&at))
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
