//! Values that no two rows share.

use serde_json::{Value, json};

use crate::support::row::Factory;
use crate::support::{Row, TestApp, only, promises, with};

/// Columns of which no two rows have the same values.
pub struct Unique {
    constraint: &'static str,
    columns: &'static [&'static str],
    row: Factory,
    set: Vec<(&'static str, Value)>,
    relations: Vec<(&'static str, Factory)>,
    case_ignored: Vec<&'static str>,
    deleted_rows_let_go: bool,
    exempt: Option<Value>,
    null: Option<(&'static str, bool)>,
}

impl Unique {
    /// Columns that the constraint keeps apart.
    pub fn new(constraint: &'static str, columns: &'static [&'static str], row: Factory) -> Unique {
        Unique {
            constraint,
            columns,
            row,
            set: Vec::new(),
            relations: Vec::new(),
            case_ignored: Vec::new(),
            deleted_rows_let_go: false,
            exempt: None,
            null: None,
        }
    }

    /// It holds of rows that have this value.
    #[must_use]
    pub fn among(mut self, column: &'static str, value: impl serde::Serialize) -> Unique {
        self.set.push((column, json!(value)));
        self
    }

    /// A deleted row does not count.
    #[must_use]
    pub fn among_the_living(self) -> Unique {
        Unique { deleted_rows_let_go: true, ..self }
    }

    /// Fails unless the database refuses a second row wherever it must, and nowhere else.
    pub async fn kept_by_database(&self, app: &TestApp) {
        let mut row = self.row();
        if self.deleted_rows_let_go {
            let deleted = app.insert(self.row().with("deleted_at", "2026-01-02T03:04:05Z")).await;
            row = row.with_members(&only(&deleted, self.columns));
        }
        let first = app.insert(row).await;
        let mut same = only(&first, self.columns);
        self.refuses(app, self.row().with_members(&same)).await;

        for column in &self.case_ignored {
            same = with(&same, column, in_another_case(&same[*column]));
            self.refuses(app, self.row().with_members(&same)).await;
        }
        if let Some(columns) = &self.exempt {
            let first = app.insert(self.row().with_members(columns)).await;
            let same = only(&first, self.columns);
            app.insert(self.row().with_members(columns).with_members(&same)).await;
        }
        if let Some((column, is_exempt)) = self.null {
            let first = app.insert(self.row().with(column, Value::Null)).await;
            let second = self.row().with_members(&only(&first, self.columns));
            if is_exempt {
                app.insert(second).await;
            } else {
                self.refuses(app, second).await;
            }
        }
    }

    fn row(&self) -> Row {
        let relations = self.relations.iter();
        relations.fold((self.row)().with_all(&self.set), |row, (column, target)| {
            row.pointing(column, *target)
        })
    }

    async fn refuses(&self, app: &TestApp, row: Row) {
        promises::kept_by_database(app, self.constraint, row).await;
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
