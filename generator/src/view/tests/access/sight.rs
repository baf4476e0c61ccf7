//! Who somebody is to a row, and whether they may see it: the rules, evaluated.

use crate::model::{Model, RoleId, Rule, Who};

use super::people::Asker;
use super::situation::Situation;
use super::truth;

/// Whether one of the rules lets somebody have the row.
pub(super) fn allowed(
    model: &Model,
    asker: &Asker,
    situation: &Situation,
    rules: &[Rule],
) -> Option<bool> {
    truth::any(rules.iter().map(|rule| {
        let condition = rule.condition.iter().map(|it| truth::holds(model, situation, it));
        truth::all([is(model, asker, situation, &rule.who)].into_iter().chain(condition))
    }))
}

/// Whether somebody may see the row: by its own rules, and those of the rows it lives under.
pub(super) fn sees(model: &Model, asker: &Asker, situation: &Situation) -> Option<bool> {
    truth::all([sees_within(model, asker, situation), sees_parent(model, asker, situation)])
}

/// Whether somebody may see the row by its own rules.
pub(super) fn sees_within(model: &Model, asker: &Asker, situation: &Situation) -> Option<bool> {
    allowed(model, asker, situation, &model.resource(situation.resource).access.read)
}

/// Whether somebody may see the row that it lives under. One of the same kind is not asked.
fn sees_parent(model: &Model, asker: &Asker, situation: &Situation) -> Option<bool> {
    let Some(under) = model.resource(situation.resource).under else { return Some(true) };
    let parent = situation.up(model, under)?;
    if parent.resource == situation.resource {
        return Some(true);
    }
    sees(model, asker, &parent)
}

/// Whether somebody has a role, or one that includes it.
pub(super) fn has(model: &Model, asker: &Asker, role: RoleId) -> bool {
    asker.role.is_some_and(|held| held == role || model.roles[held.0].includes.contains(&role))
}

fn is(model: &Model, asker: &Asker, situation: &Situation, who: &Who) -> Option<bool> {
    let resource = model.resource(situation.resource);
    Some(match who {
        Who::Public => true,
        Who::Authenticated => asker.is_signed_in(),
        Who::Role(role) => has(model, asker, *role),
        Who::Owner => match resource.owner {
            Some(owner) => situation.naming.contains(&owner),
            None => situation.is_asker,
        },
        Who::Relation(relation) => situation.naming.contains(relation),
        Who::OwnerOf { relation } if situation.naming.contains(relation) => true,
        Who::OwnerOf { relation } => {
            let Some(above) = situation.up(model, *relation) else { return Some(false) };
            let owner = model.resource(above.resource).owner;
            owner.is_some_and(|owner| above.naming.contains(&owner))
        }
    })
}
