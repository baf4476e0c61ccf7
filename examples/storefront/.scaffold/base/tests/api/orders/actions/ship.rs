//! What `ship` does to an order, for whom, and when not.

use serde_json::{Value, json};
use storefront::auth::Role;

use crate::support::{Actor, TestApp, factory, path, promises};

use super::super::PLACE;

/// Where an order meets `ship`.
const SHIP_PATH: &str = "/orders/{id}/ship";

/// Somebody who may ship an order, and it.
async fn ready_to_ship(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::order().with("status", "paid");
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn ship_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_ship(&app).await;
    let body = Value::Null;
    let (place, row) = (path(SHIP_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "status", json!("shipped"));
    promises::is_of_this_moment(&done["shipped_at"]);
}

#[tokio::test]
async fn ship_is_not_always_possible() {
    let app = TestApp::start().await;
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::order();
    let row = app.insert(row).await;
    let place = path(SHIP_PATH, &row);
    promises::not_possible(&actor, &place, &path(PLACE, &row), &Value::Null).await;
}

#[tokio::test]
async fn ship_survives_a_race() {
    let app = TestApp::start().await;
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::order().with("status", "paid");
    let row = app.insert(row).await;
    let place = path(SHIP_PATH, &row);
    promises::race(&actor, &place, &Value::Null, 1).await;
}

#[tokio::test]
async fn ship_keeps_to_the_version() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_ship(&app).await;
    let (place, seen) = (path(SHIP_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &Value::Null);
    promises::overtaken(&app, &actor, call, &seen, ("orders", &row)).await;
}

#[tokio::test]
async fn ship_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_ship(&app).await;
    let (place, row) = (path(SHIP_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(app.member().await.post(&place), &Value::Null);
    promises::kept_from(call, &actor, &row).await;
}
