//! Which rows somebody sees who has nothing to do with them.

use crate::model::samples::{self, Row};
use crate::model::{FieldId, FieldKind, Model, ResourceId};
use crate::view::tests::scene::Actor;
use crate::view::tests::{factory, state};

/// Whether they surely see the row that a factory makes.
pub(super) fn is_seen(model: &Model, id: ResourceId, actor: Actor) -> bool {
    state::most_visible(model, id).is_some_and(|row| is_row_seen(model, id, &row, None, actor))
}

/// Whether they surely see this row; that which it points at by `entered` is not looked at.
pub(super) fn is_row_seen(
    model: &Model,
    id: ResourceId,
    row: &Row,
    entered: Option<FieldId>,
    actor: Actor,
) -> bool {
    let resource = model.resource(id);
    let rules = resource.access.read.iter();
    let mut of_strangers = rules.filter(|rule| actor.as_stranger().is(model, &rule.who));
    let is_admitted = of_strangers.any(|rule| {
        rule.condition.as_ref().is_none_or(|condition| {
            let mut fields = state::fields_of(condition).into_iter();
            fields.all(|at| !factory::varies(resource, at))
                && samples::satisfies(resource, row, condition)
        })
    });
    let above = resource.under.filter(|under| Some(*under) != entered);
    let is_above_seen = above.is_none_or(|under| match resource.fields[under.0].kind {
        FieldKind::BelongsTo { target } => is_seen(model, target, actor),
        _ => false,
    });
    is_admitted && is_above_seen
}

/// Whether rules speak only of what a factory gives every row alike.
pub(super) fn is_certain(model: &Model, id: ResourceId) -> bool {
    let resource = model.resource(id);
    let conditions = resource.access.read.iter().filter_map(|rule| rule.condition.as_ref());
    let mut fields = conditions.flat_map(state::fields_of);
    fields.all(|at| !factory::varies(resource, at))
}
