//! What keeps a row from going.

use super::constraint::{Constraint, ConstraintRule, constraints};
use super::table;
use crate::model::{
    CheckKind, Column, Condition, FieldId, Model, OnDelete, Resource, ResourceId, Test,
};

/// A constraint that may refuse to let a row go, and whose rows it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its name.
    pub constraint: String,
    /// Whose rows.
    pub rows: ResourceId,
    /// What they have to do with it.
    pub grip: Grip,
}

/// How rows hold one that is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// They point at it, or at rows that go with it.
    Pointing,
    /// They would let go of it, but must not be without it.
    Needing,
}

/// The constraints that may refuse to let a row of the resource go. An account is closed, so that
/// what only points at it keeps nothing.
#[must_use]
pub fn holds(model: &Model, id: ResourceId) -> Vec<Hold> {
    let mut going = vec![id];
    let mut holds = Vec::new();
    let mut at = 0;
    while let Some(target) = going.get(at).copied() {
        at += 1;
        let is_closed = target == id && model.resource(id).account;
        for &(rows, field) in model.pointing_at(target) {
            let resource = model.resource(rows);
            let declared = &resource.fields[field.0];
            match declared.on_delete {
                OnDelete::Restrict if is_closed => {}
                OnDelete::Restrict => {
                    let constraint = table::foreign_key_name(resource, declared);
                    holds.push(Hold { constraint, rows, grip: Grip::Pointing });
                }
                OnDelete::Cascade if !going.contains(&rows) => going.push(rows),
                OnDelete::Cascade => {}
                OnDelete::Null => {
                    let needing = constraints(model, rows).into_iter();
                    let needing = needing.filter(|rule| may_break(resource, rule, field));
                    let grip = Grip::Needing;
                    holds.extend(needing.map(|it| Hold { constraint: it.name, rows, grip }));
                }
            }
        }
    }
    holds.sort_by(|one, other| one.constraint.cmp(&other.constraint));
    holds.dedup();
    holds
}

/// Whether a row that kept the constraint may break it once the field is null.
fn may_break(resource: &Resource, constraint: &Constraint, field: FieldId) -> bool {
    match &constraint.rule {
        ConstraintRule::Check(at) => match &resource.checks[*at].kind {
            CheckKind::OneOf(fields) => fields.contains(&field),
            CheckKind::Holds { then, when } => {
                asks_of_null(then, field)
                    || when.as_ref().is_some_and(|when| asks_of_null(when, field))
            }
        },
        ConstraintRule::Unique(fields) => resource.unique.iter().any(|unique| {
            let compares = unique.nulls_equal && unique.fields.contains(&field);
            let selects = unique.condition.as_ref().is_some_and(|it| asks_of_null(it, field));
            unique.fields == *fields && (compares || selects)
        }),
        _ => false,
    }
}

fn asks_of_null(condition: &Condition, field: FieldId) -> bool {
    condition.comparisons.iter().any(|comparison| {
        comparison.left.up.is_none()
            && comparison.left.column == Column::Field(field)
            && matches!(comparison.test, Test::IsNull | Test::IsNotNull)
    })
}
