//! Requests that somebody else is faster than: they have looked at a row, and it changes before
//! they write.

use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor, PgConnection};

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
