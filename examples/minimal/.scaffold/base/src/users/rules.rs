//! What the values of a user must keep, and what a broken constraint of the table means.

use crate::error::Broken;

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "users_email_key" => return Some(Broken::Taken(&["email"])),
        "users_email_length" => ("email", "must be an email address"),
        "users_email_form" => ("email", "must be an email address"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
