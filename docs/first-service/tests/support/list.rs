//! A list of the API, and somebody who sees all that is in it.

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

    /// Fails unless asking with `query` brings exactly the `expected` rows, in any order.
    #[track_caller]
    pub fn finds(&self, query: &str, expected: &[&Value]) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            let page = self.page(query).await;
            let mut found = page.ids();
            let mut wanted: Vec<_> = expected.iter().filter_map(|row| row["id"].as_str()).collect();
            found.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "`{query}` at {place}");
        }
    }
}
