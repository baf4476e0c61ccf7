//! What must be set for a factory's row to become another one.

use crate::model::samples::{Cell, Row};
use crate::model::{FieldKind, Model, ResourceId};
use crate::view::{names, text, types};

use super::{literal, state};

/// What a column is set to.
pub(super) enum Setting {
    /// A value, as Rust.
    Value(String),
    /// The id of a row that this factory makes.
    Pointing(String),
}

/// The calls that turn a factory's row into this one.
pub(super) fn overrides(model: &Model, id: ResourceId, row: &Row) -> String {
    let call = |(column, setting)| match setting {
        Setting::Value(value) => format!(".with({column}, {value})"),
        Setting::Pointing(target) => format!(".pointing({column}, factory::{target})"),
    };
    settings(model, id, row).into_iter().map(call).collect()
}

/// What must be set for a factory's row to become this one, by column.
pub(super) fn settings(model: &Model, id: ResourceId, row: &Row) -> Vec<(String, Setting)> {
    let made = state::most_visible(model, id).unwrap_or_default();
    let fields = model
        .resource(id)
        .fields
        .iter()
        .zip(row.iter().zip(&made))
        .filter(|(_, (wanted, made))| wanted != made && !is_same_kind(wanted, made));
    let fields =
        fields.filter(|(field, (wanted, _))| !field.unique || matches!(wanted, Cell::Related(_)));
    let settings = fields.map(|(field, (wanted, _))| {
        let column = text::rust(&types::column(field));
        if let (Cell::Related(_), FieldKind::BelongsTo { target }) = (wanted, &field.kind) {
            return (column, Setting::Pointing(names::names(model.resource(*target)).ident));
        }
        let value = literal::cell(model, field, wanted)
            .map_or_else(|| "Value::Null".to_owned(), |value| literal::argument(&value));
        (column, Setting::Value(value))
    });
    settings.collect()
}

/// Whether both are some other row.
const fn is_same_kind(one: &Cell, other: &Cell) -> bool {
    matches!((one, other), (Cell::Related(_), Cell::Related(_)))
}
