//! Places in long lists. A page continues after the last row of the one before, so that reading
//! on stays fast, and no row is repeated or skipped because others come or go meanwhile.

use std::fmt::Display;

use sqlx::{FromRow, PgPool, Postgres, QueryBuilder, postgres::PgRow};
use uuid::Uuid;

use crate::{
    cursor::{After, CursorKeys},
    error::{Error, Result},
    pagination::{Page, PageRequest},
    validate::Fault,
};

/// One column that a list is sorted by. Only fixed texts become SQL.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    expression: &'static str,
    kind: &'static str,
    is_descending: bool,
    is_nullable: bool,
}

impl Column {
    /// Smallest first. `kind` is the column's type in SQL.
    pub const fn ascending(expression: &'static str, kind: &'static str) -> Self {
        Self { expression, kind, is_descending: false, is_nullable: false }
    }

    /// Largest first.
    pub const fn descending(expression: &'static str, kind: &'static str) -> Self {
        Self { expression, kind, is_descending: true, is_nullable: false }
    }

    /// The same column, which may hold null: that comes last, whatever the direction.
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

/// A place in an ordered list.
pub struct Keyset {
    limit: u32,
    order: [Column; 2],
    after: Option<After>,
    keys: CursorKeys,
    scope: Vec<u8>,
}

/// Rows that lie side by side in an index, so that reading some of them reads no others.
#[derive(Debug, Clone, Copy)]
enum Stretch<'a> {
    /// The whole list, which has a value in every row.
    All,
    /// Behind the row with this value and id, as far as there are values.
    Behind(&'a str, Uuid),
    /// The rows with a value.
    Valued,
    /// Those without one, which come last.
    Null,
    /// The rest of those, behind the row with this id.
    NullBehind(Uuid),
}

impl Keyset {
    /// Says who reads in which order, and where the page begins. A cursor that was not made for
    /// the same list, viewer, filter and order is refused. The last column must be unique.
    pub fn new(
        request: PageRequest,
        keys: &CursorKeys,
        viewer: Option<Uuid>,
        order: [Column; 2],
    ) -> Result<Self> {
        let PageRequest { limit, cursor, scope } = request;
        let scope = format!("{scope} {viewer:?} {order:?}").into_bytes();
        let after = match cursor {
            None => None,
            Some(cursor) => Some(keys.open(&scope, &cursor).ok_or_else(|| {
                let detail = "must come from the page before, with the same filter and order";
                Error::Malformed(vec![Fault::parameter("cursor", "cursor", detail)])
            })?),
        };
        Ok(Self { limit, order, after, keys: keys.clone(), scope })
    }

    /// Reads the page. `rows` begins a statement that must already have its `where`; `place` tells
    /// a row's sort key and id.
    pub async fn read<T>(
        &self,
        db: &PgPool,
        rows: impl Fn() -> sqlx::Result<QueryBuilder<Postgres>>,
        place: impl Fn(&T) -> (Option<String>, Uuid),
    ) -> Result<Page<T>>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        // One row more than asked for tells whether there is a next page.
        let wanted = self.limit as usize + 1;
        let mut found = Vec::new();
        for stretch in self.stretches() {
            let mut query = rows()?;
            self.push(&mut query, stretch, wanted - found.len());
            found.append(&mut query.build_query_as().fetch_all(db).await?);
            if found.len() == wanted {
                break;
            }
        }
        Ok(self.page(found, place))
    }

    /// What the rest of the list consists of, in order: rows without a value come last.
    fn stretches(&self) -> Vec<Stretch<'_>> {
        match (&self.after, self.order[0].is_nullable) {
            (None, false) => vec![Stretch::All],
            (None, true) => vec![Stretch::Valued, Stretch::Null],
            (Some(After { key: Some(key), id }), false) => vec![Stretch::Behind(key, *id)],
            (Some(After { key: Some(key), id }), true) => {
                vec![Stretch::Behind(key, *id), Stretch::Null]
            }
            (Some(After { key: None, id }), _) => vec![Stretch::NullBehind(*id)],
        }
    }

    /// Ends a statement with the stretch, the order and the limit. Ids break ties in the same
    /// direction.
    fn push(&self, query: &mut QueryBuilder<Postgres>, stretch: Stretch<'_>, limit: usize) {
        let [column, id] = &self.order;
        let (behind, direction) = if column.is_descending { ("<", " desc") } else { (">", "") };
        let (column, kind, id) = (column.expression, column.kind, id.expression);
        match stretch {
            Stretch::All => {}
            Stretch::Behind(key, after) => {
                query.push(format_args!(" and ({column}, {id}) {behind} ("));
                query.push_bind(key.to_owned()).push(format_args!("::{kind}, "));
                query.push_bind(after).push(")");
            }
            Stretch::Valued => {
                query.push(format_args!(" and {column} is not null"));
            }
            Stretch::Null => {
                query.push(format_args!(" and {column} is null"));
            }
            Stretch::NullBehind(after) => {
                query.push(format_args!(" and {column} is null and {id} {behind} "));
                query.push_bind(after);
            }
        }
        query.push(format_args!(" order by {column}{direction}, {id}{direction} limit "));
        query.push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    }

    fn page<T>(&self, mut rows: Vec<T>, place: impl Fn(&T) -> (Option<String>, Uuid)) -> Page<T> {
        let limit = self.limit as usize;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| has_more).map(place);
        let next_cursor = last.map(|(key, id)| self.keys.seal(&self.scope, &After { key, id }));
        Page { items: rows, next_cursor }
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
        column.with_id("id")
    }

    fn request(cursor: Option<String>, filter: &str) -> PageRequest {
        PageRequest::new(2, cursor, ("/posts", filter))
    }

    fn keyset(request: PageRequest, column: Column) -> Keyset {
        Keyset::new(request, &keys("secret", &[]), None, order(column)).unwrap()
    }

    fn cursor(column: Column, key: Option<&str>) -> String {
        let keyset = keyset(request(None, "a"), column);
        keyset.page(vec![1, 2, 3], |_| (key.map(str::to_owned), ID)).next_cursor.unwrap()
    }

    #[test]
    fn a_cursor_serves_only_the_list_it_was_made_for() {
        let column = Column::ascending("posts.title", "text");
        let secret = keys("secret", &[]);
        let cursor = cursor(column, None);
        let opens = |cursor: &str, filter, viewer, key: &CursorKeys, column| {
            let request = request(Some(cursor.to_owned()), filter);
            Keyset::new(request, key, viewer, order(column)).is_ok()
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
        let keyset = keyset(request(None, "a"), Column::ascending("posts.title", "text"));
        let page = keyset.page(vec![1, 2], |_| (None, ID));
        assert_eq!((page.items, page.next_cursor), (vec![1, 2], None));
    }

    #[test]
    fn places_become_predicates() {
        let ascending = Column::ascending("a", "date");
        let descending = Column::descending("a", "date");
        let value = Some(Some("2026-01-31"));
        let cases: [(_, _, &[_]); 6] = [
            (ascending, None, &["true order by a, id"]),
            (ascending, value, &["true and (a, id) > ($1::date, $2) order by a, id"]),
            (descending, value, &["true and (a, id) < ($1::date, $2) order by a desc, id desc"]),
            (
                descending.nullable(),
                None,
                &[
                    "true and a is not null order by a desc, id desc",
                    "true and a is null order by a desc, id desc",
                ],
            ),
            (
                ascending.nullable(),
                value,
                &[
                    "true and (a, id) > ($1::date, $2) order by a, id",
                    "true and a is null order by a, id",
                ],
            ),
            (ascending.nullable(), Some(None), &["true and a is null and id > $1 order by a, id"]),
        ];
        for (column, key, expected) in cases {
            let cursor = key.map(|key| cursor(column, key));
            let request = request(cursor, "a");
            let keyset = keyset(request, column);
            let sql = |stretch| {
                let mut query = QueryBuilder::new("true");
                keyset.push(&mut query, stretch, 3);
                query.sql().as_str().rsplit_once(" limit").unwrap().0.to_owned()
            };
            let found: Vec<_> = keyset.stretches().into_iter().map(sql).collect();
            assert_eq!(found, expected);
        }
    }
}
