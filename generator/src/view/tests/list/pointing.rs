//! Fields computed of the rows that point here: how many there are, and whether one is the
//! caller's.

use crate::model::samples::{self, Cell};
use crate::model::{FieldId, FieldKind, ResourceId};
use crate::view::tests::scene::{self, Standing};
use crate::view::tests::state;
use crate::view::{names, text, types};

use super::reader::Reader;
use super::sight;

/// Each count that the reader sees and can tell apart: `"likes", factory::like, "post_id"`.
pub(super) fn counted(reader: &Reader<'_>) -> Vec<String> {
    let fields = reader.resource.fields.iter().filter(|field| reader.may_ask_by(field));
    let counted = fields.filter_map(|field| match field.kind {
        FieldKind::Count { resource, relation } => {
            let rows = pointing(reader, resource, relation)?;
            is_counted(reader, resource, relation)
                .then(|| format!("{}, {rows}", text::rust(field.name.snake())))
        }
        _ => None,
    });
    counted.collect()
}

/// Each count that the reader sees, and a row that counts for others at most: `"reviews",
/// factory::review().with("deleted_at", "…"), "product_id"`.
pub(super) fn uncounted(reader: &Reader<'_>) -> Vec<String> {
    let fields = reader.resource.fields.iter().filter(|field| reader.may_ask_by(field));
    let uncounted = fields.flat_map(|field| match field.kind {
        FieldKind::Count { resource, relation } => {
            let column =
                text::rust(&types::column(&reader.model.resource(resource).fields[relation.0]));
            let rows = hidden(reader, resource, relation);
            let line = |row| format!("{}, {row}, {column}", text::rust(field.name.snake()));
            rows.into_iter().map(line).collect()
        }
        _ => Vec::new(),
    });
    uncounted.collect()
}

/// How rows are made that the reader may not see though they point here.
fn hidden(reader: &Reader<'_>, id: ResourceId, relation: FieldId) -> Vec<String> {
    let model = reader.model;
    let resource = model.resource(id);
    if pointing(reader, id, relation).is_none() {
        return Vec::new();
    }
    let deleted = resource.soft_delete.then(|| {
        let ident = names::names(resource).ident;
        format!("factory::{ident}().with(\"deleted_at\", \"2026-01-02T03:04:05Z\")")
    });
    let is_stranger = reader.scene.who.standing == Standing::Stranger;
    let is_known = is_stranger && resource.checks.is_empty() && sight::is_certain(model, id);
    let by_rules = scene::hidden_row(model, id, reader.scene.who).filter(|_| is_known);
    by_rules.filter(|row| Some(row) != deleted.as_ref()).into_iter().chain(deleted).collect()
}

/// Each field that tells of a row of the caller's own: `"liked", factory::like, "post_id",
/// "author_id"`.
pub(super) fn owned(reader: &Reader<'_>) -> Vec<String> {
    let fields = reader.resource.fields.iter().filter(|field| reader.may_ask_by(field));
    let owned = fields.filter_map(|field| match field.kind {
        FieldKind::Mine { resource, relation } => {
            let rows = pointing(reader, resource, relation)?;
            let child = reader.model.resource(resource);
            let owner = child.owner.filter(|owner| *owner != relation && !child.account)?;
            let owner = text::rust(&types::column(&child.fields[owner.0]));
            Some(format!("{}, {rows}, {owner}", text::rust(field.name.snake())))
        }
        _ => None,
    });
    owned.collect()
}

/// How rows are made that point here, if there can be several.
fn pointing(reader: &Reader<'_>, id: ResourceId, relation: FieldId) -> Option<String> {
    let model = reader.model;
    let resource = model.resource(id);
    let mut row = state::most_visible(model, id)?;
    row[relation.0] = Cell::Related(9);
    let is_valid =
        super::can_be_several(model, id, relation) && samples::is_consistent(resource, &row);
    let column = text::rust(&types::column(&resource.fields[relation.0]));
    is_valid.then(|| format!("factory::{}, {column}", names::names(resource).ident))
}

/// Whether the reader sees such rows, for nobody is told of others.
fn is_counted(reader: &Reader<'_>, id: ResourceId, relation: FieldId) -> bool {
    let Some(mut row) = state::most_visible(reader.model, id) else { return false };
    row[relation.0] = Cell::Related(9);
    sight::is_row_seen(reader.model, id, &row, Some(relation), reader.scene.who)
}
