//! What there is to ask about lines: by whom, in which states, with which operations.

use axum::http::Method;
use serde_json::json;
use storefront::auth::Role;

use crate::support::access::{Access, Operation, Person, State, change};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "lines",
        under: Some("order_id"),
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("customer", &[Role::Customer]),
            Person::with_roles("clerk", &[Role::Clerk]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("order.owner", "order_id.customer_id"),
        ],
        states: vec![
            State::of("order.status = open", factory::line),
            State::of("order.status = placed", factory::line).having("order_id.status", "placed"),
            State::of("order.status = paid", factory::line).having("order_id.status", "paid"),
        ],
        operations: vec![
            Operation::list("list_lines", "/orders/{order_id.id}/lines?limit=100"),
            Operation::create(
                "create_line",
                "/orders/{order_id.id}/lines",
                &["product_id", "quantity", "gift_wrap"],
            ),
            Operation::on_row("show_line", Method::GET, PLACE),
            Operation::on_row("update_line", Method::PATCH, PLACE)
                .sending(change("quantity", json!(2))),
            Operation::on_row("delete_line", Method::DELETE, PLACE),
            Operation::on_row("quote_line", Method::POST, "/lines/{id}/quote")
                .sending(json!({ "price": "1.00" })),
        ],
    }
}
