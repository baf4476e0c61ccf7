//! What there is to ask about orders: by whom, in which states, with which operations.

use axum::http::Method;
use serde_json::json;
use storefront::auth::Role;

use crate::support::access::{Access, Operation, Person, State, change};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "orders",
        under: None,
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("customer", &[Role::Customer]),
            Person::with_roles("clerk", &[Role::Clerk]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("owner", "customer_id"),
        ],
        states: vec![
            State::of("status = open", factory::order),
            State::of("status = paid", factory::order).having("status", "paid"),
            State::of("status = placed", factory::order).having("status", "placed"),
            State::of("status = shipped", factory::order)
                .having("status", "shipped")
                .having("shipped_at", "2030-01-01T09:00:00Z"),
        ],
        operations: vec![
            Operation::list("list_orders", "/orders?limit=50"),
            Operation::create("create_order", "/orders", &["note"]),
            Operation::on_row("show_order", Method::GET, PLACE),
            Operation::on_row("update_order", Method::PATCH, PLACE)
                .sending(change("note", json!("note 2"))),
            Operation::on_row("delete_order", Method::DELETE, PLACE),
            Operation::on_row("place_order", Method::POST, "/orders/{id}/place"),
            Operation::on_row("pay_order", Method::POST, "/orders/{id}/pay"),
            Operation::on_row("ship_order", Method::POST, "/orders/{id}/ship"),
            Operation::on_row("cancel_order", Method::POST, "/orders/{id}/cancel")
                .sending(json!({ "reason": "reason 1" })),
        ],
    }
}
