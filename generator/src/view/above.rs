//! Rows above: what the code of a slice calls them.

use crate::model::{FieldId, Resource};

use super::names;

/// The variable that holds the row which `relation` points at.
#[must_use]
pub fn local(resource: &Resource, relation: FieldId) -> String {
    let named = |at: usize| {
        let name = names::local(resource.fields[at].name.snake(), "parent");
        if name == names::names(resource).row { "parent".to_owned() } else { name }
    };
    let name = named(relation.0);
    let same = (0..relation.0).filter(|at| named(*at) == name).count();
    if same == 0 { name } else { format!("{name}_{}", same + 1) }
}

/// What the rules of a resource see of the row: `OrderOfLine`.
#[must_use]
pub fn type_name(resource: &Resource, relation: FieldId) -> String {
    format!("{}Of{}", resource.fields[relation.0].name.pascal(), resource.name.pascal())
}
