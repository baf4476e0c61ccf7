//! Every fixed statement about likes.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{Like, LikeId};
use crate::auth::{Principal, Role, Viewer};
use crate::posts::model::PostId;

/// The like, if the viewer may see it.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: LikeId,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Like>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Like,
        "
        select id, post_id, author_id, version, created_at, updated_at
        from likes
        where id = $1
            and exists (
                select from posts
                where posts.id = likes.post_id and posts.deleted_at is null
                    and (
                        (posts.status = 'published' and posts.visibility = 'everyone')
                        or posts.author_id = $2
                        or $3
                    )
            )
        ",
        id.0,
        viewer.id(),
        viewer.has(Role::Moderator),
    )
    .fetch_optional(db)
    .await
}

/// Adds a like of the principal to the post.
pub async fn create(
    db: impl PgExecutor<'_>,
    principal: Principal,
    post: PostId,
) -> sqlx::Result<Like> {
    sqlx::query_as!(
        Like,
        "
        insert into likes (id, post_id, author_id)
        values ($1, $2, $3)
        returning id, post_id, author_id, version, created_at, updated_at
        ",
        Uuid::now_v7(),
        post.0,
        principal.id.0,
    )
    .fetch_one(db)
    .await
}

/// Deletes the like, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, like: &Like) -> sqlx::Result<bool> {
    let result =
        sqlx::query!("delete from likes where id = $1 and version = $2", like.id.0, like.version)
            .execute(db)
            .await?;
    Ok(result.rows_affected() == 1)
}
