//! What likes promise.

pub(crate) mod access;
pub(crate) mod list;
mod rights;
mod rows;
mod unique;

use serde_json::Value;

use crate::support::{Actor, TestApp, factory, only, path};

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
