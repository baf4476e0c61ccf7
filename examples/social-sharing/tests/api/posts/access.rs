//! What there is to ask about posts: by whom, in which states, with which operations.

use axum::http::Method;
use serde_json::json;
use social_sharing::auth::Role;

use crate::support::access::{Access, Operation, Person, State, change};
use crate::support::factory;

use super::PLACE;

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "posts",
        under: None,
        is_apart: false,
        left_out: "",
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("owner", "author_id"),
        ],
        states: vec![
            State::of("status = published and visibility = everyone", factory::post),
            State::of("status = draft", factory::post).having("status", "draft"),
            State::of("status = published and visibility = followers", factory::post)
                .having("visibility", "followers"),
        ],
        operations: vec![
            Operation::list("list_posts", "/posts?limit=100"),
            Operation::create("create_post", "/posts", &["title", "body", "visibility"]),
            Operation::on_row("show_post", Method::GET, PLACE),
            Operation::on_row("update_post", Method::PATCH, PLACE)
                .sending(change("title", json!("title 2"))),
            Operation::on_row("delete_post", Method::DELETE, PLACE),
            Operation::on_row("publish_post", Method::POST, "/posts/{id}/publish"),
            Operation::on_row("restore_post", Method::POST, "/posts/{id}/restore").deleted(),
            Operation::on_row("list_post_tags", Method::GET, "/posts/{id}/tags"),
            Operation::on_row("link_post_tags", Method::PUT, "/posts/{id}/tags/{other.name}")
                .beside(factory::tag),
            Operation::on_row("unlink_post_tags", Method::DELETE, "/posts/{id}/tags/{other.name}")
                .beside(factory::tag),
        ],
    }
}
