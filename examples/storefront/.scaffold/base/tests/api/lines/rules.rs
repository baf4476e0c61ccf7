//! What a line must keep, the same in the API and in the database.

use uuid::Uuid;

use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_create, ready_to_update};

/// What a line must not have, and what of the database says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::mistyped("product_id", "nobody"),
        Invalid::breaking("lines_product_id_fkey", "product_id", Uuid::nil().to_string()),
        Invalid::null("product_id"),
        Invalid::mistyped("quantity", "one"),
        Invalid::breaking("lines_quantity_range", "quantity", 0),
        Invalid::breaking("lines_quantity_range", "quantity", 1000),
        Invalid::null("quantity"),
        Invalid::mistyped("gift_wrap", "maybe"),
        Invalid::null("gift_wrap"),
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
    let fields = ["quantity", "gift_wrap"];
    promises::refused_on_update(&actor, &path(PLACE, &row), &fields, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_same_rules() {
    let app = TestApp::start().await;
    promises::refused_by_database(&app, factory::line, &invalid_values()).await;
}
