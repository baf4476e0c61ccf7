//! A valid row of each resource, in a state in which most people may see it. What a test does not set is
//! made up, the rows it must point at included.

use crate::support::row::{Row, unique};

/// An account; it has no password, so it signs in only as an actor does.
pub fn user() -> Row {
    Row::of("users")
        .with("email", unique("user", 200) + "@example.com")
        .with("handle", unique("handle", 30))
        .with("display_name", "display name")
}

/// A post.
pub fn post() -> Row {
    Row::of("posts")
        .pointing("author_id", user)
        .with("title", "title")
        .with("body", "body")
        .with("visibility", "everyone")
        .with("status", "published")
        .with("published_at", "2026-01-02T03:04:05Z")
}

/// A comment.
pub fn comment() -> Row {
    Row::of("comments").pointing("post_id", post).pointing("author_id", user).with("body", "body")
}

/// A like.
pub fn like() -> Row {
    Row::of("likes").pointing("post_id", post).pointing("author_id", user)
}

/// A tag.
pub fn tag() -> Row {
    Row::of("tags").with("name", unique("name", 40))
}

/// A follow.
pub fn follow() -> Row {
    Row::of("follows").pointing("follower_id", user).pointing("followee_id", user)
}
