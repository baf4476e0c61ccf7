//! What likes promise.

use axum::http::Method;
use serde_json::Value;

use crate::support::{Actor, TestApp, factory, only, path, promises};

/// Where a like is found.
const PLACE: &str = "/likes/{id}";

/// Somebody who may create a like, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::post()).await;
    let columns = factory::like().with("post_id", &parent["id"]);
    let columns = app.prepare(columns).await;
    let place = path("/posts/{id}/likes", &parent);
    (actor, place, only(&columns, &[]))
}

/// Somebody who may see a like, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::post()).await;
    let row = factory::like().with("post_id", &parent["id"]);
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may delete a like, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::post()).await;
    let row = factory::like().with("post_id", &parent["id"]).with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn a_new_row_has_a_place_a_version_and_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::creation(&actor, &place, &body).await;
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let (actor, _) = ready_to_read(&app).await;
    promises::not_found(&actor, PLACE, "id", &[Method::GET, Method::DELETE]).await;
}

#[tokio::test]
async fn an_unchanged_row_is_not_sent_again() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_read(&app).await;
    promises::not_modified(&actor, &path(PLACE, &row)).await;
}

#[tokio::test]
async fn what_was_deleted_is_gone() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_delete(&app).await;
    promises::deletion(&actor, &path(PLACE, &row)).await;
}
