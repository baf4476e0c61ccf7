//! What a list can be sorted by.

use serde_json::{Map, Value, json};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::support::{self, List, Row, TestApp};

/// Rows that are sorted: more than a few pages, the last one not full.
const ROWS: usize = 7;

/// A declared order and values that several rows share. Unless they are named, every row keeps the
/// one that its factory gives it.
pub struct Sort {
    pub name: &'static str,
    column: &'static str,
    values: Vec<Value>,
    null: Option<Map<String, Value>>,
}

impl Sort {
    /// By this field.
    pub fn by(name: &'static str) -> Sort {
        Sort { name, column: name, values: Vec::new(), null: None }
    }

    /// By a time that the service sets.
    pub fn by_time(name: &'static str) -> Sort {
        let day = |day| format!("2030-01-0{day}T09:00:00Z");
        Sort::by(name).in_turn(json!([day(1), day(2), day(3)]))
    }

    /// These values in turn.
    #[must_use]
    pub fn in_turn(self, values: Value) -> Sort {
        let Value::Array(values) = values else { panic!("no values: {values}") };
        Sort { values, ..self }
    }

    /// Asks for it; `sign` is `-` for the largest first.
    pub fn query(&self, sign: &str) -> String {
        format!("sort={sign}{}", self.name)
    }

    /// Puts rows on the list, of which some are equal in this field; those made last get in first.
    pub async fn spread(&self, app: &TestApp, list: &List) -> Vec<Value> {
        let rows: Vec<Row> = (0..ROWS).map(|number| self.row(list, number)).collect();
        let mut inserted = Vec::new();
        for row in rows.into_iter().rev() {
            inserted.push(app.insert(row).await);
        }
        inserted
    }

    fn row(&self, list: &List, number: usize) -> Row {
        let kinds = self.values.len() + usize::from(self.null.is_some());
        match (self.values.get(number % kinds.max(1)), &self.null) {
            (Some(value), _) => list.row().with(self.column, value),
            (None, Some(columns)) => list.row().with_each(columns),
            (None, None) => list.row(),
        }
    }

    /// The ids of the rows in order, as Postgres itself sorts them; equal ones by their ids.
    pub async fn in_order(
        &self,
        app: &TestApp,
        list: &List,
        rows: &[Value],
        direction: &str,
    ) -> Vec<Uuid> {
        let (table, column) = (list.row().table(), self.column);
        let sql = format!(
            "select id from \"{table}\" where id = any($1) \
             order by \"{column}\" {direction} nulls last, id {direction}"
        );
        let ids: Vec<Uuid> = rows.iter().map(support::id).collect();
        let ids = sqlx::query_scalar(AssertSqlSafe(sql)).bind(ids).fetch_all(app.database());
        ids.await.expect("the rows in order")
    }
}
