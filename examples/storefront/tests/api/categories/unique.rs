//! What no two categories share.

use crate::support::unique::Unique;
use crate::support::{TestApp, factory, only, path, promises};

use super::{PLACE, ready_to_create, ready_to_update};

#[tokio::test]
async fn the_database_keeps_apart_what_is_unique() {
    let app = TestApp::start().await;
    Unique::new("categories_name_key", &["name"], factory::category).kept_by_database(&app).await;
    Unique::new("categories_slug_key", &["slug"], factory::category).kept_by_database(&app).await;
}

#[tokio::test]
async fn what_is_taken_is_not_created_again() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    let (_, _, other) = ready_to_create(&app).await;
    promises::taken_on_create(&actor, &place, &body, &other, &["name"]).await;
}

#[tokio::test]
async fn nothing_is_changed_to_what_is_taken() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    let other = app.insert(factory::category()).await;
    let change = only(&other, &["name"]);
    promises::taken_on_update(&actor, &path(PLACE, &row), &change, &["name"]).await;
}
