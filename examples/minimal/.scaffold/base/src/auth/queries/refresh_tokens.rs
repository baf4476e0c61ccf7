//! Refresh tokens, which a session has one after the other.

use sqlx::PgExecutor;

use crate::auth::{SessionId, UserId};

/// All refresh tokens of one session.
pub(in crate::auth) struct Family {
    pub(in crate::auth) session: SessionId,
    pub(in crate::auth) user: UserId,
    pub(in crate::auth) alive: bool,
}

/// How far a refresh token has come.
pub(in crate::auth) struct Exchange {
    pub(in crate::auth) exchanged: bool,
    /// Set while the successor may be told again: just exchanged, and the successor not used yet.
    pub(in crate::auth) salt: Option<Vec<u8>>,
}

/// Takes hold of the family that a refresh token belongs to, until the transaction ends.
pub(in crate::auth) async fn lock_family(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    idle_days: i32,
) -> sqlx::Result<Option<Family>> {
    sqlx::query_as!(
        Family,
        r#"
        select sessions.id as session, user_id as "user",
            ended_at is null and expires_at > now()
                and refreshed_at > now() - make_interval(days => $2)
                and suspended_at is null and closed_at is null as "alive!"
        from refresh_tokens
        join sessions on sessions.id = session_id
        join users on users.id = user_id
        where hash = $1
        for update of sessions
        "#,
        token_hash,
        idle_days,
    )
    .fetch_optional(db)
    .await
}

/// How far a refresh token has come, asked while its family is held.
pub(in crate::auth) async fn find_exchange(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    grace_seconds: f64,
) -> sqlx::Result<Exchange> {
    sqlx::query_as!(
        Exchange,
        r#"
        select exchanged_at is not null as "exchanged!",
            case when exchanged_at > now() - make_interval(secs => $2) then salt end as salt
        from refresh_tokens
        where hash = $1
        "#,
        token_hash,
        grace_seconds,
    )
    .fetch_one(db)
    .await
}

/// Puts a new refresh token into a family.
pub(in crate::auth) async fn insert_refresh_token(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    session: SessionId,
    predecessor_hash: Option<&[u8]>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into refresh_tokens (hash, session_id, predecessor) values ($1, $2, $3)",
        token_hash,
        session.0,
        predecessor_hash,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Marks a refresh token as exchanged. That it was used shows that its predecessor's answer
/// arrived, so the predecessor's salt goes.
pub(in crate::auth) async fn mark_exchanged(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    salt: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update refresh_tokens
        set exchanged_at = coalesce(exchanged_at, now()),
            salt = case when hash = $1 then $2::bytea end
        where hash = $1 or hash = (
            select tokens.predecessor from refresh_tokens as tokens where tokens.hash = $1
        )
        ",
        token_hash,
        salt,
    )
    .execute(db)
    .await?;
    Ok(())
}
