//! What categories promise.

pub(crate) mod access;
pub(crate) mod list;
mod rights;
mod rows;
mod rules;
mod unique;

use serde_json::Value;
use storefront::auth::Role;

use crate::support::{Actor, TestApp, factory, only};

/// Where a category is found.
const PLACE: &str = "/categories/{slug}";

/// Somebody who may create a category, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let columns = factory::category();
    let columns = app.prepare(columns).await;
    let place = "/categories".to_owned();
    (actor, place, only(&columns, &["name", "parent_id"]))
}

/// Somebody who may see a category, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::category();
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may change a category, and it.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::category();
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may delete a category, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Admin]).await;
    let row = factory::category();
    let row = app.insert(row).await;
    (actor, row)
}
