//! What there is to ask about users: by whom, in which states, with which operations.

use axum::http::Method;
use serde_json::json;
use social_sharing::auth::Role;

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
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::itself("owner"),
        ],
        states: vec![State::of("", factory::user)],
        operations: vec![
            Operation::list("list_users", "/users?limit=100"),
            Operation::on_row("show_user", Method::GET, PLACE),
            Operation::on_row("update_user", Method::PATCH, PLACE)
                .sending(change("display_name", json!("display name 2"))),
            Operation::on_row("delete_user", Method::DELETE, PLACE),
            Operation::on_row("set_user_roles", Method::PUT, "/users/{handle}/roles")
                .sending(json!({ "roles": ["member"] })),
            Operation::on_row("suspend_user", Method::POST, "/users/{handle}/suspend"),
            Operation::on_row("reinstate_user", Method::POST, "/users/{handle}/reinstate"),
            Operation::on_row("end_user_sessions", Method::DELETE, "/users/{handle}/sessions"),
        ],
    }
}
