//! What a product must keep, the same in the API and in the database.

use serde_json::{Value, json};

use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_create, ready_to_update};

/// What a product must not have, and what of the database says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::breaking("products_sku_length", "sku", "xx"),
        Invalid::breaking("products_sku_length", "sku", "x".repeat(33)),
        Invalid::breaking("products_sku_line", "sku", "a\u{200d}b"),
        Invalid::breaking("products_sku_pattern", "sku", "!!!"),
        Invalid::only_in_requests("sku", 7),
        Invalid::null("sku"),
        Invalid::breaking("products_name_length", "name", ""),
        Invalid::breaking("products_name_length", "name", "x".repeat(161)),
        Invalid::breaking("products_name_line", "name", "a\nb"),
        Invalid::only_in_requests("name", 7),
        Invalid::null("name"),
        Invalid::breaking("products_description_length", "description", "x".repeat(10001)),
        Invalid::only_in_requests("description", 7),
        Invalid::only_in_requests("price", "0.0001"),
        Invalid::mistyped("price", "one"),
        Invalid::breaking("products_price_range", "price", "0.00"),
        Invalid::breaking("products_price_range", "price", "1000000.01"),
        Invalid::null("price"),
        Invalid::only_in_requests("sale_price", "0.0001"),
        Invalid::mistyped("sale_price", "one"),
        Invalid::breaking("products_sale_price_range", "sale_price", "0.00"),
        Invalid::mistyped("currency", "no such variant"),
        Invalid::null("currency"),
        Invalid::mistyped("weight", "one"),
        Invalid::breaking("products_weight_range", "weight", -1.0),
        Invalid::breaking("products_weight_range", "weight", 100_001.0),
        Invalid::mistyped("released_on", "2030-02-30"),
        Invalid::breaking("products_keywords_items", "keywords", vec![json!("keywords 1"); 13]),
        Invalid::mistyped("keywords", "one"),
        Invalid::breaking("products_keywords_length", "keywords", json!([""])).item(0),
        Invalid::breaking(
            "products_keywords_length",
            "keywords",
            json!(["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]),
        )
        .item(0),
        Invalid::breaking("products_keywords_line", "keywords", json!(["a\nb"])).item(0),
        Invalid::only_in_requests("keywords", json!([7])).item(0),
        Invalid::breaking("products_keywords_items", "keywords", json!([null])).item(0),
        Invalid::null("keywords"),
        Invalid::breaking("products_details_size", "details", "x".repeat(40000)),
        Invalid::only_in_requests("details", json!([[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]])),
        Invalid::mistyped("average_stay", "one"),
        Invalid::breaking("products_average_stay_range", "average_stay", -1),
        Invalid::breaking("products_average_stay_range", "average_stay", 3651),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_created() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::refused_on_create(&actor, &place, &body, &invalid_values()).await;
}

#[tokio::test]
async fn no_change_breaks_a_rule() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    let fields = [
        "name",
        "description",
        "price",
        "sale_price",
        "currency",
        "weight",
        "released_on",
        "keywords",
        "details",
        "average_stay",
    ];
    promises::refused_on_update(&actor, &path(PLACE, &row), &fields, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_same_rules() {
    let app = TestApp::start().await;
    promises::refused_by_database(&app, factory::product, &invalid_values()).await;
}

/// sale_price \< price
#[tokio::test]
async fn check_1_is_kept() {
    let app = TestApp::start().await;
    let row = factory::product().with("price", "1.00").with("sale_price", "1.00");
    promises::kept_by_database(&app, "products_check_1", row).await;

    let (actor, place, body) = ready_to_create(&app).await;
    let broken = [("sale_price", json!("1.00"))];
    promises::kept_on_create(&actor, &place, &body, &broken).await;

    let (actor, row) = ready_to_update(&app).await;
    let broken = [("sale_price", json!("1.00"))];
    promises::kept_on_update(&actor, &path(PLACE, &row), &broken).await;
}

/// released_on is not null if status = listed
#[tokio::test]
async fn check_2_is_kept() {
    let app = TestApp::start().await;
    let row = factory::product().with("status", "listed").with("released_on", Value::Null);
    promises::kept_by_database(&app, "products_check_2", row).await;

    let (actor, row) = ready_to_update(&app).await;
    let broken = [("released_on", Value::Null)];
    promises::kept_on_update(&actor, &path(PLACE, &row), &broken).await;
}
