//! What orders promise.

pub(crate) mod access;
mod actions;
pub(crate) mod list;
mod rights;
mod rows;
mod rules;

use serde_json::Value;

use crate::support::{Actor, TestApp, factory, only};

/// Where an order is found.
const PLACE: &str = "/orders/{id}";

/// Somebody who may create an order, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let columns = factory::order();
    let columns = app.prepare(columns).await;
    let place = "/orders".to_owned();
    (actor, place, only(&columns, &["note"]))
}

/// Somebody who may see an order, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::order().with("customer_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may change an order, and it.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::order().with("customer_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may delete an order, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::order().with("customer_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}
