//! The list of reviews: what it finds, in which order, and page by page.

use serde_json::{Value, json};

use crate::support::{Filter, List, Sort, TestApp, factory, path, promises};

use super::{PLACE, ready_to_create};

/// Rows of a page on a walk.
const LIMIT: usize = 2;

/// The list, and somebody who sees all of it.
pub(crate) async fn list(app: &TestApp) -> List {
    let actor = app.member().await;
    let parent = app.insert(factory::product()).await;
    let place = path("/products/{sku}/reviews", &parent);
    List::new(actor, place, move || factory::review().with("product_id", &parent["id"]))
}

/// What it can be filtered by.
pub(crate) fn filters() -> Vec<Filter> {
    vec![Filter::ordered("stars").of_values(json!([1, 2, 3]))]
}

/// What it can be sorted by.
pub(crate) fn sorts() -> Vec<Sort> {
    vec![
        Sort::by("stars").in_turn(json!([1, 2, 3])),
        Sort::by("id"),
        Sort::by_time("created_at"),
        Sort::by_time("updated_at"),
    ]
}

#[tokio::test]
async fn a_filter_finds_what_it_asks_for_and_nothing_else() {
    for filter in filters() {
        let app = TestApp::start().await;
        promises::filtered(&app, &list(&app).await, &filter).await;
    }
}

#[tokio::test]
async fn values_that_cannot_be_are_refused() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    for filter in filters() {
        promises::refused_values(&list, &filter).await;
    }
}

#[tokio::test]
async fn what_is_not_declared_is_refused() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let queries = [
        ("no_such_field=x", "no_such_field"),
        ("sort=no_such_field", "sort"),
        ("product_id=x", "product_id"),
        ("sort=product", "sort"),
        ("author_id=x", "author_id"),
        ("sort=author", "sort"),
        ("text=x", "text"),
        ("sort=text", "sort"),
        ("recommended=x", "recommended"),
        ("sort=recommended", "sort"),
    ];
    promises::undeclared(&list.reader, &list.path, &queries).await;
}

#[tokio::test]
async fn pages_in_every_order_hold_each_row_once() {
    for sort in sorts() {
        let app = TestApp::start().await;
        promises::sorted(&app, &list(&app).await, &sort, LIMIT).await;
    }
}

#[tokio::test]
async fn who_asks_for_no_order_has_the_lists_own() {
    let app = TestApp::start().await;
    promises::ordered_by_default(&app, &list(&app).await, "-id", LIMIT).await;
}

#[tokio::test]
async fn a_walk_misses_nothing_while_rows_are_added() {
    let app = TestApp::start().await;
    promises::walked_while_growing(&app, &list(&app).await, &sorts(), LIMIT).await;
}

#[tokio::test]
async fn a_page_is_as_long_as_asked() {
    let app = TestApp::start().await;
    promises::page_sizes(&app, &list(&app).await, 20, 100).await;
}

#[tokio::test]
async fn nobody_makes_up_a_place_to_go_on_from() {
    let app = TestApp::start().await;
    let (own, other) = (list(&app).await, list(&app).await);
    promises::sealed_cursors(&app, &own, (&other, "/users"), &sorts()).await;
}

#[tokio::test]
async fn a_place_to_go_on_from_is_good_for_one_filter() {
    let app = TestApp::start().await;
    promises::filtered_cursors(&app, &list(&app).await, &filters()).await;
}

#[tokio::test]
async fn many_rows_take_no_more_statements_than_one() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let include = ("&include=product,author", 2);
    promises::statements_of_pages(&app, &list, include, 20).await;
    promises::statements_of_rows(&app, &list, PLACE, include).await;
}

#[tokio::test]
async fn a_new_row_takes_no_more_statements_beside_many() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let (first, second) = (ready_to_create(&app).await, ready_to_create(&app).await);
    promises::statements_of_creation(&app, &list, first, second).await;
}

#[tokio::test]
async fn include_brings_product() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let row = app.insert(list.row()).await;
    promises::included(&list, &row, "product", &row["product_id"]).await;
}

#[tokio::test]
async fn include_hides_author() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let hidden = app.insert(factory::user()).await;
    let row = app.insert(list.row().with("author_id", &hidden["id"])).await;
    promises::included(&list, &row, "author", &Value::Null).await;
}
