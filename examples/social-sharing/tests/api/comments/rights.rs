//! Who sees and sets what of a comment, and who is kept from it.

use serde_json::{Value, json};

use crate::support::{TestApp, factory, path, promises};

use super::{PLACE, ready_to_create, ready_to_delete, ready_to_read, ready_to_update};

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
async fn nothing_is_deleted_by_whoever_lost_the_row_above_meanwhile() {
    let app = TestApp::patient().await;
    let actor = app.member().await;
    let parent = app.insert(factory::post().with("author_id", actor.id())).await;
    let row = factory::comment().with("post_id", &parent["id"]);
    let row = app.insert(row).await;
    let call = actor.delete(&path(PLACE, &row)).if_match("*");
    promises::lost_above(&app, &actor, call, ("posts", "author_id"), "comments").await;
}

#[tokio::test]
async fn nothing_is_found_or_made_below_what_is_hidden() {
    let app = TestApp::start().await;
    let (actor, _, body) = ready_to_create(&app).await;
    let hidden =
        app.insert(factory::post().with("status", "draft").with("published_at", Value::Null)).await;
    let place = path("/posts/{id}/comments", &hidden);
    assert_eq!(actor.get(&place).await.refused(404).kind(), "not-found");
    assert_eq!(actor.post(&place).json(&body).await.refused(404).kind(), "not-found");
}

#[tokio::test]
async fn a_row_is_not_found_below_another_parent() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_read(&app).await;
    let other = app.insert(factory::post()).await;
    assert!(!actor.get(&path("/posts/{id}/comments", &other)).await.listed().has(&row));
}
