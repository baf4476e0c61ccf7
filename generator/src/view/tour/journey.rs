//! What a new account can make of nothing, one row after the other.
//!
//! A step is taken only if it is known to succeed: the rules allow it to a new account
//! without asking for what is not known, and every row that it points at is there.

use crate::model::samples::{self, Cell, Row};
use crate::model::{FieldId, FieldKind, Model, ResourceId, Value};
use crate::view::names;
use crate::view::slice::{Presence, is_given, is_restricted};
use crate::view::types;

use super::shell::{self, Json};
use super::{Capture, Request, Step, people};

/// How many rows are made.
const MOST: usize = 5;
/// The second person's id.
const OTHER: &str = "OTHER_ID";

/// What is made, looked at and changed.
pub(super) struct Journey {
    pub(super) steps: Vec<Step>,
    pub(super) list: Option<String>,
    pub(super) change: Option<Request>,
    pub(super) action: Option<Request>,
    pub(super) needs_other: bool,
}

/// A row that was made.
pub(super) struct Made {
    pub(super) id: ResourceId,
    pub(super) row: Row,
    step: Step,
}

/// Somebody with a new account, and what they have made so far.
pub(super) struct Traveller<'a> {
    pub(super) model: &'a Model,
    pub(super) made: Vec<Made>,
    /// Variables that requests refer to.
    used: Vec<String>,
}

pub(super) fn journey(model: &Model) -> Journey {
    let mut traveller = Traveller { model, made: Vec::new(), used: Vec::new() };
    for id in (0..model.resources.len()).map(ResourceId) {
        if traveller.made.len() < MOST {
            traveller.make(id);
        }
    }
    let list = traveller.made.first().map(|made| made.step.path.clone());
    let change = traveller.change();
    let action = traveller.carry_out();
    let needs_other = traveller.used.iter().any(|variable| variable == OTHER);
    let used = traveller.used;
    let steps = traveller.made.into_iter().map(|mut made| {
        made.step.captures.retain(|capture| used.contains(&capture.variable));
        made.step
    });
    Journey { steps: steps.collect(), list, change, action, needs_other }
}

impl Traveller<'_> {
    /// Makes a row of a resource if it is known how.
    fn make(&mut self, id: ResourceId) -> Option<()> {
        let resource = self.model.resource(id);
        if resource.account || !self.is_allowed(id, &resource.access.create, None) {
            return None;
        }
        let names = names::names(resource);
        let (place, words) = match resource.under.and_then(|under| target(self.model, id, under)) {
            None => (String::new(), format!("Create {}", names.a_row)),
            Some(parent) => {
                let parent_names = names::names(self.model.resource(parent));
                (
                    self.path_of(parent)?,
                    format!("Create {} under {}", names.a_row, parent_names.a_row),
                )
            }
        };
        let (body, row) = self.request(id)?;
        let key = key_name(self.model, id);
        let mut captures: Vec<Capture> = ["id", key.as_str()]
            .map(|field| Capture {
                variable: variable(self.model, id, field),
                field: field.to_owned(),
            })
            .to_vec();
        captures.dedup();
        let path = format!("{place}/{}", names.path);
        let step = Step { words: format!("{words}."), path, body, captures };
        self.made.push(Made { id, row, step });
        Some(())
    }

    /// The body of a request that makes a row, as short as the checks allow, and the row.
    fn request(&mut self, id: ResourceId) -> Option<(String, Row)> {
        let resource = self.model.resource(id);
        let sample = people::with_words(resource, &samples::row(self.model, id)?, 0);
        let sample = self.about_others(id, sample)?;
        let is_carried = |at: usize| is_given(resource, FieldId(at));
        let is_needed = |at: usize| {
            is_carried(at) && Presence::on_create(&resource.fields[at]) == Presence::Required
        };
        let left_out =
            |at: usize| resource.fields[at].default.clone().map_or(Cell::Null, Cell::Value);
        let short = |(at, cell): (usize, &Cell)| match is_carried(at) && !is_needed(at) {
            true => left_out(at),
            false => cell.clone(),
        };
        let short: Row = sample.iter().enumerate().map(short).collect();
        let row = if samples::is_consistent(resource, &short) { short } else { sample };
        let mut members = Vec::new();
        for (at, cell) in row.iter().enumerate().filter(|(at, _)| is_carried(*at)) {
            let field = &resource.fields[at];
            if !is_needed(at) && *cell == left_out(at) {
                continue;
            }
            if !is_needed(at) && is_restricted(field) {
                return None;
            }
            let value = match cell {
                Cell::Value(value) => Json::Value(samples::json(self.model, &field.kind, value)),
                Cell::Related(number) => Json::Variable(self.related(id, FieldId(at), *number)?),
                Cell::Null => Json::Value(serde_json::Value::Null),
            };
            members.push((types::column(field), value));
        }
        let has_body = (0..resource.fields.len()).any(is_carried);
        Some((if has_body { shell::object(&members) } else { String::new() }, row))
    }

    /// The row with the second person wherever it points at somebody but its owner.
    fn about_others(&self, id: ResourceId, mut row: Row) -> Option<Row> {
        let resource = self.model.resource(id);
        for (at, cell) in row.iter_mut().enumerate() {
            let is_person = target(self.model, id, FieldId(at))
                .is_some_and(|target| self.model.resource(target).account);
            if is_person && resource.owner != Some(FieldId(at)) && *cell != Cell::Null {
                *cell = Cell::Related(1);
            }
        }
        samples::is_consistent(resource, &row).then_some(row)
    }

    /// The variable that holds the id of a row that a relation is to point at: the second
    /// person, or the one row of another resource that was made.
    fn related(&mut self, id: ResourceId, relation: FieldId, number: usize) -> Option<String> {
        let target = target(self.model, id, relation)?;
        let read = &self.model.resource(target).access.read;
        if self.model.resource(target).account {
            return self.is_allowed(target, read, None).then(|| self.using(OTHER.to_owned()));
        }
        let made = self.made.iter().find(|made| made.id == target)?;
        let is_there = number == 0 && self.is_allowed(target, read, Some(&made.row));
        is_there.then(|| self.using(variable(self.model, target, "id")))
    }

    fn using(&mut self, variable: String) -> String {
        if !self.used.contains(&variable) {
            self.used.push(variable.clone());
        }
        variable
    }

    /// The path of a row that was made and that its maker may see.
    pub(super) fn path_of(&mut self, id: ResourceId) -> Option<String> {
        let at = self.made.iter().position(|made| made.id == id)?;
        let row = self.made[at].row.clone();
        let resource = self.model.resource(id);
        if !self.is_allowed(id, &resource.access.read, Some(&row)) {
            return None;
        }
        let names = names::names(resource);
        let known = resource.key.and_then(|key| match &row[key.0] {
            Cell::Value(Value::Now | Value::NewUuid | Value::Token(_)) => None,
            Cell::Value(value) => {
                Some(samples::json(self.model, &resource.fields[key.0].kind, value))
            }
            _ => None,
        });
        let segment = match known {
            Some(value) => shell::segment(&value),
            None => format!("${}", self.using(variable(self.model, id, &key_name(self.model, id)))),
        };
        Some(format!("/{}/{segment}", names.path))
    }
}

fn target(model: &Model, id: ResourceId, relation: FieldId) -> Option<ResourceId> {
    match model.resource(id).fields[relation.0].kind {
        FieldKind::BelongsTo { target } => Some(target),
        _ => None,
    }
}

/// `POST_ID`, which no shell means anything by.
fn variable(model: &Model, id: ResourceId, field: &str) -> String {
    format!("{}_{field}", model.resource(id).name.snake()).to_uppercase()
}

fn key_name(model: &Model, id: ResourceId) -> String {
    let resource = model.resource(id);
    resource.key.map_or_else(|| "id".to_owned(), |key| types::column(&resource.fields[key.0]))
}
