//! What reviews promise.

pub(crate) mod access;
pub(crate) mod list;
mod rights;
mod rows;
mod rules;
mod unique;

use serde_json::Value;

use crate::support::{Actor, TestApp, factory, only, path};

/// Where a review is found.
const PLACE: &str = "/reviews/{id}";

/// Somebody who may create a review, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::product()).await;
    let columns = factory::review().with("product_id", &parent["id"]);
    let columns = app.prepare(columns).await;
    let place = path("/products/{sku}/reviews", &parent);
    (actor, place, only(&columns, &["stars", "text", "recommended"]))
}

/// Somebody who may see a review, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::product()).await;
    let row = factory::review().with("product_id", &parent["id"]);
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may change a review, and it.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::product()).await;
    let row = factory::review().with("product_id", &parent["id"]).with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may delete a review, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::product()).await;
    let row = factory::review().with("product_id", &parent["id"]).with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}
