//! What no two users share.

use crate::support::unique::Unique;
use crate::support::{TestApp, factory, only, path, promises};

use super::{PLACE, ready_to_update};

#[tokio::test]
async fn the_database_keeps_apart_what_is_unique() {
    let app = TestApp::start().await;
    Unique::new("users_handle_key", &["handle"], factory::user).kept_by_database(&app).await;
}

#[tokio::test]
async fn nothing_is_changed_to_what_is_taken() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    let other = app.insert(factory::user()).await;
    let change = only(&other, &["handle"]);
    promises::taken_on_update(&actor, &path(PLACE, &row), &change, &["handle"]).await;
}
