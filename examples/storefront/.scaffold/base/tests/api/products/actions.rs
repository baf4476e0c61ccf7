//! What can be done with products, by whom, and when not.

use serde_json::{Value, json};
use storefront::auth::Role;

use crate::support::{Actor, Invalid, TestApp, factory, path, promises};

use super::PLACE;

/// Where a product meets `release`.
const RELEASE_PATH: &str = "/products/{sku}/release";
/// Where a product meets `retire`.
const RETIRE_PATH: &str = "/products/{sku}/retire";
/// Where a product meets `stocktake`.
const STOCKTAKE_PATH: &str = "/products/{sku}/stocktake";
/// Where a product meets `claim`.
const CLAIM_PATH: &str = "/products/{sku}/claim";

/// Somebody who may release a product, and it.
async fn ready_to_release(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product().with("status", "draft");
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn release_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_release(&app).await;
    let body = Value::Null;
    let (place, row) = (path(RELEASE_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "status", json!("listed"));
}

#[tokio::test]
async fn release_is_not_always_possible() {
    let app = TestApp::start().await;
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product();
    let row = app.insert(row).await;
    let place = path(RELEASE_PATH, &row);
    promises::not_possible(&actor, &place, &path(PLACE, &row), &Value::Null).await;
}

#[tokio::test]
async fn release_survives_a_race() {
    let app = TestApp::start().await;
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product().with("status", "draft");
    let row = app.insert(row).await;
    let place = path(RELEASE_PATH, &row);
    promises::race(&actor, &place, &Value::Null, 1).await;
}

#[tokio::test]
async fn release_keeps_to_the_version_that_was_named() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_release(&app).await;
    let (place, seen) = (path(RELEASE_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &Value::Null);
    promises::overtaken(&app, &actor, call, &seen, ("products", &row)).await;
}

#[tokio::test]
async fn release_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_release(&app).await;
    let (place, row) = (path(RELEASE_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(app.member().await.post(&place), &Value::Null);
    promises::kept_from(call, &actor, &row).await;
}

/// Somebody who may retire a product, and it.
async fn ready_to_retire(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product();
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn retire_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_retire(&app).await;
    let body = Value::Null;
    let (place, row) = (path(RETIRE_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "status", json!("retired"));
}

#[tokio::test]
async fn retire_is_not_always_possible() {
    let app = TestApp::start().await;
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product().with("status", "draft");
    let row = app.insert(row).await;
    let place = path(RETIRE_PATH, &row);
    promises::not_possible(&actor, &place, &path(PLACE, &row), &Value::Null).await;
}

#[tokio::test]
async fn retire_survives_a_race() {
    let app = TestApp::start().await;
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product();
    let row = app.insert(row).await;
    let place = path(RETIRE_PATH, &row);
    promises::race(&actor, &place, &Value::Null, 1).await;
}

#[tokio::test]
async fn retire_keeps_to_the_version_that_was_named() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_retire(&app).await;
    let (place, seen) = (path(RETIRE_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &Value::Null);
    promises::overtaken(&app, &actor, call, &seen, ("products", &row)).await;
}

#[tokio::test]
async fn retire_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_retire(&app).await;
    let (place, row) = (path(RETIRE_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(app.member().await.post(&place), &Value::Null);
    promises::kept_from(call, &actor, &row).await;
}

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
async fn stocktake_keeps_to_the_version_that_was_named() {
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

/// Somebody who may claim a product, and it.
async fn ready_to_claim(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::product().with("stock", 1);
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn claim_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_claim(&app).await;
    let body = Value::Null;
    let (place, row) = (path(CLAIM_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "stock", json!(0));
}

#[tokio::test]
async fn claim_is_not_always_possible() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    let row = factory::product();
    let row = app.insert(row).await;
    let place = path(CLAIM_PATH, &row);
    promises::not_possible(&actor, &place, &path(PLACE, &row), &Value::Null).await;
}

#[tokio::test]
async fn claim_survives_a_race() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    let row = factory::product().with("stock", 2);
    let row = app.insert(row).await;
    let place = path(CLAIM_PATH, &row);
    promises::race(&actor, &place, &Value::Null, 2).await;
}

#[tokio::test]
async fn claim_keeps_to_the_version_that_was_named() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_claim(&app).await;
    let (place, seen) = (path(CLAIM_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &Value::Null);
    promises::overtaken(&app, &actor, call, &seen, ("products", &row)).await;
}
