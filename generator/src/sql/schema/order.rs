//! In which order tables are created.

use crate::model::{FieldId, FieldKind, Model, ResourceId};

/// Accounts first, then declared order, except that a resource comes behind those it points at.
/// In a cycle, whoever is reached first goes first.
pub(in crate::sql) fn creation(model: &Model) -> Vec<ResourceId> {
    let (account, _) = model.account();
    let mut order = vec![account];
    let mut entered = vec![account];
    for id in (0..model.resources.len()).map(ResourceId) {
        visit(model, id, &mut entered, &mut order);
    }
    order
}

fn visit(
    model: &Model,
    id: ResourceId,
    entered: &mut Vec<ResourceId>,
    order: &mut Vec<ResourceId>,
) {
    if entered.contains(&id) {
        return;
    }
    entered.push(id);
    // Required relations decide before optional ones do, so that a cycle is cut where null is possible.
    for optional in [false, true] {
        for field in model.resource(id).fields.iter().filter(|field| field.optional == optional) {
            if let FieldKind::BelongsTo { target } = field.kind {
                visit(model, target, entered, order);
            }
        }
    }
    order.push(id);
}

/// Relations of earlier tables that point at the one created at `at`.
pub(super) fn keys_ready(
    model: &Model,
    order: &[ResourceId],
    at: usize,
) -> Vec<(ResourceId, FieldId)> {
    let mut ready = Vec::new();
    for earlier in &order[..at] {
        for (field, declared) in model.resource(*earlier).fields.iter().enumerate() {
            if matches!(declared.kind, FieldKind::BelongsTo { target } if target == order[at]) {
                ready.push((*earlier, FieldId(field)));
            }
        }
    }
    ready
}

/// Many-to-many relations whose later end is the table created at `at`.
pub(super) fn links_ready(
    model: &Model,
    order: &[ResourceId],
    at: usize,
) -> Vec<(ResourceId, FieldId)> {
    let mut ready = Vec::new();
    for id in &order[..=at] {
        for (field, declared) in model.resource(*id).fields.iter().enumerate() {
            let FieldKind::ManyToMany { target, .. } = declared.kind else { continue };
            let there = order[..=at].contains(&target);
            if there && (*id == order[at] || target == order[at]) {
                ready.push((*id, FieldId(field)));
            }
        }
    }
    ready
}
