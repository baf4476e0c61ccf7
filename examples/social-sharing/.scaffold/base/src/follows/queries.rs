//! Every fixed statement about follows.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{Follow, FollowId, NewFollow};
use crate::auth::{Principal, Viewer};

/// The follow, if there is one.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: FollowId,
    _viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Follow>> {
    sqlx::query_as!(
        Follow,
        "
        select id, follower_id, followee_id, version, created_at, updated_at
        from follows
        where id = $1
        ",
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// Adds a follow of the principal.
pub async fn create(
    db: impl PgExecutor<'_>,
    principal: Principal,
    new: &NewFollow,
) -> sqlx::Result<Follow> {
    sqlx::query_as!(
        Follow,
        "
        insert into follows (id, follower_id, followee_id)
        values ($1, $2, $3)
        returning id, follower_id, followee_id, version, created_at, updated_at
        ",
        Uuid::now_v7(),
        principal.id.0,
        new.followee_id.0,
    )
    .fetch_one(db)
    .await
}

/// Deletes the follow, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, follow: &Follow) -> sqlx::Result<bool> {
    let result = sqlx::query!(
        "delete from follows where id = $1 and version = $2",
        follow.id.0,
        follow.version
    )
    .execute(db)
    .await?;
    Ok(result.rows_affected() == 1)
}
