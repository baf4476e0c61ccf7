//! What rules ask of the rows that a row points at.
//!
//! Rules about reading are part of a statement's `where`. Those about changing are asked in
//! Rust, about a row in hand: so the row brings along what they need from one step up.

use super::{Kind, RowColumn, Source};
use crate::model::{Column, Condition, FieldId, FieldKind, Model, Resource, ResourceId, Rule, Who};
use crate::sql::name;

/// A column of the row that a relation points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fact {
    /// The relation of this resource.
    pub(super) relation: FieldId,
    /// What is read of its target.
    pub(super) column: Column,
}

/// What the rules of a resource need, relation by relation.
pub(super) fn facts(model: &Model, resource: &Resource) -> Vec<Fact> {
    let mut facts = Vec::new();
    for relation in (0..resource.fields.len()).map(FieldId) {
        let Some(target) = target(model, resource, relation) else { continue };
        for rule in rules(resource) {
            let owner = target.owner.filter(|_| rule.who == (Who::OwnerOf { relation }));
            let owner = owner.map(Column::Field).into_iter();
            let asked = rule.condition.iter().flat_map(|condition| steps(condition, relation));
            for column in owner.chain(asked) {
                let fact = Fact { relation, column };
                if !facts.contains(&fact) {
                    facts.push(fact);
                }
            }
        }
    }
    facts
}

/// Rules that are asked about a row in hand.
fn rules(resource: &Resource) -> impl Iterator<Item = &Rule> {
    let access = &resource.access;
    let actions = resource.actions.iter().flat_map(|action| &action.access);
    let links = resource.fields.iter().filter_map(|field| match &field.kind {
        FieldKind::ManyToMany { link, .. } => link.as_ref(),
        _ => None,
    });
    let rows = access.create.iter().chain(&access.update).chain(&access.delete);
    rows.chain(actions).chain(links.flatten())
}

fn steps(condition: &Condition, relation: FieldId) -> impl Iterator<Item = Column> {
    let through = condition.comparisons.iter().filter(move |it| it.left.up == Some(relation));
    through.map(|comparison| comparison.left.column)
}

/// The resource that a relation points at.
pub(super) fn target<'a>(
    model: &'a Model,
    resource: &Resource,
    relation: FieldId,
) -> Option<&'a Resource> {
    match resource.fields[relation.0].kind {
        FieldKind::BelongsTo { target } => Some(model.resource(target)),
        _ => None,
    }
}

/// The fact as a column of the row: `<relation>_<column>`.
pub(super) fn row_column(model: &Model, resource: &Resource, fact: Fact) -> Option<RowColumn> {
    let target = target(model, resource, fact.relation)?;
    let (kind, nullable) = match fact.column {
        Column::Field(id) => {
            let field = &target.fields[id.0];
            (Kind::of(&field.kind)?, field.optional)
        }
        Column::Id => (Kind::Uuid, false),
        Column::CreatedAt | Column::UpdatedAt => (Kind::Timestamp, false),
        Column::Verified => (Kind::Boolean, false),
        Column::SuspendedAt => (Kind::Timestamp, true),
        Column::Email => (Kind::Text, true),
    };
    let relation = &resource.fields[fact.relation.0];
    Some(RowColumn {
        name: format!("{}_{}", relation.name.snake(), name::column_of(target, fact.column)),
        kind,
        optional: nullable || relation.optional,
        source: Source::Fact { relation: fact.relation, column: fact.column },
    })
}

/// The Rust type of a column that names a row, which sqlx could not know of an expression.
pub(super) fn id_type(model: &Model, target: &Resource, column: Column) -> Option<String> {
    let points_at = |id: ResourceId| {
        let resource = model.resource(id);
        format!("{}Id", resource.name.pascal())
    };
    match column {
        Column::Field(id) => match target.fields[id.0].kind {
            FieldKind::BelongsTo { target } => Some(points_at(target)),
            _ => None,
        },
        Column::Id => Some(format!("{}Id", target.name.pascal())),
        _ => None,
    }
}
