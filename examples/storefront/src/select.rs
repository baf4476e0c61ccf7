//! Statements that grow with what a client asks for.
//!
//! Their texts are fixed pieces of SQL; only values come from outside, and only as parameters.

use sqlx::{Arguments as _, Encode, FromRow, Postgres, QueryBuilder, Type, postgres::PgArguments};
use uuid::Uuid;

/// The values of a fixed text's own parameters, `$1` on.
pub struct Binds(sqlx::Result<PgArguments>);

impl Default for Binds {
    fn default() -> Self {
        Self(Ok(PgArguments::default()))
    }
}

impl Binds {
    /// Adds the value of the next parameter.
    #[must_use]
    pub fn bind<'a, T: Encode<'a, Postgres> + Type<Postgres>>(self, value: T) -> Self {
        Self(self.0.and_then(|mut arguments| {
            arguments.add(value).map_err(sqlx::Error::Encode)?;
            Ok(arguments)
        }))
    }

    /// Starts a statement with `text`, which may end inside its `where`. Fails if one of the
    /// values has no form that Postgres knows.
    pub fn start(self, text: &'static str) -> sqlx::Result<QueryBuilder<Postgres>> {
        Ok(QueryBuilder::with_arguments(text, self.0?))
    }
}

/// Adds ` and condition` with `value` in the place of its `?`; nothing if there is no value.
pub fn narrow<'a, T>(query: &mut QueryBuilder<Postgres>, condition: &'static str, value: Option<T>)
where
    T: Encode<'a, Postgres> + Type<Postgres>,
{
    let (Some(value), Some((before, after))) = (value, condition.split_once('?')) else { return };
    query.push(" and ").push(before).push_bind(value).push(after);
}

/// Adds ` and column is null`, or that it is not; nothing if nobody asks.
pub fn narrow_null(
    query: &mut QueryBuilder<Postgres>,
    column: &'static str,
    is_null: Option<bool>,
) {
    let Some(is_null) = is_null else { return };
    query.push(" and ").push(column).push(if is_null { " is null" } else { " is not null" });
}

/// A row beside the row of another table that it was looked up for.
#[derive(Debug, FromRow)]
pub struct Linked<T> {
    /// The id of the other row.
    #[sqlx(rename = "_parent_id")]
    pub parent_id: Uuid,
    /// The row itself.
    #[sqlx(flatten)]
    pub row: T,
}
