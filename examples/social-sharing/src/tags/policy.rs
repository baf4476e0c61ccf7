//! Who may do what with which tags: the rule as the model says it, and what holds it. Who may see
//! them is said in the statements.

use crate::auth::{Principal, Role};

/// `member`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Member)
}
