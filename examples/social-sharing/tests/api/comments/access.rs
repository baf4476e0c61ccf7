//! What there is to ask about comments: by whom, in which states, with which operations.

use axum::http::Method;
use serde_json::json;
use social_sharing::auth::Role;

use crate::support::access::{Access, Operation, Person, State, change};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "comments",
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
            State::of("post.status = published and post.visibility = everyone", factory::comment),
            State::of("post.status = draft", factory::comment).having("post_id.status", "draft"),
            State::of("post.visibility = followers", factory::comment)
                .having("post_id.visibility", "followers"),
        ],
        operations: vec![
            Operation::list("list_comments", "/posts/{post_id.id}/comments?limit=100"),
            Operation::create("create_comment", "/posts/{post_id.id}/comments", &["body"]),
            Operation::on_row("show_comment", Method::GET, PLACE),
            Operation::on_row("update_comment", Method::PATCH, PLACE)
                .sending(change("body", json!("body 2"))),
            Operation::on_row("delete_comment", Method::DELETE, PLACE),
        ],
    }
}
