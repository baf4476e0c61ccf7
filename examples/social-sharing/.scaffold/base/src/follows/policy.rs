//! Who may do what with which follows: the rule as the model says it, and what holds it. Who may
//! see them is said in the statements.

use super::model::Follow;
use crate::auth::{Principal, Role};

/// `member`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Member)
}

/// `owner`
pub fn may_delete(principal: Principal, follow: &Follow) -> bool {
    principal.id == follow.follower_id
}
