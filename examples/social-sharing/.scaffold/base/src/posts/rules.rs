//! What the values of a post must keep, and what a broken constraint of the table means.

use crate::error::Broken;
use crate::validate::{Faults, length, lines, one_line};

pub(super) fn check_title(faults: &mut Faults, title: &str) {
    one_line(faults, "title", title);
    length(faults, "title", title, 1..=200);
}

pub(super) fn check_body(faults: &mut Faults, body: &str) {
    lines(faults, "body", body);
    length(faults, "body", body, 1..=20000);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "posts_author_id_fkey" => return Some(Broken::Missing("author_id")),
        "posts_title_length" => ("title", "must have 1 to 200 characters"),
        "posts_title_line" => ("title", "must be one line without invisible characters"),
        "posts_body_length" => ("body", "must have 1 to 20000 characters"),
        "posts_check_1" => ("", "must hold: published_at is not null if status = published"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
