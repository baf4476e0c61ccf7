//! What a new account does with the rows that it made: changes one, carries out an action.

use crate::model::samples::{self, Cell, Row};
use crate::model::{Action, Assigned, Field, FieldId, ResourceId, Value};
use crate::view::slice::{is_changeable, is_restricted};
use crate::view::{names, types};

use super::journey::Traveller;
use super::shell::{self, Json};
use super::{Request, people};

impl Traveller<'_> {
    /// Carries out the first action that the maker of a row may.
    pub(super) fn carry_out(&mut self) -> Option<Request> {
        (0..self.made.len()).find_map(|at| {
            let (id, row) = (self.made[at].id, self.made[at].row.clone());
            let resource = self.model.resource(id);
            let action = resource
                .actions
                .iter()
                .find(|action| self.is_possible(id, &row, action).is_some())?;
            let words =
                format!("{} the {}.", names::capital(&action.name.words()), resource.name.words());
            let path = format!("{}/{}", self.path_of(id)?, action.name.kebab());
            Some(Request { words, path, body: self.takes(action)? })
        })
    }

    /// Whether an action is allowed, open and leaves a row that every check admits.
    fn is_possible(&self, id: ResourceId, row: &Row, action: &Action) -> Option<()> {
        let resource = self.model.resource(id);
        let is_open =
            action.when.as_ref().is_none_or(|when| samples::satisfies(resource, row, when));
        let is_seen = self.is_allowed(id, &resource.access.read, Some(row));
        if !is_open || !is_seen || !self.is_allowed(id, &action.access, Some(row)) {
            return None;
        }
        let mut after = row.clone();
        for assignment in &action.set {
            after[assignment.field.0] = match &assignment.value {
                Assigned::Value(Value::Null) => Cell::Null,
                Assigned::Value(Value::Me) => Cell::Related(0),
                Assigned::Value(value) => Cell::Value(value.clone()),
                Assigned::Taken(taken) => Cell::Value(
                    samples::values(self.model, &action.takes[*taken], 1).into_iter().next()?,
                ),
                Assigned::Plus { .. } => return None,
            };
        }
        samples::is_consistent(resource, &after).then_some(())
    }

    /// The body of a request that carries out an action; empty where it takes nothing.
    fn takes(&self, action: &Action) -> Option<String> {
        let member = |field: &Field| {
            let value = samples::values(self.model, field, 1).into_iter().next()?;
            Some((
                types::column(field),
                Json::Value(samples::json(self.model, &field.kind, &value)),
            ))
        };
        let members: Vec<_> = action.takes.iter().map(member).collect::<Option<_>>()?;
        Some(if members.is_empty() { String::new() } else { shell::object(&members) })
    }

    /// Changes the first row that its maker may change.
    pub(super) fn change(&mut self) -> Option<Request> {
        (0..self.made.len()).find_map(|at| {
            let (id, row) = (self.made[at].id, self.made[at].row.clone());
            let resource = self.model.resource(id);
            let (field, value) = (0..resource.fields.len())
                .map(FieldId)
                .find_map(|field| Some((field, self.another(id, &row, field)?)))?;
            let declared = &resource.fields[field.0];
            let member = (
                types::column(declared),
                Json::Value(samples::json(self.model, &declared.kind, &value)),
            );
            let path = self.path_of(id)?;
            self.made[at].row[field.0] = Cell::Value(value);
            Some(Request {
                words: format!("Change the {}.", resource.name.words()),
                path,
                body: shell::object(&[member]),
            })
        })
    }

    /// Another value for a field, if the row's maker may change it to that.
    fn another(&self, id: ResourceId, row: &Row, field: FieldId) -> Option<Value> {
        let resource = self.model.resource(id);
        let declared = &resource.fields[field.0];
        if !is_changeable(resource, field) || is_restricted(declared) || resource.key == Some(field)
        {
            return None;
        }
        let words = people::words(resource, declared, 1).map(|words| Value::Text(words.to_owned()));
        let mut values = words.into_iter().chain(samples::values(self.model, declared, 2));
        let value = values.find(|value| row[field.0] != Cell::Value(value.clone()))?;
        let mut after = row.clone();
        after[field.0] = Cell::Value(value.clone());
        let may = |row: &Row| self.is_allowed(id, &resource.access.update, Some(row));
        let fits = may(row) && may(&after) && samples::is_consistent(resource, &after);
        fits.then_some(value)
    }
}
