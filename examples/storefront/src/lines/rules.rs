//! What the values of a line must keep, and what a broken constraint of the table means.

use crate::decimal::Decimal;
use crate::error::Broken;
use crate::validate::{Faults, decimal, range, within};

pub(super) fn check_quantity(faults: &mut Faults, quantity: i32) {
    range(faults, "quantity", &quantity, 1..=999);
}

pub(super) fn check_price_of_quote(faults: &mut Faults, price: Decimal) {
    decimal(faults, "price", &price.0, 12, 2);
    within(faults, "price", &price, Some("0.01"), None);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "lines_order_id_fkey" => return Some(Broken::Missing("order_id")),
        "lines_product_id_fkey" => return Some(Broken::Missing("product_id")),
        "lines_order_id_product_id_key" => return Some(Broken::Taken(&["product_id"])),
        "lines_quantity_range" => ("quantity", "must be 1 to 999"),
        "lines_unit_price_range" => ("unit_price", "must be at least 0.01"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
