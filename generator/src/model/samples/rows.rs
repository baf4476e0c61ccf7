//! Whole rows that satisfy everything the model says of them, and rows that break one check.

use std::collections::BTreeSet;

use super::order::tops;
use super::search::search;
use super::values::{now, values};
use crate::model::{
    CheckKind, Column, Comparison, Condition, Field, FieldId, FieldKind, Model, Operator, Resource,
    ResourceId, Scalar, Test, Value, bounds,
};

/// What a field of a row holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value: null, or derived.
    Null,
    /// A value.
    Value(Value),
    /// A row of the relation's target: the same number is the same row.
    Related(usize),
}

/// One cell for each of the resource's fields.
pub type Row = Vec<Cell>;

/// How many values of a field take part in the search.
const CHOICES: usize = 12;

/// A row that a request can create: what requests cannot set has its default.
#[must_use]
pub fn row(model: &Model, resource: ResourceId) -> Option<Row> {
    let sample = &model.resource(resource).sample;
    sample.recall(|| rows(model, resource, 1).pop()).clone()
}

/// Up to `wanted` such rows that can stand beside each other.
#[must_use]
pub fn rows(model: &Model, id: ResourceId, wanted: usize) -> Vec<Row> {
    let resource = model.resource(id);
    let pools: Vec<Vec<Value>> =
        resource.fields.iter().map(|field| values(model, field, wanted.max(CHOICES))).collect();
    let tops = tops(model, resource);
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    for number in 0..wanted {
        let mut choices = choices(resource, &pools, number, true);
        for (cells, top) in choices.iter_mut().zip(&tops) {
            cells.splice(..0, top.clone().map(Cell::Value));
        }
        let fits = |row: &Row| keys(resource, row).iter().all(|key| !taken.contains(key));
        let Some(row) = search(resource, &choices, None, &fits) else {
            break;
        };
        taken.extend(keys(resource, &row));
        found.push(row);
    }
    found
}

/// A row that breaks this one of the resource's checks, and no other. It may hold what no
/// request can set.
#[must_use]
pub fn breaking(model: &Model, id: ResourceId, check: usize) -> Option<Row> {
    let resource = model.resource(id);
    let pools: Vec<Vec<Value>> =
        resource.fields.iter().map(|field| values(model, field, CHOICES)).collect();
    let choices = choices(resource, &pools, 0, false);
    search(resource, &choices, Some(check), &|_| true)
}

/// Whether a row keeps every check of its resource.
#[must_use]
pub fn is_consistent(resource: &Resource, row: &Row) -> bool {
    holds(resource, row, None)
}

/// Whether a row breaks this one of its resource's checks, and no other.
#[must_use]
pub fn breaks_only(resource: &Resource, row: &Row, check: usize) -> bool {
    holds(resource, row, Some(check))
}

/// Whether a row is known to break this one of its resource's checks, whatever the others say.
#[must_use]
pub fn breaks(resource: &Resource, row: &Row, check: usize) -> bool {
    judge(resource, row, &resource.checks[check].kind) == Some(false)
}

/// Whether a condition is known to hold for a row. What it asks of other rows is not known.
#[must_use]
pub fn satisfies(resource: &Resource, row: &Row, wanted: &Condition) -> bool {
    let is_own = wanted.comparisons.iter().all(|comparison| comparison.left.up.is_none());
    is_own && condition(resource, row, wanted) == Some(true)
}

/// Whether a comparison of the row's own fields holds; `None` where that is not known or null.
#[must_use]
pub fn compares(resource: &Resource, row: &Row, wanted: &Comparison) -> Option<bool> {
    comparison(resource, row, wanted)
}

/// What each field may hold, the most wanted first; with `by_request`, only what requests can set.
fn choices(
    resource: &Resource,
    pools: &[Vec<Value>],
    number: usize,
    by_request: bool,
) -> Vec<Vec<Cell>> {
    let in_key = |id: FieldId| resource.unique.iter().any(|unique| unique.fields.contains(&id));
    let compared = compared(resource);
    let mut all = Vec::new();
    for (at, field) in resource.fields.iter().enumerate() {
        let id = FieldId(at);
        let mut cells = match &field.kind {
            FieldKind::BelongsTo { .. } => {
                let first = if field.unique || in_key(id) { number } else { 0 };
                if resource.owner == Some(id) {
                    vec![Cell::Related(first)]
                } else {
                    vec![Cell::Related(first), Cell::Related(first + 1)]
                }
            }
            FieldKind::Scalar(Scalar::Slug { .. }) => vec![Cell::Null],
            FieldKind::Scalar(_) | FieldKind::List { .. } => scalars(field, &pools[at], number),
            _ => vec![Cell::Null],
        };
        if field.optional && cells != [Cell::Null] {
            cells.push(Cell::Null);
        }
        let fixed = by_request && field.write.as_ref().is_some_and(Vec::is_empty);
        if fixed {
            let default = field.default.clone().map_or(Cell::Null, Cell::Value);
            cells = vec![default];
        } else if let Some(mentioned) = compared.get(at) {
            for value in mentioned {
                let cell = Cell::Value(value.clone());
                if allowed(field, value) && !cells.contains(&cell) {
                    cells.push(cell);
                }
            }
        }
        all.push(cells);
    }
    all
}

fn scalars(field: &Field, pool: &[Value], number: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    if let (Some(default), false) = (&field.default, field.unique) {
        cells.push(Cell::Value(default.clone()));
    }
    let count = pool.len();
    let rotated = (0..count.min(CHOICES)).map(|at| pool[(number + at) % count].clone());
    cells.extend(rotated.map(Cell::Value));
    cells
}

fn allowed(field: &Field, value: &Value) -> bool {
    match &field.kind {
        FieldKind::Scalar(scalar) => {
            bounds::broken(scalar, value).is_none() && field.pattern.is_none()
        }
        _ => false,
    }
}

/// Beside each field, the values that checks compare it with, and their neighbours.
fn compared(resource: &Resource) -> Vec<Vec<Value>> {
    let mut all = vec![Vec::new(); resource.fields.len()];
    for condition in resource.checks.iter().flat_map(|check| conditions(&check.kind)) {
        for comparison in &condition.comparisons {
            let Column::Field(field) = comparison.left.column else {
                continue;
            };
            let mentioned = match &comparison.test {
                Test::Value(_, value) => std::slice::from_ref(value),
                Test::In(values) => values.as_slice(),
                _ => &[],
            };
            for value in mentioned {
                all[field.0].push(value.clone());
                if let Value::Integer(number) = value {
                    let beside = [number.checked_add(1), number.checked_sub(1)];
                    all[field.0].extend(beside.into_iter().flatten().map(Value::Integer));
                }
            }
        }
    }
    all
}

pub(super) fn conditions(kind: &CheckKind) -> Vec<&Condition> {
    match kind {
        CheckKind::Holds { then, when } => std::iter::once(then).chain(when).collect(),
        CheckKind::OneOf(_) => Vec::new(),
    }
}

/// Whether every check holds but the one to be broken.
fn holds(resource: &Resource, row: &Row, broken: Option<usize>) -> bool {
    let mut checks = resource.checks.iter().enumerate();
    checks.all(|(at, check)| {
        (judge(resource, row, &check.kind) != Some(false)) != (broken == Some(at))
    })
}

/// As Postgres judges a check: `None` where null leaves it open.
pub(super) fn judge(resource: &Resource, row: &Row, kind: &CheckKind) -> Option<bool> {
    match kind {
        CheckKind::OneOf(fields) => {
            Some(fields.iter().filter(|field| row[field.0] != Cell::Null).count() == 1)
        }
        CheckKind::Holds { then, when } => {
            let when = when.as_ref().map_or(Some(true), |when| condition(resource, row, when));
            match (when, condition(resource, row, then)) {
                (Some(false), _) | (_, Some(true)) => Some(true),
                (Some(true), then) => then,
                (None, _) => None,
            }
        }
    }
}

fn condition(resource: &Resource, row: &Row, condition: &Condition) -> Option<bool> {
    let all: Vec<_> =
        condition.comparisons.iter().map(|it| comparison(resource, row, it)).collect();
    if all.contains(&Some(false)) {
        return Some(false);
    }
    if all.contains(&None) { None } else { Some(true) }
}

fn comparison(resource: &Resource, row: &Row, comparison: &Comparison) -> Option<bool> {
    let cell = |column: Column| match column {
        Column::Field(field) => Some((&resource.fields[field.0], &row[field.0])),
        _ => None,
    };
    let (field, left) = cell(comparison.left.column)?;
    match &comparison.test {
        Test::IsNull => Some(*left == Cell::Null),
        Test::IsNotNull => Some(*left != Cell::Null),
        _ if *left == Cell::Null => None,
        Test::Is(expected) => Some(*left == Cell::Value(Value::Boolean(*expected))),
        Test::In(values) => Some(values.iter().any(|value| *left == Cell::Value(value.clone()))),
        Test::Value(operator, value) => {
            compare(field, left, *operator, &Cell::Value(value.clone()))
        }
        Test::Column(operator, column) => {
            let (other, right) = cell(*column)?;
            let is_known = *right != Cell::Null;
            is_known
                .then(|| compare(field, &written(field, left), *operator, &written(other, right)))?
        }
    }
}

/// A cell as it is written into a row.
fn written(field: &Field, cell: &Cell) -> Cell {
    match cell {
        Cell::Value(Value::Now) => Cell::Value(Value::Text(now(&field.kind).to_owned())),
        _ => cell.clone(),
    }
}

fn compare(field: &Field, left: &Cell, operator: Operator, right: &Cell) -> Option<bool> {
    match (operator, left, right) {
        (Operator::Equal, ..) if left == right => Some(true),
        (Operator::NotEqual, ..) if left == right => Some(false),
        (Operator::Equal, Cell::Related(_), Cell::Related(_)) => Some(false),
        (Operator::NotEqual, Cell::Related(_), Cell::Related(_)) => Some(true),
        (_, Cell::Value(left), Cell::Value(right)) => {
            let FieldKind::Scalar(scalar) = &field.kind else {
                return None;
            };
            let order = bounds::compare(scalar, left, right)?;
            Some(match operator {
                Operator::Equal => order.is_eq(),
                Operator::NotEqual => order.is_ne(),
                Operator::Less => order.is_lt(),
                Operator::LessOrEqual => order.is_le(),
                Operator::Greater => order.is_gt(),
                Operator::GreaterOrEqual => order.is_ge(),
            })
        }
        _ => None,
    }
}

/// What must be different in every row, as text.
fn keys(resource: &Resource, row: &Row) -> Vec<String> {
    let single = resource.fields.iter().enumerate().filter(|(_, field)| field.unique);
    let single = single.map(|(at, _)| vec![at]);
    let several = resource.unique.iter().filter(|unique| {
        let condition_holds =
            unique.condition.as_ref().is_none_or(|it| condition(resource, row, it) == Some(true));
        let has_null = unique.fields.iter().any(|field| row[field.0] == Cell::Null);
        condition_holds && (unique.nulls_equal || !has_null)
    });
    let several = several.map(|unique| unique.fields.iter().map(|field| field.0).collect());
    let keys = single
        .chain(several)
        .filter(|fields: &Vec<usize>| fields.iter().any(|at| row[*at] != Cell::Null));
    keys.map(|fields| {
        let cells: Vec<_> = fields.iter().map(|at| &row[*at]).collect();
        format!("{fields:?} {cells:?}")
    })
    .collect()
}
