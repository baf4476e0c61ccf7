//! Columns that rules speak of, and the values that they are given to find a row's states.

use crate::model::samples::{self, Cell};
use crate::model::{
    Column, Comparison, Condition, FieldId, FieldKind, Model, ResourceId, Scalar, Test, Value,
};
use crate::view::tests::{factory, state};
use crate::view::words;

use super::situation::{self, Situation};
use super::truth;

/// Combinations of values that are looked at.
const TRIES: usize = 4096;
/// Values of a column of which the same comparisons hold.
const ALIKE: usize = 2;

/// A column that is given one value after the other.
pub(super) struct Variable {
    path: Vec<FieldId>,
    pub(super) column: Column,
    pub(super) resource: ResourceId,
    /// Conditions look at it; else checks alone do.
    pub(super) is_named: bool,
    /// They ask only whether it is null.
    is_presence: bool,
    pub(super) cells: Vec<Option<Cell>>,
}

/// The columns that conditions look at, and those that checks bind to them.
pub(super) fn variables(
    model: &Model,
    made: &Situation,
    conditions: &[(Vec<FieldId>, &Condition)],
) -> Vec<Variable> {
    let mut levels: Vec<(Vec<FieldId>, Vec<Comparison>)> = Vec::new();
    for (path, condition) in conditions {
        for comparison in &condition.comparisons {
            let path: Vec<FieldId> = path.iter().copied().chain(comparison.left.up).collect();
            let lowered = truth::lowered(comparison);
            match levels.iter_mut().find(|(known, _)| *known == path) {
                Some((_, comparisons)) => comparisons.push(lowered),
                None => levels.push((path, vec![lowered])),
            }
        }
    }
    levels.into_iter().flat_map(|(path, compared)| level(model, made, &path, compared)).collect()
}

/// The variables of one row.
fn level(
    model: &Model,
    made: &Situation,
    path: &[FieldId],
    compared: Vec<Comparison>,
) -> Vec<Variable> {
    let mut made = made.clone();
    let Some(row) = made.at_mut(model, path).cloned() else { return Vec::new() };
    let mut columns: Vec<Column> = Vec::new();
    let together = Condition { comparisons: compared };
    let checked = state::mentioned(model.resource(row.resource), &[&together]);
    let looked_at = together.comparisons.iter().map(|comparison| comparison.left.column);
    for column in looked_at.chain(checked.into_iter().map(Column::Field)) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    let variable = |column: Column| Variable {
        path: path.to_vec(),
        column,
        resource: row.resource,
        is_named: together.comparisons.iter().any(|comparison| comparison.left.column == column),
        is_presence: together
            .comparisons
            .iter()
            .filter(|comparison| comparison.left.column == column)
            .all(|comparison| matches!(comparison.test, Test::IsNull | Test::IsNotNull)),
        cells: cells(model, &row, column, &together),
    };
    columns.into_iter().map(variable).filter(|variable| variable.cells.len() > 1).collect()
}

/// What a column may hold: first what it holds; `None` leaves it so.
fn cells(
    model: &Model,
    row: &Situation,
    column: Column,
    compared: &Condition,
) -> Vec<Option<Cell>> {
    let mut cells = vec![None];
    let candidates = match column {
        Column::Field(at) => field_cells(model, row, at, compared),
        Column::Verified => vec![Cell::Value(Value::Boolean(true))],
        Column::SuspendedAt => vec![moment(truth::PAST[0])],
        Column::CreatedAt | Column::UpdatedAt => {
            vec![moment(truth::PAST[0]), moment(truth::FUTURE[0])]
        }
        Column::Id | Column::Email => Vec::new(),
    };
    let class = |cell: Option<&Cell>| {
        let mut row = row.clone();
        if let Some(cell) = cell {
            row.set(column, cell.clone());
        }
        let same = compared.comparisons.iter().filter(|it| it.left.column == column);
        same.map(|it| truth::comparison(model, &row, it)).collect::<Vec<_>>()
    };
    let mut classes = vec![class(None)];
    for cell in candidates {
        let class = class(Some(&cell));
        // Of columns that only checks look at, all values are one class.
        let most = if class.is_empty() { ALIKE * 2 } else { ALIKE };
        if classes.iter().filter(|known| **known == class).count() < most {
            classes.push(class);
            cells.push(Some(cell));
        }
    }
    cells
}

fn field_cells(model: &Model, row: &Situation, at: FieldId, compared: &Condition) -> Vec<Cell> {
    let resource = model.resource(row.resource);
    let field = &resource.fields[at.0];
    let held = &row.cells[at.0];
    if situation::is_relation(field) {
        return match (field.optional, held) {
            (false, _) => Vec::new(),
            (true, Cell::Null) => vec![Cell::Related(0)],
            (true, _) => vec![Cell::Null],
        };
    }
    let looks = |comparison: &Comparison| {
        comparison.left.column == Column::Field(at)
            && !matches!(comparison.test, Test::IsNull | Test::IsNotNull)
    };
    let is_valued = compared.comparisons.iter().any(looks);
    if factory::varies(resource, at) && !is_valued {
        let can_go = field.optional && *held != Cell::Null;
        return can_go.then_some(Cell::Null).into_iter().collect();
    }
    let mut cells = state::choices(model, resource, at, &row.cells, &[compared]);
    let asks_now = compared.comparisons.iter().any(|comparison| {
        comparison.left.column == Column::Field(at)
            && matches!(comparison.test, Test::Value(_, Value::Now))
    });
    let moments = match &field.kind {
        FieldKind::Scalar(Scalar::Timestamp { .. }) => [truth::PAST[0], truth::FUTURE[0]],
        FieldKind::Scalar(Scalar::Date { .. }) => [truth::PAST[1], truth::FUTURE[1]],
        _ => [""; 2],
    };
    let fitting = moments.into_iter().filter(|text| asks_now && !text.is_empty()).map(moment);
    let fitting = fitting
        .filter(|cell| matches!(cell, Cell::Value(value) if samples::is_in_bounds(field, value)));
    cells.extend(fitting);
    // The value that a factory gives all rows is that of the first choice already.
    cells.retain(|cell| cell != held || factory::varies(resource, at));
    cells
}

fn moment(text: &str) -> Cell {
    Cell::Value(Value::Text(text.to_owned()))
}

/// Every combination of the variables' values, the first variable changing fastest.
pub(super) fn combinations(variables: &[Variable]) -> Vec<Vec<usize>> {
    let mut all = vec![vec![0; variables.len()]];
    while all.len() < TRIES {
        let mut next = all[all.len() - 1].clone();
        let free = (0..variables.len()).find(|at| next[*at] + 1 < variables[*at].cells.len());
        let Some(free) = free else { break };
        next[..free].fill(0);
        next[free] += 1;
        all.push(next);
    }
    all
}

/// The row with these values of the variables.
pub(super) fn combined(
    model: &Model,
    made: &Situation,
    variables: &[Variable],
    places: &[usize],
) -> Option<Situation> {
    let mut row = made.clone();
    for (variable, place) in variables.iter().zip(places) {
        if let Some(cell) = &variable.cells[*place] {
            row.at_mut(model, &variable.path)?.set(variable.column, cell.clone());
        }
    }
    row.hold_still(model);
    Some(row)
}

/// `post.status = draft`
pub(super) fn said_of(model: &Model, id: ResourceId, variable: &Variable, place: usize) -> String {
    let (mut home, mut path) = (id, String::new());
    for at in &variable.path {
        path += model.resource(home).fields[at.0].name.snake();
        path += ".";
        home = situation::target(model, home, *at).unwrap_or(home);
    }
    let resource = model.resource(variable.resource);
    let (name, scalar) = match variable.column {
        Column::Field(at) => {
            let field = &resource.fields[at.0];
            let scalar = match &field.kind {
                FieldKind::Scalar(scalar) => Some(scalar),
                _ => None,
            };
            (path + field.name.snake(), scalar)
        }
        column => (path + situation::built_in_name(column), None),
    };
    let held = match (&variable.cells[place], variable.column) {
        (Some(cell), _) => Some(cell.clone()),
        (None, column) => {
            Situation::as_made(model, variable.resource).and_then(|made| made.cell(model, column))
        }
    };
    match held {
        Some(Cell::Null) => format!("{name} is null"),
        Some(_) if variable.is_presence => format!("{name} is not null"),
        Some(Cell::Value(Value::Boolean(true))) => name,
        Some(Cell::Value(Value::Boolean(false))) => format!("not {name}"),
        Some(Cell::Value(Value::Text(text))) => {
            format!("{name} = '{}'", text.replace('\'', "''"))
        }
        Some(Cell::Value(value)) => format!("{name} = {}", words::value(model, scalar, &value)),
        Some(Cell::Related(_)) | None => format!("{name} is not null"),
    }
}
