//! What `release` does to a product, for whom, and when not.

use serde_json::{Value, json};
use storefront::auth::Role;

use crate::support::{Actor, TestApp, factory, path, promises};

use super::super::PLACE;

/// Where a product meets `release`.
const RELEASE_PATH: &str = "/products/{sku}/release";

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
async fn release_keeps_to_the_version() {
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
