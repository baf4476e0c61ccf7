//! Who may do what with which users: the rule as the model says it, and what holds it. Who may see
//! them is said in the statements.

use super::model::User;
use crate::auth::{Principal, Role, Viewer};

/// `owner`
pub fn may_update(principal: Principal, user: &User) -> bool {
    principal.id == user.id
}

/// `owner`
pub fn may_delete(principal: Principal, user: &User) -> bool {
    principal.id == user.id
}

/// `admin`
pub fn may_administer(principal: Principal) -> bool {
    principal.has(Role::Admin)
}

/// `clerk`: who sees all of them, so that a list need not ask of each.
pub fn sees_all(viewer: Viewer) -> bool {
    viewer.has(Role::Clerk)
}

/// `owner` or `admin`
pub fn may_read_private(viewer: Viewer, user: &User) -> bool {
    viewer.is(user.id) || viewer.has(Role::Admin)
}
