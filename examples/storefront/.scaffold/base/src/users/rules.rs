//! What the values of a user must keep, and what a broken constraint of the table means.

use crate::error::Broken;
use crate::validate::{Faults, length, one_line};

pub(super) fn check_full_name(faults: &mut Faults, full_name: &str) {
    one_line(faults, "full_name", full_name);
    length(faults, "full_name", full_name, 1..=120);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "users_email_key" => return Some(Broken::Taken(&["email"])),
        "users_email_length" => ("email", "must be an email address"),
        "users_email_form" => ("email", "must be an email address"),
        "users_full_name_length" => ("full_name", "must have 1 to 120 characters"),
        "users_full_name_line" => ("full_name", "must be one line without invisible characters"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
