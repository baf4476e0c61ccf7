//! What posts are linked with.

use serde_json::Value;

use super::PLACE;
use crate::support::{Actor, TestApp, factory, path, promises};

/// Where the tags of a post are found.
const TAGS_PATH: &str = "/posts/{id}/tags";

/// Somebody who may link to a post, and it.
async fn ready_to_link_tags(app: &TestApp) -> (Actor, Value) {
    let actor = app.member().await;
    let row = factory::post().with("author_id", actor.id());
    let row = app.insert(row).await;
    (actor, row)
}

#[tokio::test]
async fn tags_are_linked_and_unlinked() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_link_tags(&app).await;
    let far = app.insert(factory::tag()).await;
    let list = path(TAGS_PATH, &row);
    let place = path(&format!("{list}/{{name}}"), &far);
    promises::linked_and_unlinked(&actor, &list, &place, &far).await;

    actor.put(&place).await.done();
    assert!(actor.get(&path("/tags/{name}/posts", &far)).await.listed().has(&row));
}

#[tokio::test]
async fn tags_must_exist_to_be_linked() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_link_tags(&app).await;
    let place = format!("{}/{}", path(TAGS_PATH, &row), uuid::Uuid::now_v7());
    assert_eq!(actor.put(&place).await.refused(404).kind(), "not-found");
}

#[tokio::test]
async fn tags_follow_the_row_as_it_is() {
    let app = TestApp::patient().await;
    let (actor, row) = ready_to_link_tags(&app).await;
    let far = app.insert(factory::tag()).await;
    let list = path(TAGS_PATH, &row);
    let place = path(&format!("{list}/{{name}}"), &far);
    let seen = path(PLACE, &row);
    promises::links_lost_meanwhile(&app, &actor, &place, &seen, ("posts", "author_id")).await;
}

#[tokio::test]
async fn tags_are_safe_from_strangers() {
    let app = TestApp::start().await;
    let (actor, row) = ready_to_link_tags(&app).await;
    let far = app.insert(factory::tag()).await;
    let list = path(TAGS_PATH, &row);
    let place = path(&format!("{list}/{{name}}"), &far);
    promises::refused_to(app.member().await.put(&place)).await;
    promises::refused_to(app.member().await.delete(&place)).await;
    assert!(actor.get(&list).await.listed().items.is_empty());
}
