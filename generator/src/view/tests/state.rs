//! Finds rows of which something holds.

use crate::model::samples::{self, Cell, Row};
use crate::model::{
    CheckKind, Column, Comparison, Condition, Field, FieldId, FieldKind, Model, Resource,
    ResourceId, Scalar, Test, Value, Who,
};

/// How many combinations are tried.
const TRIES: usize = 20_000;
/// How many samples of a field are tried.
const SAMPLES: usize = 4;

/// The row that most people may see.
pub(super) fn most_visible(model: &Model, id: ResourceId) -> Option<Row> {
    let mut rules: Vec<_> = model.resource(id).access.read.iter().collect();
    rules.sort_by_key(|rule| match rule.who {
        Who::Public => 0,
        Who::Authenticated => 1,
        Who::Role(_) => 2,
        _ => 3,
    });
    let wanted = rules.into_iter().filter_map(|rule| match &rule.condition {
        None => row_where(model, id, &[]),
        Some(condition) => row_where(model, id, &[condition]),
    });
    wanted.chain(row_where(model, id, &[])).next()
}

/// A row that keeps every check and of which all of this holds.
pub(super) fn row_where(model: &Model, id: ResourceId, wanted: &[&Condition]) -> Option<Row> {
    let resource = model.resource(id);
    let fits = |row: &Row| {
        samples::is_consistent(resource, row)
            && wanted.iter().all(|condition| samples::satisfies(resource, row, condition))
    };
    let start = samples::row(model, id).unwrap_or_else(|| vec![Cell::Null; resource.fields.len()]);
    let free = mentioned(resource, wanted);
    let choices: Vec<Vec<Cell>> =
        free.iter().map(|at| choices(model, resource, *at, &start, wanted)).collect();
    let mut places = vec![0; free.len()];
    let mut row = start;
    for _ in 0..TRIES {
        if fits(&row) {
            return Some(row);
        }
        let mut digit = 0;
        loop {
            let at = *free.get(digit)?;
            places[digit] += 1;
            if let Some(cell) = choices[digit].get(places[digit]) {
                row[at.0] = cell.clone();
                break;
            }
            places[digit] = 0;
            row[at.0].clone_from(&choices[digit][0]);
            digit += 1;
        }
    }
    None
}

/// The fields that conditions and checks speak of, each once.
fn mentioned(resource: &Resource, wanted: &[&Condition]) -> Vec<FieldId> {
    let mut all = Vec::new();
    let comparisons = wanted
        .iter()
        .flat_map(|condition| &condition.comparisons)
        .chain(check_comparisons(resource));
    for comparison in comparisons {
        let right = match comparison.test {
            Test::Column(_, column) => Some(column),
            _ => None,
        };
        all.extend([Some(comparison.left.column), right].into_iter().flatten().filter_map(
            |column| match column {
                Column::Field(field) => Some(field),
                _ => None,
            },
        ));
    }
    for check in &resource.checks {
        if let CheckKind::OneOf(fields) = &check.kind {
            all.extend(fields);
        }
    }
    let mut seen = Vec::new();
    all.retain(|field| {
        let is_new = !seen.contains(field);
        seen.push(*field);
        is_new
    });
    all
}

fn check_comparisons(resource: &Resource) -> impl Iterator<Item = &Comparison> {
    resource.checks.iter().flat_map(|check| match &check.kind {
        CheckKind::Holds { then, when } => std::iter::once(then)
            .chain(when)
            .flat_map(|condition| condition.comparisons.iter())
            .collect(),
        CheckKind::OneOf(_) => Vec::new(),
    })
}

/// What a field may hold: first what it has, then what it is compared with, then samples.
fn choices(
    model: &Model,
    resource: &Resource,
    at: FieldId,
    start: &Row,
    wanted: &[&Condition],
) -> Vec<Cell> {
    let field = &resource.fields[at.0];
    let mut cells = vec![start[at.0].clone()];
    let mut add = |cell: Cell| {
        if !cells.contains(&cell) {
            cells.push(cell);
        }
    };
    if matches!(field.kind, FieldKind::BelongsTo { .. }) {
        add(Cell::Related(0));
    }
    for comparison in wanted
        .iter()
        .flat_map(|condition| &condition.comparisons)
        .chain(check_comparisons(resource))
    {
        if comparison.left.column == Column::Field(at) && comparison.left.up.is_none() {
            compared(&comparison.test)
                .into_iter()
                .filter(|value| fits(field, value))
                .for_each(|value| add(Cell::Value(value)));
        }
    }
    samples::values(model, field, SAMPLES).into_iter().for_each(|value| add(Cell::Value(value)));
    if field.optional {
        add(Cell::Null);
    }
    cells
}

/// The values that a comparison names, and those beside them.
fn compared(test: &Test) -> Vec<Value> {
    match test {
        Test::Value(_, Value::Integer(number)) => {
            [Some(*number), number.checked_add(1), number.checked_sub(1)]
                .into_iter()
                .flatten()
                .map(Value::Integer)
                .collect()
        }
        Test::Value(_, value) => vec![value.clone()],
        Test::In(values) => values.clone(),
        Test::Is(value) => vec![Value::Boolean(*value)],
        _ => Vec::new(),
    }
}

/// Whether the field can hold a value that only a condition names.
fn fits(field: &Field, value: &Value) -> bool {
    match (&field.kind, value) {
        (
            FieldKind::Scalar(Scalar::Integer { min, max } | Scalar::Bigint { min, max }),
            Value::Integer(number),
        ) => min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max),
        (FieldKind::Scalar(Scalar::Enum(_)), Value::Variant(_))
        | (FieldKind::Scalar(Scalar::Boolean), Value::Boolean(_)) => true,
        _ => false,
    }
}
