//! What `publish` does to a post, for whom, and when not.

use serde_json::{Value, json};

use crate::support::{Actor, TestApp, factory, path, promises};

use super::super::PLACE;

/// Where a post meets `publish`.
const PUBLISH_PATH: &str = "/posts/{id}/publish";

/// Somebody who may publish a post, and it.
async fn ready_to_publish(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::post()
        .with("status", "draft")
        .with("published_at", Value::Null)
        .with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn publish_does_what_it_says() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_publish(&app).await;
    let body = Value::Null;
    let (place, row) = (path(PUBLISH_PATH, &row), path(PLACE, &row));
    let done = promises::carried_out(&actor, &place, &row, &body).await;
    promises::holds(&done, "status", json!("published"));
    promises::is_of_this_moment(&done["published_at"]);
}

#[tokio::test]
async fn publish_is_not_always_possible() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    let row = factory::post().with("author_id", actor.id());
    let row = app.insert(row).await;
    let place = path(PUBLISH_PATH, &row);
    promises::not_possible(&actor, &place, &path(PLACE, &row), &Value::Null).await;
}

#[tokio::test]
async fn publish_survives_a_race() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    let row = factory::post()
        .with("status", "draft")
        .with("published_at", Value::Null)
        .with("author_id", actor.id());
    let row = app.insert(row).await;
    let place = path(PUBLISH_PATH, &row);
    promises::race(&actor, &place, &Value::Null, 1).await;
}

#[tokio::test]
async fn publish_keeps_to_the_version() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_publish(&app).await;
    let (place, seen) = (path(PUBLISH_PATH, &row), path(PLACE, &row));
    let call = || promises::with_body(actor.post(&place), &Value::Null);
    promises::overtaken(&app, &actor, call, &seen, ("posts", &row)).await;
}

#[tokio::test]
async fn publish_needs_the_row_still() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_publish(&app).await;
    let (place, seen) = (path(PUBLISH_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(actor.post(&place), &Value::Null);
    promises::lost_meanwhile(&app, &actor, call, &seen, ("posts", "author_id")).await;
}

#[tokio::test]
async fn publish_is_not_for_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_publish(&app).await;
    let (place, row) = (path(PUBLISH_PATH, &row), path(PLACE, &row));
    let call = promises::with_body(app.member().await.post(&place), &Value::Null);
    promises::kept_from(call, &actor, &row).await;
}
