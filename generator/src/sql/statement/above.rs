//! Rows above, held while a row is written.
//!
//! Rules about reading are part of a statement's `where`. Those about writing are asked in Rust,
//! and some ask about a row that the written one points at. Nobody may change that row between
//! the question and the write: so it is read `for share`, in the transaction of the write.

use super::{Argument, Kind, Returns, Statement, StatementColumn};
use crate::model::{Column, FieldId, FieldKind, Model, Resource, ResourceId};
use crate::sql::access::alive;
use crate::sql::binder::numbered;
use crate::sql::layout::{Item, Lines};
use crate::sql::name;
use crate::sql::predicate::Predicate;
use crate::sql::scope::Scope;

use super::row::Origin;

/// A row that rules about writing look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Above {
    /// The relation that points at it.
    pub relation: FieldId,
    /// What is read of it; its id comes first.
    pub columns: Vec<AboveColumn>,
    /// Reads it, so that it stays as it is until the transaction ends.
    pub hold: Statement,
}

/// A column of a row above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboveColumn {
    /// Which one.
    pub of: Column,
    /// What it is called.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// It may be null.
    pub optional: bool,
}

/// The rows above that rules about writing look at, in the order of the relations.
pub(super) fn above(model: &Model, id: ResourceId) -> Vec<Above> {
    let reached = model.reached_by_writes(id).into_iter();
    reached.filter_map(|(relation, columns)| hold(model, id, relation, &columns)).collect()
}

fn hold(model: &Model, id: ResourceId, relation: FieldId, asked: &[Column]) -> Option<Above> {
    let resource = model.resource(id);
    let field = &resource.fields[relation.0];
    let FieldKind::BelongsTo { target } = field.kind else { return None };
    let above = model.resource(target);
    let others = asked.iter().copied().filter(|column| *column != Column::Id);
    let columns: Vec<_> =
        [Column::Id].into_iter().chain(others).filter_map(|of| column(above, of)).collect();
    let scope = Scope::top(model, target);
    let (text, parameters) = numbered(|binder| {
        let named = format!("id = {}", binder.bind(Argument::Id, Kind::Uuid, field.optional));
        let mut filter = vec![Predicate::Atom(named)];
        if resource.under == Some(relation) {
            filter.push(alive(model, &scope));
        }
        let items: Vec<_> =
            columns.iter().map(|column| Item::Column(name::quoted(&column.name))).collect();
        let mut lines = Lines::new();
        lines.list(0, "select", &items);
        lines.line(0, &format!("from {}", scope.from(model)));
        lines.filter(&Predicate::All(filter));
        lines.line(0, "for share");
        lines.finish()
    });
    let answer = columns.iter().map(|column| StatementColumn {
        label: column.name.clone(),
        kind: column.kind.clone(),
        origin: Some(Origin {
            table: name::table(above),
            column: column.name.clone(),
            nullable: column.optional,
        }),
    });
    let hold = Statement {
        name: format!("hold_{}", field.name.snake()),
        text,
        parameters,
        columns: answer.collect(),
        returns: Returns::Optional,
    };
    Some(Above { relation, columns, hold })
}

fn column(resource: &Resource, of: Column) -> Option<AboveColumn> {
    let (kind, optional) = match of {
        Column::Field(at) => {
            let field = &resource.fields[at.0];
            (Kind::of(&field.kind)?, field.optional)
        }
        Column::Id => (Kind::Uuid, false),
        Column::CreatedAt | Column::UpdatedAt => (Kind::Timestamp, false),
        Column::Verified => (Kind::Boolean, false),
        Column::SuspendedAt => (Kind::Timestamp, true),
        Column::Email => (Kind::Text, false),
    };
    Some(AboveColumn { of, name: name::column_of(resource, of), kind, optional })
}
