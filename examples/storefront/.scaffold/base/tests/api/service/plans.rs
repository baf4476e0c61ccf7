//! What clients may ask of a list is served by an index: asked of full tables, no list reads one of
//! them from end to end, and no page the ones before it.

use crate::support::{TestApp, factory, scans};

#[tokio::test]
async fn categories_are_listed_along_indexes() {
    let app = scans::full(&[factory::category]).await;
    let list = crate::categories::list::list(&app).await;
    let sorted = scans::sorted(&crate::categories::list::sorts());
    let filtered = scans::filtered(&app, &list, &crate::categories::list::filters()).await;
    scans::assert_none(&app, &list, [filtered, sorted.clone()].concat(), &["", "include=parent"])
        .await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
}

#[tokio::test]
async fn lines_are_listed_along_indexes() {
    let app = scans::full(&[factory::line, factory::order, factory::product]).await;
    let list = crate::lines::list::list(&app).await;
    let sorted = scans::sorted(&crate::lines::list::sorts());
    scans::assert_none(&app, &list, sorted.clone(), &["", "include=order,product"]).await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
}

#[tokio::test]
async fn orders_are_listed_along_indexes() {
    let app = scans::full(&[factory::order, factory::user]).await;
    let list = crate::orders::list::list(&app).await;
    let sorted = scans::sorted(&crate::orders::list::sorts());
    let filtered = scans::filtered(&app, &list, &crate::orders::list::filters()).await;
    scans::assert_none(
        &app,
        &list,
        [filtered, sorted.clone()].concat(),
        &["", "include=customer,handled_by"],
    )
    .await;
    scans::assert_seeks(&app, &list, &sorted, 50).await;
    let own = scans::own(&app, "/orders", factory::order, "customer_id").await;
    scans::assert_few(&app, &[&list, &own], &sorted).await;
}

#[tokio::test]
async fn products_are_listed_along_indexes() {
    let app = scans::full(&[factory::product, factory::category, factory::review]).await;
    scans::link(
        &app,
        "product_categories",
        ("product_id", "products"),
        ("category_id", "categories"),
    )
    .await;
    let list = crate::products::list::list(&app).await;
    let sorted = scans::sorted(&crate::products::list::sorts());
    let filtered = scans::filtered(&app, &list, &crate::products::list::filters()).await;
    scans::assert_none(
        &app,
        &list,
        [filtered, sorted.clone()].concat(),
        &["", "q=walrus", "q=nothingofthekind", "include=categories"],
    )
    .await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
}

#[tokio::test]
async fn reviews_are_listed_along_indexes() {
    let app = scans::full(&[factory::review, factory::product, factory::user]).await;
    let list = crate::reviews::list::list(&app).await;
    let sorted = scans::sorted(&crate::reviews::list::sorts());
    let filtered = scans::filtered(&app, &list, &crate::reviews::list::filters()).await;
    scans::assert_none(
        &app,
        &list,
        [filtered, sorted.clone()].concat(),
        &["", "include=product,author"],
    )
    .await;
    scans::assert_seeks(&app, &list, &sorted, 100).await;
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
