//! One note at a time: made, seen, changed and deleted.

use axum::http::Method;
use serde_json::json;

use crate::support::access::change;
use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_create, ready_to_delete, ready_to_read, ready_to_update};

/// What a note must not have, and the constraint of the database that says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::breaking("notes_title_length", "title", ""),
        Invalid::breaking("notes_title_length", "title", "x".repeat(121)),
        Invalid::breaking("notes_title_line", "title", "a\nb"),
        Invalid::null("title"),
        Invalid::breaking("notes_body_length", "body", "x".repeat(5001)),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_by_the_api_and_by_the_database() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::refused_on_create(&actor, &place, &body, &invalid_values()).await;
    promises::refused_by_database(&app, factory::note, &invalid_values()).await;
}

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
    promises::required(&actor, &place, &body, &["title"]).await;
}

#[tokio::test]
async fn fields_that_are_not_the_clients_to_set_are_refused() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    let row = app.insert(factory::note()).await;
    promises::closed_on_create(
        &actor,
        &place,
        &body,
        &row,
        &["id", "version", "no_such_field", "author_id"],
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
    promises::versions(&actor, &path(PLACE, &row), &change("title", json!("title 2"))).await;
}

#[tokio::test]
async fn of_many_changes_to_one_version_one_is_made() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    promises::one_winner(&actor, &path(PLACE, &row), &change("title", json!("title 2"))).await;
}

#[tokio::test]
async fn what_was_deleted_is_gone() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_delete(&app).await;
    promises::deletion(&actor, &path(PLACE, &row)).await;
}
