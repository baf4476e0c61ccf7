//! What clients may ask of a list is served by an index: asked of full tables, no list reads one of
//! them from end to end, and no page the ones before it.

use crate::support::{TestApp, factory, scans};

#[tokio::test]
async fn notes_are_listed_along_indexes() {
    let app = scans::full(&[factory::note, factory::user]).await;
    let list = crate::notes::list::list(&app).await;
    let sorted = scans::sorted(&crate::notes::list::sorts());
    scans::assert_none(
        &app,
        &list,
        sorted.clone(),
        &["", "q=walrus", "q=nothingofthekind", "include=author"],
    )
    .await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
    let own = scans::own(&app, "/notes", factory::note, "author_id").await;
    scans::assert_few(&app, &[&list, &own], &sorted).await;
}

#[tokio::test]
async fn users_are_listed_along_indexes() {
    let app = scans::full(&[factory::user]).await;
    let list = crate::users::list::list(&app).await;
    let sorted = scans::sorted(&crate::users::list::sorts());
    scans::assert_none(&app, &list, sorted.clone(), &[""]).await;
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
