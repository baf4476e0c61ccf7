//! Who may do what with which lines. Who may see them is said in the statements.

use super::model::Line;
use crate::auth::{Principal, Role};
use crate::orders::model::OrderStatus;

/// `order.owner if order.status = open`
pub fn may_create(principal: Principal, line: &Line) -> bool {
    principal.id == line.order_customer_id && line.order_status == OrderStatus::Open
}

/// `order.owner if order.status = open`
pub fn may_update(principal: Principal, line: &Line) -> bool {
    principal.id == line.order_customer_id && line.order_status == OrderStatus::Open
}

/// `order.owner if order.status = open` or `clerk`
pub fn may_delete(principal: Principal, line: &Line) -> bool {
    (principal.id == line.order_customer_id && line.order_status == OrderStatus::Open)
        || principal.has(Role::Clerk)
}
