//! Likes: what each operation promises, and who may ask for it.

use axum::http::Method;
use serde_json::Value;
use social_sharing::auth::Role;

use crate::support::access::{Access, Operation, Person, as_made};
use crate::support::{Actor, List, TestApp, factory, only, path, promises};

/// Where a like is found.
const LIKE: &str = "/likes/{id}";

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "likes",
        row: factory::like,
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("owner", "author_id"),
        ],
        states: as_made(),
        operations: vec![
            Operation::list("list_likes", "/posts/{post_id}/likes"),
            Operation::create("create_like", "/posts/{post_id}/likes", &[]),
            Operation::on_row("show_like", Method::GET, LIKE),
            Operation::on_row("delete_like", Method::DELETE, LIKE),
        ],
    }
}

/// The list of likes, and somebody who sees all of it.
pub(crate) async fn list(app: &TestApp) -> List {
    let parent = app.insert(factory::post()).await;
    let path = path("/posts/{id}/likes", &parent);
    List::new(app.anonymous(), path, move || factory::like().with("post_id", &parent["id"]))
}

/// Somebody who may create a like, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let columns = app.prepare(factory::like()).await;
    (actor, path("/posts/{post_id}/likes", &columns), only(&columns, &[]))
}

/// Somebody who may delete a like, and the like.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let like = app.insert(factory::like().with("author_id", actor.id())).await;
    (actor, like)
}

#[tokio::test]
async fn a_new_like_has_a_place_a_version_and_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::creation(&actor, &place, &body).await;
}

#[tokio::test]
async fn a_like_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let (actor, _) = ready_to_delete(&app).await;
    let methods = [Method::GET, Method::DELETE];
    promises::not_found(&actor, LIKE, "id", &methods).await;
}

#[tokio::test]
async fn an_unchanged_like_is_not_sent_again() {
    let app = TestApp::start().await;
    let (actor, like) = ready_to_delete(&app).await;
    promises::not_modified(&actor, &path(LIKE, &like)).await;
}

#[tokio::test]
async fn filters_that_are_not_declared_are_refused() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    promises::refused_filters(&list.reader, &list.path, &["no_such_field=x"]).await;
}

#[tokio::test]
async fn a_like_brings_along_what_was_included() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let like = list.add(&app, 1).await.remove(0);

    let shown = list.reader.get(&(path(LIKE, &like) + "?include=author,post")).await.shown();

    assert_eq!(shown.body["author"]["id"], like["author_id"]);
    assert_eq!(shown.body["post"]["id"], like["post_id"]);
    let listed = list.page("include=author,post").await;
    assert_eq!(listed.items[0]["author"]["id"], like["author_id"]);
    assert_eq!(listed.items[0]["post"]["id"], like["post_id"]);
}

#[tokio::test]
async fn a_deleted_like_is_gone() {
    let app = TestApp::start().await;
    let (actor, like) = ready_to_delete(&app).await;
    promises::deletion(&actor, &path(LIKE, &like)).await;
}

#[tokio::test]
async fn nobody_likes_a_post_twice() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::unique(&actor, &place, &body).await;
}
