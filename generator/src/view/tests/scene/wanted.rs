//! What conditions ask of the row, and of the row above it.

use crate::model::{Comparison, Condition, FieldId, Model, Path, ResourceId};

use super::actor::{Actor, Standing};

/// What holds of the row and of the row above it.
pub(super) struct Wanted<'a> {
    pub(super) own: Vec<&'a Condition>,
    pub(super) above: Vec<Condition>,
    pub(super) relation: Option<FieldId>,
}

/// Takes conditions apart: of the row, and of the one row above it that they speak of.
pub(super) fn wanted<'a>(
    model: &Model,
    id: ResourceId,
    actor: Actor,
    conditions: &[Option<&'a Condition>],
) -> Option<Wanted<'a>> {
    let under = model.resource(id).under;
    let owned = match actor.standing {
        Standing::OwnerOf(relation) => Some(relation),
        _ => None,
    };
    let mut wanted = Wanted { own: Vec::new(), above: Vec::new(), relation: under.or(owned) };
    for condition in conditions.iter().flatten().copied() {
        match condition.comparisons.iter().any(|comparison| comparison.left.up.is_some()) {
            false => wanted.own.push(condition),
            // Of two rows at once: no situation is looked for.
            true if condition.comparisons.iter().any(|comparison| comparison.left.up.is_none()) => {
                return None;
            }
            true => {
                for comparison in &condition.comparisons {
                    wanted.relation = wanted.relation.or(comparison.left.up);
                    if comparison.left.up != wanted.relation {
                        return None;
                    }
                }
                wanted.above.push(Condition {
                    comparisons: condition.comparisons.iter().map(lowered).collect(),
                });
            }
        }
    }
    (owned.is_none() || owned == wanted.relation).then_some(wanted)
}

/// The comparison as the row above makes it of itself.
fn lowered(comparison: &Comparison) -> Comparison {
    Comparison {
        left: Path { up: None, column: comparison.left.column },
        test: comparison.test.clone(),
    }
}
