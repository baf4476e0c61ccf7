//! A list of the API, and somebody who sees all that is in it.

use std::panic::Location;

use serde_json::Value;

use crate::support::answer::Listed;
use crate::support::{Actor, Row, TestApp};

/// A list and its reader.
pub struct List {
    pub reader: Actor,
    pub path: String,
    row: Box<dyn Fn() -> Row + Send>,
}

impl List {
    /// The list at `path`, in which `reader` finds the rows that `row` makes.
    pub fn new(
        reader: Actor,
        path: impl Into<String>,
        row: impl Fn() -> Row + Send + 'static,
    ) -> List {
        List { reader, path: path.into(), row: Box::new(row) }
    }

    /// A row that belongs on this list.
    pub fn row(&self) -> Row {
        (self.row)()
    }

    /// Puts `count` rows on this list.
    pub async fn add(&self, app: &TestApp, count: usize) -> Vec<Value> {
        let mut rows = Vec::new();
        for _ in 0..count {
            rows.push(app.insert(self.row()).await);
        }
        rows
    }

    /// Asks for a page, with `query` such as `limit=2`.
    pub async fn page(&self, query: &str) -> Listed {
        self.reader.get(&format!("{}?{query}", self.path)).await.listed()
    }

    /// Asks for page after page, and does something between them.
    pub async fn walk(&self, query: &str, mut between: impl AsyncFnMut()) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut page = self.page(query).await;
        loop {
            rows.append(&mut page.items);
            let Some(cursor) = page.next_cursor else { return rows };
            assert!(rows.len() < 1000, "`{query}` does not end");
            between().await;
            page = self.page(&format!("{query}&cursor={cursor}")).await;
        }
    }

    /// Fails unless asking with `query` brings, of these `rows`, the `expected` and no others. What
    /// else is on the list does not matter.
    #[track_caller]
    pub fn finds(
        &self,
        query: &str,
        rows: &[Value],
        expected: &[usize],
    ) -> impl Future<Output = ()> {
        let place = Location::caller();
        async move {
            let listed = self.walk(query, async || ()).await;
            let is_listed = |row: &Value| listed.iter().any(|item| item["id"] == row["id"]);
            let found: Vec<_> = (0..rows.len()).filter(|at| is_listed(&rows[*at])).collect();
            assert_eq!(found, expected, "`{}?{query}` at {place}", self.path);
        }
    }
}
