//! What tags promise.

pub(crate) mod access;
pub(crate) mod list;
mod rows;
mod rules;
mod unique;

use serde_json::Value;

use crate::support::{Actor, TestApp, factory, only};

/// Where a tag is found.
const PLACE: &str = "/tags/{name}";

/// Somebody who may create a tag, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let columns = factory::tag();
    let columns = app.prepare(columns).await;
    let place = "/tags".to_owned();
    (actor, place, only(&columns, &["name"]))
}

/// Somebody who may see a tag, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::tag();
    let row = app.insert(row).await;
    (actor, row)
}
