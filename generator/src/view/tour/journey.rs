//! What a new account can make of nothing, one row after the other.
//!
//! A step is taken only if it is known to succeed: the rules allow it to a new account
//! without asking for what is not known, and every row that it points at is there.

use crate::model::samples::{self, Cell, Row};
use crate::model::{Action, Assigned, FieldId, FieldKind, Model, ResourceId, Rule, Value, Who};
use crate::view::names;
use crate::view::slice::{Presence, is_changeable, is_given, is_restricted};
use crate::view::types;

use super::shell::{self, Json};
use super::{Capture, Change, Step, people};

/// How many rows are made.
const MOST: usize = 5;
/// The second person's id.
const OTHER: &str = "OTHER_ID";

/// What is made, looked at and changed.
pub(super) struct Journey {
    pub(super) steps: Vec<Step>,
    pub(super) list: Option<String>,
    pub(super) change: Option<Change>,
    pub(super) needs_other: bool,
}

/// A row that was made.
struct Made {
    id: ResourceId,
    row: Row,
    step: Step,
}

struct Traveller<'a> {
    model: &'a Model,
    made: Vec<Made>,
    used: Vec<String>,
}

pub(super) fn journey(model: &Model) -> Journey {
    let mut traveller = Traveller { model, made: Vec::new(), used: Vec::new() };
    for id in (0..model.resources.len()).map(ResourceId) {
        if traveller.made.len() < MOST {
            traveller.make(id);
        }
    }
    let list = traveller.made.first().and_then(|made| made.step.path.split('?').next()).map(ToOwned::to_owned);
    let change = traveller.change();
    let needs_other = traveller.used.iter().any(|variable| variable == OTHER);
    let used = traveller.used;
    let steps = traveller.made.into_iter().map(|mut made| {
        made.step.captures.retain(|capture| used.contains(&capture.variable));
        made.step
    });
    Journey { steps: steps.collect(), list, change, needs_other }
}

impl Traveller<'_> {
    /// Makes a row of a resource if it is known how.
    fn make(&mut self, id: ResourceId) -> Option<()> {
        let resource = self.model.resource(id);
        let sample = people::with_words(resource, &samples::row(self.model, id)?, 0);
        if resource.account || !self.is_allowed(id, &resource.access.create, None) {
            return None;
        }
        let (members, mut row) = self.request(id, &sample)?;
        let names = names::names(resource);
        let under = resource.under.and_then(|under| target(self.model, id, under));
        let (place, words) = match under {
            None => (String::new(), format!("Create {}", names.a_row)),
            Some(parent) => {
                let parent_names = names::names(self.model.resource(parent));
                (self.path_of(parent)?, format!("Create {} under {}", names.a_row, parent_names.a_row))
            }
        };
        let captures = vec![
            Capture { variable: variable(self.model, id, "id"), field: "id".to_owned() },
            Capture { variable: variable(self.model, id, &key_name(self.model, id)), field: key_name(self.model, id) },
        ];
        let mut step = Step {
            words: format!("{words}."),
            path: format!("{place}/{}", names.path),
            body: body(&members),
            captures,
            action_path: String::new(),
            action_body: String::new(),
        };
        step.captures.dedup();
        self.made.push(Made { id, row: row.clone(), step });
        if let Some((action, after)) = self.action(id, &row) {
            let path = self.path_of(id)?;
            let takes: Option<Vec<_>> = action.takes.iter().map(|field| self.taken(field)).collect();
            let last = self.made.last_mut()?;
            last.step.words = format!("{words}, and {} it.", action.name.words());
            last.step.action_path = format!("{path}/{}", action.name.kebab());
            last.step.action_body = body(&takes?);
            row = after;
            last.row = row;
        }
        Some(())
    }

    /// The members of a request that makes a row, and the row: as few as the checks allow.
    fn request(&mut self, id: ResourceId, sample: &Row) -> Option<(Vec<(String, Json)>, Row)> {
        let resource = self.model.resource(id);
        let has_to = |at: usize| {
            let field = &resource.fields[at];
            is_given(resource, FieldId(at)) && Presence::on_create(field) == Presence::Required
        };
        let left_out = |at: usize| {
            let field = &resource.fields[at];
            field.default.clone().filter(|_| !has_to(at)).map_or(Cell::Null, Cell::Value)
        };
        let is_fixed = |at: usize| !is_given(resource, FieldId(at));
        let small: Row = sample.iter().enumerate().map(|(at, cell)| if has_to(at) || is_fixed(at) { cell.clone() } else { left_out(at) }).collect();
        let row = if samples::is_consistent(resource, &small) { small } else { sample.clone() };
        let mut members = Vec::new();
        for (at, cell) in row.iter().enumerate() {
            let field = &resource.fields[at];
            if is_fixed(at) || (!has_to(at) && *cell == left_out(at)) {
                continue;
            }
            if is_restricted(field) {
                return None;
            }
            let value = match cell {
                Cell::Value(value) => Json::Value(samples::json(self.model, &field.kind, value)),
                Cell::Related(number) => Json::Variable(self.related(id, FieldId(at), *number)?),
                Cell::Null => continue,
            };
            members.push((types::column(field), value));
        }
        Some((members, row))
    }

    /// The variable that holds the id of a row that a relation is to point at.
    fn related(&mut self, id: ResourceId, relation: FieldId, number: usize) -> Option<String> {
        let target = target(self.model, id, relation)?;
        if !self.model.resource(target).account {
            self.made.iter().find(|made| made.id == target)?;
            return Some(self.using(variable(self.model, target, "id"))).filter(|_| number == 0 || self.is_only_choice(id, relation));
        }
        let everybody = Row::new();
        let seen = self.model.resource(target).access.read.iter().any(|rule| self.holds(target, rule, Some(&everybody)) && rule.who != Who::Owner);
        seen.then(|| self.using(OTHER.to_owned()))
    }

    /// No check compares the relation, so that any row will do.
    fn is_only_choice(&self, id: ResourceId, _relation: FieldId) -> bool {
        self.model.resource(id).checks.is_empty()
    }

    fn using(&mut self, variable: String) -> String {
        if !self.used.contains(&variable) {
            self.used.push(variable.clone());
        }
        variable
    }

    /// The path of a row that was made and that its maker may see.
    fn path_of(&mut self, id: ResourceId) -> Option<String> {
        let at = self.made.iter().position(|made| made.id == id)?;
        let row = self.made[at].row.clone();
        let resource = self.model.resource(id);
        if !self.is_allowed(id, &resource.access.read, Some(&row)) {
            return None;
        }
        let names = names::names(resource);
        let known = resource.key.filter(|key| is_given(resource, *key)).and_then(|key| match &row[key.0] {
            Cell::Value(value @ (Value::Now | Value::NewUuid | Value::Token(_))) => Some(value).filter(|_| false),
            Cell::Value(value) => Some(value),
            _ => None,
        });
        let segment = match (resource.key, known) {
            (Some(key), Some(value)) => shell::segment(&samples::json(self.model, &resource.fields[key.0].kind, value)),
            _ => format!("${}", self.using(variable(self.model, id, &key_name(self.model, id)))),
        };
        Some(format!("/{}/{segment}", names.path))
    }

    /// An action that the row's maker may carry out at once, and the row after it.
    fn action(&self, id: ResourceId, row: &Row) -> Option<(&Action, Row)> {
        let resource = self.model.resource(id);
        resource.actions.iter().find_map(|action| {
            let is_open = action.when.as_ref().is_none_or(|when| samples::satisfies(resource, row, when));
            if !is_open || !self.is_allowed(id, &resource.access.read, Some(row)) || !self.is_allowed(id, &action.access, Some(row)) {
                return None;
            }
            let mut after = row.clone();
            for assignment in &action.set {
                after[assignment.field.0] = match &assignment.value {
                    Assigned::Value(Value::Null) => Cell::Null,
                    Assigned::Value(Value::Me) => Cell::Related(0),
                    Assigned::Value(value) => Cell::Value(value.clone()),
                    Assigned::Taken(taken) => Cell::Value(samples::values(self.model, &action.takes[*taken], 1).pop()?),
                    Assigned::Plus { .. } => return None,
                };
            }
            samples::is_consistent(resource, &after).then_some((action, after))
        })
    }

    fn taken(&self, field: &crate::model::Field) -> Option<(String, Json)> {
        let value = samples::values(self.model, field, 1).pop()?;
        Some((types::column(field), Json::Value(samples::json(self.model, &field.kind, &value))))
    }

    /// A change of the first row that its maker may change.
    fn change(&mut self) -> Option<Change> {
        (0..self.made.len()).find_map(|at| {
            let (id, row) = (self.made[at].id, self.made[at].row.clone());
            let resource = self.model.resource(id);
            let members = (0..resource.fields.len()).find_map(|field| {
                let (field_id, field) = (FieldId(field), &resource.fields[field]);
                if !is_changeable(resource, field_id) || is_restricted(field) || resource.key == Some(field_id) {
                    return None;
                }
                let words = people::words(resource, field, 1).map(|words| Value::Text(words.to_owned()));
                let mut values = words.into_iter().chain(samples::values(self.model, field, 2));
                let value = values.find(|value| row[field_id.0] != Cell::Value(value.clone()))?;
                let mut after = row.clone();
                after[field_id.0] = Cell::Value(value.clone());
                let update = &resource.access.update;
                let may = self.is_allowed(id, update, Some(&row)) && self.is_allowed(id, update, Some(&after));
                let fits = may && samples::is_consistent(resource, &after);
                fits.then(|| vec![(types::column(field), Json::Value(samples::json(self.model, &field.kind, &value)))])
            })?;
            Some(Change { path: self.path_of(id)?, body: body(&members) })
        })
    }

    fn is_allowed(&self, id: ResourceId, rules: &[Rule], row: Option<&Row>) -> bool {
        rules.iter().any(|rule| self.holds(id, rule, row))
    }

    /// Whether a rule is known to allow something to a new account that made the row.
    fn holds(&self, id: ResourceId, rule: &Rule, row: Option<&Row>) -> bool {
        let resource = self.model.resource(id);
        let is_meant = match &rule.who {
            Who::Public | Who::Authenticated => true,
            Who::Role(role) => {
                let default = self.model.roles.iter().position(|role| role.default);
                default.is_some_and(|at| at == role.0 || self.model.roles[at].includes.contains(role))
            }
            Who::Owner => row.is_some() && resource.owner.is_some(),
            Who::Relation(_) | Who::OwnerOf { .. } => false,
        };
        let is_known = match (&rule.condition, row) {
            (None, _) => true,
            (Some(condition), Some(row)) if row.len() == resource.fields.len() => samples::satisfies(resource, row, condition),
            (Some(_), _) => false,
        };
        is_meant && is_known
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

/// A body, or nothing.
fn body(members: &[(String, Json)]) -> String {
    match members {
        [] => String::new(),
        _ => shell::object(members),
    }
}
