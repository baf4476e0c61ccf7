//! Finds rows of which something holds.

use crate::model::samples::{self, Cell, Row};
use crate::model::{
    CheckKind, Column, Comparison, Condition, Field, FieldId, FieldKind, Model, Resource,
    ResourceId, Scalar, Test, Value, Who,
};
use crate::view::slice::input;

use super::factory;

/// How many combinations are tried.
const TRIES: usize = 20_000;
/// How many samples of a field are tried.
const SAMPLES: usize = 4;

/// The row that most people may see.
pub(super) fn most_visible(model: &Model, id: ResourceId) -> Option<Row> {
    model.resource(id).shown.recall(|| find_most_visible(model, id)).clone()
}

fn find_most_visible(model: &Model, id: ResourceId) -> Option<Row> {
    let mut rules: Vec<_> = model.resource(id).access.read.iter().collect();
    rules.sort_by_key(|rule| match rule.who {
        Who::Public => 0,
        Who::Authenticated => 1,
        Who::Role(_) => 2,
        _ => 3,
    });
    let conditions = rules.into_iter().map(|rule| rule.condition.as_ref()).chain([None]);
    conditions.map(Vec::from_iter).find_map(|wanted| row_where(model, id, &wanted))
}

/// A row that keeps every check and of which all of this holds.
pub(super) fn row_where(model: &Model, id: ResourceId, wanted: &[&Condition]) -> Option<Row> {
    row_such(model, id, wanted, &[], &|_| true)
}

/// The same where `fits` agrees, for which `more` fields are tried.
pub(super) fn row_such(
    model: &Model,
    id: ResourceId,
    wanted: &[&Condition],
    more: &[FieldId],
    fits: &dyn Fn(&Row) -> bool,
) -> Option<Row> {
    let resource = model.resource(id);
    let start = samples::row(model, id).unwrap_or_else(|| vec![Cell::Null; resource.fields.len()]);
    let start = alone(resource, start);
    let had = start.clone();
    let avoided: Vec<&Condition> = factory::avoided(resource).collect();
    let asked = avoided.iter().flat_map(|condition| fields_of(condition));
    let more: Vec<FieldId> = more.iter().copied().chain(asked).collect();
    let find = |is_among_many: &dyn Fn(&Row) -> bool| {
        search(model, resource, start.clone(), wanted, (&more, &|_| true), &|row| {
            samples::is_consistent(resource, row)
                && has_room(resource, &had, row)
                && is_among_many(row)
                && fits(row)
        })
    };
    let applies =
        |row: &Row| avoided.iter().any(|condition| samples::satisfies(resource, row, condition));
    find(&|row| !applies(row)).or_else(|| find(&|_| true))
}

/// Whether what differs from row to row still fits: its factory counts on what checks compare it
/// with.
fn has_room(resource: &Resource, had: &Row, row: &Row) -> bool {
    samples::ordered(resource).into_iter().all(|(low, high)| {
        let stays = |counted: FieldId, other: FieldId| {
            !factory::varies(resource, counted) || row[other.0] == had[other.0]
        };
        stays(low, high) && stays(high, low)
    })
}

/// The same of a row as a request makes it: what requests do not set has its default.
pub(super) fn creatable(
    model: &Model,
    id: ResourceId,
    wanted: &[&Condition],
    more: &[FieldId],
    fits: &dyn Fn(&Row) -> bool,
) -> Option<Row> {
    let resource = model.resource(id);
    let mut start = samples::row(model, id)?;
    let is_sent = |at: FieldId| {
        input::is_given(resource, at) && !input::is_restricted(&resource.fields[at.0])
    };
    for (at, field) in resource.fields.iter().enumerate() {
        let is_relation = matches!(field.kind, FieldKind::BelongsTo { .. });
        let is_made = is_relation && !field.optional || is_sent(FieldId(at));
        if !is_made {
            start[at] = field.default.clone().map_or(Cell::Null, Cell::Value);
        }
    }
    let start = alone(resource, start);
    search(model, resource, start, wanted, (more, &is_sent), &|row| {
        samples::is_consistent(resource, row) && fits(row)
    })
}

/// The row without the relations that it can do without.
fn alone(resource: &Resource, mut row: Row) -> Row {
    for (at, field) in resource.fields.iter().enumerate() {
        if matches!(field.kind, FieldKind::BelongsTo { .. }) && field.optional {
            let cell = std::mem::replace(&mut row[at], Cell::Null);
            if !samples::is_consistent(resource, &row) {
                row[at] = cell;
            }
        }
    }
    row
}

/// A row of which a check is broken, and only that one.
pub(super) fn breaking(
    model: &Model,
    id: ResourceId,
    start: &Row,
    check: usize,
    is_free: &dyn Fn(FieldId) -> bool,
) -> Option<Row> {
    let resource = model.resource(id);
    let breaks = |row: &Row| samples::breaks_only(resource, row, check);
    if let CheckKind::OneOf(fields) = &resource.checks[check].kind {
        let mut row = start.clone();
        fields.iter().filter(|at| is_free(**at)).for_each(|at| row[at.0] = Cell::Null);
        if breaks(&row) {
            return Some(row);
        }
    }
    search(model, resource, start.clone(), &[], (&[], is_free), &breaks)
}

fn search(
    model: &Model,
    resource: &Resource,
    start: Row,
    wanted: &[&Condition],
    (more, is_free): (&[FieldId], &dyn Fn(FieldId) -> bool),
    fits: &dyn Fn(&Row) -> bool,
) -> Option<Row> {
    let fits = |row: &Row| {
        wanted.iter().all(|condition| samples::satisfies(resource, row, condition)) && fits(row)
    };
    let mut free = more.to_vec();
    free.extend(mentioned(resource, wanted));
    free.retain(|at| is_free(*at));
    let mut seen = Vec::new();
    free.retain(|at| {
        let is_new = !seen.contains(at);
        seen.push(*at);
        is_new
    });
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

/// The fields of the row itself that a condition speaks of.
pub(super) fn fields_of(condition: &Condition) -> Vec<FieldId> {
    let own = condition.comparisons.iter().filter(|comparison| comparison.left.up.is_none());
    let field = |comparison: &Comparison| match comparison.left.column {
        Column::Field(at) => Some(at),
        _ => None,
    };
    own.filter_map(field).collect()
}

/// The fields of the row itself that conditions and checks speak of.
pub(super) fn mentioned(resource: &Resource, wanted: &[&Condition]) -> Vec<FieldId> {
    let mut all = Vec::new();
    let comparisons = wanted
        .iter()
        .flat_map(|condition| &condition.comparisons)
        .chain(check_comparisons(resource));
    // What is asked of the row above is no field of this one.
    for comparison in comparisons.filter(|comparison| comparison.left.up.is_none()) {
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
pub(super) fn choices(
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
        add(Cell::Related(1));
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
    ends(field).into_iter().for_each(|value| add(Cell::Value(value)));
    if field.optional {
        add(Cell::Null);
    }
    cells
}

/// The least and the greatest number that the field may hold.
fn ends(field: &Field) -> Vec<Value> {
    let FieldKind::Scalar(scalar) = &field.kind else { return Vec::new() };
    match scalar {
        Scalar::Integer { min, max } | Scalar::Bigint { min, max } => {
            [min, max].into_iter().flatten().map(|end| Value::Integer(*end)).collect()
        }
        Scalar::Decimal { min, max, .. } => {
            [min, max].into_iter().flatten().cloned().map(Value::Decimal).collect()
        }
        Scalar::Float { min, max } => {
            [min, max].into_iter().flatten().map(|end| Value::Float(*end)).collect()
        }
        _ => Vec::new(),
    }
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
