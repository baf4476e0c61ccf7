//! A change of a row that whoever may change it can make, in whatever state it is.

use crate::model::samples::{self, Cell};
use crate::model::{Column, FieldId, Model, Resource, ResourceId};
use crate::view::slice::input;
use crate::view::tests::{literal, state, values};
use crate::view::{text, types};

use super::people;

/// How many values of a field are tried.
const TRIED: usize = 3;

/// `"title", json!("title 2")`; empty where every field is bound by a rule.
pub(super) fn change(model: &Model, id: ResourceId) -> String {
    let resource = model.resource(id);
    let made = state::most_visible(model, id).unwrap_or_default();
    let free = (0..resource.fields.len()).map(FieldId).filter(|at| is_free(model, id, *at));
    let change = |at: FieldId| {
        let field = &resource.fields[at.0];
        let values = samples::values(model, field, TRIED).into_iter().map(Cell::Value);
        let other = values.into_iter().find(|value| made.get(at.0) != Some(value))?;
        let value = literal::json(&literal::cell(model, field, &other)?);
        Some(format!("{}, {value}", text::rust(&types::column(field))))
    };
    free.into_iter().find_map(change).unwrap_or_default()
}

/// Whether neither who asks nor the rest of the row decides what the field may become.
fn is_free(model: &Model, id: ResourceId, at: FieldId) -> bool {
    let resource = model.resource(id);
    let field = &resource.fields[at.0];
    input::is_changeable(resource, at)
        && !input::is_restricted(field)
        && !field.unique
        && !field.secret
        && resource.key != Some(at)
        && !values::is_checked(resource, at)
        && !is_ruled(model, id, at)
        && !is_unique(resource, at)
}

fn is_unique(resource: &Resource, at: FieldId) -> bool {
    resource.unique.iter().any(|unique| {
        let compared = unique.condition.iter().flat_map(|condition| &condition.comparisons);
        let mut columns = compared.map(|comparison| comparison.left.column);
        unique.fields.contains(&at) || columns.any(|column| column == Column::Field(at))
    })
}

/// Whether a rule looks at the field: another value there may hide the row.
fn is_ruled(model: &Model, id: ResourceId, at: FieldId) -> bool {
    people::rules(model, id)
        .filter_map(|rule| rule.condition.as_ref())
        .flat_map(|condition| &condition.comparisons)
        .any(|it| it.left.up.is_none() && it.left.column == Column::Field(at))
}
