//! What can be done with orders, by whom, and when not.

use serde_json::{Value, json};
use storefront::auth::Role;

use crate::support::{Actor, Invalid, TestApp, factory, path, promises};

use super::PLACE;

/// Where an order meets `place`.
const PLACE_PATH: &str = "/orders/{id}/place";
/// Where an order meets `pay`.
const PAY_PATH: &str = "/orders/{id}/pay";
/// Where an order meets `ship`.
const SHIP_PATH: &str = "/orders/{id}/ship";
/// Where an order meets `cancel`.
const CANCEL_PATH: &str = "/orders/{id}/cancel";

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
async fn place_keeps_to_the_version_that_was_named() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_place(&app).await;
    let (place, seen) = (path(PLACE_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &Value::Null);
    promises::overtaken(&app, &actor, call, &seen, ("orders", &row)).await;
}

#[tokio::test]
async fn place_is_refused_to_whoever_lost_the_row_meanwhile() {
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

/// Somebody who may pay an order, and it.
async fn ready_to_pay(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::order().with("status", "placed");
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn pay_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_pay(&app).await;
    let body = Value::Null;
    let (place, row) = (path(PAY_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "status", json!("paid"));
    promises::holds(&done, "handled_by_id", json!(actor.id()));
}

#[tokio::test]
async fn pay_is_not_always_possible() {
    let app = TestApp::start().await;
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::order();
    let row = app.insert(row).await;
    let place = path(PAY_PATH, &row);
    promises::not_possible(&actor, &place, &path(PLACE, &row), &Value::Null).await;
}

#[tokio::test]
async fn pay_survives_a_race() {
    let app = TestApp::start().await;
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::order().with("status", "placed");
    let row = app.insert(row).await;
    let place = path(PAY_PATH, &row);
    promises::race(&actor, &place, &Value::Null, 1).await;
}

#[tokio::test]
async fn pay_keeps_to_the_version_that_was_named() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_pay(&app).await;
    let (place, seen) = (path(PAY_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &Value::Null);
    promises::overtaken(&app, &actor, call, &seen, ("orders", &row)).await;
}

#[tokio::test]
async fn pay_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_pay(&app).await;
    let (place, row) = (path(PAY_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(app.member().await.post(&place), &Value::Null);
    promises::kept_from(call, &actor, &row).await;
}

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
async fn ship_keeps_to_the_version_that_was_named() {
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

/// Somebody who may cancel an order, and it.
async fn ready_to_cancel(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::order().with("customer_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn cancel_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_cancel(&app).await;
    let body = json!({ "reason": "reason 1" });
    let (place, row) = (path(CANCEL_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "status", json!("cancelled"));
    promises::holds(&done, "cancel_reason", json!("reason 1"));
}

#[tokio::test]
async fn cancel_is_not_always_possible() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    let row = factory::order().with("status", "paid").with("customer_id", actor.id());
    let row = app.insert(row).await;
    let place = path(CANCEL_PATH, &row);
    promises::not_possible(&actor, &place, &path(PLACE, &row), &json!({ "reason": "reason 1" }))
        .await;
}

#[tokio::test]
async fn cancel_takes_only_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_cancel(&app).await;
    let (place, body) = (path(CANCEL_PATH, &row), json!({ "reason": "reason 1" }));
    let invalid = vec![
        Invalid::only_in_requests("reason", ""),
        Invalid::only_in_requests("reason", "x".repeat(501)),
        Invalid::only_in_requests("reason", "a\nb"),
        Invalid::only_in_requests("reason", 7),
        Invalid::null("reason"),
    ];
    promises::refused_on_create(&actor, &place, &body, &invalid).await;
    promises::required(&actor, &place, &body, &["reason"]).await;
    promises::closed_on_create(&actor, &place, &body, &row, &["no_such_field"]).await;
}

#[tokio::test]
async fn cancel_survives_a_race() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    let row = factory::order().with("customer_id", actor.id());
    let row = app.insert(row).await;
    let place = path(CANCEL_PATH, &row);
    promises::race(&actor, &place, &json!({ "reason": "reason 1" }), 1).await;
}

#[tokio::test]
async fn cancel_keeps_to_the_version_that_was_named() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_cancel(&app).await;
    let (place, seen) = (path(CANCEL_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &json!({ "reason": "reason 1" }));
    promises::overtaken(&app, &actor, call, &seen, ("orders", &row)).await;
}

#[tokio::test]
async fn cancel_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_cancel(&app).await;
    let (place, row) = (path(CANCEL_PATH, &row), path(PLACE, &row));
    let call =
        promises::with_body(app.member().await.post(&place), &json!({ "reason": "reason 1" }));
    promises::kept_from(call, &actor, &row).await;
}
