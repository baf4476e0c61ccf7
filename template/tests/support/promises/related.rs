//! What lists tell of rows that stand elsewhere: how many point here, and those that come along.

use serde_json::{Value, json};

use crate::support::row::Factory;
use crate::support::{List, Row, TestApp};

/// A count is of the rows that point here by `column`, not of those that point elsewhere.
pub async fn counted(app: &TestApp, list: &List, field: &str, pointing: Factory, column: &str) {
    let [here, elsewhere] = [app.insert(list.row()).await, app.insert(list.row()).await];
    assert_eq!(shown(list, &here, "").await[field], 0, "{field} of a new row");

    for target in [&here, &elsewhere, &here] {
        app.insert(pointing().with(column, &target["id"])).await;
    }
    assert_eq!(shown(list, &here, "").await[field], 2, "{field} of a row with two");
    assert_eq!(shown(list, &elsewhere, "").await[field], 1, "{field} of a row with one");
}

/// A row that points here by `column` does not count for somebody who may not see it.
pub async fn uncounted(app: &TestApp, list: &List, field: &str, hidden: Row, column: &str) {
    let here = app.insert(list.row()).await;
    app.insert(hidden.with(column, &here["id"])).await;
    assert_eq!(shown(list, &here, "").await[field], 0, "{field} of a row with a hidden one");
}

/// One is told of a row that points here by `column` only if it is one's own by `owner`.
pub async fn owned(
    app: &TestApp,
    list: &List,
    field: &str,
    pointing: Factory,
    column: &str,
    owner: &str,
) {
    let [here, elsewhere] = [app.insert(list.row()).await, app.insert(list.row()).await];
    let to_here = || pointing().with(column, &here["id"]);
    app.insert(to_here()).await;
    assert_eq!(shown(list, &here, "").await[field], false, "{field} with a row of another");

    app.insert(to_here().with(owner, list.reader.id())).await;
    assert_eq!(shown(list, &here, "").await[field], true, "{field} with a row of one's own");
    assert_eq!(shown(list, &elsewhere, "").await[field], false, "{field} of another row");
}

/// A relation comes along if asked: the row with the `expected` id, or those with the ids. Where
/// the reader may not see it, there is null in its place.
pub async fn included(list: &List, row: &Value, relation: &str, expected: &Value) {
    let unasked = shown(list, row, "").await;
    assert_eq!(unasked.get(relation), None, "{relation} is there unasked");

    let asked = shown(list, row, &format!("&include={relation}")).await;
    let found = match asked.get(relation) {
        Some(Value::Array(rows)) => rows.iter().map(|row| row["id"].clone()).collect(),
        Some(Value::Null) => Value::Null,
        Some(row) => row["id"].clone(),
        None => json!("nothing"),
    };
    assert_eq!(found, *expected, "{relation} of {asked:#}");
}

/// The row as the list shows it.
async fn shown(list: &List, row: &Value, query: &str) -> Value {
    let listed = list.walk(&format!("sort=-created_at{query}"), async || ()).await;
    let found = listed.into_iter().find(|item| item["id"] == row["id"]);
    found.unwrap_or_else(|| panic!("{}?{query} does not show {row:#}", list.path))
}
