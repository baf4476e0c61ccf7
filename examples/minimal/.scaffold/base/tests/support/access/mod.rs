//! Who may do what, found out by asking. A slice says which operations it has, in which states a
//! row can be and who can stand in which relation to it; the matrix is the answers to every
//! combination.

mod operation;
mod person;

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::spawn_local;

use crate::support::row::Factory;
use crate::support::{Row, TestApp};

pub use operation::Operation;
pub use person::Person;

/// The least width of the column of operations.
const OPERATIONS: usize = 36;

/// So many states are asked about at once.
static STATES: Semaphore = Semaphore::const_new(4);

/// What there is to ask about one resource.
pub struct Access {
    pub resource: &'static str,
    /// The column by which lists and creates live under another row.
    pub under: Option<&'static str>,
    /// So few rows can stand beside each other that a question leaves none behind.
    pub is_apart: bool,
    /// What is not asked, in words.
    pub left_out: &'static str,
    pub people: Vec<Person>,
    pub states: Vec<State>,
    pub operations: Vec<Operation>,
}

/// A state in which the row can be.
pub struct State {
    name: &'static str,
    row: Factory,
    columns: Vec<(&'static str, Value)>,
    relations: Vec<(&'static str, Factory)>,
    gaps: Vec<(Option<&'static str>, &'static str)>,
}

impl State {
    /// The state of the rows that `row` makes.
    pub fn of(name: &'static str, row: Factory) -> State {
        State { name, row, columns: Vec::new(), relations: Vec::new(), gaps: Vec::new() }
    }

    /// A row in this state.
    fn row(&self) -> Row {
        let row = self.relations.iter().fold((self.row)(), |row, (place, target)| {
            row.at(place, &|row, column| row.pointing(column, *target))
        });
        self.columns
            .iter()
            .fold(row, |row, (place, value)| row.at(place, &|row, column| row.with(column, value)))
    }

    fn is_asked(&self, operation: &Operation, person: &Person) -> bool {
        let mut about = self.gaps.iter().filter(|(_, absent)| *absent == person.name);
        about.all(|(unasked, _)| unasked.is_some_and(|unasked| unasked != operation.id()))
    }
}

impl Access {
    /// The matrix of this resource, one line an operation and one column a person.
    pub async fn table(self) -> String {
        let access = Arc::new(self);
        let ask = |state| {
            let access = Arc::clone(&access);
            spawn_local(async move { access.lines(state).await })
        };
        let states: Vec<_> = (0..access.states.len()).map(ask).collect();
        let mut table = format!("{:1$}", access.resource, access.first());
        for person in &access.people {
            write!(table, "{:1$}", person.name, person.width()).expect("memory");
        }
        if !access.left_out.is_empty() {
            write!(table, "\n  {}", access.left_out).expect("memory");
        }
        for state in states {
            table += &state.await.expect("every answer");
        }
        if access.states.is_empty() {
            for operation in &access.operations {
                write!(table, "\n    {}", operation.id()).expect("memory");
            }
        }
        let lines: Vec<_> = table.lines().map(str::trim_end).collect();
        lines.join("\n") + "\n"
    }

    /// The lines of one state, over a database of its own.
    async fn lines(&self, state: usize) -> String {
        let _turn = STATES.acquire().await.expect("turns are never closed");
        let state = &self.states[state];
        let mut lines = String::new();
        if self.states.len() > 1 {
            write!(lines, "\n  {}", state.name).expect("memory");
        }
        let app = TestApp::start().await;
        for operation in &self.operations {
            write!(lines, "\n    {:1$}", operation.id(), self.first() - 4).expect("memory");
            for person in &self.people {
                let answer = self.answer(&app, state, operation, person).await;
                write!(lines, "{answer:0$}", person.width()).expect("memory");
            }
        }
        lines
    }

    /// The width of the column of operations.
    fn first(&self) -> usize {
        let longest = self.operations.iter().map(|operation| operation.id().len() + 6).max();
        longest.unwrap_or_default().max(OPERATIONS)
    }

    /// `✔ 200`, `✘ 404`, or a dot where nobody asks.
    async fn answer(
        &self,
        app: &TestApp,
        state: &State,
        operation: &Operation,
        person: &Person,
    ) -> String {
        if !state.is_asked(operation, person) {
            return "·".to_owned();
        }
        let mut tries = 5;
        let (done, status) = loop {
            let answer = operation.ask(app, person, state.row(), self.under).await;
            if self.is_apart {
                app.clear().await;
            }
            // A service that has no time for it does not say who may do what.
            tries -= 1;
            if answer.1 != 503 || tries == 0 {
                break answer;
            }
        };
        let mark = if done { '✔' } else { '✘' };
        format!("{mark} {status}")
    }
}

/// A body that changes one field.
pub fn change(field: &str, value: impl Into<Value>) -> Value {
    json!({ field: value.into() })
}
