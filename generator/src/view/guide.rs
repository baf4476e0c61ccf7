//! The view of `ARCHITECTURE.md`: this service's slices and rules, and the way of one of its
//! requests.

use serde::Serialize;

use crate::model::{FieldKind, Model, Resource, ResourceId, Rule};
use crate::sql;

use super::names::{self, Names};
use super::slice;
use super::{text, words};

/// What the document shows of the model.
#[derive(Debug, Clone, Serialize)]
pub struct Guide {
    /// The request that is followed.
    pub walk: Walk,
    /// The slices, by their folders.
    pub slices: Vec<SliceRow>,
}

/// One request's way.
#[derive(Debug, Clone, Serialize)]
pub struct Walk {
    /// `update`, `create` or `list`: the handler.
    pub handler: &'static str,
    /// `PATCH /api/v1/posts/{id}`
    pub request: String,
    /// The slice that answers it.
    pub names: Names,
    /// Its permission is asked again of the row as it has become.
    pub asks_after: bool,
    /// The row is made under another one, which must be visible.
    pub parent: String,
    /// The request carries a body.
    pub takes_body: bool,
}

/// A slice, and who may do what with its rows.
#[derive(Debug, Clone, Serialize)]
pub struct SliceRow {
    /// `posts`
    pub slice: String,
    /// What it is, on one line.
    pub summary: String,
    /// The rules of the four actions, as the author wrote them.
    pub read: String,
    /// Who may make a row.
    pub create: String,
    /// Who may change one.
    pub update: String,
    /// Who may remove one.
    pub delete: String,
}

/// The view of a model's guide.
pub(super) fn guide(model: &Model) -> Guide {
    let mut slices: Vec<SliceRow> = ids(model).map(|id| slice_row(model, id)).collect();
    slices.sort_by(|one, other| one.slice.cmp(&other.slice));
    Guide { walk: walk(model), slices }
}

fn ids(model: &Model) -> impl Iterator<Item = ResourceId> {
    (0..model.resources.len()).map(ResourceId)
}

/// The most instructive request there is: a change; else what makes a row; else a list.
fn walk(model: &Model) -> Walk {
    let others = || ids(model).filter(|id| !model.resource(*id).account);
    let changed = others().find(|id| !model.resource(*id).access.update.is_empty());
    let made = || others().find(|id| !model.resource(*id).access.create.is_empty());
    let (handler, id) = match (changed, made()) {
        (Some(id), _) => ("update", id),
        (None, Some(id)) => ("create", id),
        (None, None) => ("list", model.account().0),
    };
    let slice = slice::slice(model, id, &sql::statements(model, id));
    let (request, asks_after, takes_body) = match handler {
        "update" => (
            format!("PATCH /api/v1{}", slice.handlers.row_path),
            slice.handlers.update_asks_twice,
            true,
        ),
        "create" => (
            format!("POST /api/v1{}", slice.handlers.collection_path),
            slice.handlers.create_asks_last,
            slice.handlers.create_takes_body,
        ),
        _ => (format!("GET /api/v1{}", slice.handlers.collection_path), false, false),
    };
    let parent = slice.handlers.parent.filter(|_| handler == "create");
    let parent = parent.map(|parent| parent.names.words).unwrap_or_default();
    Walk { handler, request, names: slice.names, asks_after, parent, takes_body }
}

fn slice_row(model: &Model, id: ResourceId) -> SliceRow {
    let resource = model.resource(id);
    let rules = |rules: &[Rule]| words::rules(model, id, rules).replace('|', "\\|");
    SliceRow {
        slice: resource.plural.snake().to_owned(),
        summary: match resource.summary.is_empty() {
            true => made_up(model, resource),
            false => text::markdown(&resource.summary),
        },
        read: rules(&resource.access.read),
        create: match resource.account {
            true => "by registering".to_owned(),
            false => rules(&resource.access.create),
        },
        update: rules(&resource.access.update),
        delete: rules(&resource.access.delete),
    }
}

/// A summary in place of one that the author did not write.
fn made_up(model: &Model, resource: &Resource) -> String {
    if resource.account {
        return "Accounts, as others see them and as administrators keep them.".to_owned();
    }
    let names = names::names(resource);
    let mut summary = names::capital(&names.plural_words);
    if let Some(FieldKind::BelongsTo { target }) =
        resource.under.map(|under| &resource.fields[under.0].kind)
    {
        summary = format!("{summary} under {}", names::names(model.resource(*target)).a_row);
    }
    let relations = resource.fields.iter().enumerate().filter(|(at, field)| {
        let is_parent = resource.under.is_some_and(|under| under.0 == *at);
        matches!(field.kind, FieldKind::BelongsTo { .. }) && !field.optional && !is_parent
    });
    let relations: Vec<String> =
        relations.map(|(_, field)| names::with_article(&field.name.words())).collect();
    match relations.as_slice() {
        [] => format!("{summary}."),
        [before @ .., last] if !before.is_empty() => {
            format!("{summary}, each with {} and {last}.", before.join(", "))
        }
        [one, ..] => format!("{summary}, each with {one}."),
    }
}
