//! What there is to ask about notes: by whom, in which states, with which operations.

use axum::http::Method;
use minimal::auth::Role;
use serde_json::json;

use crate::support::access::{Access, Operation, Person, State, change};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "notes",
        under: None,
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("owner", "author_id"),
        ],
        states: vec![State::of("", factory::note)],
        operations: vec![
            Operation::list("list_notes", "/notes?limit=100"),
            Operation::create("create_note", "/notes", &["title", "body"]),
            Operation::on_row("show_note", Method::GET, PLACE),
            Operation::on_row("update_note", Method::PATCH, PLACE)
                .sending(change("title", json!("title 2"))),
            Operation::on_row("delete_note", Method::DELETE, PLACE),
        ],
    }
}
