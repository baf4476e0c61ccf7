//! A valid row of each resource, in a state in which most people may see it. What a test does not
//! set is made up, the rows it must point at included.

use serde_json::json;

use crate::support::row::{self, Row};

/// A category.
pub fn category() -> Row {
    Row::of("categories")
        .with("name", row::unique("name", 80))
        .with("slug", row::unique("slug", 60))
}

/// A line.
pub fn line() -> Row {
    Row::of("lines")
        .pointing("order_id", order)
        .pointing("product_id", product)
        .with("quantity", 1)
        .with("gift_wrap", false)
}

/// An order.
pub fn order() -> Row {
    Row::of("orders").pointing("customer_id", user).with("status", "open").with("note", "note 1")
}

/// A product.
pub fn product() -> Row {
    Row::of("products")
        .with("sku", row::spelled("", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 8, ""))
        .with("name", "name 1")
        .with("description", "description 1")
        .with("price", "1.00")
        .with("currency", "eur")
        .with("stock", 0)
        .with("weight", 0.0)
        .with("status", "listed")
        .with("released_on", "2030-01-01")
        .with("keywords", json!(["keywords 1"]))
        .with("details", json!({ "sample": 1 }))
        .with("purchase_price", "1.00")
        .with("average_stay", 1)
}

/// A review.
pub fn review() -> Row {
    Row::of("reviews")
        .pointing("product_id", product)
        .pointing("author_id", user)
        .with("stars", 1)
        .with("text", "text 1")
        .with("recommended", true)
}

/// A user.
pub fn user() -> Row {
    Row::of("users")
        .with("email", row::unique("user", 200) + "@example.com")
        .with("full_name", "full name 1")
}
