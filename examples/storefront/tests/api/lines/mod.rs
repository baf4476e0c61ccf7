//! What lines promise.

pub(crate) mod access;
mod actions;
pub(crate) mod list;
mod rights;
mod rows;
mod rules;
mod unique;

use serde_json::Value;

use crate::support::{Actor, TestApp, factory, only, path};

/// Where a line is found.
const PLACE: &str = "/lines/{id}";

/// Somebody who may create a line, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::order().with("customer_id", actor.id())).await;
    let columns = factory::line().with("order_id", &parent["id"]);
    let columns = app.prepare(columns).await;
    let place = path("/orders/{id}/lines", &parent);
    (actor, place, only(&columns, &["product_id", "quantity", "gift_wrap"]))
}

/// Somebody who may see a line, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::order().with("customer_id", actor.id())).await;
    let row = factory::line().with("order_id", &parent["id"]);
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may change a line, and it.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::order().with("customer_id", actor.id())).await;
    let row = factory::line().with("order_id", &parent["id"]);
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may delete a line, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let parent = app.insert(factory::order().with("customer_id", actor.id())).await;
    let row = factory::line().with("order_id", &parent["id"]);
    let row = app.insert(row).await;
    (actor, row)
}
