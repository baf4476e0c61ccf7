//! The matrix of permissions: every operation, asked by everybody, in every state of the row.
//!
//! The same situations become Rust, for the service's tests to ask, and answers, which are the
//! golden file that their answers are compared with.

mod answer;
mod change;
mod operations;
mod people;
mod sight;
mod situation;
mod states;
mod table;
#[cfg(test)]
mod test;
mod truth;
mod variables;

use serde::Serialize;

use crate::model::samples::Cell;
use crate::model::{Column, FieldId, FieldKind, Model, ResourceId};
use crate::view::{names, text, types};

use super::factory;
use answer::{Answer, answer};
use operations::{Kind, Operation, operations};
use people::Person;
use states::{State, states};

pub use table::golden;

/// Rows that a matrix may put beside each other before values come again.
const MANY: u64 = 100_000;

/// `access.rs` of a slice.
#[derive(Debug, Clone, Serialize)]
pub struct AccessTests {
    /// `Some("post_id")`, or `None`: the relation by which lists and creates live under another row.
    pub under: String,
    /// A question leaves no row behind, for few can stand beside each other.
    pub is_apart: bool,
    /// `Person::with_roles("member", &[Role::Member])`
    pub people: Vec<String>,
    /// `State::of("status = draft", factory::post).having("status", "draft")`
    pub states: Vec<String>,
    /// `Operation::on_row("show_post", Method::GET, PLACE)`
    pub operations: Vec<String>,
    /// What is left out, in words; a Rust literal.
    pub left_out: String,
}

/// Everything asked about a resource, and the answers.
#[derive(Debug)]
pub struct Matrix {
    plural: String,
    people: Vec<Person>,
    states: Vec<State>,
    operations: Vec<Operation>,
    /// By state, operation and person; nothing where it is not asked.
    answers: Vec<Vec<Vec<Option<Answer>>>>,
    left_out: &'static str,
}

/// What `access.rs` of a resource asks.
#[must_use]
pub fn access(model: &Model, id: ResourceId, matrix: &Matrix) -> AccessTests {
    let resource = model.resource(id);
    let under = resource.under.map(|under| text::rust(&types::column(&resource.fields[under.0])));
    let states = (0..matrix.states.len()).map(|at| state(model, matrix, at)).collect();
    AccessTests {
        under: under.map_or_else(|| "None".to_owned(), |column| format!("Some({column})")),
        is_apart: matrix.states.iter().any(|state| state.row.is_single(model))
            || reached(model, id).into_iter().any(|id| {
                room(model, id) < MANY || factory::avoided(model.resource(id)).next().is_some()
            }),
        people: matrix.people.iter().map(|person| person.rust(model, id)).collect(),
        states,
        operations: matrix.operations.iter().map(|operation| operation.rust.clone()).collect(),
        left_out: text::rust(matrix.left_out),
    }
}

/// Everything that can be asked about a resource, answered.
#[must_use]
pub fn matrix(model: &Model, id: ResourceId) -> Matrix {
    let states = states(model, id);
    let operations = operations(model, id);
    let mut people = people::people(model, id);
    let ask = |person: &Person, state: &State, kind: Kind| -> Option<Answer> {
        let row = person.asker.relate(model, &state.row)?;
        let is_possible = row.is_consistent(model)
            && states.are_alike(model, &row, &state.row)
            && !(row.is_asker && row.cell(model, Column::SuspendedAt) != Some(Cell::Null));
        is_possible.then(|| answer(model, &person.asker, &row, kind)).flatten()
    };
    let sees = |person: &Person| {
        let answers = states.all.iter().map(|state| ask(person, state, Kind::Show));
        answers.flatten().any(|answer| answer.is_done)
    };
    if !people.iter().any(sees)
        && let Some(person) = people::owner_throughout(model, id)
        && sees(&person)
    {
        people.push(person);
    }
    let line = |state: &State, operation: &Operation| {
        people.iter().map(|person| ask(person, state, operation.kind)).collect()
    };
    let answers = states
        .all
        .iter()
        .map(|state| operations.iter().map(|operation| line(state, operation)).collect())
        .collect();
    let left_out = match (states.all.is_empty(), states.is_cut) {
        (true, _) => "No row is found that keeps every rule, so nothing is asked.",
        (_, true) => "There are more states; these are the first.",
        _ => "",
    };
    Matrix {
        plural: names::names(model.resource(id)).plural,
        people,
        states: states.all,
        operations,
        answers,
        left_out,
    }
}

/// A state as Rust, with what is not asked in it.
fn state(model: &Model, matrix: &Matrix, at: usize) -> String {
    let state = &matrix.states[at];
    let answers = &matrix.answers[at];
    let mut call = state.row.state(model, &state.name);
    for (column, person) in matrix.people.iter().enumerate() {
        let name = text::rust(&person.name);
        if answers.iter().all(|line| line[column].is_none()) {
            call += &format!(".lacking({name})");
            continue;
        }
        for (operation, line) in matrix.operations.iter().zip(answers) {
            if line[column].is_none() {
                call += &format!(".unasked({}, {name})", text::rust(&operation.id));
            }
        }
    }
    call
}

/// How many rows can stand beside each other before the values of a factory come again.
fn room(model: &Model, id: ResourceId) -> u64 {
    let resource = model.resource(id);
    let differing = resource.fields.iter().enumerate().filter(|(at, field)| {
        factory::varies(resource, FieldId(*at)) && !situation::is_relation(field)
    });
    differing.map(|(at, _)| factory::room(model, id, FieldId(at))).min().unwrap_or(u64::MAX)
}

/// The resources whose rows stand in the database when one of this resource does.
fn reached(model: &Model, id: ResourceId) -> Vec<ResourceId> {
    let mut reached = vec![id, model.account().0];
    let mut at = 0;
    while let Some(id) = reached.get(at).copied() {
        at += 1;
        for field in &model.resource(id).fields {
            if let FieldKind::BelongsTo { target } | FieldKind::ManyToMany { target, .. } =
                field.kind
                && !reached.contains(&target)
            {
                reached.push(target);
            }
        }
    }
    reached
}
