//! What products promise.

pub(crate) mod access;
mod actions;
mod links;
pub(crate) mod list;
mod rights;
mod rows;
mod rules;
mod unique;

use serde_json::Value;
use storefront::auth::Role;

use crate::support::{Actor, TestApp, factory, only};

/// Where a product is found.
const PLACE: &str = "/products/{sku}";

/// Somebody who may create a product, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let columns = factory::product().with("status", "draft").with("purchase_price", Value::Null);
    let columns = app.prepare(columns).await;
    let place = "/products".to_owned();
    (
        actor,
        place,
        only(
            &columns,
            &[
                "sku",
                "name",
                "description",
                "price",
                "sale_price",
                "currency",
                "weight",
                "released_on",
                "keywords",
                "details",
                "average_stay",
            ],
        ),
    )
}

/// Somebody who may see a product, and it.
async fn ready_to_read(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::product();
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may change a product, and it.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product();
    let row = app.insert(row).await;
    (actor, row)
}

/// Somebody who may delete a product, and it.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.account(&[Role::Admin]).await;
    let row = factory::product();
    let row = app.insert(row).await;
    (actor, row)
}
