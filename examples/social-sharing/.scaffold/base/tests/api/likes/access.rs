//! What there is to ask about likes: by whom, in which states, with which operations.

use axum::http::Method;
use social_sharing::auth::Role;

use crate::support::access::{Access, Operation, Person, State};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "likes",
        under: Some("post_id"),
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("owner", "author_id"),
            Person::named_by("post.owner", "post_id.author_id"),
        ],
        states: vec![
            State::of("post.status = published and post.visibility = everyone", factory::like),
            State::of("post.status = draft", factory::like).having("post_id.status", "draft"),
            State::of("post.visibility = followers", factory::like)
                .having("post_id.visibility", "followers"),
        ],
        operations: vec![
            Operation::list("list_likes", "/posts/{post_id.id}/likes?limit=100"),
            Operation::create("create_like", "/posts/{post_id.id}/likes", &[]),
            Operation::on_row("show_like", Method::GET, PLACE),
            Operation::on_row("delete_like", Method::DELETE, PLACE),
        ],
    }
}
