//! Sessions: one signed-in device each.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::auth::{SessionId, UserId};

/// A session as its owner sees it.
pub(in crate::auth) struct Session {
    pub(in crate::auth) id: SessionId,
    pub(in crate::auth) user_agent: Option<String>,
    pub(in crate::auth) created_at: DateTime<Utc>,
    pub(in crate::auth) refreshed_at: DateTime<Utc>,
    pub(in crate::auth) expires_at: DateTime<Utc>,
}

/// Opens a session for an account in good standing whose password is still the one that was
/// verified.
pub(in crate::auth) async fn insert_session(
    db: impl PgExecutor<'_>,
    session: SessionId,
    user: UserId,
    password_hash: &str,
    user_agent: Option<&str>,
    days: i32,
) -> sqlx::Result<bool> {
    // The lock makes a change of password that is under way either wait for this session, and end
    // it, or be waited for, and refuse it.
    let done = sqlx::query!(
        "
        insert into sessions (id, user_id, user_agent, expires_at)
        select $1, id, $4, now() + make_interval(days => $5)
        from users
        where id = $2 and password_hash = $3 and suspended_at is null and closed_at is null
        for share
        ",
        session.0,
        user.0,
        password_hash,
        user_agent,
        days,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that a session was used.
pub(in crate::auth) async fn touch_session(
    db: impl PgExecutor<'_>,
    session: SessionId,
) -> sqlx::Result<()> {
    sqlx::query!("update sessions set refreshed_at = now() where id = $1", session.0)
        .execute(db)
        .await?;
    Ok(())
}

/// The sessions of an account that go on, the latest first.
pub(in crate::auth) async fn list_sessions(
    db: impl PgExecutor<'_>,
    user: UserId,
    idle_days: i32,
) -> sqlx::Result<Vec<Session>> {
    sqlx::query_as!(
        Session,
        "
        select id, user_agent, created_at, refreshed_at, expires_at
        from sessions
        where user_id = $1 and ended_at is null and expires_at > now()
            and refreshed_at > now() - make_interval(days => $2)
        order by id desc
        limit 100
        ",
        user.0,
        idle_days,
    )
    .fetch_all(db)
    .await
}

/// Ends one session of an account; says whether it went on until now.
pub(in crate::auth) async fn end_session(
    db: impl PgExecutor<'_>,
    user: UserId,
    session: SessionId,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update sessions set ended_at = now() where id = $1 and user_id = $2 and ended_at is null",
        session.0,
        user.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends the sessions of an account, except one.
pub(in crate::auth) async fn end_sessions(
    db: impl PgExecutor<'_>,
    user: UserId,
    except: Option<SessionId>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update sessions set ended_at = now()
        where user_id = $1 and id is distinct from $2 and ended_at is null
        ",
        user.0,
        except.map(|session| session.0),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets all sessions of an account, and what its devices called themselves.
pub(in crate::auth) async fn delete_sessions(
    db: impl PgExecutor<'_>,
    user: UserId,
) -> sqlx::Result<()> {
    sqlx::query!("delete from sessions where user_id = $1", user.0).execute(db).await?;
    Ok(())
}

/// Forgets sessions of an account that have been over for so long that no replay is worth telling,
/// and those that go on unseen: idle, run out, or before the latest ones.
pub(in crate::auth) async fn delete_old_sessions(
    db: impl PgExecutor<'_>,
    user: UserId,
    idle_days: i32,
    days_kept: i32,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        delete from sessions
        where user_id = $1 and (
            least(ended_at, expires_at) < now() - make_interval(days => $3)
            or (
                ended_at is null and id not in (
                    select latest.id
                    from sessions as latest
                    where latest.user_id = $1 and latest.ended_at is null
                        and latest.expires_at > now()
                        and latest.refreshed_at > now() - make_interval(days => $2)
                    order by latest.id desc
                    limit 100
                )
            )
        )
        ",
        user.0,
        idle_days,
        days_kept,
    )
    .execute(db)
    .await?;
    Ok(())
}
