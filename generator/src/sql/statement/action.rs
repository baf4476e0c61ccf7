//! Declared actions, each one atomic statement.

use super::row::{Labels, answer, items};
use super::write::TOUCHED;
use super::{Argument, Kind, Returns, Statement, moment};
use crate::model::{
    Action, Assigned, Assignment, FieldId, FieldKind, Model, Resource, ResourceId, Rule, Value, Who,
};
use crate::sql::access::{self, alive};
use crate::sql::binder::{Binder, numbered};
use crate::sql::layout::Lines;
use crate::sql::predicate::Predicate;
use crate::sql::scope::Scope;
use crate::sql::{condition, literal, name};

/// Runs the action where `when` and the rules of access hold at that moment, whatever the row was
/// like when it was looked at. The version is asked only of callers who name one, so that two who
/// do not can both succeed.
pub(super) fn run(model: &Model, id: ResourceId, action: &Action) -> Statement {
    let resource = model.resource(id);
    let scope = Scope::top(model, id);
    let (text, parameters) = numbered(|binder| {
        let row = binder.bind(Argument::Id, Kind::Uuid, false);
        let version = binder.bind(Argument::Version, Kind::Bigint, true);
        let named = format!("id = {row} and version = coalesce({version}, version)");
        let mut guard = vec![Predicate::Atom(named), alive(model, &scope)];
        guard.extend(action.when.iter().map(|when| condition::holds(model, &scope, when)));
        if asks_again(model, resource, &action.access) {
            guard.push(access::allowed(model, &scope, &action.access, binder));
        }
        let mut set: Vec<_> = action
            .set
            .iter()
            .map(|assignment| assign(model, resource, action, assignment, binder))
            .collect();
        set.extend(TOUCHED.map(str::to_owned));
        let mut lines = Lines::new();
        lines.line(0, &format!("update {}", scope.from(model)));
        lines.set(&set);
        lines.filter(&Predicate::All(guard));
        lines.list(0, "returning", &items(model, &scope, Labels::Checked, binder));
        lines.finish()
    });
    let name = action.name.snake().to_owned();
    Statement { name, text, parameters, columns: answer(model, id), returns: Returns::Optional }
}

/// Whether it depends on the row itself who may do it: then that may change at any moment. Rows above are
/// held meanwhile, as long as the row goes on pointing at them.
#[must_use]
pub fn asks_again(model: &Model, resource: &Resource, rules: &[Rule]) -> bool {
    let is_held = |rule: &Rule| match rule.who {
        Who::Public | Who::Authenticated | Who::Role(_) => true,
        Who::OwnerOf { relation } => match resource.fields[relation.0].kind {
            FieldKind::BelongsTo { target } => {
                model.resource(target).owner.is_some() && stays(resource, relation)
            }
            _ => false,
        },
        Who::Owner | Who::Relation(_) => false,
    };
    let is_above = |rule: &Rule| {
        let compared = rule.condition.iter().flat_map(|condition| &condition.comparisons);
        compared
            .into_iter()
            .all(|comparison| comparison.left.up.is_some_and(|at| stays(resource, at)))
    };
    !rules.iter().all(|rule| is_held(rule) && is_above(rule))
}

/// Whether a row goes on holding in `field` what it was created with.
#[must_use]
pub fn stays(resource: &Resource, field: FieldId) -> bool {
    let is_set = |action: &Action| action.set.iter().any(|set| set.field == field);
    resource.changeable().all(|(at, _)| at != field) && !resource.actions.iter().any(is_set)
}

fn assign(
    model: &Model,
    resource: &Resource,
    action: &Action,
    assignment: &Assignment,
    binder: &mut Binder,
) -> String {
    let field = &resource.fields[assignment.field.0];
    let value = match &assignment.value {
        Assigned::Value(Value::Me) => binder.bind(Argument::Viewer, Kind::Uuid, true),
        Assigned::Value(Value::Now) => moment(&field.kind).to_owned(),
        Assigned::Value(value) => {
            literal::value(model, &field.kind, value).unwrap_or_else(|| "null".to_owned())
        }
        Assigned::Taken(at) => {
            let taken = &action.takes[*at];
            let kind = Kind::of(&taken.kind).unwrap_or(Kind::Text);
            binder.bind(Argument::Taken(*at), kind, taken.optional)
        }
        Assigned::Plus { field, amount } => {
            let column = name::quoted(&name::column(&resource.fields[field.0]));
            match amount.strip_prefix('-') {
                Some(less) => format!("{column} - {less}"),
                None => format!("{column} + {amount}"),
            }
        }
    };
    format!("{} = {value}", name::quoted(&name::column(field)))
}
