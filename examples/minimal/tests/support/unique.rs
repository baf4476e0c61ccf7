//! Values that no two rows share.

use serde_json::{Value, json};

use crate::support::row::Factory;
use crate::support::{Row, TestApp, only, promises, with};

/// Columns of which no two rows have the same values.
pub struct Unique {
    constraint: &'static str,
    columns: &'static [&'static str],
    row: Factory,
    in_any_case: Vec<&'static str>,
    deleted_rows_let_go: bool,
    exempt: Vec<Factory>,
    null: Option<(&'static str, Factory, bool)>,
}

impl Unique {
    /// Columns that the constraint keeps apart, and a row that has them all.
    pub fn new(constraint: &'static str, columns: &'static [&'static str], row: Factory) -> Unique {
        Unique {
            constraint,
            columns,
            row,
            in_any_case: Vec::new(),
            deleted_rows_let_go: false,
            exempt: Vec::new(),
            null: None,
        }
    }

    /// This column is the same in another case.
    #[must_use]
    pub fn ignoring_case(mut self, column: &'static str) -> Unique {
        self.in_any_case.push(column);
        self
    }

    /// A deleted row does not count.
    #[must_use]
    pub fn among_the_living(self) -> Unique {
        Unique { deleted_rows_let_go: true, ..self }
    }

    /// Rows made so may be the same.
    #[must_use]
    pub fn but_not_for(mut self, row: Factory) -> Unique {
        self.exempt.push(row);
        self
    }

    /// Rows that have nothing in `column` may be the same otherwise.
    #[must_use]
    pub fn but_null(self, column: &'static str, row: Factory) -> Unique {
        Unique { null: Some((column, row, true)), ..self }
    }

    /// Rows that have nothing in `column` may not be the same otherwise, either.
    #[must_use]
    pub fn even_null(self, column: &'static str, row: Factory) -> Unique {
        Unique { null: Some((column, row, false)), ..self }
    }

    /// Fails unless the database refuses a second row wherever it must, and nowhere else.
    pub async fn kept_by_database(&self, app: &TestApp) {
        let first = app.insert((self.row)()).await;
        let mut same = only(&first, self.columns);
        promises::kept_by_database(app, self.constraint, (self.row)().with_members(&same)).await;

        for column in &self.in_any_case {
            same = with(&same, column, in_another_case(&same[*column]));
            let second = (self.row)().with_members(&same);
            promises::kept_by_database(app, self.constraint, second).await;
        }
        if self.deleted_rows_let_go {
            let deleted = (self.row)().with("deleted_at", "2026-01-02T03:04:05Z");
            self.twice(app, deleted, self.row).await;
        }
        for row in &self.exempt {
            self.twice(app, row(), *row).await;
        }
        match self.null {
            Some((column, row, true)) => {
                self.twice(app, row().with(column, Value::Null), row).await;
            }
            Some((column, row, false)) => {
                let first = app.insert(row().with(column, Value::Null)).await;
                let second = row().with_members(&only(&first, self.columns));
                promises::kept_by_database(app, self.constraint, second).await;
            }
            None => {}
        }
    }

    /// Inserts a row, and another with the same values.
    async fn twice(&self, app: &TestApp, first: Row, second: Factory) {
        let first = app.insert(first).await;
        app.insert(second().with_members(&only(&first, self.columns))).await;
    }
}

/// A text with its small letters large and its large letters small.
fn in_another_case(text: &Value) -> Value {
    let swap = |letter: char| {
        if letter.is_lowercase() {
            letter.to_ascii_uppercase()
        } else {
            letter.to_ascii_lowercase()
        }
    };
    json!(text.as_str().expect("a text").chars().map(swap).collect::<String>())
}
