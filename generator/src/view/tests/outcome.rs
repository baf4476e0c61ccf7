//! What becomes of a row when an action is carried out, as far as that can be told beforehand.

use crate::model::forms::{decimal, decimal_text};
use crate::model::samples::{self, Cell, Row};
use crate::model::{
    Action, Assigned, Field, FieldId, FieldKind, Model, Resource, ResourceId, Scalar, Value,
};

use super::scene::Scene;

/// More clients than a race has.
const CLIENTS: usize = 8;

/// An action with what a request gives it.
#[derive(Clone, Copy)]
pub(super) struct Outcome<'a> {
    pub(super) model: &'a Model,
    pub(super) id: ResourceId,
    pub(super) action: &'a Action,
    pub(super) taken: &'a [Cell],
}

impl Outcome<'_> {
    fn resource(&self) -> &Resource {
        self.model.resource(self.id)
    }

    /// What the row holds afterwards, rules apart; none where that is not known.
    pub(super) fn after(&self, row: &Row) -> Option<Row> {
        let mut after = row.clone();
        for set in &self.action.set {
            after[set.field.0] = match &set.value {
                Assigned::Value(Value::Null) => Cell::Null,
                Assigned::Value(Value::Me) => Cell::Related(usize::MAX),
                Assigned::Value(value) => Cell::Value(value.clone()),
                Assigned::Taken(at) => self.taken.get(*at)?.clone(),
                Assigned::Plus { field, amount } => {
                    let field_of = &self.resource().fields[field.0];
                    Cell::Value(plus(field_of, &row[field.0], amount)?)
                }
            };
        }
        Some(after)
    }

    /// Whether the row keeps every rule afterwards.
    pub(super) fn is_kept(&self, row: &Row) -> bool {
        self.after(row).is_some_and(|after| self.broken(&after).is_none() && self.is_whole(&after))
    }

    /// The field whose bound, and nothing else, breaks.
    pub(super) fn breaks_bound(&self, row: &Row) -> Option<FieldId> {
        let after = self.after(row)?;
        let at = self.broken(&after)?;
        let mut mended = after;
        mended[at.0].clone_from(&row[at.0]);
        (self.broken(&mended).is_none() && samples::is_consistent(self.resource(), &mended))
            .then_some(at)
    }

    fn broken(&self, after: &Row) -> Option<FieldId> {
        self.action.set.iter().map(|set| set.field).find(|at| {
            let field = &self.resource().fields[at.0];
            match &after[at.0] {
                Cell::Value(value) => !samples::is_in_bounds(field, value),
                _ => false,
            }
        })
    }

    fn is_whole(&self, after: &Row) -> bool {
        let resource = self.resource();
        let is_there = |at: FieldId| resource.fields[at.0].optional || after[at.0] != Cell::Null;
        samples::is_consistent(resource, after)
            && self.action.set.iter().all(|set| is_there(set.field))
    }

    /// Whether the action is possible.
    pub(super) fn is_possible(&self, row: &Row) -> bool {
        self.action.when.as_ref().is_none_or(|when| samples::satisfies(self.resource(), row, when))
    }

    /// How many of some clients who ask at once are served.
    pub(super) fn served(&self, scene: &[crate::model::Condition], row: &Row) -> usize {
        let mut row = row.clone();
        let mut count = 0;
        while count < CLIENTS {
            let may = scene.iter().all(|it| samples::satisfies(self.resource(), &row, it));
            if !may || !self.is_possible(&row) || !self.is_kept(&row) {
                break;
            }
            let Some(after) = self.after(&row) else { break };
            row = after;
            count += 1;
        }
        count
    }

    /// The conditions of a scene that the row itself answers; none if others are asked.
    pub(super) fn own(scene: &Scene) -> Option<Vec<crate::model::Condition>> {
        let is_own = scene
            .conditions
            .iter()
            .all(|condition| condition.comparisons.iter().all(|one| one.left.up.is_none()));
        is_own.then(|| scene.conditions.clone())
    }
}

fn plus(field: &Field, cell: &Cell, amount: &str) -> Option<Value> {
    let FieldKind::Scalar(scalar) = &field.kind else { return None };
    match (scalar, cell) {
        (Scalar::Integer { .. } | Scalar::Bigint { .. }, Cell::Value(Value::Integer(number))) => {
            Some(Value::Integer(number.checked_add(amount.parse().ok()?)?))
        }
        (Scalar::Decimal { scale, .. }, Cell::Value(Value::Decimal(text))) => {
            let sum = decimal(text, 36, *scale)? + decimal(amount, 36, *scale)?;
            Some(Value::Decimal(decimal_text(sum, *scale)))
        }
        (Scalar::Float { .. }, Cell::Value(Value::Float(number))) => {
            Some(Value::Float(number + amount.parse::<f64>().ok()?))
        }
        _ => None,
    }
}
