//! Statements that grow with what a client asks for.
//!
//! Their texts are fixed pieces of SQL; only values come from outside, and only as parameters.

use sqlx::{Arguments as _, Encode, Postgres, QueryBuilder, Type, postgres::PgArguments};

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
