//! What there is to ask about categories: by whom, in which states, with which operations.

use axum::http::Method;
use storefront::auth::Role;

use crate::support::access::{Access, Operation, Person, State};
use crate::support::{factory, nothing};

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "categories",
        under: None,
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("customer", &[Role::Customer]),
            Person::with_roles("clerk", &[Role::Clerk]),
            Person::with_roles("admin", &[Role::Admin]),
        ],
        states: vec![State::of("", factory::category)],
        operations: vec![
            Operation::list("list_categories", "/categories?limit=100"),
            Operation::create("create_category", "/categories", &["name", "parent_id"]),
            Operation::on_row("show_category", Method::GET, PLACE),
            Operation::on_row("update_category", Method::PATCH, PLACE).sending(nothing()),
            Operation::on_row("delete_category", Method::DELETE, PLACE),
            Operation::on_row("list_category_products", Method::GET, "/categories/{slug}/products"),
        ],
    }
}
