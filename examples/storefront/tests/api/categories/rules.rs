//! What a category must keep, the same in the API and in the database.

use uuid::Uuid;

use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_create, ready_to_update};

/// What a category must not have, and what of the database says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::breaking("categories_name_length", "name", ""),
        Invalid::breaking("categories_name_length", "name", "x".repeat(81)),
        Invalid::breaking("categories_name_line", "name", "a\u{200d}b"),
        Invalid::only_in_requests("name", 7),
        Invalid::null("name"),
        Invalid::mistyped("parent_id", "nobody"),
        Invalid::breaking("categories_parent_id_fkey", "parent_id", Uuid::nil().to_string()),
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
    let fields = ["name", "parent_id"];
    promises::refused_on_update(&actor, &path(PLACE, &row), &fields, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_same_rules() {
    let app = TestApp::start().await;
    promises::refused_by_database(&app, factory::category, &invalid_values()).await;
}
