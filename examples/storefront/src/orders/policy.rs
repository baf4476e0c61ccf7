//! Who may do what with which orders: the rule as the model says it, and what holds it. Who may see
//! them is said in the statements.

use super::model::{Order, OrderStatus};
use crate::auth::{Principal, Role, Viewer};

/// `customer`
pub fn may_create(principal: Principal) -> bool {
    principal.has(Role::Customer)
}

/// `owner if status = open`
pub fn may_update(principal: Principal, order: &Order) -> bool {
    principal.id == order.customer_id && order.status == OrderStatus::Open
}

/// `owner if status = open`
pub fn may_delete(principal: Principal, order: &Order) -> bool {
    principal.id == order.customer_id && order.status == OrderStatus::Open
}

/// `owner`
pub fn may_place(principal: Principal, order: &Order) -> bool {
    principal.id == order.customer_id
}

/// `clerk`
pub fn may_pay(principal: Principal, _order: &Order) -> bool {
    principal.has(Role::Clerk)
}

/// `clerk`
pub fn may_ship(principal: Principal, _order: &Order) -> bool {
    principal.has(Role::Clerk)
}

/// `owner` or `clerk`
pub fn may_cancel(principal: Principal, order: &Order) -> bool {
    principal.id == order.customer_id || principal.has(Role::Clerk)
}

/// `clerk`: who sees all of them, so that a list need not ask of each.
pub fn sees_all(viewer: Viewer) -> bool {
    viewer.has(Role::Clerk)
}
