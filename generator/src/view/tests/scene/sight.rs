//! Rows that somebody sees, and rows that they do not.

use crate::model::samples::{self, Row};
use crate::model::{Condition, FieldId, FieldKind, Model, ResourceId, Rule};
use crate::view::tests::setting::overrides;
use crate::view::tests::{factory, state};
use crate::view::{names, text, types};

use super::Search;
use super::actor::{Actor, Standing};

/// How a row is made that somebody may see who has nothing to do with it, or owns it.
pub(in crate::view::tests) fn visible_row(
    model: &Model,
    id: ResourceId,
    actor: Actor,
) -> Option<String> {
    let resource = model.resource(id);
    let factory = format!("factory::{}()", names::names(resource).ident);
    for standing in [Standing::Stranger, Standing::Owner] {
        let reader = Actor { standing, ..actor };
        let seen = Search::on_row(model, id, &resource.access.read)
            .by_actor(reader)
            .filter(|_| !resource.account || standing == Standing::Stranger);
        // The row above has to be one of its own.
        let Some(scene) = seen.filter(|scene| scene.parent.is_empty() || resource.under.is_some())
        else {
            continue;
        };
        let under = resource.under.is_none_or(|under| is_visible(model, id, under, actor));
        if !under || (!scene.parent.is_empty() && !is_plain(&scene.parent)) {
            continue;
        }
        let set = overrides(model, id, &scene.cells);
        let owner = resource.owner.filter(|_| standing == Standing::Owner);
        let owner = owner.map(|at| types::column(&resource.fields[at.0]));
        let named = owner.map(|at| format!(".with({}, actor.id())", text::rust(&at)));
        return Some(format!("{factory}{set}{}", named.unwrap_or_default()));
    }
    None
}

/// Whether a factory is taken as it is.
fn is_plain(call: &str) -> bool {
    call.ends_with("()")
}

/// How a row is made that somebody may not see who has nothing to do with it.
pub(in crate::view::tests) fn hidden_row(
    model: &Model,
    id: ResourceId,
    actor: Actor,
) -> Option<String> {
    let resource = model.resource(id);
    let stranger = Actor { standing: Standing::Stranger, ..actor };
    let rules: Vec<&Rule> =
        resource.access.read.iter().filter(|rule| stranger.is(model, &rule.who)).collect();
    let conditions: Option<Vec<&Condition>> =
        rules.iter().map(|rule| rule.condition.as_ref()).collect();
    let is_own = |condition: &&Condition| {
        condition.comparisons.iter().all(|comparison| comparison.left.up.is_none())
    };
    let factory = format!("factory::{}()", names::names(resource).ident);
    let by_rules = conditions.filter(|all| all.iter().all(is_own)).and_then(|conditions| {
        let free: Vec<FieldId> =
            conditions.iter().flat_map(|condition| state::fields_of(condition)).collect();
        let is_hidden = |row: &Row| {
            !conditions.iter().any(|condition| samples::satisfies(resource, row, condition))
        };
        let row = state::row_such(model, id, &[], &free, &is_hidden)?;
        Some(format!("{factory}{}", overrides(model, id, &row)))
    });
    let deleted = format!("{factory}.with(\"deleted_at\", \"2026-01-02T03:04:05Z\")");
    by_rules.or_else(|| resource.soft_delete.then_some(deleted))
}

/// Whether a stranger sees the row at the other end of a relation as its factory makes it.
pub(in crate::view::tests) fn is_visible(
    model: &Model,
    id: ResourceId,
    relation: FieldId,
    actor: Actor,
) -> bool {
    let FieldKind::BelongsTo { target } = model.resource(id).fields[relation.0].kind else {
        return false;
    };
    let stranger = Actor { standing: Standing::Stranger, ..actor };
    let resource = model.resource(target);
    let Some(row) = state::most_visible(model, target) else { return false };
    let holds = |rule: &&Rule| {
        rule.condition.as_ref().is_none_or(|condition| {
            let mut fields = state::fields_of(condition).into_iter();
            fields.all(|at| !factory::varies(resource, at))
                && samples::satisfies(resource, &row, condition)
        })
    };
    resource
        .access
        .read
        .iter()
        .filter(|rule| stranger.is(model, &rule.who))
        .any(|rule| holds(&rule))
        && resource.under.is_none_or(|under| is_visible(model, target, under, actor))
}
