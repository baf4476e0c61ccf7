//! What posts promise.

pub(crate) mod access;
mod actions;
mod links;
pub(crate) mod list;
mod rights;
mod rows;
mod rules;

use serde_json::Value;

use crate::support::{Actor, TestApp, factory, only};

/// Where a post is found.
const PLACE: &str = "/posts/{id}";

/// Somebody who may create a post, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let columns = factory::post().with("status", "draft").with("published_at", Value::Null);
    let columns = app.prepare(columns).await;
    let place = "/posts".to_owned();
    (actor, place, only(&columns, &["title", "body", "visibility"]))
}

/// Somebody who may see a post, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::post();
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may change a post, and it.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::post().with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may delete a post, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::post().with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}
