//! The list of users: what it finds, in which order, and page by page.

use crate::support::{List, Sort, TestApp, factory, promises};

use super::PLACE;

/// Rows of a page on a walk.
const LIMIT: usize = 2;

/// The list, and somebody who sees all of it.
pub(crate) async fn list(app: &TestApp) -> List {
    let actor = app.member().await;
    List::new(actor, "/users", factory::user)
}

/// What it can be sorted by.
pub(crate) fn sorts() -> Vec<Sort> {
    vec![Sort::by("id"), Sort::by_time("created_at"), Sort::by_time("updated_at")]
}

#[tokio::test]
async fn what_is_not_declared_is_refused() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let queries = [("no_such_field=x", "no_such_field"), ("sort=no_such_field", "sort")];
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
    promises::sealed_cursors(&app, &own, (&other, "/notes"), &sorts()).await;
}

#[tokio::test]
async fn many_rows_take_no_more_statements_than_one() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let include = ("", 0);
    promises::statements_of_pages(&app, &list, include, 20).await;
    promises::statements_of_rows(&app, &list, PLACE, include).await;
}
