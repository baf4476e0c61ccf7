//! Relations that a list brings along.

use serde::Serialize;

use crate::model::samples::Cell;
use crate::model::{Field, FieldId, FieldKind, ResourceId};
use crate::view::tests::{links, scene};
use crate::view::{names, text, types};

use super::reader::Reader;
use super::sight;

/// One relation.
#[derive(Debug, Clone, Serialize)]
pub struct Included {
    /// `author`
    pub name: String,
    /// `"author_id"`; empty where there are several related rows.
    pub column: String,
    /// A related row: `factory::user()`; empty where the list's rows have theirs already.
    pub far: String,
    /// The table that ties rows, as `Row::link` takes it; empty where there is one related row.
    pub table: String,
    /// The reader sees the related row.
    pub is_seen: bool,
    /// A related row that the reader does not see; empty where there is none.
    pub hidden: String,
}

/// Those of which something is known.
pub(super) fn included(reader: &Reader<'_>) -> Vec<Included> {
    let fields = reader.resource.fields.iter().enumerate();
    let shown = fields.filter(|(_, field)| !field.secret && reader.may_ask_by(field));
    let relations = shown.filter_map(|(at, field)| match field.kind {
        FieldKind::BelongsTo { target } => one(reader, FieldId(at), field, target),
        FieldKind::ManyToMany { target, .. } => Some(many(reader, FieldId(at), field, target)),
        _ => None,
    });
    relations.filter(|relation| relation.is_seen || !relation.hidden.is_empty()).collect()
}

/// All of them as a query has them, and how many they are.
pub(super) fn all(reader: &Reader<'_>) -> String {
    let relations = reader.resource.fields.iter().filter(|field| {
        let is_relation =
            matches!(field.kind, FieldKind::BelongsTo { .. } | FieldKind::ManyToMany { .. });
        is_relation && !field.secret && reader.may_ask_by(field)
    });
    let names: Vec<&str> = relations.map(|field| field.name.snake()).collect();
    match names.as_slice() {
        [] => "\"\", 0".to_owned(),
        names => {
            format!("{}, {}", text::rust(&format!("&include={}", names.join(","))), names.len())
        }
    }
}

fn one(reader: &Reader<'_>, at: FieldId, field: &Field, target: ResourceId) -> Option<Included> {
    let model = reader.model;
    let is_fixed = reader.scene.fixed.contains(&at);
    if !is_fixed && reader.with(at, Cell::Related(9)).is_none() {
        return None;
    }
    let (far, hidden) = match is_fixed {
        true => (String::new(), String::new()),
        false => (made(reader, target), hidden(reader, target)),
    };
    // A row above that belongs to the scene is one that the reader sees.
    let is_above = is_fixed && !model.resource(target).account;
    Some(Included {
        name: field.name.snake().to_owned(),
        column: text::rust(&types::column(field)),
        far,
        table: String::new(),
        is_seen: is_above || sight::is_seen(model, target, reader.scene.who),
        hidden,
    })
}

fn many(reader: &Reader<'_>, at: FieldId, field: &Field, target: ResourceId) -> Included {
    Included {
        name: field.name.snake().to_owned(),
        column: String::new(),
        far: made(reader, target),
        table: links::table(reader.model, reader.id, at.0),
        is_seen: sight::is_seen(reader.model, target, reader.scene.who),
        hidden: hidden(reader, target),
    }
}

fn made(reader: &Reader<'_>, target: ResourceId) -> String {
    format!("factory::{}()", names::names(reader.model.resource(target)).ident)
}

fn hidden(reader: &Reader<'_>, target: ResourceId) -> String {
    let row = scene::hidden_row(reader.model, target, reader.scene.who);
    row.filter(|_| sight::is_certain(reader.model, target)).unwrap_or_default()
}
