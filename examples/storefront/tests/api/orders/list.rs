//! The list of orders: what it finds, in which order, and page by page.

use serde_json::json;
use storefront::auth::Role;

use crate::support::{Filter, List, Sort, TestApp, factory, promises};

use super::{PLACE, ready_to_create};

/// Rows of a page on a walk.
const LIMIT: usize = 2;

/// The list, and somebody who sees all of it.
pub(crate) async fn list(app: &TestApp) -> List {
    let actor = app.account(&[Role::Clerk]).await;
    List::new(actor, "/orders", factory::order)
}

/// What it can be filtered by.
pub(crate) fn filters() -> Vec<Filter> {
    vec![
        Filter::plain("status").of_values(json!(["open", "placed", "paid"])),
        Filter::ordered("placed_at")
            .of_values(json!([
                "2030-01-01T09:00:00Z",
                "2030-01-02T09:00:00Z",
                "2030-01-03T09:00:00Z",
            ]))
            .or_null(json!({ "placed_at": null })),
    ]
}

/// What it can be sorted by.
pub(crate) fn sorts() -> Vec<Sort> {
    vec![
        Sort::by("placed_at")
            .in_turn(json!([
                "2030-01-01T09:00:00Z",
                "2030-01-02T09:00:00Z",
                "2030-01-03T09:00:00Z",
            ]))
            .nullable(json!({ "placed_at": null })),
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
        ("customer_id=x", "customer_id"),
        ("sort=customer", "sort"),
        ("sort=status", "sort"),
        ("note=x", "note"),
        ("sort=note", "sort"),
        ("shipped_at=x", "shipped_at"),
        ("sort=shipped_at", "sort"),
        ("cancel_reason=x", "cancel_reason"),
        ("sort=cancel_reason", "sort"),
        ("handled_by_id=x", "handled_by_id"),
        ("sort=handled_by", "sort"),
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
    promises::page_sizes(&app, &list(&app).await, 10, 50).await;
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
    let include = ("&include=customer,handled_by", 2);
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
async fn include_brings_customer() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let far = app.insert(factory::user()).await;
    let row = app.insert(list.row().with("customer_id", &far["id"])).await;
    promises::included(&list, &row, "customer", &far["id"]).await;
}

#[tokio::test]
async fn include_brings_handled_by() {
    let app = TestApp::start().await;
    let list = list(&app).await;
    let far = app.insert(factory::user()).await;
    let row = app.insert(list.row().with("handled_by_id", &far["id"])).await;
    promises::included(&list, &row, "handled_by", &far["id"]).await;
}
