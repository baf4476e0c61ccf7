//! What `stocktake` does to a product, for whom, and when not.

use serde_json::{Value, json};
use storefront::auth::Role;

use crate::support::{Actor, Invalid, TestApp, factory, path, promises};

use super::super::PLACE;

/// Where a product meets `stocktake`.
const STOCKTAKE_PATH: &str = "/products/{sku}/stocktake";

/// Somebody who may stocktake a product, and it.
async fn ready_to_stocktake(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product();
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn stocktake_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_stocktake(&app).await;
    let body = json!({ "counted": 1 });
    let (place, row) = (path(STOCKTAKE_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "stock", json!(1));
}

#[tokio::test]
async fn stocktake_takes_only_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_stocktake(&app).await;
    let (place, body) = (path(STOCKTAKE_PATH, &row), json!({ "counted": 1 }));
    let invalid = vec![
        Invalid::only_in_requests("counted", "one"),
        Invalid::only_in_requests("counted", -1),
        Invalid::only_in_requests("counted", 1_000_001),
        Invalid::null("counted"),
    ];
    promises::refused_on_create(&actor, &place, &body, &invalid).await;
    promises::required(&actor, &place, &body, &["counted"]).await;
    promises::closed_on_create(&actor, &place, &body, &row, &["no_such_field"]).await;
}

#[tokio::test]
async fn stocktake_keeps_to_the_version() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_stocktake(&app).await;
    let (place, seen) = (path(STOCKTAKE_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &json!({ "counted": 1 }));
    promises::overtaken(&app, &actor, call, &seen, ("products", &row)).await;
}

#[tokio::test]
async fn stocktake_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_stocktake(&app).await;
    let (place, row) = (path(STOCKTAKE_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(app.member().await.post(&place), &json!({ "counted": 1 }));
    promises::kept_from(call, &actor, &row).await;
}
