//! What a follow must keep, the same in the API and in the database.

use serde_json::json;
use uuid::Uuid;

use crate::support::{Invalid, TestApp, factory, promises};

use super::ready_to_create;

/// What a follow must not have, and what of the database says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::mistyped("followee_id", "nobody"),
        Invalid::only_in_requests("followee_id", Uuid::nil().to_string()),
        Invalid::null("followee_id"),
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
    promises::refused_by_database(&app, factory::follow, &invalid_values()).await;
}

/// follower != followee
#[tokio::test]
async fn check_1_is_kept() {
    let app = TestApp::start().await;
    let same = app.insert(factory::user()).await;
    let row = factory::follow().with("follower_id", &same["id"]).with("followee_id", &same["id"]);
    promises::kept_by_database(&app, "follows_check_1", row).await;

    let (actor, place, body) = ready_to_create(&app).await;
    let broken = [("followee_id", json!(actor.id()))];
    promises::kept_on_create(&actor, &place, &body, &broken).await;
}
