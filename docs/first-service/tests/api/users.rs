//! Accounts as others see them. How one gets an account and into it is tested in `auth`.

use axum::http::Method;
use serde_json::{Value, json};
use social_sharing::auth::Role;

use crate::support::access::{Access, Operation, Person, as_made, change};
use crate::support::{Actor, Invalid, List, TestApp, factory, path, promises};

/// Where an account is found.
const USER: &str = "/users/{handle}";

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "users",
        row: factory::user,
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::itself("owner"),
        ],
        states: as_made(),
        operations: vec![
            Operation::list("list_users", "/users"),
            Operation::on_row("show_user", Method::GET, USER),
            Operation::on_row("update_user", Method::PATCH, USER)
                .json(change("bio", "another bio")),
            Operation::on_row("delete_user", Method::DELETE, USER),
            Operation::on_row("set_user_roles", Method::PUT, "/users/{handle}/roles")
                .json(json!({ "roles": ["member"] })),
            Operation::on_row("suspend_user", Method::POST, "/users/{handle}/suspend"),
            Operation::on_row("reinstate_user", Method::POST, "/users/{handle}/reinstate"),
            Operation::on_row("end_user_sessions", Method::DELETE, "/users/{handle}/sessions"),
        ],
    }
}

/// The list of accounts, and somebody who sees all of it.
#[expect(clippy::unused_async, reason = "readers of other lists sign in first")]
pub(crate) async fn list(app: &TestApp) -> List {
    List::new(app.anonymous(), "/users", factory::user)
}

/// Somebody with an account of their own.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let user = actor.account.clone();
    (actor, user)
}

/// What no account may have, and the constraint of the database that says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::null("handle"),
        Invalid::breaking("users_handle_length", "handle", "aa"),
        Invalid::breaking("users_handle_length", "handle", "a".repeat(31)),
        Invalid::breaking("users_handle_pattern", "handle", "~~~"),
        Invalid::null("display_name"),
        Invalid::breaking("users_display_name_length", "display_name", ""),
        Invalid::breaking("users_display_name_length", "display_name", "é".repeat(81)),
        Invalid::breaking("users_bio_length", "bio", "é".repeat(501)),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_by_the_api_and_by_the_database() {
    let app = TestApp::start().await;
    let (actor, user) = ready_to_update(&app).await;
    promises::refused_on_update(&actor, &path(USER, &user), &invalid_values()).await;
    promises::refused_by_database(&app, factory::user, &invalid_values()).await;
}

#[tokio::test]
async fn fields_that_are_not_the_clients_to_set_are_refused() {
    let app = TestApp::start().await;
    let (actor, user) = ready_to_update(&app).await;
    let closed =
        ["id", "verified", "roles", "suspended_at", "followers", "version", "no_such_field"];
    promises::closed_on_update(&actor, &path(USER, &user), &user, &closed).await;
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let (actor, _) = ready_to_update(&app).await;
    let methods = [Method::GET, Method::PATCH, Method::DELETE];
    promises::not_found(&actor, USER, "handle", &methods).await;
}

#[tokio::test]
async fn an_unchanged_account_is_not_sent_again() {
    let app = TestApp::start().await;
    let (actor, user) = ready_to_update(&app).await;
    promises::not_modified(&actor, &path(USER, &user)).await;
}

#[tokio::test]
async fn a_change_names_the_version_it_is_made_to() {
    let app = TestApp::start().await;
    let (actor, user) = ready_to_update(&app).await;
    promises::versions(&actor, &path(USER, &user), &change("bio", "another bio")).await;
}

#[tokio::test]
async fn a_change_touches_only_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, user) = ready_to_update(&app).await;
    let changes = [
        ("display_name", json!("another display name")),
        ("bio", json!("another bio")),
        ("bio", Value::Null),
    ];
    promises::separate_changes(&actor, &path(USER, &user), &changes).await;
}

#[tokio::test]
async fn a_handle_is_taken_once_whatever_its_case() {
    let app = TestApp::start().await;
    let (actor, user) = ready_to_update(&app).await;
    let other = app.insert(factory::user()).await;
    let taken = change("handle", other["handle"].clone());
    let refused = actor.patch(&path(USER, &user)).if_match("*").json(&taken).await;
    assert_eq!(refused.refused(409).kind(), "taken");
}

#[tokio::test]
async fn what_only_some_may_see_is_absent_for_others() {
    let app = TestApp::start().await;
    let (actor, user) = ready_to_update(&app).await;
    let place = path(USER, &user);
    let own = actor.get(&place).await.shown().body;
    let to_admin = app.account(&[Role::Admin]).await.get(&place).await.shown().body;
    let to_stranger = app.member().await.get(&place).await.shown().body;
    let to_anybody = app.anonymous().get(&place).await.shown().body;
    for field in ["email", "suspended_at"] {
        assert!(own.get(field).is_some() && to_admin.get(field).is_some(), "{field}");
        assert!(to_stranger.get(field).is_none() && to_anybody.get(field).is_none(), "{field}");
    }
}

#[tokio::test]
async fn users_are_found_by_their_words() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let user = app.insert(list.row().with("display_name", "an uncommon walrus")).await;
    app.insert(list.row()).await;
    list.finds("q=walruses", &[&user]).await;
    list.finds("q=nothingofthekind", &[]).await;
}

#[tokio::test]
async fn a_closed_account_is_gone_and_with_it_what_was_personal() {
    let app = TestApp::start().await;
    let (actor, user) = ready_to_update(&app).await;
    let place = path(USER, &user);

    actor.delete(&place).if_match("*").await.done();

    app.anonymous().get(&place).await.refused(404);
    actor.get("/auth/me").await.refused(401);
    let kept: Value = sqlx::query_scalar("select to_jsonb(users) from users where id = $1")
        .bind(actor.id())
        .fetch_one(app.database())
        .await
        .expect("a tombstone");
    assert!(!kept["closed_at"].is_null());
    assert_ne!(kept["email"], user["email"]);
}
