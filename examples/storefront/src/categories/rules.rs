//! What the values of a category must keep, and what a broken constraint of the table means.

use crate::error::Broken;
use crate::validate::{Faults, length, plain_line};

pub(super) fn check_name(faults: &mut Faults, name: &str) {
    plain_line(faults, "name", name);
    length(faults, "name", name, 1..=80);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "categories_parent_id_fkey" => return Some(Broken::Missing("parent_id")),
        "categories_name_key" => return Some(Broken::Taken(&["name"])),
        "categories_slug_key" => return Some(Broken::Taken(&[])),
        "categories_name_length" => ("name", "must have 1 to 80 characters"),
        "categories_name_line" => {
            ("name", "must be one line without invisible or joining characters")
        }
        "categories_slug_length" => ("slug", "must have at most 200 characters"),
        "categories_slug_form" => ("slug", "must be lower-case letters, digits and single hyphens"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
