//! Who may do what with which likes: the rule as the model says it, and what holds it. Who may see
//! them is said in the statements.

use super::model::Like;
use crate::auth::{Principal, Role};

/// `member`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Member)
}

/// `owner`
pub fn may_delete(principal: Principal, like: &Like) -> bool {
    principal.id == like.author_id
}
