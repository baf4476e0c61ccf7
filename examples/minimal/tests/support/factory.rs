//! A valid row of each resource, in a state in which most people may see it. What a test does not
//! set is made up, the rows it must point at included.

use crate::support::row::{self, Row};

/// A note.
pub fn note() -> Row {
    Row::of("notes").pointing("author_id", user).with("title", "title 1").with("body", "body 1")
}

/// A user.
pub fn user() -> Row {
    Row::of("users").with("email", row::unique("user", 200) + "@example.com")
}
