//! What the values of a review must keep, and what a broken constraint of the table means.

use crate::error::Broken;
use crate::validate::{Faults, length, lines, range};

pub(super) fn check_stars(faults: &mut Faults, stars: i32) {
    range(faults, "stars", &stars, 1..=5);
}

pub(super) fn check_text(faults: &mut Faults, text: &str) {
    lines(faults, "text", text);
    length(faults, "text", text, 1..=4000);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "reviews_product_id_fkey" => return Some(Broken::Missing("product_id")),
        "reviews_author_id_fkey" => return Some(Broken::Missing("author_id")),
        "reviews_product_id_author_id_key" => return Some(Broken::Taken(&[])),
        "reviews_stars_range" => ("stars", "must be 1 to 5"),
        "reviews_text_length" => ("text", "must have 1 to 4000 characters"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
