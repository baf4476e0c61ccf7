//! Who may do what with which reviews: the rule as the model says it, and what holds it. Who may
//! see them is said in the statements.

use super::model::Review;
use crate::auth::{Principal, Role};

/// `customer`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Customer)
}

/// `owner`
pub fn may_update(principal: Principal, review: &Review) -> bool {
    principal.id == review.author_id
}

/// `owner` or `clerk`
pub fn may_delete(principal: Principal, review: &Review) -> bool {
    principal.id == review.author_id || principal.has(Role::Clerk)
}
