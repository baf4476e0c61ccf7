//! Fields computed of the rows that point here: how many there are, and whether one is the
//! caller's.

use crate::model::samples::{self, Cell};
use crate::model::{FieldId, FieldKind, ResourceId};
use crate::view::tests::state;
use crate::view::{names, text, types};

use super::reader::{self, Reader};
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
    let can_be_several = reader::sets(resource)
        .iter()
        .all(|set| set.iter().any(|at| *at != relation && reader::is_free(model, resource, *at)));
    let mut row = state::most_visible(model, id)?;
    row[relation.0] = Cell::Related(9);
    let is_valid = can_be_several && samples::is_consistent(resource, &row);
    let column = text::rust(&types::column(&resource.fields[relation.0]));
    is_valid.then(|| format!("factory::{}, {column}", names::names(resource).ident))
}

/// Whether the reader sees such rows, for nobody is told of others.
fn is_counted(reader: &Reader<'_>, id: ResourceId, relation: FieldId) -> bool {
    let Some(mut row) = state::most_visible(reader.model, id) else { return false };
    row[relation.0] = Cell::Related(9);
    sight::is_row_seen(reader.model, id, &row, Some(relation), reader.scene.who)
}
