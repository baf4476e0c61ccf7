//! Rows put straight into the database, past the API and its rules.

use std::cell::Cell;
use std::collections::HashMap;

use serde_json::{Map, Value, json};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

/// Makes a valid row.
pub type Factory = fn() -> Row;

/// A row to be: columns by name, and how to make the rows that it must point at.
#[derive(Clone)]
pub struct Row {
    table: &'static str,
    columns: Map<String, Value>,
    relations: Vec<(&'static str, Factory)>,
    above: Vec<(&'static str, Row)>,
}

impl Row {
    /// A row of `table` with an id of its own.
    pub fn of(table: &'static str) -> Row {
        let row = Row { table, columns: Map::new(), relations: Vec::new(), above: Vec::new() };
        row.with("id", Uuid::now_v7())
    }

    /// The table in which it will stand.
    pub fn table(&self) -> &'static str {
        self.table
    }

    /// Sets a column, whatever it was before.
    #[must_use]
    pub fn with(mut self, column: &str, value: impl serde::Serialize) -> Row {
        self.columns.insert(column.to_owned(), json!(value));
        self
    }

    /// Leaves a column to its default.
    #[must_use]
    pub fn without(mut self, column: &str) -> Row {
        self.columns.remove(column);
        self
    }

    /// Sets the columns that are members of an object.
    #[must_use]
    pub fn with_each(self, columns: &Map<String, Value>) -> Row {
        columns.iter().fold(self, |row, (column, value)| row.with(column, value))
    }

    /// A relation: a row made by `target` is inserted first, unless the column is set.
    #[must_use]
    pub fn pointing(mut self, column: &'static str, target: Factory) -> Row {
        self.relations.push((column, target));
        self
    }

    /// The row that a relation would point at, which is not inserted yet.
    pub fn target(&self, column: &str) -> Option<Row> {
        let above = self.above.iter().find(|(known, _)| *known == column);
        let made = || self.relations.iter().find(|(known, _)| *known == column);
        above.map(|(_, row)| row.clone()).or_else(|| made().map(|(_, target)| target()))
    }

    /// Changes this row at a column, or one above: `status`, or `post_id.status`.
    #[must_use]
    pub fn at(mut self, place: &'static str, change: &dyn Fn(Row, &'static str) -> Row) -> Row {
        let Some((column, rest)) = place.split_once('.') else { return change(self, place) };
        let above = self.target(column).expect("a row above").at(rest, change);
        self.above.retain(|(known, _)| *known != column);
        self.above.push((column, above));
        self
    }

    /// Inserts what this row must point at, and gives its columns without inserting it.
    pub async fn prepare(mut self, database: &PgPool) -> Value {
        let made = std::mem::take(&mut self.relations);
        let above = std::mem::take(&mut self.above).into_iter();
        for (column, target) in above.chain(made.into_iter().map(|(at, target)| (at, target()))) {
            if !self.columns.contains_key(column) {
                let target = Box::pin(target.insert(database)).await;
                self = self.with(column, &target["id"]);
            }
        }
        Value::Object(self.columns)
    }

    /// Inserts the row and gives it back with all its columns.
    pub async fn insert(self, database: &PgPool) -> Value {
        let table = self.table;
        match self.try_insert(database).await {
            Ok(row) => row,
            Err(error) => panic!("a row of `{table}` was refused: {error}"),
        }
    }

    /// As [`Row::insert`], for rows that the database may refuse.
    pub async fn try_insert(self, database: &PgPool) -> sqlx::Result<Value> {
        let table = self.table;
        let columns = self.prepare(database).await;
        Ok(insert_all(database, table, &[columns]).await?.remove(0))
    }
}

/// Inserts `count` rows of each of these kinds and of every kind that they need, each pointing at
/// others in turn, so that no two rows share all their relations.
pub async fn fill(database: &PgPool, count: usize, kinds: &[Factory]) {
    let mut ids = HashMap::new();
    for kind in kinds {
        Box::pin(fill_table(database, count, *kind, &mut ids)).await;
    }
}

async fn fill_table(
    database: &PgPool,
    count: usize,
    make: Factory,
    ids: &mut HashMap<&'static str, Vec<Value>>,
) {
    let Row { table, relations, .. } = make();
    if ids.contains_key(table) {
        return;
    }
    let mut rows: Vec<Row> = (0..count).map(|_| make()).collect();
    for (shift, (column, target)) in relations.into_iter().enumerate() {
        Box::pin(fill_table(database, count, target, ids)).await;
        let targets = &ids[target().table];
        for (number, row) in rows.iter_mut().enumerate() {
            row.columns.entry(column).or_insert_with(|| targets[(number + shift) % count].clone());
        }
    }
    let rows: Vec<Value> = rows.into_iter().map(|row| Value::Object(row.columns)).collect();
    let mut inserted = Vec::with_capacity(count);
    // No statement takes long, however wide the table is.
    for rows in rows.chunks(1000) {
        let rows = insert_all(database, table, rows).await.expect("rows that are valid");
        inserted.extend(rows.into_iter().map(|row| row["id"].clone()));
    }
    ids.insert(table, inserted);
}

/// Postgres itself reads the JSON into the table's types; columns that are not named take their
/// defaults.
async fn insert_all(database: &PgPool, table: &str, rows: &[Value]) -> sqlx::Result<Vec<Value>> {
    let columns: Vec<String> = match rows.first() {
        Some(Value::Object(columns)) => columns.keys().map(|name| format!("\"{name}\"")).collect(),
        _ => return Ok(Vec::new()),
    };
    let columns = columns.join(", ");
    let sql = format!(
        "insert into \"{table}\" ({columns}) \
         select {columns} from jsonb_populate_recordset(null::\"{table}\", $1) \
         returning to_jsonb(\"{table}\")"
    );
    let mut tries = 5;
    loop {
        let insert = sqlx::query_scalar(AssertSqlSafe(sql.clone())).bind(Json(rows));
        match insert.fetch_all(database).await {
            // Beside a build, a connection may take longer than a request would wait for one.
            Err(sqlx::Error::PoolTimedOut) if tries > 1 => tries -= 1,
            inserted => return inserted,
        }
    }
}

/// A number that no other call in this test gets.
pub fn next() -> u64 {
    thread_local! {
        static NEXT: Cell<u64> = const { Cell::new(1) };
    }
    NEXT.replace(NEXT.get() + 1)
}

/// A text of which no other call in this test gets the same: `stem` and a number, within `max`
/// characters.
pub fn unique(stem: &str, max: usize) -> String {
    let number = next().to_string();
    let stem: String = stem.chars().take(max.saturating_sub(number.len())).collect();
    stem + &number
}
