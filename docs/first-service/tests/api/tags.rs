//! Tags: what each operation promises, and who may ask for it.

use axum::http::Method;
use serde_json::Value;
use social_sharing::auth::Role;

use crate::support::access::{Access, Operation, Person, as_made};
use crate::support::{Actor, Invalid, List, TestApp, factory, only, path, promises};

/// Where a tag is found.
const TAG: &str = "/tags/{name}";

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "tags",
        row: factory::tag,
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
        ],
        states: as_made(),
        operations: vec![
            Operation::list("list_tags", "/tags"),
            Operation::create("create_tag", "/tags", &["name"]),
            Operation::on_row("show_tag", Method::GET, TAG),
            Operation::on_row("list_tag_posts", Method::GET, "/tags/{name}/posts"),
        ],
    }
}

/// The list of tags, and somebody who sees all of it.
#[expect(clippy::unused_async, reason = "readers of other lists sign in first")]
pub(crate) async fn list(app: &TestApp) -> List {
    List::new(app.anonymous(), "/tags", factory::tag)
}

/// Somebody who may create a tag, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let columns = app.prepare(factory::tag()).await;
    (actor, path("/tags", &columns), only(&columns, &["name"]))
}

/// What no tag may have, and the constraint of the database that says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::null("name"),
        Invalid::breaking("tags_name_length", "name", ""),
        Invalid::breaking("tags_name_length", "name", "a".repeat(41)),
        Invalid::breaking("tags_name_pattern", "name", "~"),
    ]
}

#[tokio::test]
async fn a_new_tag_has_a_place_a_version_and_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::creation(&actor, &place, &body).await;
}

#[tokio::test]
async fn filters_that_are_not_declared_are_refused() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    promises::refused_filters(&list.reader, &list.path, &["no_such_field=x"]).await;
}

#[tokio::test]
async fn a_tag_has_a_name_of_its_own_whatever_its_case() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::unique(&actor, &place, &body).await;
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_by_the_api_and_by_the_database() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::refused_on_create(&actor, &place, &body, &invalid_values()).await;
    promises::refused_by_database(&app, factory::tag, &invalid_values()).await;
}

#[tokio::test]
async fn what_a_tag_needs_must_be_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::required(&actor, &place, &body, &["name"]).await;
}

#[tokio::test]
async fn fields_that_are_not_the_clients_to_set_are_refused() {
    let app = TestApp::start().await;
    let tag = app.insert(factory::tag()).await;
    let (creator, place, body) = ready_to_create(&app).await;
    promises::closed_on_create(&creator, &place, &body, &tag, &["id", "version", "no_such_field"])
        .await;
}

#[tokio::test]
async fn a_tag_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    promises::not_found(&app.anonymous(), TAG, "name", &[Method::GET]).await;
}

#[tokio::test]
async fn an_unchanged_tag_is_not_sent_again() {
    let app = TestApp::start().await;
    let tag = app.insert(factory::tag()).await;
    promises::not_modified(&app.anonymous(), &path(TAG, &tag)).await;
}

#[tokio::test]
async fn nobody_changes_or_deletes_a_tag() {
    let app = TestApp::start().await;
    let tag = app.insert(factory::tag()).await;
    for method in [Method::PATCH, Method::DELETE] {
        let refused = app.member().await.call(method, &path(TAG, &tag)).if_match("*").await;
        assert_eq!(refused.refused(405).headers["allow"], "GET,HEAD");
    }
}
