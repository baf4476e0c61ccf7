//! What there is to ask about tags: by whom, in which states, with which operations.

use axum::http::Method;
use social_sharing::auth::Role;

use crate::support::access::{Access, Operation, Person, State};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "tags",
        under: None,
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
        ],
        states: vec![State::of("", factory::tag)],
        operations: vec![
            Operation::list("list_tags", "/tags?limit=100"),
            Operation::create("create_tag", "/tags", &["name"]),
            Operation::on_row("show_tag", Method::GET, PLACE),
            Operation::on_row("list_tag_posts", Method::GET, "/tags/{name}/posts"),
        ],
    }
}
