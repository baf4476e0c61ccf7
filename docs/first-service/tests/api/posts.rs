//! Posts: what each operation promises, and who may ask for it.

use axum::http::Method;
use serde_json::{Value, json};
use social_sharing::auth::Role;

use crate::support::access::{Access, Operation, Person, State, change};
use crate::support::{Actor, Invalid, List, TestApp, factory, only, path, promises};

/// Where a post is found.
const POST: &str = "/posts/{id}";

/// Who asks for what, for the matrix of permissions.
pub(crate) fn access() -> Access {
    Access {
        resource: "posts",
        row: factory::post,
        people: vec![
            Person::anonymous(),
            Person::with_roles("member", &[Role::Member]),
            Person::with_roles("moderator", &[Role::Moderator]),
            Person::with_roles("admin", &[Role::Admin]),
            Person::named_by("owner", "author_id"),
        ],
        states: vec![
            State { name: "status = published and visibility = everyone", columns: vec![] },
            State {
                name: "status = published and visibility = followers",
                columns: vec![("visibility", json!("followers"))],
            },
            State { name: "status = draft", columns: vec![("status", json!("draft"))] },
        ],
        operations: vec![
            Operation::list("list_posts", "/posts"),
            Operation::create("create_post", "/posts", &["title", "body", "visibility"]),
            Operation::on_row("show_post", Method::GET, POST),
            Operation::on_row("update_post", Method::PATCH, POST)
                .json(change("title", "another title")),
            Operation::on_row("delete_post", Method::DELETE, POST),
            Operation::on_row("publish_post", Method::POST, "/posts/{id}/publish"),
            Operation::on_row("restore_post", Method::POST, "/posts/{id}/restore")
                .when(vec![("deleted_at", json!("2026-01-02T03:04:05Z"))]),
            Operation::on_row("list_post_tags", Method::GET, "/posts/{id}/tags"),
            Operation::on_row("link_post_tags", Method::PUT, "/posts/{id}/tags/{tag.name}")
                .beside("tag", factory::tag),
            Operation::on_row("unlink_post_tags", Method::DELETE, "/posts/{id}/tags/{tag.name}")
                .beside("tag", factory::tag),
        ],
    }
}

/// The list of posts, and somebody who sees all of it.
pub(crate) async fn list(app: &TestApp) -> List {
    List::new(app.account(&[Role::Moderator]).await, "/posts", factory::post)
}

/// Somebody who may create a post, where, and from what.
async fn ready_to_create(app: &TestApp) -> (Actor, String, Value) {
    let actor = app.member().await;
    let columns = app.prepare(factory::post()).await;
    (actor, path("/posts", &columns), only(&columns, &["title", "body", "visibility"]))
}

/// Somebody who may change a post, and the post.
async fn ready_to_update(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let post = app.insert(factory::post().with("author_id", actor.id())).await;
    (actor, post)
}

/// Somebody who may delete a post, and the post.
async fn ready_to_delete(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let post = app.insert(factory::post().with("author_id", actor.id())).await;
    (actor, post)
}

/// Somebody who may publish a post, and the post.
async fn ready_to_publish(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let post = factory::post().with("author_id", actor.id()).with("status", "draft");
    (actor, app.insert(post).await)
}

/// What no post may have, and the constraint of the database that says so too.
fn invalid_values() -> Vec<Invalid> {
    vec![
        Invalid::null("title"),
        Invalid::breaking("posts_title_length", "title", ""),
        Invalid::breaking("posts_title_length", "title", "é".repeat(201)),
        Invalid::breaking("posts_title_line", "title", "two\nlines"),
        Invalid::null("body"),
        Invalid::breaking("posts_body_length", "body", ""),
        Invalid::breaking("posts_body_length", "body", "é".repeat(20001)),
        Invalid::null("visibility"),
        Invalid::mistyped("visibility", "no such visibility"),
    ]
}

#[tokio::test]
async fn a_new_post_has_a_place_a_version_and_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::creation(&actor, &place, &body).await;
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_by_the_api_and_by_the_database() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::refused_on_create(&actor, &place, &body, &invalid_values()).await;
    let (actor, post) = ready_to_update(&app).await;
    promises::refused_on_update(&actor, &path(POST, &post), &invalid_values()).await;
    promises::refused_by_database(&app, factory::post, &invalid_values()).await;
}

#[tokio::test]
async fn the_database_keeps_the_rules_between_fields() {
    let app = TestApp::start().await;
    let rule = Invalid::breaking("posts_check_1", "published_at", Value::Null);
    rule.refused_by_database(&app, factory::post().with("status", "published")).await;
}

#[tokio::test]
async fn what_a_post_needs_must_be_sent() {
    let app = TestApp::start().await;
    let (actor, place, body) = ready_to_create(&app).await;
    promises::required(&actor, &place, &body, &["title", "body"]).await;
}

#[tokio::test]
async fn fields_that_are_not_the_clients_to_set_are_refused() {
    let app = TestApp::start().await;
    let closed = ["id", "author_id", "status", "published_at", "likes", "version", "no_such_field"];
    let (editor, post) = ready_to_update(&app).await;
    promises::closed_on_update(&editor, &path(POST, &post), &post, &closed).await;
    let (creator, place, body) = ready_to_create(&app).await;
    promises::closed_on_create(&creator, &place, &body, &post, &closed).await;
}

#[tokio::test]
async fn a_post_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let (actor, _) = ready_to_update(&app).await;
    let methods = [Method::GET, Method::PATCH, Method::DELETE];
    promises::not_found(&actor, POST, "id", &methods).await;
}

#[tokio::test]
async fn an_unchanged_post_is_not_sent_again() {
    let app = TestApp::start().await;
    let (actor, post) = ready_to_update(&app).await;
    promises::not_modified(&actor, &path(POST, &post)).await;
}

#[tokio::test]
async fn a_change_names_the_version_it_is_made_to() {
    let app = TestApp::start().await;
    let (actor, post) = ready_to_update(&app).await;
    promises::versions(&actor, &path(POST, &post), &change("title", "another title")).await;
}

#[tokio::test]
async fn of_many_changes_to_one_version_one_is_made() {
    let app = TestApp::start().await;
    let (actor, post) = ready_to_update(&app).await;
    promises::one_winner(&actor, &path(POST, &post), &change("title", "another title")).await;
}

#[tokio::test]
async fn a_change_touches_only_what_was_sent() {
    let app = TestApp::start().await;
    let (actor, post) = ready_to_update(&app).await;
    let changes = [
        ("title", json!("another title")),
        ("body", json!("another body")),
        ("visibility", json!("followers")),
    ];
    promises::separate_changes(&actor, &path(POST, &post), &changes).await;
}

#[tokio::test]
async fn posts_are_filtered() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let one = app.insert(list.row().with("visibility", "everyone").with("status", "draft")).await;
    let other = app.insert(list.row().with("visibility", "followers")).await;
    let later = list.row().with("published_at", "2027-01-02T03:04:05Z");
    let later = app.insert(later.with("status", "archived")).await;
    list.finds("visibility=followers", &[&other]).await;
    list.finds("visibility.in=everyone,followers", &[&one, &other, &later]).await;
    list.finds("status=draft", &[&one]).await;
    list.finds("status.in=draft,archived", &[&one, &later]).await;
    list.finds("published_at=2027-01-02T03:04:05Z", &[&later]).await;
    list.finds("published_at.gt=2026-01-02T03:04:05Z", &[&later]).await;
    list.finds("published_at.gte=2026-01-02T03:04:05Z", &[&one, &other, &later]).await;
    list.finds("published_at.lt=2027-01-02T03:04:05Z", &[&one, &other]).await;
    list.finds("published_at.lte=2027-01-02T03:04:05Z", &[&one, &other, &later]).await;
    list.finds("published_at.null=true", &[]).await;
    list.finds("published_at.null=false", &[&one, &other, &later]).await;
}

#[tokio::test]
async fn filters_that_are_not_declared_are_refused() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let queries = ["body=x", "no_such_field=x", "status=draft&status=draft", "status=none_such"];
    promises::refused_filters(&list.reader, &list.path, &queries).await;
}

#[tokio::test]
async fn posts_are_found_by_their_words() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let title = app.insert(list.row().with("title", "an uncommon walrus")).await;
    let body = app.insert(list.row().with("body", "an uncommon walrus")).await;
    app.insert(list.row()).await;
    list.finds("q=walruses", &[&title, &body]).await;
    list.finds("q=nothingofthekind", &[]).await;
}

#[tokio::test]
async fn a_post_brings_along_what_was_included() {
    let app = TestApp::start().await;
    let (actor, post) = ready_to_update(&app).await;
    let tag = app.insert(factory::tag()).await;
    actor.put(&path(&(path("/posts/{id}/tags", &post) + "/{name}"), &tag)).await.done();

    let shown = actor.get(&format!("{}?include=author,tags", path(POST, &post))).await.shown();

    assert_eq!(shown.body["author"]["id"], post["author_id"]);
    assert_eq!(shown.body["tags"][0]["id"], tag["id"]);
    let list = list(&app).await;
    let listed = list.page("include=author,tags").await;
    assert_eq!(listed.items[0]["author"]["id"], post["author_id"]);
    assert_eq!(listed.items[0]["tags"][0]["id"], tag["id"]);
    let unknown = actor.get(&format!("{}?include=nothing", path(POST, &post))).await;
    unknown.refused(400);
}

#[tokio::test]
async fn a_post_counts_what_points_at_it() {
    let app = TestApp::start().await;
    let (actor, post) = ready_to_update(&app).await;
    app.insert(factory::like().with("post_id", &post["id"])).await;
    let shown = actor.get(&path(POST, &post)).await.shown().body;
    assert_eq!(shown["likes"], 1);
    assert_eq!(shown["liked"], false);

    let mine = factory::like().with("post_id", &post["id"]).with("author_id", actor.id());
    app.insert(mine).await;
    let shown = actor.get(&path(POST, &post)).await.shown().body;
    assert_eq!(shown["likes"], 2);
    assert_eq!(shown["liked"], true);
}

#[tokio::test]
async fn a_post_is_published_once() {
    let app = TestApp::start().await;
    let (actor, post) = ready_to_publish(&app).await;
    let place = path("/posts/{id}/publish", &post);
    let before = actor.get(&path(POST, &post)).await.shown().etag;

    let done = actor.post(&place).if_match(&before).await.shown();

    assert_ne!(done.etag, before);
    assert_eq!(done.body["status"], "published");
    assert!(done.body["published_at"].is_string());
    assert_eq!(actor.post(&place).await.refused(409).kind(), "conflict");
}

#[tokio::test]
async fn a_deleted_post_is_gone_until_it_is_restored() {
    let app = TestApp::start().await;
    let (actor, post) = ready_to_delete(&app).await;
    let list = list(&app).await;
    promises::deletion(&actor, &path(POST, &post)).await;
    assert!(!list.page("").await.has(&post));

    actor.post(&path("/posts/{id}/restore", &post)).await.shown();

    assert_eq!(actor.get(&path(POST, &post)).await.shown().body["id"], post["id"]);
    assert!(list.page("").await.has(&post));
}

#[tokio::test]
async fn tags_are_put_on_a_post_and_taken_off() {
    let app = TestApp::start().await;
    let (actor, post) = ready_to_update(&app).await;
    let tag = app.insert(factory::tag()).await;
    let tags = path("/posts/{id}/tags", &post);
    let link = path(&format!("{tags}/{{name}}"), &tag);
    for _ in 0..2 {
        actor.put(&link).await.done();
        assert_eq!(actor.get(&tags).await.listed().ids(), [tag["id"].as_str().unwrap()]);
    }
    assert!(actor.get(&path("/tags/{name}/posts", &tag)).await.listed().has(&post));
    for _ in 0..2 {
        actor.delete(&link).await.done();
        assert!(actor.get(&tags).await.listed().items.is_empty());
    }
}

#[tokio::test]
async fn tags_that_do_not_exist_are_not_put_on_a_post() {
    let app = TestApp::start().await;
    let (actor, post) = ready_to_update(&app).await;
    let tag = app.prepare(factory::tag()).await;
    let link = path(&(path("/posts/{id}/tags", &post) + "/{name}"), &tag);
    assert_eq!(actor.put(&link).await.refused(404).kind(), "not-found");
}
