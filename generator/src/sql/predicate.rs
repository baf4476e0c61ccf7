//! Access rules as SQL.

use super::statement::{Argument, Binder};
use super::{Kind, condition, name};
use crate::model::{FieldId, FieldKind, Model, ResourceId, Rule, Who};

/// A boolean expression that still knows its parts, so that it can be laid out over lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Predicate {
    /// Anything that is not taken apart further.
    Atom(String),
    /// All of them hold; true if there are none.
    All(Vec<Self>),
    /// One of them holds; false if there are none.
    Any(Vec<Self>),
    /// There is a row of `from` for which `filter` holds.
    Exists { from: String, filter: Box<Self> },
}

impl Predicate {
    /// There is a row in `scope` that fulfils all of `filter`.
    pub(super) fn exists(model: &Model, scope: &Scope, filter: Vec<Self>) -> Self {
        Self::Exists { from: scope.from(model), filter: Box::new(Self::All(filter)) }
    }

    /// Whether it asks nothing.
    pub(super) fn is_true(&self) -> bool {
        matches!(self, Self::All(parts) if parts.iter().all(Self::is_true))
    }

    /// On one line.
    pub(super) fn flat(&self) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::All(_) if self.is_true() => "true".to_owned(),
            Self::All(_) => {
                let parts = self.conjuncts();
                let lone = parts.len() == 1;
                let parts = parts.iter().map(|part| match part {
                    Self::Any(any) if any.len() > 1 && !lone => format!("({})", part.flat()),
                    _ => part.flat(),
                });
                parts.collect::<Vec<_>>().join(" and ")
            }
            Self::Any(parts) if parts.is_empty() => "false".to_owned(),
            Self::Any(parts) => {
                let parts = parts.iter().map(|part| match part.conjuncts().len() {
                    0 | 1 => part.flat(),
                    _ if parts.len() > 1 => format!("({})", part.flat()),
                    _ => part.flat(),
                });
                parts.collect::<Vec<_>>().join(" or ")
            }
            Self::Exists { from, filter } => {
                format!("exists (select from {from} where {})", filter.flat())
            }
        }
    }

    /// What has to hold, one by one, without what always does.
    pub(super) fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::All(parts) => parts.iter().flat_map(Self::conjuncts).collect(),
            Self::Any(parts) if parts.len() == 1 => parts[0].conjuncts(),
            other => vec![other],
        }
    }
}

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
}

/// Which rows of `scope` the viewer may see: those that are alive, that a `read` rule opens and
/// whose parent is seen too. A parent reached by `entered` has been looked at already.
pub(super) fn visible(
    model: &Model,
    scope: &Scope,
    entered: Option<FieldId>,
    binder: &mut Binder,
) -> Predicate {
    Predicate::All(vec![alive(model, scope), readable(model, scope, entered, binder)])
}

/// Rows that are there: neither deleted nor, of accounts, closed.
pub(super) fn alive(model: &Model, scope: &Scope) -> Predicate {
    let resource = model.resource(scope.resource);
    let mut all = Vec::new();
    if resource.soft_delete {
        all.push(Predicate::Atom(format!("{} is null", scope.column("deleted_at"))));
    }
    if resource.account {
        all.push(Predicate::Atom(format!("{} is null", scope.column("closed_at"))));
    }
    Predicate::All(all)
}

/// Rows that the `read` rules open and whose parent is seen, deleted or not.
pub(super) fn readable(
    model: &Model,
    scope: &Scope,
    entered: Option<FieldId>,
    binder: &mut Binder,
) -> Predicate {
    let resource = model.resource(scope.resource);
    let mut all = vec![allowed(model, scope, &resource.access.read, binder)];
    if let Some(relation) = resource.under
        && entered != Some(relation)
        && let Some(parent) = scope.up(model, relation)
        && parent.resource != scope.resource
    {
        let seen = visible(model, &parent, None, binder);
        let joins = Predicate::Atom(scope.joins(model, relation, &parent));
        all.push(Predicate::exists(model, &parent, vec![joins, seen]));
    }
    Predicate::All(all)
}

/// That one of `rules` lets the viewer have the row.
pub(super) fn allowed(
    model: &Model,
    scope: &Scope,
    rules: &[Rule],
    binder: &mut Binder,
) -> Predicate {
    if rules.iter().any(|rule| rule.who == Who::Public && rule.condition.is_none()) {
        return Predicate::All(Vec::new());
    }
    let any = rules.iter().map(|rule| {
        let mut all: Vec<_> =
            rule.condition.iter().map(|it| condition::holds(model, scope, it)).collect();
        if rule.who != Who::Public {
            all.push(is(model, scope, &rule.who, binder));
        }
        Predicate::All(all)
    });
    Predicate::Any(any.collect())
}

/// That the viewer is whom the rule means.
fn is(model: &Model, scope: &Scope, who: &Who, binder: &mut Binder) -> Predicate {
    let resource = model.resource(scope.resource);
    let mut viewer = || binder.bind(Argument::Viewer, Kind::Uuid, true);
    let column = |id: FieldId| scope.column(&name::column(&resource.fields[id.0]));
    let text = match *who {
        Who::Public => "true".to_owned(),
        Who::Authenticated => format!("{}::uuid is not null", viewer()),
        Who::Role(role) => binder.bind(Argument::Role(role), Kind::Boolean, false),
        Who::Owner => match resource.owner {
            Some(owner) => format!("{} = {}", column(owner), viewer()),
            None => format!("{} = {}", scope.column("id"), viewer()),
        },
        Who::Relation(relation) => format!("{} = {}", column(relation), viewer()),
        Who::OwnerOf { relation } => return owns_target(model, scope, relation, &viewer()),
    };
    Predicate::Atom(text)
}

/// That the viewer owns the row which `relation` points at.
fn owns_target(model: &Model, scope: &Scope, relation: FieldId, viewer: &str) -> Predicate {
    let field = &model.resource(scope.resource).fields[relation.0];
    let own = || Predicate::Atom(format!("{} = {viewer}", scope.column(&name::column(field))));
    let Some(target) = scope.up(model, relation) else { return own() };
    let resource = model.resource(target.resource);
    let Some(owner) = resource.owner else { return own() };
    let owner = target.column(&name::column(&resource.fields[owner.0]));
    let joins = scope.joins(model, relation, &target);
    let filter = vec![Predicate::Atom(joins), Predicate::Atom(format!("{owner} = {viewer}"))];
    Predicate::exists(model, &target, filter)
}
