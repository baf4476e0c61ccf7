//! How much of a full table a list reads, as Postgres counts it.

use std::collections::BTreeMap;
use std::time::Duration;

use sqlx::{AssertSqlSafe, PgPool};

use crate::support::answer::Listed;
use crate::support::row::{self, Factory};
use crate::support::{List, Sort, TestApp};

/// Enough that reading everything costs more than any index.
const ROWS: usize = 10_000;

/// Pages on a walk: reading all before the last would be plain to see.
const PAGES: usize = 6;

/// A service with full tables.
pub async fn full(kinds: &[Factory]) -> TestApp {
    // One connection, so that the counters can be asked for on the one that counted.
    let app = TestApp::with(|config| {
        config.database_connections = 1;
        config.statement_timeout = Duration::from_mins(1);
        config.request_timeout = Duration::from_mins(1);
    })
    .await;
    row::fill(app.database(), ROWS, kinds).await;
    app
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
        let before = counted(app.database(), "seq_scan").await;
        let page = list.page(&format!("limit=1&{query}")).await;
        if let Some(cursor) = page.next_cursor {
            list.page(&format!("limit=1&{query}&cursor={cursor}")).await;
        }
        let after = counted(app.database(), "seq_scan").await;
        let read = after.into_iter().filter(|(table, scans)| before.get(table) != Some(scans));
        slow.extend(read.map(|(table, _)| format!("{}?{query} reads all {table}", list.path)));
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// Fails if a page in one of these orders reads more than its own rows.
pub async fn assert_seeks(app: &TestApp, list: &List, sorted: &[String], limit: usize) {
    for query in sorted {
        let query = format!("limit={limit}&{query}");
        let mut place = String::new();
        for number in 1..=PAGES {
            let (page, read) = read(app, list, &format!("{query}{place}")).await;
            assert!(read <= 2 * limit + 10, "page {number} of {}?{query} reads {read}", list.path);
            let Some(cursor) = page.next_cursor else { break };
            place = format!("&cursor={cursor}");
        }
    }
}

/// The list of somebody without a role, who sees the rows that point at them by `column`.
pub async fn own(app: &TestApp, path: &str, make: Factory, column: &'static str) -> List {
    let owner = app.account(&[]).await;
    let id = owner.id();
    List::new(owner, path, move || make().with(column, id))
}

/// Fails if one of these readers of a list has many rows read for a page of one. Postgres makes one
/// plan for all who send the same statement, as it may when it has been sent a few times.
pub async fn assert_few(app: &TestApp, lists: &[&List], sorted: &[String]) {
    for list in lists {
        list.add(app, 3).await;
    }
    for statement in ["analyze", "set plan_cache_mode = force_generic_plan"] {
        sqlx::query(statement).execute(app.database()).await.expect("statistics and plans");
    }
    for query in sorted {
        for list in lists {
            let (page, read) = read(app, list, &format!("limit=1&{query}")).await;
            assert_eq!(page.items.len(), 1);
            assert!(read <= 20, "{}?{query} reads {read} rows to show one", list.path);
        }
    }
}

/// A page, and how many rows of its table were read for it.
async fn read(app: &TestApp, list: &List, query: &str) -> (Listed, usize) {
    let table = list.row().table();
    let rows = "seq_tup_read + coalesce(idx_tup_fetch, 0)";
    let before = counted(app.database(), rows).await[table];
    let page = list.page(query).await;
    let after = counted(app.database(), rows).await[table];
    (page, usize::try_from(after - before).expect("more than before"))
}

/// What Postgres has counted of each full table.
async fn counted(database: &PgPool, what: &str) -> BTreeMap<String, i64> {
    let mut connection = database.acquire().await.expect("the connection");
    for statement in ["select pg_stat_force_next_flush()", "select pg_stat_clear_snapshot()"] {
        sqlx::query(statement).execute(&mut *connection).await.expect("fresh counters");
    }
    let sql =
        format!("select relname::text, {what} from pg_stat_user_tables where n_live_tup >= $1");
    let counted: Vec<(String, i64)> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(i64::try_from(ROWS).expect("a small number"))
        .fetch_all(&mut *connection)
        .await
        .expect("the counters");
    counted.into_iter().collect()
}
