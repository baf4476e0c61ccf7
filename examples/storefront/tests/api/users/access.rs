//! What there is to ask about users: by whom, in which states, with which operations.

use axum::http::Method;
use serde_json::json;
use storefront::auth::Role;

use crate::support::access::{Access, Operation, Person, State, change};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "users",
        under: None,
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("customer", &[Role::Customer]),
            Person::with_roles("clerk", &[Role::Clerk]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::itself("owner"),
        ],
        states: vec![State::of("", factory::user)],
        operations: vec![
            Operation::list("list_users", "/users?limit=100"),
            Operation::on_row("show_user", Method::GET, PLACE),
            Operation::on_row("update_user", Method::PATCH, PLACE)
                .sending(change("full_name", json!("full name 2"))),
            Operation::on_row("delete_user", Method::DELETE, PLACE),
            Operation::on_row("set_user_roles", Method::PUT, "/users/{id}/roles")
                .sending(json!({ "roles": ["customer"] })),
            Operation::on_row("suspend_user", Method::POST, "/users/{id}/suspend"),
            Operation::on_row("reinstate_user", Method::POST, "/users/{id}/reinstate"),
            Operation::on_row("end_user_sessions", Method::DELETE, "/users/{id}/sessions"),
        ],
    }
}
