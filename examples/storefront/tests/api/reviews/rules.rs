//! What a review must keep, the same in the API and in the database.

use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_create, ready_to_update};

/// What a review must not have, and what of the database says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::mistyped("stars", "one"),
        Invalid::breaking("reviews_stars_range", "stars", 0),
        Invalid::breaking("reviews_stars_range", "stars", 6),
        Invalid::null("stars"),
        Invalid::breaking("reviews_text_length", "text", ""),
        Invalid::breaking("reviews_text_length", "text", "x".repeat(4001)),
        Invalid::only_in_requests("text", 7),
        Invalid::mistyped("recommended", "maybe"),
        Invalid::null("recommended"),
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
    let fields = ["stars", "text", "recommended"];
    promises::refused_on_update(&actor, &path(PLACE, &row), &fields, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_same_rules() {
    let app = TestApp::start().await;
    promises::refused_by_database(&app, factory::review, &invalid_values()).await;
}
