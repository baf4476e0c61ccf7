//! Who may do what with which notes: the rule as the model says it, and what holds it. Who may see
//! them is said in the statements.

use super::model::Note;
use crate::auth::{Principal, Role};

/// `member`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Member)
}

/// `owner`
pub fn may_update(principal: Principal, note: &Note) -> bool {
    principal.id == note.author_id
}

/// `owner`
pub fn may_delete(principal: Principal, note: &Note) -> bool {
    principal.id == note.author_id
}
