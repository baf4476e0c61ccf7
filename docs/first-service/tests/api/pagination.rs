//! Lists are walked page by page: each row comes once, whatever happens meanwhile, and nobody makes up a
//! place to go on from.

use std::collections::HashSet;

use serde_json::Value;

use crate::support::{List, TestApp};
use crate::{comments, follows, likes, posts, tags, users};

/// Rows on each list: more than a few pages, the last one not full.
const ROWS: usize = 7;

/// Every list of the API with the orders in which it can be asked for.
async fn all(app: &TestApp) -> Vec<(List, &'static [&'static str])> {
    const TIMES: &[&str] = &["created_at", "-created_at", "updated_at", "-updated_at"];
    const POSTS: &[&str] = &[
        "published_at",
        "-published_at",
        "created_at",
        "-created_at",
        "updated_at",
        "-updated_at",
    ];
    vec![
        (comments::list(app).await, TIMES),
        (follows::list(app).await, TIMES),
        (likes::list(app).await, TIMES),
        (posts::list(app).await, POSTS),
        (tags::list(app).await, TIMES),
        (users::list(app).await, TIMES),
    ]
}

/// Asks for page after page, and does something between them.
async fn walk(list: &List, query: &str, mut between: impl AsyncFnMut()) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut page = list.page(query).await;
    loop {
        rows.append(&mut page.items);
        let Some(cursor) = page.next_cursor else { return rows };
        between().await;
        page = list.page(&format!("{query}&cursor={cursor}")).await;
        assert!(rows.len() < 1000, "`{query}` does not end");
    }
}

#[tokio::test]
async fn a_walk_meets_each_row_once_in_every_order() {
    let app = TestApp::start().await;
    for (list, orders) in all(&app).await {
        list.add(&app, ROWS).await;
        for order in orders {
            let query = format!("limit=3&sort={order}");
            let rows = walk(&list, &query, async || ()).await;
            let whole = list.page(&format!("limit=100&sort={order}")).await.items;
            assert!(rows.len() >= ROWS, "{} {query}", list.path);
            assert_eq!(rows, whole, "{} {query}", list.path);
            assert_sorted(&rows, order);
        }
    }
}

#[tokio::test]
async fn a_walk_misses_nothing_that_was_there_while_rows_are_added() {
    let app = TestApp::start().await;
    for (list, orders) in all(&app).await {
        let there = list.add(&app, ROWS).await;
        for order in orders {
            let mut left = 3;
            let adding = async || {
                if left > 0 {
                    left -= 1;
                    app.insert(list.row()).await;
                }
            };
            let rows = walk(&list, &format!("limit=2&sort={order}"), adding).await;
            let ids: HashSet<_> = rows.iter().map(|row| row["id"].to_string()).collect();
            assert_eq!(ids.len(), rows.len(), "{} {order}: a row came twice", list.path);
            for row in &there {
                assert!(
                    ids.contains(&row["id"].to_string()),
                    "{} {order}: a row is missing",
                    list.path
                );
            }
        }
    }
}

#[tokio::test]
async fn a_page_has_twenty_rows_unless_asked_and_at_most_a_hundred() {
    let app = TestApp::start().await;
    for (list, _) in all(&app).await {
        list.add(&app, 21).await;
        assert_eq!(list.page("").await.items.len(), 20, "{}", list.path);
        for limit in ["0", "-1", "101", "1000000000", "many", ""] {
            let refused = list.reader.get(&format!("{}?limit={limit}", list.path)).await;
            assert_eq!(refused.refused(400).body["errors"][0]["parameter"], "limit", "{limit}");
        }
    }
}

#[tokio::test]
async fn a_cursor_that_was_changed_or_is_another_lists_is_refused() {
    let app = TestApp::start().await;
    for (list, orders) in all(&app).await {
        list.add(&app, 3).await;
        let cursor = list.page("limit=1").await.next_cursor.expect("a second page");
        let middle = cursor.len() / 2;
        let other = if cursor[middle..].starts_with('A') { "B" } else { "A" };
        let changed = format!("{}{other}{}", &cursor[..middle], &cursor[middle + 1..]);
        let order = orders[0];
        for query in [
            format!("limit=1&cursor={changed}"),
            format!("limit=1&cursor={}", &cursor[..middle]),
            "limit=1&cursor=".to_owned(),
            format!("limit=1&sort={order}&cursor={cursor}"),
        ] {
            let refused = list.reader.get(&format!("{}?{query}", list.path)).await.refused(400);
            assert_eq!(refused.body["errors"][0]["parameter"], "cursor", "{query}");
        }
        let stranger = app.member().await;
        stranger.get(&format!("{}?limit=1&cursor={cursor}", list.path)).await.refused(400);
    }
}

/// Rows whose times are equal may stand in any order; null is after all times.
#[track_caller]
fn assert_sorted(rows: &[Value], order: &str) {
    let column = order.trim_start_matches('-');
    let mut values: Vec<_> =
        rows.iter().map(|row| (row[column].is_null(), row[column].as_str())).collect();
    if order.starts_with('-') {
        values.reverse();
    }
    assert!(values.is_sorted(), "{order}: {values:?}");
}
