//! What the values of a note must keep, and what a broken constraint of the table means.

use crate::error::Broken;
use crate::validate::{Faults, length, lines, one_line};

pub(super) fn check_title(faults: &mut Faults, title: &str) {
    one_line(faults, "title", title);
    length(faults, "title", title, 1..=120);
}

pub(super) fn check_body(faults: &mut Faults, body: &str) {
    lines(faults, "body", body);
    length(faults, "body", body, 0..=5000);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "notes_author_id_fkey" => return Some(Broken::Missing("author_id")),
        "notes_title_length" => ("title", "must have 1 to 120 characters"),
        "notes_title_line" => ("title", "must be one line without invisible characters"),
        "notes_body_length" => ("body", "must have at most 5000 characters"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
