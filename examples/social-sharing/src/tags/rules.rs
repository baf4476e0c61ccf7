//! What the values of a tag must keep, and what a broken constraint of the table means.

use crate::error::Broken;
use crate::validate::{Faults, Pattern, length, pattern, plain_line};

pub(super) fn check_name(faults: &mut Faults, name: &str) {
    static NAME: Pattern = Pattern::new("[a-z0-9-]+");
    plain_line(faults, "name", name);
    length(faults, "name", name, 1..=40);
    pattern(faults, "name", name, &NAME);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "tags_name_key" => return Some(Broken::Taken(&["name"])),
        "tags_name_length" => ("name", "must have 1 to 40 characters"),
        "tags_name_line" => ("name", "must be one line without invisible or joining characters"),
        "tags_name_pattern" => ("name", "must match `[a-z0-9-]+`"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
