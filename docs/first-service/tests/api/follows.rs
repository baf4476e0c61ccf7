//! Follows: what each operation promises, and who may ask for it.

use axum::http::Method;
use serde_json::{Value, json};
use social_sharing::auth::Role;
use uuid::Uuid;

use crate::support::access::{Access, Operation, Person, as_made};
use crate::support::{Actor, Invalid, List, TestApp, factory, only, path, promises};

/// Where a follow is found.
const FOLLOW: &str = "/follows/{id}";

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "follows",
        row: factory::follow,
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("owner", "follower_id"),
        ],
        states: as_made(),
        operations: vec![
            Operation::list("list_follows", "/follows"),
            Operation::create("create_follow", "/follows", &["followee_id"]),
            Operation::on_row("show_follow", Method::GET, FOLLOW),
            Operation::on_row("delete_follow", Method::DELETE, FOLLOW),
        ],
    }
}

/// The list of follows, and somebody who sees all of it.
#[expect(clippy::unused_async, reason = "readers of other lists sign in first")]
pub(crate) async fn list(app: &TestApp) -> List {
    List::new(app.anonymous(), "/follows", factory::follow)
}

/// Somebody who may create a follow, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let columns = app.prepare(factory::follow()).await;
    (actor, path("/follows", &columns), only(&columns, &["followee_id"]))
}

/// What no follow may have, and the constraint of the database that says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::null("followee_id"),
        Invalid::breaking("follows_followee_id_fkey", "followee_id", Uuid::now_v7().to_string()),
    ]
}

/// Somebody who may delete a follow, and the follow.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let follow = app.insert(factory::follow().with("follower_id", actor.id())).await;
    (actor, follow)
}

#[tokio::test]
async fn a_new_follow_has_a_place_a_version_and_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::creation(&actor, &place, &body).await;
}

#[tokio::test]
async fn a_follow_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let (actor, _) = ready_to_delete(&app).await;
    let methods = [Method::GET, Method::DELETE];
    promises::not_found(&actor, FOLLOW, "id", &methods).await;
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_by_the_api_and_by_the_database() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::refused_on_create(&actor, &place, &body, &invalid_values()).await;
    promises::refused_by_database(&app, factory::follow, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_rules_between_fields() {
    let app = TestApp::start().await;
    let user = app.insert(factory::user()).await;
    let rule = Invalid::breaking("follows_check_1", "followee_id", user["id"].clone());
    rule.refused_by_database(&app, factory::follow().with("follower_id", &user["id"])).await;
}

#[tokio::test]
async fn nobody_follows_themselves() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    let refused = actor.post("/follows").json(&json!({ "followee_id": actor.id() })).await;
    refused.refused(422);
}

#[tokio::test]
async fn what_a_follow_needs_must_be_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::required(&actor, &place, &body, &["followee_id"]).await;
}

#[tokio::test]
async fn fields_that_are_not_the_clients_to_set_are_refused() {
    let app = TestApp::start().await;
    let closed = ["id", "follower_id", "version", "no_such_field"];
    let (_, follow) = ready_to_delete(&app).await;
    let (creator, place, body) = ready_to_create(&app).await;
    promises::closed_on_create(&creator, &place, &body, &follow, &closed).await;
}

#[tokio::test]
async fn an_unchanged_follow_is_not_sent_again() {
    let app = TestApp::start().await;
    let (actor, follow) = ready_to_delete(&app).await;
    promises::not_modified(&actor, &path(FOLLOW, &follow)).await;
}

#[tokio::test]
async fn filters_that_are_not_declared_are_refused() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    promises::refused_filters(&list.reader, &list.path, &["no_such_field=x"]).await;
}

#[tokio::test]
async fn a_follow_brings_along_what_was_included() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let follow = list.add(&app, 1).await.remove(0);

    let shown =
        list.reader.get(&(path(FOLLOW, &follow) + "?include=follower,followee")).await.shown();

    assert_eq!(shown.body["follower"]["id"], follow["follower_id"]);
    assert_eq!(shown.body["followee"]["id"], follow["followee_id"]);
    let listed = list.page("include=follower,followee").await;
    assert_eq!(listed.items[0]["follower"]["id"], follow["follower_id"]);
    assert_eq!(listed.items[0]["followee"]["id"], follow["followee_id"]);
}

#[tokio::test]
async fn a_deleted_follow_is_gone() {
    let app = TestApp::start().await;
    let (actor, follow) = ready_to_delete(&app).await;
    promises::deletion(&actor, &path(FOLLOW, &follow)).await;
}

#[tokio::test]
async fn nobody_follows_somebody_twice() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::unique(&actor, &place, &body).await;
}
