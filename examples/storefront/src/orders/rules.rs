//! What the values of an order must keep, and what a broken constraint of the table means.

use crate::error::Broken;
use crate::validate::{Faults, length, lines, one_line};

pub(super) fn check_note(faults: &mut Faults, note: &str) {
    lines(faults, "note", note);
    length(faults, "note", note, 0..=1000);
}

pub(super) fn check_reason_of_cancel(faults: &mut Faults, reason: &str) {
    one_line(faults, "reason", reason);
    length(faults, "reason", reason, 1..=500);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "orders_customer_id_fkey" => return Some(Broken::Missing("customer_id")),
        "orders_handled_by_id_fkey" => return Some(Broken::Missing("handled_by_id")),
        "orders_note_length" => ("note", "must have at most 1000 characters"),
        "orders_cancel_reason_length" => ("cancel_reason", "must have 1 to 500 characters"),
        "orders_cancel_reason_line" => {
            ("cancel_reason", "must be one line without invisible characters")
        }
        "orders_check_1" => ("", "must hold: shipped_at is not null if status = shipped"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
