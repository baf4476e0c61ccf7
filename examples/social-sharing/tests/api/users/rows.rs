//! One user at a time: made, seen, changed and deleted.

use axum::http::Method;
use serde_json::json;

use crate::support::access::change;
use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_delete, ready_to_read, ready_to_update};

/// What a user must not have, and the constraint of the database that says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::breaking("users_handle_length", "handle", "xx"),
        Invalid::breaking("users_handle_length", "handle", "x".repeat(31)),
        Invalid::breaking("users_handle_line", "handle", "a\nb"),
        Invalid::breaking("users_handle_pattern", "handle", "!!!"),
        Invalid::null("handle"),
        Invalid::breaking("users_display_name_length", "display_name", ""),
        Invalid::breaking("users_display_name_length", "display_name", "x".repeat(81)),
        Invalid::breaking("users_display_name_line", "display_name", "a\nb"),
        Invalid::null("display_name"),
        Invalid::breaking("users_bio_length", "bio", "x".repeat(501)),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_by_the_api_and_by_the_database() {
    let app = TestApp::start().await;
    promises::refused_by_database(&app, factory::user, &invalid_values()).await;
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let (actor, _) = ready_to_read(&app).await;
    promises::not_found(&actor, PLACE, "handle", &[Method::GET, Method::PATCH, Method::DELETE])
        .await;
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
    promises::versions(
        &actor,
        &path(PLACE, &row),
        &change("display_name", json!("display name 2")),
    )
    .await;
}

#[tokio::test]
async fn of_many_changes_to_one_version_one_is_made() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    promises::one_winner(
        &actor,
        &path(PLACE, &row),
        &change("display_name", json!("display name 2")),
    )
    .await;
}

#[tokio::test]
async fn what_was_deleted_is_gone() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_delete(&app).await;
    actor.delete(&path(PLACE, &row)).if_match("*").await.done();
    actor.get("/auth/me").await.refused(401);
}
