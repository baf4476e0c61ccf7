//! Tables in expressions, and what their columns are called there.

use super::name;
use super::predicate::Predicate;
use crate::model::{FieldId, FieldKind, Model, ResourceId};

/// A table that an expression can name columns of.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// Whose rows.
    pub(super) resource: ResourceId,
    /// The table's name or alias here.
    name: String,
    /// Columns need no qualifier, for no sub-query is between.
    bare: bool,
    /// Names that are taken in this scope and around it.
    taken: Vec<String>,
}

impl Scope {
    /// The table that a statement is about, its columns bare.
    pub(super) fn top(model: &Model, resource: ResourceId) -> Self {
        let name = name::table(model.resource(resource));
        Self { resource, taken: vec![name.clone()], name, bare: true }
    }

    /// The same table as a sub-query sees it.
    pub(super) fn outer(&self) -> Self {
        Self { bare: false, ..self.clone() }
    }

    /// A table inside a sub-query, called `alias` where its own name is taken.
    pub(super) fn inner(&self, model: &Model, resource: ResourceId, alias: &str) -> Self {
        let table = name::table(model.resource(resource));
        let mut name = if self.taken.contains(&table) { alias.to_owned() } else { table };
        while self.taken.contains(&name) {
            name = name::identifier(&["other", &name]);
        }
        let taken = self.taken.iter().cloned().chain([name.clone()]).collect();
        Self { resource, name, bare: false, taken }
    }

    /// The table that `relation` points at, inside a sub-query.
    pub(super) fn up(&self, model: &Model, relation: FieldId) -> Option<Self> {
        let field = &model.resource(self.resource).fields[relation.0];
        let FieldKind::BelongsTo { target } = field.kind else { return None };
        Some(self.inner(model, target, field.name.snake()))
    }

    /// That `target` is the row which `relation` of this one points at.
    pub(super) fn joins(&self, model: &Model, relation: FieldId, target: &Self) -> String {
        let field = &model.resource(self.resource).fields[relation.0];
        format!("{} = {}", target.column("id"), self.outer().column(&name::column(field)))
    }

    /// A column of it.
    pub(super) fn column(&self, column: &str) -> String {
        let column = name::quoted(column);
        if self.bare { column } else { format!("{}.{column}", name::quoted(&self.name)) }
    }

    /// What stands behind `from`.
    pub(super) fn from(&self, model: &Model) -> String {
        let table = name::table(model.resource(self.resource));
        if table == self.name {
            return name::quoted(&table);
        }
        format!("{} as {}", name::quoted(&table), name::quoted(&self.name))
    }

    /// There is a row of it that fulfils all of `filter`.
    pub(super) fn exists(&self, model: &Model, filter: Vec<Predicate>) -> Predicate {
        Predicate::Exists { from: self.from(model), filter: Box::new(Predicate::All(filter)) }
    }
}
