//! Pages of long lists. A page continues after the last row of the one before, so that reading
//! on stays fast and rows that come or go meanwhile are neither repeated nor skipped.

use std::fmt::Display;

use serde::Serialize;
use sqlx::{Postgres, QueryBuilder};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    cursor::{After, CursorKeys},
    error::{Error, Result},
    validate::Fault,
};

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows, in order.
    #[schema(max_items = 1000)]
    pub items: Vec<T>,
    /// Asks for the next page as `cursor`; null on the last one.
    #[schema(max_length = 2000)]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// The same page of something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next_cursor: self.next_cursor }
    }
}

/// One column that a list is sorted by. Only fixed texts become SQL.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    expression: &'static str,
    kind: &'static str,
    is_descending: bool,
    is_nullable: bool,
}

impl Column {
    /// Smallest first, nulls last. `kind` is the column's type in SQL.
    pub const fn ascending(expression: &'static str, kind: &'static str) -> Self {
        Self { expression, kind, is_descending: false, is_nullable: false }
    }

    /// Largest first, nulls first.
    pub const fn descending(expression: &'static str, kind: &'static str) -> Self {
        Self { expression, kind, is_descending: true, is_nullable: false }
    }

    /// The same column, which may hold null.
    #[must_use]
    pub const fn nullable(mut self) -> Self {
        self.is_nullable = true;
        self
    }

    /// The order of this column and then, in the same direction, of the unique column `id`.
    pub const fn with_id(self, id: &'static str) -> [Self; 2] {
        let id = Self { expression: id, kind: "uuid", is_nullable: false, ..self };
        [self, id]
    }
}

/// The text of a sort key, as the cursor holds it; a column that may be null goes through
/// `and_then`, and has none where it is.
pub fn key(value: impl Display) -> Option<String> {
    Some(value.to_string())
}

/// Which page a client asks for.
#[derive(Debug)]
pub struct PageRequest {
    limit: u32,
    cursor: Option<String>,
    scope: String,
}

impl PageRequest {
    /// A request for `limit` rows after `cursor`; the cursor is good for this path and filter only.
    pub(crate) fn new(limit: u32, cursor: Option<String>, scope: impl std::fmt::Debug) -> Self {
        Self { limit, cursor, scope: format!("{scope:?}") }
    }

    /// Says who reads in which order, and where the page begins. A cursor that was not made for
    /// the same list, viewer, filter and order is refused. The last column must be unique.
    pub fn keyset(
        self,
        keys: &CursorKeys,
        viewer: Option<Uuid>,
        order: [Column; 2],
    ) -> Result<Keyset> {
        let scope = format!("{} {viewer:?} {order:?}", self.scope).into_bytes();
        let after = match &self.cursor {
            None => None,
            Some(cursor) => Some(keys.open(&scope, cursor).ok_or_else(|| {
                let detail = "must come from the page before, with the same filter and order";
                Error::Malformed(vec![Fault::parameter("cursor", "cursor", detail)])
            })?),
        };
        Ok(Keyset { limit: self.limit, order, after, keys: keys.clone(), scope })
    }
}

/// A place in an ordered list.
pub struct Keyset {
    limit: u32,
    order: [Column; 2],
    after: Option<After>,
    keys: CursorKeys,
    scope: Vec<u8>,
}

impl Keyset {
    /// Ends a query, which must already have its `where`, with the place, the order and the limit.
    pub fn push(&self, query: &mut QueryBuilder<Postgres>) {
        if let Some(after) = &self.after {
            query.push(" and ");
            self.push_place(query, after);
        }
        query.push(" order by ");
        for (index, column) in self.order.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            let direction = if column.is_descending { " desc" } else { "" };
            query.push(separator).push(column.expression).push(direction);
        }
        // One row more than asked for tells whether there is a next page.
        query.push(" limit ").push_bind(i64::from(self.limit) + 1);
    }

    /// Makes the page of the rows that the query found; `place` tells a row's sort key and id.
    pub fn page<T>(
        &self,
        mut rows: Vec<T>,
        place: impl Fn(&T) -> (Option<String>, Uuid),
    ) -> Page<T> {
        let limit = self.limit as usize;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| has_more).map(place);
        let next_cursor = last.map(|(key, id)| self.keys.seal(&self.scope, &After { key, id }));
        Page { items: rows, next_cursor }
    }

    /// Says what lies behind a row. The ids break ties in the same direction. Postgres has nulls
    /// last when ascending and first when descending.
    fn push_place(&self, query: &mut QueryBuilder<Postgres>, after: &After) {
        let [column, id] = &self.order;
        let behind = if column.is_descending { " < " } else { " > " };
        match (&after.key, column.is_descending) {
            (Some(key), is_descending) => {
                let or_null = column.is_nullable && !is_descending;
                query.push(if or_null { "((" } else { "(" });
                query.push(column.expression).push(", ").push(id.expression).push(")");
                query.push(behind).push("(");
                query.push_bind(key.clone()).push("::").push(column.kind).push(", ");
                query.push_bind(after.id).push(")");
                if or_null {
                    query.push(" or ").push(column.expression).push(" is null)");
                }
            }
            (None, is_descending) => {
                query.push("(").push(column.expression);
                query.push(if is_descending { " is not null or " } else { " is null and " });
                query.push(id.expression).push(behind).push_bind(after.id).push(")");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::nil();

    fn keys(current: &str, retiring: &[&str]) -> CursorKeys {
        CursorKeys::derive(current.as_bytes(), retiring.iter().map(|key| key.as_bytes()))
    }

    fn order(column: Column) -> [Column; 2] {
        column.with_id("posts.id")
    }

    fn request(cursor: Option<String>, filter: &str) -> PageRequest {
        PageRequest::new(2, cursor, ("/posts", filter))
    }

    fn cursor(column: Column, key: Option<&str>) -> String {
        let keyset = request(None, "a").keyset(&keys("secret", &[]), None, order(column)).unwrap();
        keyset.page(vec![1, 2, 3], |_| (key.map(str::to_owned), ID)).next_cursor.unwrap()
    }

    #[test]
    fn a_cursor_serves_only_the_list_it_was_made_for() {
        let column = Column::ascending("posts.title", "text");
        let secret = keys("secret", &[]);
        let cursor = cursor(column, None);
        let opens = |cursor: &str, filter, viewer, key: &CursorKeys, column| {
            request(Some(cursor.to_owned()), filter).keyset(key, viewer, order(column)).is_ok()
        };
        assert!(opens(&cursor, "a", None, &secret, column));
        assert!(!opens(&cursor, "b", None, &secret, column));
        assert!(!opens(&cursor, "a", Some(ID), &secret, column));
        assert!(!opens(&cursor, "a", None, &keys("other", &[]), column));
        assert!(opens(&cursor, "a", None, &keys("other", &["secret"]), column));
        assert!(!opens(&cursor, "a", None, &secret, Column::descending("posts.title", "text")));
        assert!(!opens(&cursor[1..], "a", None, &secret, column));
        assert!(!opens("", "a", None, &secret, column));
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let order = order(Column::ascending("posts.title", "text"));
        let keyset = request(None, "a").keyset(&keys("secret", &[]), None, order).unwrap();
        let page = keyset.page(vec![1, 2], |_| (None, ID));
        assert_eq!((page.items, page.next_cursor), (vec![1, 2], None));
    }

    #[test]
    fn places_become_predicates() {
        let ascending = Column::ascending("a", "date");
        let descending = Column::descending("a", "date").nullable();
        let value = Some("2026-01-31".to_owned());
        let cases = [
            (ascending, &value, "(a, posts.id) > ($1::date, $2)"),
            (ascending.nullable(), &value, "((a, posts.id) > ($1::date, $2) or a is null)"),
            (ascending.nullable(), &None, "(a is null and posts.id > $1)"),
            (descending, &value, "(a, posts.id) < ($1::date, $2)"),
            (descending, &None, "(a is not null or posts.id < $1)"),
        ];
        for (column, key, place) in cases {
            let cursor = Some(cursor(column, key.as_deref()));
            let keyset =
                request(cursor, "a").keyset(&keys("secret", &[]), None, order(column)).unwrap();
            let mut query = QueryBuilder::new("true");
            keyset.push(&mut query);
            let sql = query.sql().as_str().to_owned();
            assert!(sql.starts_with(&format!("true and {place} order by a")), "{sql}");
        }
    }
}
