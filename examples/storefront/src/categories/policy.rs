//! Who may do what with which categories: the rule as the model says it, and what holds it. Who may
//! see them is said in the statements.

use super::model::Category;
use crate::auth::{Principal, Role};

/// `clerk`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Clerk)
}

/// `clerk`
pub fn may_update(principal: Principal, _category: &Category) -> bool {
    principal.has(Role::Clerk)
}

/// `admin`
pub fn may_delete(principal: Principal, _category: &Category) -> bool {
    principal.has(Role::Admin)
}
