//! Tables that are read from end to end, as Postgres counts it.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, PgPool};

use crate::support::row::{self, Factory};
use crate::support::{Filter, List, Sort, TestApp};

/// Enough that reading everything costs more than any index.
const ROWS: usize = 10_000;

/// A service with full tables.
pub async fn full(kinds: &[Factory]) -> TestApp {
    // One connection, so that the counters can be asked for on the one that counted.
    let app = TestApp::with(|config| config.database_connections = 1).await;
    row::fill(app.database(), ROWS, kinds).await;
    app
}

/// Fills a table that links two others; each end is a column and the table that it points at.
pub async fn link(app: &TestApp, table: &str, from: (&str, &str), to: (&str, &str)) {
    let sql = format!(
        "insert into \"{table}\" (\"{}\", \"{}\") select one.id, other.id \
         from (select id, row_number() over () as number from \"{}\") as one \
         join (select id, row_number() over () as number from \"{}\") as other \
         on other.number = one.number % $1 + 1",
        from.0, to.0, from.1, to.1
    );
    let count = i64::try_from(ROWS).expect("a small number");
    let links = sqlx::query(AssertSqlSafe(sql)).bind(count).execute(app.database()).await;
    links.expect("links between full tables");
}

/// Every form of these filters.
pub async fn filtered(app: &TestApp, list: &List, filters: &[Filter]) -> Vec<String> {
    let mut queries = Vec::new();
    for filter in filters {
        let rows = filter.rows(app, list).await;
        queries.extend(filter.queries(&rows).into_iter().map(|(query, _)| query));
    }
    queries
}

/// Both directions of these orders.
pub fn sorted(sorts: &[Sort]) -> Vec<String> {
    sorts.iter().flat_map(|sort| ["", "-"].map(|sign| sort.query(sign))).collect()
}

/// Fails if one of these queries, or of the others, is answered by reading a full table from end to
/// end.
pub async fn assert_none(app: &TestApp, list: &List, queries: Vec<String>, others: &[&str]) {
    let others = others.iter().map(ToString::to_string);
    list.add(app, 3).await;
    sqlx::query("analyze").execute(app.database()).await.expect("statistics");

    let mut slow = Vec::new();
    for query in others.chain(queries) {
        let before = scans(app.database()).await;
        let page = list.page(&format!("limit=1&{query}")).await;
        if let Some(cursor) = page.next_cursor {
            list.page(&format!("limit=1&{query}&cursor={cursor}")).await;
        }
        let after = scans(app.database()).await;
        let read = after.into_iter().filter(|(table, scans)| before.get(table) != Some(scans));
        slow.extend(read.map(|(table, _)| format!("{}?{query} reads all {table}", list.path)));
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// How often each full table has been read from end to end.
async fn scans(database: &PgPool) -> BTreeMap<String, i64> {
    let mut connection = database.acquire().await.expect("the connection");
    for statement in ["select pg_stat_force_next_flush()", "select pg_stat_clear_snapshot()"] {
        sqlx::query(statement).execute(&mut *connection).await.expect("fresh counters");
    }
    let counted: Vec<(String, i64)> = sqlx::query_as(
        "select relname::text, seq_scan from pg_stat_user_tables where n_live_tup >= $1",
    )
    .bind(i64::try_from(ROWS).expect("a small number"))
    .fetch_all(&mut *connection)
    .await
    .expect("the counters");
    counted.into_iter().collect()
}
