//! Values that a rule of the model forbids, to be refused by the API and by the database alike.

use serde_json::Value;

use crate::support::{Row, TestApp};

/// A value that a field must not have.
pub struct Invalid {
    /// The field, as in JSON and in the database.
    pub field: &'static str,
    pub value: Value,
    /// Which item of a list is at fault, if one is.
    item: Option<usize>,
    database: Database,
}

/// What stands in the database's way.
enum Database {
    Constraint(&'static str),
    NotNull,
    Type,
    Nothing,
}

impl Invalid {
    fn new(field: &'static str, value: impl Into<Value>, database: Database) -> Invalid {
        Invalid { field, value: value.into(), item: None, database }
    }

    /// A value that breaks the constraint of that name.
    pub fn breaking(
        constraint: &'static str,
        field: &'static str,
        value: impl Into<Value>,
    ) -> Invalid {
        Invalid::new(field, value, Database::Constraint(constraint))
    }

    /// Null where there must be a value.
    pub fn null(field: &'static str) -> Invalid {
        Invalid::new(field, Value::Null, Database::NotNull)
    }

    /// A value that is not even of the column's type.
    pub fn mistyped(field: &'static str, value: impl Into<Value>) -> Invalid {
        Invalid::new(field, value, Database::Type)
    }

    /// A value that the database would take for another: only requests are held to it.
    pub fn only_in_requests(field: &'static str, value: impl Into<Value>) -> Invalid {
        Invalid::new(field, value, Database::Nothing)
    }

    /// The same where one item of a list is at fault.
    #[must_use]
    pub fn item(self, number: usize) -> Invalid {
        Invalid { item: Some(number), ..self }
    }

    /// Where the fault lies in a request's body.
    pub fn pointer(&self) -> String {
        match self.item {
            None => format!("/{}", self.field),
            Some(number) => format!("/{}/{number}", self.field),
        }
    }

    /// Fails unless the database refuses `row` with this value, for the reason that was named.
    pub async fn refused_by_database(&self, app: &TestApp, row: Row) {
        let what = format!("`{}` = {:.60}", self.field, self.value.to_string());
        if matches!(self.database, Database::Nothing) {
            return;
        }
        let refusal = row.with(self.field, &self.value).try_insert(app.database()).await;
        let Err(sqlx::Error::Database(error)) = refusal else { panic!("{what}: {refusal:?}") };
        let code = error.code().unwrap_or_default();
        match self.database {
            Database::Constraint(name) => {
                assert_eq!(error.constraint(), Some(name), "{what}: {error}");
            }
            Database::NotNull => assert_eq!(code, "23502", "{what}: {error}"),
            Database::Nothing => unreachable!("the database was not asked"),
            // Class 22: the text cannot be read as a value of the column's type.
            Database::Type => assert!(code.starts_with("22"), "{what}: {error}"),
        }
    }
}
