//! The states of a row that rules tell apart.
//!
//! Conditions speak of columns: of the row, of rows one step up, of the rows it lives under.
//! Values of these columns are combined. Of the combinations those are shown of which every
//! condition holds once and fails once, fails by each of its comparisons alone, and of which none
//! holds; from the row as its factory makes it, as little is changed as that takes.

use std::cmp::Reverse;

use crate::model::samples::Cell;
use crate::model::{
    Column, Comparison, Condition, FieldId, FieldKind, Model, ResourceId, Scalar, Test, Value,
};
use crate::view::tests::{factory, state};
use crate::view::words;

use super::people;
use super::situation::{self, Situation};
use super::truth;

/// States that a table shows at most.
pub(super) const MOST: usize = 8;
/// Combinations of values that are looked at.
const TRIES: usize = 4096;
/// Values of a column of which the same comparisons hold.
const ALIKE: usize = 2;

/// A state in which a row can be.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// `status = draft`; empty where there is one state only.
    pub(super) name: String,
    /// A row in this state.
    pub(super) row: Situation,
}

/// What tells states apart: conditions, and the rows that they are about.
pub(super) struct States<'a> {
    /// At most [`MOST`].
    pub(super) all: Vec<State>,
    /// There are more.
    pub(super) is_cut: bool,
    conditions: Vec<(Vec<FieldId>, &'a Condition)>,
}

/// A column that is given one value after the other.
struct Variable {
    path: Vec<FieldId>,
    column: Column,
    resource: ResourceId,
    /// Conditions look at it; else checks alone do.
    is_named: bool,
    /// They ask only whether it is null.
    is_presence: bool,
    cells: Vec<Option<Cell>>,
}

/// What holds of a row, condition by condition.
type Signature = Vec<Option<bool>>;

/// A combination of values that keeps every check.
struct Tried {
    places: Vec<usize>,
    signature: Signature,
    shows: Vec<Sight>,
}

/// What a state is there to show.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sight {
    /// The condition holds, or does not.
    Of(usize, bool),
    /// All of the condition's comparisons hold but this one.
    Miss(usize, usize),
    /// No condition holds.
    Nothing,
}

impl Tried {
    /// How many columns are other than a factory makes them.
    fn distance(&self) -> usize {
        self.places.iter().filter(|place| **place != 0).count()
    }
}

/// The states of a resource's rows.
pub(super) fn states(model: &Model, id: ResourceId) -> States<'_> {
    let conditions = conditions(model, id);
    let Some(made) = Situation::as_made(model, id) else {
        return States { all: Vec::new(), is_cut: false, conditions };
    };
    let variables = variables(model, &made, &conditions);
    let mut tried = Vec::new();
    for places in combinations(&variables) {
        let row = combined(model, &made, &variables, &places);
        if let Some(row) = row.filter(|row| row.is_consistent(model)) {
            let (signature, shows) = judge(model, &row, &conditions);
            tried.push(Tried { places, signature, shows });
        }
    }
    // What is known of some row must be known of every state.
    let known = |at: usize| tried.iter().any(|tried| tried.signature[at].is_some());
    let wanted: Vec<usize> = (0..conditions.len()).filter(|at| known(*at)).collect();
    let is_known = |tried: &Tried| wanted.iter().all(|at| tried.signature[*at].is_some());
    if tried.iter().any(is_known) {
        tried.retain(is_known);
    }
    let mut chosen = choose(&tried);
    let is_cut = chosen.len() > MOST;
    chosen.truncate(MOST);
    let mut all: Vec<State> = Vec::new();
    for found in &chosen {
        let said = match chosen.len() {
            1 => Vec::new(),
            _ => telling(&variables, &tried, found),
        };
        let mut name = name(model, id, &variables, &found.places, &said);
        if all.iter().any(|state| state.name == name) {
            let said: Vec<usize> =
                (0..variables.len()).filter(|at| variables[*at].is_named).collect();
            name = self::name(model, id, &variables, &found.places, &said);
        }
        if let Some(row) = combined(model, &made, &variables, &found.places) {
            all.push(State { name, row });
        }
    }
    States { all, is_cut, conditions }
}

/// The first row, then the nearest of those that show something new, of these the one that
/// shows most.
fn choose(tried: &[Tried]) -> Vec<&Tried> {
    let mut chosen: Vec<&Tried> = tried.first().into_iter().collect();
    while chosen.len() <= MOST {
        let is_new = |sight: &&Sight| chosen.iter().all(|known| !known.shows.contains(sight));
        let news = |one: &Tried| one.shows.iter().filter(is_new).count();
        let better = tried
            .iter()
            .map(|one| (one, news(one)))
            .filter(|(_, news)| *news > 0)
            .min_by_key(|(one, news)| (one.distance(), Reverse(*news)));
        let Some((one, _)) = better else { break };
        chosen.push(one);
    }
    chosen
}

impl States<'_> {
    /// Whether a row is in the same state as another.
    pub(super) fn are_alike(&self, model: &Model, one: &Situation, other: &Situation) -> bool {
        judge(model, one, &self.conditions).0 == judge(model, other, &self.conditions).0
    }
}

/// Conditions that decide about the row, with the path to the row that each is about.
fn conditions(model: &Model, id: ResourceId) -> Vec<(Vec<FieldId>, &Condition)> {
    let own = people::rules(model, id).filter_map(|rule| rule.condition.as_ref());
    let when = model.resource(id).actions.iter().filter_map(|action| action.when.as_ref());
    let above = people::chain(model, id).into_iter().flat_map(|(path, above)| {
        let rules = model.resource(above).access.read.iter();
        let conditions = rules.filter_map(|rule| rule.condition.as_ref());
        conditions.map(move |condition| (path.clone(), condition)).collect::<Vec<_>>()
    });
    let mut all: Vec<(Vec<FieldId>, &Condition)> = Vec::new();
    for one in own.chain(when).map(|condition| (Vec::new(), condition)).chain(above) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// What holds of the row, and what it shows.
fn judge(
    model: &Model,
    row: &Situation,
    conditions: &[(Vec<FieldId>, &Condition)],
) -> (Signature, Vec<Sight>) {
    let mut signature = Vec::new();
    let mut shows = Vec::new();
    for (number, (path, condition)) in conditions.iter().enumerate() {
        let about = path.iter().try_fold(row.clone(), |row, relation| row.up(model, *relation));
        let compared = condition.comparisons.iter().map(|comparison| {
            about.as_ref().and_then(|about| truth::comparison(model, about, comparison))
        });
        let compared: Vec<Option<bool>> = compared.collect();
        let holds = truth::all(compared.iter().copied());
        signature.push(holds);
        shows.extend(holds.map(|truth| Sight::Of(number, truth)));
        let mut failing = (0..compared.len()).filter(|at| compared[*at] != Some(true));
        if let (Some(at), None) = (failing.next(), failing.next())
            && compared[at] == Some(false)
        {
            shows.push(Sight::Miss(number, at));
        }
    }
    if !signature.contains(&Some(true)) {
        shows.push(Sight::Nothing);
    }
    (signature, shows)
}

/// The columns that conditions look at, and those that checks bind to them.
fn variables(
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
    let fitting = fitting.filter(|cell| {
        matches!(cell, Cell::Value(value) if crate::model::samples::is_in_bounds(field, value))
    });
    cells.extend(fitting);
    // The value that a factory gives all rows is that of the first choice already.
    cells.retain(|cell| cell != held || factory::varies(resource, at));
    cells
}

/// Whether conditions look at values of which every row must have another.
pub(super) fn fix_what_varies(model: &Model, id: ResourceId) -> bool {
    let conditions = conditions(model, id);
    let Some(made) = Situation::as_made(model, id) else { return false };
    let varies = |variable: &Variable| match variable.column {
        Column::Field(at) => factory::varies(model.resource(variable.resource), at),
        _ => false,
    };
    let mut found = variables(model, &made, &conditions).into_iter().filter(varies);
    found.any(|variable| variable.cells.iter().flatten().any(|cell| *cell != Cell::Null))
}

fn moment(text: &str) -> Cell {
    Cell::Value(Value::Text(text.to_owned()))
}

/// Every combination of the variables' values, the first variable changing fastest.
fn combinations(variables: &[Variable]) -> Vec<Vec<usize>> {
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

fn combined(
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
    Some(row)
}

/// The fewest variables whose values make the state what it is.
fn telling(variables: &[Variable], tried: &[Tried], found: &Tried) -> Vec<usize> {
    let mut said: Vec<usize> = (0..variables.len()).filter(|at| variables[*at].is_named).collect();
    for at in said.clone().into_iter().rev() {
        let others: Vec<usize> = said.iter().copied().filter(|other| *other != at).collect();
        let is_alike = |one: &&Tried| others.iter().all(|at| one.places[*at] == found.places[*at]);
        let mut alike = tried.iter().filter(is_alike);
        if !others.is_empty() && alike.all(|one| one.signature == found.signature) {
            said = others;
        }
    }
    said
}

/// `status = draft and owner is null`
fn name(
    model: &Model,
    id: ResourceId,
    variables: &[Variable],
    places: &[usize],
    said: &[usize],
) -> String {
    let said = said.iter().map(|at| said_of(model, id, &variables[*at], places[*at]));
    let said: Vec<String> = said.collect();
    let printed = |letter: char| if letter.is_control() { ' ' } else { letter };
    said.join(" and ").chars().map(printed).collect()
}

/// `post.status = draft`
fn said_of(model: &Model, id: ResourceId, variable: &Variable, place: usize) -> String {
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
