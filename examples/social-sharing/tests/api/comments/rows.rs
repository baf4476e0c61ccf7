//! One comment at a time: made, seen, changed and deleted.

use axum::http::Method;
use serde_json::json;

use crate::support::access::change;
use crate::support::{TestApp, factory, path, promises};

use super::{PLACE, ready_to_create, ready_to_delete, ready_to_read, ready_to_update};

#[tokio::test]
async fn a_new_row_has_a_place_a_version_and_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::creation(&actor, &place, &body).await;
}

#[tokio::test]
async fn what_is_needed_must_be_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::required(&actor, &place, &body, &["body"]).await;
}

#[tokio::test]
async fn fields_that_are_not_the_clients_to_set_are_refused() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    let row = app.insert(factory::comment()).await;
    promises::closed_on_create(
        &actor,
        &place,
        &body,
        &row,
        &["id", "version", "no_such_field", "post_id", "author_id"],
    )
    .await;
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let (actor, _) = ready_to_read(&app).await;
    promises::not_found(&actor, PLACE, "id", &[Method::GET, Method::PATCH, Method::DELETE]).await;
}

#[tokio::test]
async fn an_unchanged_row_is_not_sent_again() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_read(&app).await;
    promises::not_modified(&actor, &path(PLACE, &row)).await;
}

#[tokio::test]
async fn a_change_names_the_version_it_is_made_to() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    promises::versions(&actor, &path(PLACE, &row), &change("body", json!("body 2"))).await;
}

#[tokio::test]
async fn of_many_changes_to_one_version_one_is_made() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    promises::one_winner(&actor, &path(PLACE, &row), &change("body", json!("body 2"))).await;
}

#[tokio::test]
async fn a_change_keeps_to_the_version_that_was_named() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_update(&app).await;
    let place = path(PLACE, &row);
    let call = || actor.patch(&place).json(&change("body", json!("body 2")));
    promises::overtaken(&app, &actor, call, &place, ("comments", &row)).await;
}

#[tokio::test]
async fn a_change_touches_only_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    let changes = [("body", json!("body 2"))];
    promises::separate_changes(&actor, &path(PLACE, &row), &changes).await;
}

#[tokio::test]
async fn fields_that_no_client_changes_are_refused() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    promises::closed_on_update(
        &actor,
        &path(PLACE, &row),
        &row,
        &["id", "version", "no_such_field", "post_id", "author_id"],
    )
    .await;
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
    promises::overtaken(&app, &actor, call, &place, ("comments", &row)).await;
}
