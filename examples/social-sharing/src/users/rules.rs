//! What the values of a user must keep, and what a broken constraint of the table means.

use crate::error::Broken;
use crate::validate::{Faults, Pattern, length, lines, one_line, pattern, plain_line};

pub(super) fn check_handle(faults: &mut Faults, handle: &str) {
    static HANDLE: Pattern = Pattern::new("[a-z0-9_]+");
    plain_line(faults, "handle", handle);
    length(faults, "handle", handle, 3..=30);
    pattern(faults, "handle", handle, &HANDLE);
}

pub(super) fn check_display_name(faults: &mut Faults, display_name: &str) {
    one_line(faults, "display_name", display_name);
    length(faults, "display_name", display_name, 1..=80);
}

pub(super) fn check_bio(faults: &mut Faults, bio: &str) {
    lines(faults, "bio", bio);
    length(faults, "bio", bio, 0..=500);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "users_email_key" => return Some(Broken::Taken(&["email"])),
        "users_handle_key" => return Some(Broken::Taken(&["handle"])),
        "users_email_length" => ("email", "must be an email address"),
        "users_email_form" => ("email", "must be an email address"),
        "users_handle_length" => ("handle", "must have 3 to 30 characters"),
        "users_handle_line" => {
            ("handle", "must be one line without invisible or joining characters")
        }
        "users_handle_pattern" => ("handle", "must match `[a-z0-9_]+`"),
        "users_display_name_length" => ("display_name", "must have 1 to 80 characters"),
        "users_display_name_line" => {
            ("display_name", "must be one line without invisible characters")
        }
        "users_bio_length" => ("bio", "must have at most 500 characters"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
