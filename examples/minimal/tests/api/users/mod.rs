//! What users promise.

pub(crate) mod access;
pub(crate) mod list;
mod rights;
mod rows;

use serde_json::Value;

use crate::support::{Actor, TestApp};

/// Where a user is found.
const PLACE: &str = "/users/{id}";

/// Somebody who may see a user, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = actor.account.clone();
    (actor, row)
}

/// Somebody who may delete a user, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = actor.account.clone();
    (actor, row)
}
