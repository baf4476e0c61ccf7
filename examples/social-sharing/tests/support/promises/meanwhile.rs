//! Requests that somebody else is faster than: they have looked at a row, and it changes before
//! they write.

use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use uuid::Uuid;

use crate::support::actor::Call;
use crate::support::answer::Answer;
use crate::support::{Actor, TestApp, id};

/// The answer to a call that waits for a session which makes this `change`, and ends then.
async fn meanwhile(app: &TestApp, call: Call, change: String) -> Answer {
    let mut session = app.database().acquire().await.expect("a session");
    session.execute("begin").await.expect("a transaction");
    let changed = session.execute(AssertSqlSafe(change)).await.expect("a change");
    assert_ne!(changed.rows_affected(), 0);

    let acting = tokio::spawn(call.into_future());
    while !is_waited_for(&mut session).await {
        assert!(!acting.is_finished(), "it waited for nobody");
        tokio::task::yield_now().await;
    }
    session.execute("commit").await.expect("a commit");
    acting.await.expect("an answer")
}

/// Whether another session waits for what this one holds.
async fn is_waited_for(session: &mut PgConnection) -> bool {
    waiting(session).await > 0
}

/// How many sessions wait for what this one holds, or for one that does. Locks are read as they are
/// now; `pg_stat_activity` is one picture for a whole transaction, and lacks sessions begun since.
pub async fn waiting(session: &mut PgConnection) -> i64 {
    let waiting = "
        with recursive held (pid) as (
            select pg_backend_pid()
            union
            select pg_locks.pid
            from pg_locks
            join held on held.pid = any (pg_blocking_pids(pg_locks.pid))
            where not pg_locks.granted
        )
        select count(*) - 1 from held
    ";
    sqlx::query_scalar(waiting).fetch_one(session).await.expect("the sessions")
}

/// Whoever named a version of the row at `place` is told that it has another by now; whoever meant
/// any is served all the same.
pub async fn overtaken(
    app: &TestApp,
    actor: &Actor,
    call: impl Fn() -> Call,
    place: &str,
    (table, row): (&str, &Value),
) {
    let id = id(row);
    let change = format!(r#"update "{table}" set version = version + 1 where id = '{id}'"#);
    let seen = actor.get(place).await.shown().etag;
    let named = meanwhile(app, call().if_match(&seen), change.clone()).await;
    assert_eq!(named.refused(412).kind(), "stale");

    let any = meanwhile(app, call().if_match("*"), change).await;
    assert!(any.status.is_success(), "{:#}", any.body);
}

/// Who loses the row at `place` does nothing to it. Somebody else gets it by the `column` of its
/// `table`.
pub async fn lost_meanwhile(
    app: &TestApp,
    actor: &Actor,
    call: Call,
    place: &str,
    (table, column): (&str, &str),
) {
    let heir = app.member().await.id();
    let answer = meanwhile(app, call, hand_over(actor, heir, (table, column))).await;
    let kind = match actor.get(place).await.status.as_u16() {
        404 => answer.refused(404).kind().to_owned(),
        _ => answer.refused(403).kind().to_owned(),
    };
    assert!(matches!(kind.as_str(), "not-found" | "forbidden"), "{kind}");
    let versions = format!(r#"select version from "{table}""#);
    let versions: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(versions))
        .fetch_all(app.database())
        .await
        .expect("the rows");
    assert!(versions.iter().all(|version| *version == 1), "{versions:?}");
}

/// Who loses the row at `seen` neither links nor unlinks what `place` names.
pub async fn links_lost_meanwhile(
    app: &TestApp,
    actor: &Actor,
    place: &str,
    seen: &str,
    (table, column): (&str, &str),
) {
    lost_meanwhile(app, actor, actor.put(place), seen, (table, column)).await;
    let back = format!(r#"update "{table}" set "{column}" = '{}'"#, actor.id());
    sqlx::query(AssertSqlSafe(back))
        .execute(app.database())
        .await
        .expect("the row is theirs again");
    lost_meanwhile(app, actor, actor.delete(place), seen, (table, column)).await;
}

/// Who loses the row above, whose `table` names its owner in `column`, writes nothing below it.
pub async fn lost_above(
    app: &TestApp,
    actor: &Actor,
    call: Call,
    (table, column): (&str, &str),
    below: &str,
) {
    let before = rows(app, below).await;
    let heir = app.member().await.id();
    let answer = meanwhile(app, call, hand_over(actor, heir, (table, column))).await;
    assert_eq!(answer.refused(403).kind(), "forbidden");
    assert_eq!(rows(app, below).await, before);
}

/// Makes what is the actor's the heir's.
fn hand_over(actor: &Actor, heir: Uuid, (table, column): (&str, &str)) -> String {
    let owner = actor.id();
    format!(r#"update "{table}" set "{column}" = '{heir}' where "{column}" = '{owner}'"#)
}

/// All that a table holds.
async fn rows(app: &TestApp, table: &str) -> Value {
    let all = format!(r#"select coalesce(jsonb_agg(one order by id), '[]') from "{table}" as one"#);
    sqlx::query_scalar(AssertSqlSafe(all)).fetch_one(app.database()).await.expect("the rows")
}
