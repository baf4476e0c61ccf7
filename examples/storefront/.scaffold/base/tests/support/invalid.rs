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
    /// How the database says no, if it does.
    objection: Option<Objection>,
}

/// How the error's code begins, and the constraint that it names.
#[derive(Clone, Copy)]
struct Objection(&'static str, Option<&'static str>);

impl Invalid {
    fn new(field: &'static str, value: impl Into<Value>, objection: Option<Objection>) -> Invalid {
        Invalid { field, value: value.into(), item: None, objection }
    }

    /// A value that breaks the constraint of that name.
    pub fn breaking(
        constraint: &'static str,
        field: &'static str,
        value: impl Into<Value>,
    ) -> Invalid {
        // Class 23: an integrity constraint.
        Invalid::new(field, value, Some(Objection("23", Some(constraint))))
    }

    /// Null where there must be a value.
    pub fn null(field: &'static str) -> Invalid {
        Invalid::new(field, Value::Null, Some(Objection("23502", None)))
    }

    /// A value that is not even of the column's type.
    pub fn mistyped(field: &'static str, value: impl Into<Value>) -> Invalid {
        // Class 22: the text cannot be read as such a value.
        Invalid::new(field, value, Some(Objection("22", None)))
    }

    /// A value that the database would take for another: only requests are held to it.
    pub fn only_in_requests(field: &'static str, value: impl Into<Value>) -> Invalid {
        Invalid::new(field, value, None)
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
        let Some(Objection(class, constraint)) = self.objection else { return };
        let what = format!("`{}` = {:.60}", self.pointer(), self.value.to_string());
        let refusal = row.with(self.field, &self.value).try_insert(app.database()).await;
        let Err(sqlx::Error::Database(error)) = refusal else { panic!("{what}: {refusal:?}") };
        assert!(error.code().is_some_and(|code| code.starts_with(class)), "{what}: {error}");
        if constraint.is_some() {
            assert_eq!(error.constraint(), constraint, "{what}: {error}");
        }
    }
}
