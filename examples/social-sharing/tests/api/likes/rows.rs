//! One like at a time: made, seen, changed and deleted.

use axum::http::Method;

use crate::support::{TestApp, path, promises};

use super::{PLACE, ready_to_create, ready_to_delete, ready_to_read};

#[tokio::test]
async fn a_new_row_has_a_place_a_version_and_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::creation(&actor, &place, &body).await;
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let (actor, _) = ready_to_read(&app).await;
    promises::not_found(&actor, PLACE, "id", &[Method::GET, Method::DELETE]).await;
}

#[tokio::test]
async fn an_unchanged_row_is_not_sent_again() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_read(&app).await;
    promises::not_modified(&actor, &path(PLACE, &row)).await;
}

#[tokio::test]
async fn what_was_deleted_is_gone() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_delete(&app).await;
    promises::deletion(&actor, &path(PLACE, &row)).await;
}

#[tokio::test]
async fn a_deletion_keeps_to_the_version_that_was_named() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_delete(&app).await;
    let place = path(PLACE, &row);
    let call = || actor.delete(&place);
    promises::overtaken(&app, &actor, call, &place, ("likes", &row)).await;
}
