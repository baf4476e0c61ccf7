//! What a user must keep, the same in the API and in the database.

use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_update};

/// What a user must not have, and what of the database says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::breaking("users_handle_length", "handle", "xx"),
        Invalid::breaking("users_handle_length", "handle", "x".repeat(31)),
        Invalid::breaking("users_handle_line", "handle", "a\u{200d}b"),
        Invalid::breaking("users_handle_pattern", "handle", "!!!"),
        Invalid::only_in_requests("handle", 7),
        Invalid::null("handle"),
        Invalid::breaking("users_display_name_length", "display_name", ""),
        Invalid::breaking("users_display_name_length", "display_name", "x".repeat(81)),
        Invalid::breaking("users_display_name_line", "display_name", "a\nb"),
        Invalid::only_in_requests("display_name", 7),
        Invalid::null("display_name"),
        Invalid::breaking("users_bio_length", "bio", "x".repeat(501)),
        Invalid::only_in_requests("bio", 7),
    ]
}

#[tokio::test]
async fn no_change_breaks_a_rule() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_update(&app).await;
    let fields = ["handle", "display_name", "bio"];
    promises::refused_on_update(&actor, &path(PLACE, &row), &fields, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_same_rules() {
    let app = TestApp::start().await;
    promises::refused_by_database(&app, factory::user, &invalid_values()).await;
}
