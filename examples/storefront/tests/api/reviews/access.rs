//! What there is to ask about reviews: by whom, in which states, with which operations.

use axum::http::Method;
use serde_json::json;
use storefront::auth::Role;

use crate::support::access::{Access, Operation, Person, State, change};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "reviews",
        under: Some("product_id"),
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("customer", &[Role::Customer]),
            Person::with_roles("clerk", &[Role::Clerk]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("owner", "author_id"),
        ],
        states: vec![
            State::of("product.status = listed", factory::review),
            State::of("product.status = draft", factory::review)
                .having("product_id.status", "draft"),
        ],
        operations: vec![
            Operation::list("list_reviews", "/products/{product_id.sku}/reviews?limit=100"),
            Operation::create(
                "create_review",
                "/products/{product_id.sku}/reviews",
                &["stars", "text", "recommended"],
            ),
            Operation::on_row("show_review", Method::GET, PLACE),
            Operation::on_row("update_review", Method::PATCH, PLACE)
                .sending(change("stars", json!(2))),
            Operation::on_row("delete_review", Method::DELETE, PLACE),
        ],
    }
}
