//! What clients may ask of a list is served by an index: asked of full tables, no list reads one of
//! them from end to end, and no page the ones before it.

use crate::support::{TestApp, factory, scans};

#[tokio::test]
async fn comments_are_listed_along_indexes() {
    let app = scans::full(&[factory::comment, factory::post, factory::user]).await;
    let list = crate::comments::list::list(&app).await;
    let sorted = scans::sorted(&crate::comments::list::sorts());
    scans::assert_none(&app, &list, sorted.clone(), &["", "include=post,author"]).await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
}

#[tokio::test]
async fn follows_are_listed_along_indexes() {
    let app = scans::full(&[factory::follow, factory::user]).await;
    let list = crate::follows::list::list(&app).await;
    let sorted = scans::sorted(&crate::follows::list::sorts());
    scans::assert_none(&app, &list, sorted.clone(), &["", "include=follower,followee"]).await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
}

#[tokio::test]
async fn likes_are_listed_along_indexes() {
    let app = scans::full(&[factory::like, factory::post, factory::user]).await;
    let list = crate::likes::list::list(&app).await;
    let sorted = scans::sorted(&crate::likes::list::sorts());
    scans::assert_none(&app, &list, sorted.clone(), &["", "include=post,author"]).await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
}

#[tokio::test]
async fn posts_are_listed_along_indexes() {
    let app = scans::full(&[factory::post, factory::user, factory::tag, factory::like]).await;
    scans::link(&app, "post_tags", ("post_id", "posts"), ("tag_id", "tags")).await;
    let list = crate::posts::list::list(&app).await;
    let sorted = scans::sorted(&crate::posts::list::sorts());
    let filtered = scans::filtered(&app, &list, &crate::posts::list::filters()).await;
    scans::assert_none(
        &app,
        &list,
        [filtered, sorted.clone()].concat(),
        &["", "q=walrus", "q=nothingofthekind", "include=author,tags"],
    )
    .await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
}

#[tokio::test]
async fn tags_are_listed_along_indexes() {
    let app = scans::full(&[factory::tag]).await;
    let list = crate::tags::list::list(&app).await;
    let sorted = scans::sorted(&crate::tags::list::sorts());
    scans::assert_none(&app, &list, sorted.clone(), &[""]).await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
}

#[tokio::test]
async fn users_are_listed_along_indexes() {
    let app = scans::full(&[factory::user, factory::follow]).await;
    let list = crate::users::list::list(&app).await;
    let sorted = scans::sorted(&crate::users::list::sorts());
    scans::assert_none(&app, &list, sorted.clone(), &["", "q=walrus", "q=nothingofthekind"]).await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
}

/// Without one, deleting a row reads all that could point at it.
#[tokio::test]
async fn every_foreign_key_has_an_index() {
    let app = TestApp::start().await;
    let missing: Vec<String> = sqlx::query_scalar(
        "select conname::text
        from pg_constraint
        where contype = 'f' and not exists (
            select from pg_index
            where indrelid = conrelid and indpred is null
                and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey
        )",
    )
    .fetch_all(app.database())
    .await
    .expect("the catalogue");
    assert!(missing.is_empty(), "{missing:?}");
}
