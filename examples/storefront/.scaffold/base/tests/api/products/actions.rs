//! What can be done with products, by whom, and when not.

use serde_json::{Value, json};
use storefront::auth::Role;

use crate::support::{Actor, Invalid, TestApp, factory, path, promises};

use super::PLACE;

/// Where a product meets `release`.
const RELEASE_PATH: &str = "/products/{sku}/release";
/// Where a product meets `retire`.
const RETIRE_PATH: &str = "/products/{sku}/retire";
/// Where a product meets `restock`.
const RESTOCK_PATH: &str = "/products/{sku}/restock";
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
async fn retire_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_retire(&app).await;
    let (place, row) = (path(RETIRE_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(app.member().await.post(&place), &Value::Null);
    promises::kept_from(call, &actor, &row).await;
}

/// Somebody who may restock a product, and it.
async fn ready_to_restock(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product();
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn restock_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_restock(&app).await;
    let body = json!({ "pieces": 1 });
    let (place, row) = (path(RESTOCK_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "stock", json!(1));
}

#[tokio::test]
async fn restock_takes_only_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_restock(&app).await;
    let (place, body) = (path(RESTOCK_PATH, &row), json!({ "pieces": 1 }));
    let invalid = vec![
        Invalid::only_in_requests("pieces", "one"),
        Invalid::only_in_requests("pieces", 0),
        Invalid::only_in_requests("pieces", 10001),
        Invalid::null("pieces"),
    ];
    promises::refused_on_create(&actor, &place, &body, &invalid).await;
    promises::required(&actor, &place, &body, &["pieces"]).await;
    promises::closed_on_create(&actor, &place, &body, &row, &["no_such_field"]).await;
}

#[tokio::test]
async fn restock_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_restock(&app).await;
    let (place, row) = (path(RESTOCK_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(app.member().await.post(&place), &json!({ "pieces": 1 }));
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
