//! What `quote` does to a line, for whom, and when not.

use serde_json::{Value, json};
use storefront::auth::Role;

use crate::support::{Actor, Invalid, TestApp, factory, path, promises};

use super::super::PLACE;

/// Where a line meets `quote`.
const QUOTE_PATH: &str = "/lines/{id}/quote";

/// Somebody who may quote a line, and it.
async fn ready_to_quote(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let parent = app.insert(factory::order().with("status", "placed")).await;
    let row = factory::line().with("order_id", &parent["id"]);
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn quote_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_quote(&app).await;
    let body = json!({ "price": "1.00" });
    let (place, row) = (path(QUOTE_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "unit_price", json!("1.00"));
}

#[tokio::test]
async fn quote_takes_only_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_quote(&app).await;
    let (place, body) = (path(QUOTE_PATH, &row), json!({ "price": "1.00" }));
    let invalid = vec![
        Invalid::only_in_requests("price", "0.0001"),
        Invalid::only_in_requests("price", "one"),
        Invalid::only_in_requests("price", "0.00"),
        Invalid::null("price"),
    ];
    promises::refused_on_create(&actor, &place, &body, &invalid).await;
    promises::required(&actor, &place, &body, &["price"]).await;
    promises::closed_on_create(&actor, &place, &body, &row, &["no_such_field"]).await;
}

#[tokio::test]
async fn quote_keeps_to_the_version() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_quote(&app).await;
    let (place, seen) = (path(QUOTE_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &json!({ "price": "1.00" }));
    promises::overtaken(&app, &actor, call, &seen, ("lines", &row)).await;
}

#[tokio::test]
async fn quote_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_quote(&app).await;
    let (place, row) = (path(QUOTE_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(app.member().await.post(&place), &json!({ "price": "1.00" }));
    promises::kept_from(call, &actor, &row).await;
}
