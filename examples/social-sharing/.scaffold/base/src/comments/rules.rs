//! What the values of a comment must keep, and what a broken constraint of the table means.

use crate::error::Broken;
use crate::validate::{Faults, length, lines};

pub(super) fn check_body(faults: &mut Faults, body: &str) {
    lines(faults, "body", body);
    length(faults, "body", body, 1..=2000);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "comments_post_id_fkey" => return Some(Broken::Missing("post_id")),
        "comments_author_id_fkey" => return Some(Broken::Missing("author_id")),
        "comments_body_length" => ("body", "must have 1 to 2000 characters"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
