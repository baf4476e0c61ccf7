//! Comments: what each operation promises, and who may ask for it.

use axum::http::Method;
use serde_json::{Value, json};
use social_sharing::auth::Role;

use crate::support::access::{Access, Operation, Person, as_made, change};
use crate::support::{Actor, Invalid, List, TestApp, factory, only, path, promises};

/// Where a comment is found.
const COMMENT: &str = "/comments/{id}";

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "comments",
        row: factory::comment,
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("owner", "author_id"),
            Person::named_by_parent("post.owner", "post_id", factory::post, "author_id"),
        ],
        states: as_made(),
        operations: vec![
            Operation::list("list_comments", "/posts/{post_id}/comments"),
            Operation::create("create_comment", "/posts/{post_id}/comments", &["body"]),
            Operation::on_row("show_comment", Method::GET, COMMENT),
            Operation::on_row("update_comment", Method::PATCH, COMMENT)
                .json(change("body", "another body")),
            Operation::on_row("delete_comment", Method::DELETE, COMMENT),
        ],
    }
}

/// The list of comments, and somebody who sees all of it.
pub(crate) async fn list(app: &TestApp) -> List {
    let parent = app.insert(factory::post()).await;
    let path = path("/posts/{id}/comments", &parent);
    List::new(app.anonymous(), path, move || factory::comment().with("post_id", &parent["id"]))
}

/// Somebody who may create a comment, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let columns = app.prepare(factory::comment()).await;
    (actor, path("/posts/{post_id}/comments", &columns), only(&columns, &["body"]))
}

/// Somebody who may change a comment, and the comment.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let comment = app.insert(factory::comment().with("author_id", actor.id())).await;
    (actor, comment)
}

/// Somebody who may delete a comment, and the comment.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let comment = app.insert(factory::comment().with("author_id", actor.id())).await;
    (actor, comment)
}

/// What no comment may have, and the constraint of the database that says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::null("body"),
        Invalid::breaking("comments_body_length", "body", ""),
        Invalid::breaking("comments_body_length", "body", "é".repeat(2001)),
    ]
}

#[tokio::test]
async fn a_new_comment_has_a_place_a_version_and_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::creation(&actor, &place, &body).await;
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_by_the_api_and_by_the_database() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::refused_on_create(&actor, &place, &body, &invalid_values()).await;
    let (actor, comment) = ready_to_update(&app).await;
    promises::refused_on_update(&actor, &path(COMMENT, &comment), &invalid_values()).await;
    promises::refused_by_database(&app, factory::comment, &invalid_values()).await;
}

#[tokio::test]
async fn what_a_comment_needs_must_be_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::required(&actor, &place, &body, &["body"]).await;
}

#[tokio::test]
async fn fields_that_are_not_the_clients_to_set_are_refused() {
    let app = TestApp::start().await;
    let closed = ["id", "post_id", "author_id", "version", "no_such_field"];
    let (editor, comment) = ready_to_update(&app).await;
    promises::closed_on_update(&editor, &path(COMMENT, &comment), &comment, &closed).await;
    let (creator, place, body) = ready_to_create(&app).await;
    promises::closed_on_create(&creator, &place, &body, &comment, &closed).await;
}

#[tokio::test]
async fn a_comment_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let (actor, _) = ready_to_update(&app).await;
    let methods = [Method::GET, Method::PATCH, Method::DELETE];
    promises::not_found(&actor, COMMENT, "id", &methods).await;
}

#[tokio::test]
async fn a_post_that_does_not_exist_has_no_comments() {
    let app = TestApp::start().await;
    let actor = app.member().await;
    promises::not_found(&actor, "/posts/{id}/comments", "id", &[Method::GET]).await;
    let nowhere = format!("/posts/{}/comments", uuid::Uuid::now_v7());
    actor.post(&nowhere).json(&json!({ "body": "body" })).await.refused(404);
}

#[tokio::test]
async fn an_unchanged_comment_is_not_sent_again() {
    let app = TestApp::start().await;
    let (actor, comment) = ready_to_update(&app).await;
    promises::not_modified(&actor, &path(COMMENT, &comment)).await;
}

#[tokio::test]
async fn a_change_names_the_version_it_is_made_to() {
    let app = TestApp::start().await;
    let (actor, comment) = ready_to_update(&app).await;
    promises::versions(&actor, &path(COMMENT, &comment), &change("body", "another body")).await;
}

#[tokio::test]
async fn of_many_changes_to_one_version_one_is_made() {
    let app = TestApp::start().await;
    let (actor, comment) = ready_to_update(&app).await;
    promises::one_winner(&actor, &path(COMMENT, &comment), &change("body", "another body")).await;
}

#[tokio::test]
async fn a_change_touches_only_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, comment) = ready_to_update(&app).await;
    let changes = [("body", json!("another body"))];
    promises::separate_changes(&actor, &path(COMMENT, &comment), &changes).await;
}

#[tokio::test]
async fn filters_that_are_not_declared_are_refused() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    promises::refused_filters(&list.reader, &list.path, &["body=x", "no_such_field=x"]).await;
}

#[tokio::test]
async fn a_comment_brings_along_what_was_included() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let comment = list.add(&app, 1).await.remove(0);

    let shown = list.reader.get(&(path(COMMENT, &comment) + "?include=author,post")).await.shown();

    assert_eq!(shown.body["author"]["id"], comment["author_id"]);
    assert_eq!(shown.body["post"]["id"], comment["post_id"]);
    let listed = list.page("include=author,post").await;
    assert_eq!(listed.items[0]["author"]["id"], comment["author_id"]);
    assert_eq!(listed.items[0]["post"]["id"], comment["post_id"]);
}

#[tokio::test]
async fn a_deleted_comment_is_gone() {
    let app = TestApp::start().await;
    let (actor, comment) = ready_to_delete(&app).await;
    promises::deletion(&actor, &path(COMMENT, &comment)).await;
}
