//! What comments promise.

pub(crate) mod access;
pub(crate) mod list;
mod rights;
mod rows;
mod rules;

use serde_json::Value;

use crate::support::{Actor, TestApp, factory, only, path};

/// Where a comment is found.
const PLACE: &str = "/comments/{id}";

/// Somebody who may create a comment, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::post()).await;
    let columns = factory::comment().with("post_id", &parent["id"]);
    let columns = app.prepare(columns).await;
    let place = path("/posts/{id}/comments", &parent);
    (actor, place, only(&columns, &["body"]))
}

/// Somebody who may see a comment, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::post()).await;
    let row = factory::comment().with("post_id", &parent["id"]);
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may change a comment, and it.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::post()).await;
    let row = factory::comment().with("post_id", &parent["id"]).with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may delete a comment, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::post()).await;
    let row = factory::comment().with("post_id", &parent["id"]).with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}
