//! What a post must keep, the same in the API and in the database.

use serde_json::Value;

use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_create, ready_to_update};

/// What a post must not have, and what of the database says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::breaking("posts_title_length", "title", ""),
        Invalid::breaking("posts_title_length", "title", "x".repeat(201)),
        Invalid::breaking("posts_title_line", "title", "a\nb"),
        Invalid::only_in_requests("title", 7),
        Invalid::null("title"),
        Invalid::breaking("posts_body_length", "body", ""),
        Invalid::breaking("posts_body_length", "body", "x".repeat(20001)),
        Invalid::only_in_requests("body", 7),
        Invalid::null("body"),
        Invalid::mistyped("visibility", "no such variant"),
        Invalid::null("visibility"),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_created() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::refused_on_create(&actor, &place, &body, &invalid_values()).await;
}

#[tokio::test]
async fn no_change_breaks_a_rule() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    let fields = ["title", "body", "visibility"];
    promises::refused_on_update(&actor, &path(PLACE, &row), &fields, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_same_rules() {
    let app = TestApp::start().await;
    promises::refused_by_database(&app, factory::post, &invalid_values()).await;
}

/// published_at is not null if status = published
#[tokio::test]
async fn check_1_is_kept() {
    let app = TestApp::start().await;
    let row = factory::post().with("status", "published").with("published_at", Value::Null);
    promises::kept_by_database(&app, "posts_check_1", row).await;
}
