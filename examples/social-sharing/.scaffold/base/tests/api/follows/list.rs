//! The list of follows: what it finds, in which order, and page by page.

use crate::support::{List, Sort, TestApp, factory, promises};

use super::{PLACE, ready_to_create};

/// Rows of a page on a walk.
const LIMIT: usize = 2;

/// The list, and somebody who sees all of it.
pub(crate) async fn list(app: &TestApp) -> List {
    let actor = app.member().await;
    List::new(actor, "/follows", factory::follow)
}

/// What it can be sorted by.
pub(crate) fn sorts() -> Vec<Sort> {
    vec![Sort::by("id"), Sort::by_time("created_at"), Sort::by_time("updated_at")]
}

#[tokio::test]
async fn what_is_not_declared_is_refused() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let queries = [
        ("no_such_field=x", "no_such_field"),
        ("sort=no_such_field", "sort"),
        ("follower_id=x", "follower_id"),
        ("sort=follower", "sort"),
        ("followee_id=x", "followee_id"),
        ("sort=followee", "sort"),
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
async fn many_rows_take_no_more_statements_than_one() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let include = ("&include=follower,followee", 2);
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
async fn include_brings_follower() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let far = app.insert(factory::user()).await;
    let row = app.insert(list.row().with("follower_id", &far["id"])).await;
    promises::included(&list, &row, "follower", &far["id"]).await;
}

#[tokio::test]
async fn include_brings_followee() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let far = app.insert(factory::user()).await;
    let row = app.insert(list.row().with("followee_id", &far["id"])).await;
    promises::included(&list, &row, "followee", &far["id"]).await;
}
