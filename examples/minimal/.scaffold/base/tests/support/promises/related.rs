//! What lists tell of rows that stand elsewhere: how many point here, and those that come along.

use serde_json::{Value, json};

use crate::support::List;

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
