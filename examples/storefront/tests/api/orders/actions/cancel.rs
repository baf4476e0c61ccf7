//! What `cancel` does to an order, for whom, and when not.

use serde_json::{Value, json};

use crate::support::{Actor, Invalid, TestApp, factory, path, promises};

use super::super::PLACE;

/// Where an order meets `cancel`.
const CANCEL_PATH: &str = "/orders/{id}/cancel";

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
async fn cancel_keeps_to_the_version() {
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
