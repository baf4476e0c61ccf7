//! Who may do what with which products: the rule as the model says it, and what holds it. Who may
//! see them is said in the statements.

use super::model::Product;
use crate::auth::{Principal, Role, Viewer};

/// `clerk`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Clerk)
}

/// `clerk`
pub fn may_update(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Clerk)
}

/// `admin`
pub fn may_delete(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Admin)
}

/// `clerk`
pub fn may_release(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Clerk)
}

/// `clerk`
pub fn may_retire(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Clerk)
}

/// `clerk`
pub fn may_stocktake(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Clerk)
}

/// `authenticated`
pub fn may_claim(_principal: Principal, _product: &Product) -> bool {
    true
}

/// `clerk`
pub fn may_link_categories(principal: Principal, _product: &Product) -> bool {
    principal.has(Role::Clerk)
}

/// `clerk`: who sees all of them, so that a list need not ask of each.
pub fn sees_all(viewer: Viewer) -> bool {
    viewer.has(Role::Clerk)
}

/// `clerk`
pub fn may_read_purchase_price(viewer: Viewer, _product: &Product) -> bool {
    viewer.has(Role::Clerk)
}
