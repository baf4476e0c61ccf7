//! Access rules as SQL.

use super::binder::{Argument, Binder};
use super::predicate::Predicate;
use super::scope::Scope;
use super::{Kind, condition, name};
use crate::model::{FieldId, Model, Rule, Who};

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
        all.push(parent.exists(model, vec![joins, seen]));
    }
    Predicate::All(all)
}

/// Whether everybody may have every row.
pub(super) fn is_open(rules: &[Rule]) -> bool {
    rules.iter().any(|rule| rule.who == Who::Public && rule.condition.is_none())
}

/// That one of `rules` lets the viewer have the row.
pub(super) fn allowed(
    model: &Model,
    scope: &Scope,
    rules: &[Rule],
    binder: &mut Binder,
) -> Predicate {
    if is_open(rules) {
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
    target.exists(model, filter)
}
