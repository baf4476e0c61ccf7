//! What the values of a follow must keep, and what a broken constraint of the table means.

use crate::error::Broken;

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "follows_follower_id_fkey" => return Some(Broken::Missing("follower_id")),
        "follows_followee_id_fkey" => return Some(Broken::Missing("followee_id")),
        "follows_follower_id_followee_id_key" => return Some(Broken::Taken(&["followee_id"])),
        "follows_check_1" => ("", "must hold: follower != followee"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
