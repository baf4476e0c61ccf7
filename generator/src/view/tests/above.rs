//! Situations in which somebody may write a row only as the owner of a row above it.

use serde::Serialize;

use crate::model::{Condition, FieldId, FieldKind, Model, ResourceId, Rule, Who};
use crate::sql;
use crate::view::{text, types};

use super::scene::{Actor, Scene, Search, Standing};

/// Such a situation.
#[derive(Debug, Clone, Serialize)]
pub struct AboveTest {
    /// Who acts on which row.
    pub scene: Scene,
    /// `"orders", "customer_id"`: the table above, and the column that names the owner.
    pub handover: String,
}

/// The plainest such situation for a row that is there.
pub(super) fn on_row(
    model: &Model,
    id: ResourceId,
    rules: &[Rule],
    when: Option<&Condition>,
) -> Option<AboveTest> {
    let reached = model.reached(id, rules, None).into_iter();
    let mut found = reached.filter_map(|relation| {
        let handover = handover(model, id, relation, rules)?;
        let owns = |actor: Actor| actor.standing == Standing::OwnerOf(relation);
        let scene = Search::on_row(model, id, rules).when(when).by(&owns).find()?;
        (!scene.parent.is_empty()).then_some(AboveTest { scene, handover })
    });
    found.next()
}

/// The table and column of whoever creates a row in this situation; nothing where they need not
/// own the row above.
pub(super) fn of_creation(
    model: &Model,
    id: ResourceId,
    scene: &Scene,
    rules: &[Rule],
) -> Option<String> {
    match scene.who.standing {
        Standing::OwnerOf(relation) => handover(model, id, relation, rules),
        _ => None,
    }
}

/// The table above and its owner's column, where it takes owning that row to be allowed.
fn handover(model: &Model, id: ResourceId, relation: FieldId, rules: &[Rule]) -> Option<String> {
    let FieldKind::BelongsTo { target } = model.resource(id).fields[relation.0].kind else {
        return None;
    };
    // Of a row above in the same table, more would change than what is waited for.
    if target == id {
        return None;
    }
    let above = model.resource(target);
    let owner = &above.fields[above.owner?.0];
    let person = Actor::owner_of(relation);
    let needed = rules
        .iter()
        .filter(|rule| person.is(model, &rule.who))
        .all(|rule| rule.who == Who::OwnerOf { relation });
    let names = [sql::name::table(above), types::column(owner)];
    needed.then(|| names.map(|name| text::rust(&name)).join(", "))
}
