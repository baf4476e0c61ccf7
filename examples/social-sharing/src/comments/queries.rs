//! Every fixed statement about comments.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{Comment, CommentChanges, CommentId, NewComment, PostOfComment};
use crate::auth::{Principal, Role, Viewer};
use crate::posts::model::PostId;

/// The comment, if the viewer may see it.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: CommentId,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Comment>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Comment,
        "
        select id, post_id, author_id, body, version, created_at, updated_at
        from comments
        where id = $1
            and exists (
                select from posts
                where posts.id = comments.post_id and posts.deleted_at is null
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

/// The post of a comment, which stays as it is until the transaction ends.
pub async fn hold_post(db: impl PgExecutor<'_>, id: PostId) -> sqlx::Result<Option<PostOfComment>> {
    sqlx::query_as!(
        PostOfComment,
        "select id, author_id from posts where id = $1 and deleted_at is null for share",
        id.0
    )
    .fetch_optional(db)
    .await
}

/// Adds a comment of the principal to the post.
pub async fn create(
    db: impl PgExecutor<'_>,
    principal: Principal,
    post: PostId,
    new: &NewComment,
) -> sqlx::Result<Comment> {
    sqlx::query_as!(
        Comment,
        "
        insert into comments (id, post_id, author_id, body)
        values ($1, $2, $3, $4)
        returning id, post_id, author_id, body, version, created_at, updated_at
        ",
        Uuid::now_v7(),
        post.0,
        principal.id.0,
        new.body,
    )
    .fetch_one(db)
    .await
}

/// Changes the comment, unless it has another version by now.
pub async fn update(
    db: impl PgExecutor<'_>,
    comment: &Comment,
    changes: &CommentChanges,
) -> sqlx::Result<Option<Comment>> {
    sqlx::query_as!(
        Comment,
        "
        update comments
        set body = coalesce($3, body), version = version + 1, updated_at = now()
        where id = $1 and version = $2
        returning id, post_id, author_id, body, version, created_at, updated_at
        ",
        comment.id.0,
        comment.version,
        changes.body.as_set(),
    )
    .fetch_optional(db)
    .await
}

/// Deletes the comment, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, comment: &Comment) -> sqlx::Result<bool> {
    let result = sqlx::query!(
        "delete from comments where id = $1 and version = $2",
        comment.id.0,
        comment.version
    )
    .execute(db)
    .await?;
    Ok(result.rows_affected() == 1)
}
