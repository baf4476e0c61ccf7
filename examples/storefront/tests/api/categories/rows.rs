//! One category at a time: made, seen, changed and deleted.

use axum::http::Method;

use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_create, ready_to_delete, ready_to_read};

/// What a category must not have, and the constraint of the database that says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::breaking("categories_name_length", "name", ""),
        Invalid::breaking("categories_name_length", "name", "x".repeat(81)),
        Invalid::breaking("categories_name_line", "name", "a\nb"),
        Invalid::null("name"),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_by_the_api_and_by_the_database() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::refused_on_create(&actor, &place, &body, &invalid_values()).await;
    promises::refused_by_database(&app, factory::category, &invalid_values()).await;
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
    promises::required(&actor, &place, &body, &["name"]).await;
}

#[tokio::test]
async fn fields_that_are_not_the_clients_to_set_are_refused() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    let row = app.insert(factory::category()).await;
    promises::closed_on_create(
        &actor,
        &place,
        &body,
        &row,
        &["id", "version", "no_such_field", "slug"],
    )
    .await;
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let (actor, _) = ready_to_read(&app).await;
    promises::not_found(&actor, PLACE, "slug", &[Method::GET, Method::PATCH, Method::DELETE]).await;
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
