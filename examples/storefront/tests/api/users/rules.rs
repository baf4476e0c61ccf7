//! What a user must keep, the same in the API and in the database.

use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_update};

/// What a user must not have, and what of the database says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::breaking("users_full_name_length", "full_name", ""),
        Invalid::breaking("users_full_name_length", "full_name", "x".repeat(121)),
        Invalid::breaking("users_full_name_line", "full_name", "a\nb"),
        Invalid::only_in_requests("full_name", 7),
        Invalid::null("full_name"),
    ]
}

#[tokio::test]
async fn no_change_breaks_a_rule() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    let fields = ["full_name"];
    promises::refused_on_update(&actor, &path(PLACE, &row), &fields, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_same_rules() {
    let app = TestApp::start().await;
    promises::refused_by_database(&app, factory::user, &invalid_values()).await;
}
