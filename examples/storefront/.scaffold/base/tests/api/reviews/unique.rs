//! What no two reviews share.

use crate::support::unique::Unique;
use crate::support::{TestApp, factory, promises};

use super::ready_to_create;

#[tokio::test]
async fn the_database_keeps_apart_what_is_unique() {
    let app = TestApp::start().await;
    Unique::new("reviews_product_id_author_id_key", &["product_id", "author_id"], factory::review)
        .kept_by_database(&app)
        .await;
}

#[tokio::test]
async fn what_is_taken_is_not_created_again() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    let (_, _, other) = ready_to_create(&app).await;
    promises::taken_on_create(&actor, &place, &body, &other, &[]).await;
}
