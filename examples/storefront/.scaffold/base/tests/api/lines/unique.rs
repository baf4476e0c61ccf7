//! What no two lines share.

use crate::support::unique::Unique;
use crate::support::{TestApp, factory, promises};

use super::ready_to_create;

#[tokio::test]
async fn the_database_keeps_apart_what_is_unique() {
    let app = TestApp::start().await;
    Unique::new("lines_order_id_product_id_key", &["order_id", "product_id"], factory::line)
        .kept_by_database(&app)
        .await;
}

#[tokio::test]
async fn what_is_taken_is_not_created_again() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    let (_, _, other) = ready_to_create(&app).await;
    promises::taken_on_create(&actor, &place, &body, &other, &["product_id"]).await;
}
