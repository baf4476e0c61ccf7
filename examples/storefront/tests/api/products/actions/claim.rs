//! What `claim` does to a product, for whom, and when not.

use serde_json::{Value, json};

use crate::support::{Actor, TestApp, factory, path, promises};

use super::super::PLACE;

/// Where a product meets `claim`.
const CLAIM_PATH: &str = "/products/{sku}/claim";

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
async fn claim_keeps_to_the_version() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_claim(&app).await;
    let (place, seen) = (path(CLAIM_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &Value::Null);
    promises::overtaken(&app, &actor, call, &seen, ("products", &row)).await;
}
