//! What no two products share.

use crate::support::unique::Unique;
use crate::support::{TestApp, factory, only, path, promises};

use super::{PLACE, ready_to_create, ready_to_delete};

#[tokio::test]
async fn the_database_keeps_apart_what_is_unique() {
    let app = TestApp::start().await;
    Unique::new("products_sku_key", &["sku"], factory::product)
        .among("status", "draft")
        .among_the_living()
        .kept_by_database(&app)
        .await;
}

#[tokio::test]
async fn what_is_taken_is_not_created_again() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    let (_, _, other) = ready_to_create(&app).await;
    promises::taken_on_create(&actor, &place, &body, &other, &["sku"]).await;
}

#[tokio::test]
async fn what_was_deleted_is_free_and_restored_only_while_it_is() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_delete(&app).await;
    let place = path(PLACE, &row);
    actor.delete(&place).if_match("*").await.done();
    let again = only(&row, &["sku"]);
    app.insert(factory::product().with_members(&again)).await;
    let restored = actor.post(&format!("{place}/restore")).await;
    promises::taken(restored, &["sku"]);
}
