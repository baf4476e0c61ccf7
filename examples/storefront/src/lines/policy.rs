//! Who may do what with which lines: the rule as the model says it, and what holds it. Who may see
//! them is said in the statements.

use super::model::{Line, OrderOfLine};
use crate::auth::{Principal, Role};
use crate::orders::model::OrderStatus;

/// `order.owner if order.status = open`
pub fn may_create(principal: Principal, order: &OrderOfLine) -> bool {
    principal.id == order.customer_id && order.status == OrderStatus::Open
}

/// `order.owner if order.status = open`
pub fn may_update(principal: Principal, _line: &Line, order: &OrderOfLine) -> bool {
    principal.id == order.customer_id && order.status == OrderStatus::Open
}

/// `order.owner if order.status = open` or `clerk`
pub fn may_delete(principal: Principal, _line: &Line, order: &OrderOfLine) -> bool {
    (principal.id == order.customer_id && order.status == OrderStatus::Open)
        || principal.has(Role::Clerk)
}

/// `clerk`
pub fn may_quote(principal: Principal, _line: &Line) -> bool {
    principal.has(Role::Clerk)
}
