//! What notes promise.

pub(crate) mod access;
pub(crate) mod list;
mod rights;
mod rows;
mod rules;

use serde_json::Value;

use crate::support::{Actor, TestApp, factory, only};

/// Where a note is found.
const PLACE: &str = "/notes/{id}";

/// Somebody who may create a note, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let columns = factory::note();
    let columns = app.prepare(columns).await;
    let place = "/notes".to_owned();
    (actor, place, only(&columns, &["title", "body"]))
}

/// Somebody who may see a note, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::note().with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may change a note, and it.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::note().with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may delete a note, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::note().with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}
