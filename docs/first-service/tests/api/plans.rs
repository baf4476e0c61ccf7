//! What clients may ask of a list is served by an index. Asked of full tables, no list reads one of them
//! from end to end; Postgres itself counts when it does.

use std::collections::BTreeMap;

use serde_json::Value;
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::access::Access;
use crate::support::{Actor, TestApp, path, row};
use crate::{comments, follows, likes, posts, tags, users};

/// Enough that reading everything costs more than any index.
const ROWS: usize = 10_000;

/// Every list, with each filter, order and search that it declares. The names in braces are columns of one
/// of the rows.
fn all() -> Vec<(Access, &'static str, &'static [&'static str])> {
    const TIMES: &[&str] =
        &["", "sort=created_at", "sort=-created_at", "sort=updated_at", "sort=-updated_at"];
    vec![
        (comments::access(), "/posts/{post_id}/comments", TIMES),
        (follows::access(), "/follows", TIMES),
        (likes::access(), "/posts/{post_id}/likes", TIMES),
        (
            posts::access(),
            "/posts",
            &[
                "",
                "visibility={visibility}",
                "visibility.in={visibility}",
                "status={status}",
                "status.in={status}",
                "published_at={published_at}",
                "published_at.in={published_at}",
                "published_at.gt={published_at}",
                "published_at.gte={published_at}",
                "published_at.lt={published_at}",
                "published_at.lte={published_at}",
                "published_at.null=false",
                "published_at.null=true",
                "q=nothingofthekind",
                "sort=published_at",
                "sort=-published_at",
                "sort=created_at",
                "sort=-created_at",
                "sort=updated_at",
                "sort=-updated_at",
            ],
        ),
        (tags::access(), "/tags", TIMES),
        (users::access(), "/users", TIMES),
    ]
}

#[tokio::test]
async fn what_a_list_declares_is_served_by_an_index() {
    let mut slow = Vec::new();
    for (access, list, queries) in all() {
        // One connection, so that the counters can be asked for on the one that counted.
        let app = TestApp::with(|config| config.database_connections = 1).await;
        let states = access.states;
        let make = |number: usize| (access.row)().with_all(&states[number % states.len()].columns);
        let reader = app.member().await;
        row::fill(app.database(), ROWS, make).await;
        let row = any_row(app.database(), access.resource).await;
        for query in queries {
            let place = path(&format!("{list}?{query}"), &row);
            slow.extend(scanned(&app, &reader, &place).await);
        }
    }
    assert!(slow.is_empty(), "read from end to end:\n{}", slow.join("\n"));
}

/// Asks, and names the full tables that were read from end to end meanwhile.
async fn scanned(app: &TestApp, reader: &Actor, place: &str) -> Option<String> {
    let before = scans(app.database()).await;
    let _page = reader.get(place).await.listed();
    let after = scans(app.database()).await;
    let tables: Vec<_> =
        after.iter().filter(|(table, scans)| before.get(*table) != Some(scans)).collect();
    (!tables.is_empty()).then(|| format!("{place}: {tables:?}"))
}

async fn any_row(database: &PgPool, table: &str) -> Value {
    let sql = format!("select to_jsonb(\"{table}\") from \"{table}\" limit 1");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(database).await.expect("a row")
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
