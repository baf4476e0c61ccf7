//! What an order must keep, the same in the API and in the database.

use crate::support::{Invalid, TestApp, factory, path, promises};

use super::{PLACE, ready_to_create, ready_to_update};

/// What an order must not have, and what of the database says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::breaking("orders_note_length", "note", "x".repeat(1001)),
        Invalid::only_in_requests("note", 7),
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
    let fields = ["note"];
    promises::refused_on_update(&actor, &path(PLACE, &row), &fields, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_same_rules() {
    let app = TestApp::start().await;
    promises::refused_by_database(&app, factory::order, &invalid_values()).await;
}

/// shipped_at is not null if status = shipped
#[tokio::test]
async fn check_1_is_kept() {
    let app = TestApp::start().await;
    let row = factory::order().with("status", "shipped");
    promises::kept_by_database(&app, "orders_check_1", row).await;
}
