//! Who sees and sets what of a note, and who is kept from it.

use serde_json::json;

use crate::support::{TestApp, path, promises};

use super::{PLACE, ready_to_delete, ready_to_update};

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
