//! `queries.rs` of a slice: a function for each fixed statement.

mod read;
mod remove;
mod write;

use serde::Serialize;

use crate::model::{FieldKind, Model, ResourceId};
use crate::sql::Statements;
use crate::view::types;

use super::statement::{Function, Maker};

/// The file.
#[derive(Debug, Clone, Serialize)]
pub struct QueriesFile {
    /// Full paths of the ids of other slices that rows hold.
    pub imports: Vec<String>,
    /// One a statement.
    pub functions: Vec<Function>,
}

impl QueriesFile {
    /// What a handler hands to the function `name` after the database; nothing if there is none.
    pub(super) fn arguments(&self, name: &str, row: &str) -> String {
        let function = self.functions.iter().find(|function| function.name == name);
        function.map(|function| function.arguments(row)).unwrap_or_default()
    }
}

/// The file of a resource's slice.
#[must_use]
pub(super) fn file(model: &Model, id: ResourceId, statements: &Statements) -> QueriesFile {
    let maker = Maker::new(model, id);
    let functions = [Some(maker.find(&statements.find))]
        .into_iter()
        .chain([
            statements.hold.as_ref().map(|statement| maker.hold_itself(statement)),
            statements.find_deleted.as_ref().map(|statement| maker.find_deleted(statement)),
            statements.by_ids.as_ref().map(|statement| maker.by_ids(statement)),
        ])
        .chain(statements.above.iter().map(|above| Some(maker.hold(above))))
        .chain([
            statements.create.as_ref().map(|statement| maker.create(statement)),
            statements.update.as_ref().map(|statement| maker.update(statement)),
            statements.delete.as_ref().map(|statement| maker.delete(statement)),
        ])
        .chain(statements.close.iter().map(|statement| Some(maker.close(statement))))
        .chain([statements.restore.as_ref().map(|statement| maker.restore(statement))]);
    QueriesFile { imports: imports(model, id), functions: functions.flatten().collect() }
}

fn imports(model: &Model, id: ResourceId) -> Vec<String> {
    let relations = model
        .resource(id)
        .fields
        .iter()
        .filter(|field| matches!(field.kind, FieldKind::BelongsTo { .. }));
    let mut imports: Vec<String> = relations
        .filter_map(|field| types::of_field(model, id, field))
        .flat_map(|kind| kind.imports)
        .filter(|path| path.starts_with("crate::"))
        .collect();
    imports.sort();
    imports.dedup();
    imports
}
