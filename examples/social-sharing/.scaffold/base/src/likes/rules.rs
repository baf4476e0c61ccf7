//! What the values of a like must keep, and what a broken constraint of the table means.

use crate::error::Broken;

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    match constraint {
        "likes_post_id_fkey" => Some(Broken::Missing("post_id")),
        "likes_author_id_fkey" => Some(Broken::Missing("author_id")),
        "likes_post_id_author_id_key" => Some(Broken::Taken(&[])),
        _ => None,
    }
}
