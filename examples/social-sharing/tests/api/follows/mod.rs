//! What follows promise.

pub(crate) mod access;
pub(crate) mod list;
mod rights;
mod rows;
mod rules;
mod unique;

use serde_json::Value;

use crate::support::{Actor, TestApp, factory, only};

/// Where a follow is found.
const PLACE: &str = "/follows/{id}";

/// Somebody who may create a follow, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let columns = factory::follow();
    let columns = app.prepare(columns).await;
    let place = "/follows".to_owned();
    (actor, place, only(&columns, &["followee_id"]))
}

/// Somebody who may see a follow, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::follow();
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may delete a follow, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::follow().with("follower_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}
