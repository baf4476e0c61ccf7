//! Who sees and sets what of a product, and who is kept from it.

use serde_json::json;
use storefront::auth::Role;

use crate::support::{TestApp, factory, path, promises};

use super::{PLACE, ready_to_delete, ready_to_update};

#[tokio::test]
async fn purchase_price_is_shown_to_its_readers() {
    let app = TestApp::start().await;
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product();
    let row = app.insert(row).await;
    let shown = actor.get(&path(PLACE, &row)).await.shown().body;
    assert!(shown.get("purchase_price").is_some(), "{shown:#}");
}

#[tokio::test]
async fn purchase_price_is_absent_for_others() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    let row = factory::product();
    let row = app.insert(row).await;
    let shown = actor.get(&path(PLACE, &row)).await.shown().body;
    assert!(shown.get("purchase_price").is_none(), "{shown:#}");
}

#[tokio::test]
async fn purchase_price_is_set_by_those_who_may() {
    let app = TestApp::start().await;
    let actor = app.account(&[Role::Clerk]).await;
    let row = factory::product();
    let row = app.insert(row).await;
    promises::separate_changes(&actor, &path(PLACE, &row), &[("purchase_price", json!("2.00"))])
        .await;
}

#[tokio::test]
async fn strangers_change_nothing() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    let place = path(PLACE, &row);
    let call = app.member().await.patch(&place).if_match("*").json(&json!({}));
    promises::kept_from(call, &actor, &place).await;
}

#[tokio::test]
async fn strangers_delete_nothing() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_delete(&app).await;
    let place = path(PLACE, &row);
    promises::kept_from(app.member().await.delete(&place).if_match("*"), &actor, &place).await;
}

#[tokio::test]
async fn strangers_restore_nothing() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_delete(&app).await;
    let place = path(PLACE, &row);
    actor.delete(&place).if_match("*").await.done();
    promises::refused_to(app.member().await.post(&format!("{place}/restore"))).await;
    actor.get(&place).await.refused(404);
}
