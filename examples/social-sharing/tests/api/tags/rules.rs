//! What a tag must keep, the same in the API and in the database.

use crate::support::{Invalid, TestApp, factory, promises};

use super::ready_to_create;

/// What a tag must not have, and what of the database says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::breaking("tags_name_length", "name", ""),
        Invalid::breaking("tags_name_length", "name", "x".repeat(41)),
        Invalid::breaking("tags_name_line", "name", "a\u{200d}b"),
        Invalid::breaking("tags_name_pattern", "name", "!"),
        Invalid::only_in_requests("name", 7),
        Invalid::null("name"),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_created() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::refused_on_create(&actor, &place, &body, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_same_rules() {
    let app = TestApp::start().await;
    promises::refused_by_database(&app, factory::tag, &invalid_values()).await;
}
