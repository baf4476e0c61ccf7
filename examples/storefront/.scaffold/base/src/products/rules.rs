//! What the values of a product must keep, and what a broken constraint of the table means.

use chrono::NaiveDate;
use serde_json::Value;

use crate::decimal::Decimal;
use crate::error::Broken;
use crate::validate::{
    Faults, Pattern, date, decimal, items, json, length, lines, one_line, pattern, plain_line,
    range, within,
};

pub(super) fn check_sku(faults: &mut Faults, sku: &str) {
    static SKU: Pattern = Pattern::new("[A-Z0-9-]+");
    plain_line(faults, "sku", sku);
    length(faults, "sku", sku, 3..=32);
    pattern(faults, "sku", sku, &SKU);
}

pub(super) fn check_name(faults: &mut Faults, name: &str) {
    one_line(faults, "name", name);
    length(faults, "name", name, 1..=160);
}

pub(super) fn check_description(faults: &mut Faults, description: &str) {
    lines(faults, "description", description);
    length(faults, "description", description, 0..=10000);
}

pub(super) fn check_price(faults: &mut Faults, price: Decimal) {
    decimal(faults, "price", &price.0, 12, 2);
    within(faults, "price", &price, Some("0.01"), Some("1000000.00"));
}

pub(super) fn check_sale_price(faults: &mut Faults, sale_price: Decimal) {
    decimal(faults, "sale_price", &sale_price.0, 12, 2);
    within(faults, "sale_price", &sale_price, Some("0.01"), None);
}

pub(super) fn check_weight(faults: &mut Faults, weight: f64) {
    range(faults, "weight", &weight, 0.0..=100_000.0);
}

pub(super) fn check_released_on(faults: &mut Faults, released_on: NaiveDate) {
    date(faults, "released_on", &released_on);
}

pub(super) fn check_keywords(faults: &mut Faults, keywords: &[String]) {
    items(faults, "keywords", keywords, 0..=12);
    for (index, item) in keywords.iter().enumerate() {
        let field = &format!("keywords/{index}");
        one_line(faults, field, item);
        length(faults, field, item, 1..=40);
    }
}

pub(super) fn check_details(faults: &mut Faults, details: &Value) {
    json(faults, "details", details, 16 * 1024, 16);
}

pub(super) fn check_purchase_price(faults: &mut Faults, purchase_price: Decimal) {
    decimal(faults, "purchase_price", &purchase_price.0, 12, 2);
}

pub(super) fn check_average_stay(faults: &mut Faults, average_stay: i32) {
    range(faults, "average_stay", &average_stay, 0..=3650);
}

pub(super) fn check_counted_of_stocktake(faults: &mut Faults, counted: i32) {
    range(faults, "counted", &counted, 0..=1_000_000);
}

/// What a broken constraint means to whoever sent the row.
pub fn explain(constraint: &str) -> Option<Broken> {
    let (field, rule) = match constraint {
        "products_sku_key" => return Some(Broken::Taken(&["sku"])),
        "products_sku_length" => ("sku", "must have 3 to 32 characters"),
        "products_sku_line" => ("sku", "must be one line without invisible or joining characters"),
        "products_sku_pattern" => ("sku", "must match `[A-Z0-9-]+`"),
        "products_name_length" => ("name", "must have 1 to 160 characters"),
        "products_name_line" => ("name", "must be one line without invisible characters"),
        "products_description_length" => ("description", "must have at most 10000 characters"),
        "products_price_range" => ("price", "must be 0.01 to 1000000.00"),
        "products_sale_price_range" => ("sale_price", "must be at least 0.01"),
        "products_stock_range" => ("stock", "must be 0 to 1000000"),
        "products_weight_finite" => ("weight", "must be a finite number"),
        "products_weight_range" => ("weight", "must be 0.0 to 100000.0"),
        "products_keywords_items" => ("keywords", "must have at most 12 items"),
        "products_keywords_length" => ("keywords", "must have 1 to 40 characters"),
        "products_keywords_line" => ("keywords", "must be one line without invisible characters"),
        "products_details_size" => ("details", "must have at most 16384 bytes"),
        "products_average_stay_range" => ("average_stay", "must be 0 to 3650"),
        "products_check_1" => ("", "must hold: sale_price < price"),
        "products_check_2" => ("", "must hold: released_on is not null if status = listed"),
        _ => return None,
    };
    Some(Broken::Invalid { field, rule })
}
