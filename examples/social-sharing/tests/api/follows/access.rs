//! What there is to ask about follows: by whom, in which states, with which operations.

use axum::http::Method;
use social_sharing::auth::Role;

use crate::support::access::{Access, Operation, Person, State};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "follows",
        under: None,
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("owner", "follower_id"),
        ],
        states: vec![State::of("", factory::follow)],
        operations: vec![
            Operation::list("list_follows", "/follows?limit=100"),
            Operation::create("create_follow", "/follows", &["followee_id"]),
            Operation::on_row("show_follow", Method::GET, PLACE),
            Operation::on_row("delete_follow", Method::DELETE, PLACE),
        ],
    }
}
