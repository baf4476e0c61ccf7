//! A valid row of each resource, in a state in which most people may see it. What a test does not
//! set is made up, the rows it must point at included.

use crate::support::row::{self, Row};

/// A comment.
pub fn comment() -> Row {
    Row::of("comments").pointing("post_id", post).pointing("author_id", user).with("body", "body 1")
}

/// A follow.
pub fn follow() -> Row {
    Row::of("follows").pointing("follower_id", user).pointing("followee_id", user)
}

/// A like.
pub fn like() -> Row {
    Row::of("likes").pointing("post_id", post).pointing("author_id", user)
}

/// A post.
pub fn post() -> Row {
    Row::of("posts")
        .pointing("author_id", user)
        .with("title", "title 1")
        .with("body", "body 1")
        .with("visibility", "everyone")
        .with("status", "published")
        .with("published_at", "2030-01-01T09:00:00Z")
}

/// A tag.
pub fn tag() -> Row {
    Row::of("tags").with("name", row::spelled("", "0123456789abcdefghijklmnopqrstuvwxyz", 8, ""))
}

/// A user.
pub fn user() -> Row {
    Row::of("users")
        .with("email", row::unique("user", 200) + "@example.com")
        .with("handle", row::spelled("", "0123456789abcdefghijklmnopqrstuvwxyz", 8, ""))
        .with("display_name", "display name 1")
        .with("bio", "bio 1")
}
