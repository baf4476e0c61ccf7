//! What `place` does to an order, for whom, and when not.

use serde_json::{Value, json};

use crate::support::{Actor, TestApp, factory, path, promises};

use super::super::PLACE;

/// Where an order meets `place`.
const PLACE_PATH: &str = "/orders/{id}/place";

/// Somebody who may place an order, and it.
async fn ready_to_place(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::order().with("customer_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn place_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_place(&app).await;
    let body = Value::Null;
    let (place, row) = (path(PLACE_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "status", json!("placed"));
    promises::is_of_this_moment(&done["placed_at"]);
}

#[tokio::test]
async fn place_is_not_always_possible() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    let row = factory::order().with("status", "placed").with("customer_id", actor.id());
    let row = app.insert(row).await;
    let place = path(PLACE_PATH, &row);
    promises::not_possible(&actor, &place, &path(PLACE, &row), &Value::Null).await;
}

#[tokio::test]
async fn place_survives_a_race() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    let row = factory::order().with("customer_id", actor.id());
    let row = app.insert(row).await;
    let place = path(PLACE_PATH, &row);
    promises::race(&actor, &place, &Value::Null, 1).await;
}

#[tokio::test]
async fn place_keeps_to_the_version() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_place(&app).await;
    let (place, seen) = (path(PLACE_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &Value::Null);
    promises::overtaken(&app, &actor, call, &seen, ("orders", &row)).await;
}

#[tokio::test]
async fn place_needs_the_row_still() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_place(&app).await;
    let (place, seen) = (path(PLACE_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(actor.post(&place), &Value::Null);
    promises::lost_meanwhile(&app, &actor, call, &seen, ("orders", "customer_id")).await;
}

#[tokio::test]
async fn place_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_place(&app).await;
    let (place, row) = (path(PLACE_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(app.member().await.post(&place), &Value::Null);
    promises::kept_from(call, &actor, &row).await;
}
