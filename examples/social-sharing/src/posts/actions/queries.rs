//! One statement an action: it changes the row where the action's condition holds.

use sqlx::PgExecutor;

use crate::auth::Principal;
use crate::posts::model::{Post, PostId};

/// Carries out `publish` where `status = draft` holds and the principal may, unless the post
/// has another version than the one that is named, if one is.
pub async fn publish(
    db: impl PgExecutor<'_>,
    principal: Principal,
    id: PostId,
    version: Option<i64>,
) -> sqlx::Result<Option<Post>> {
    sqlx::query_as!(
        Post,
        r#"
        update posts
        set status = 'published', published_at = now(), version = version + 1, updated_at = now()
        where id = $1 and version = coalesce($2, version) and deleted_at is null
            and status = 'draft' and author_id = $3
        returning id, author_id, title, body, visibility, status, published_at,
            (select count(*) from likes where likes.post_id = posts.id) as "likes!",
            exists (
                select from likes where likes.post_id = posts.id and likes.author_id = $3
            ) as "liked!",
            version, created_at, updated_at
        "#,
        id.0,
        version,
        principal.id.0,
    )
    .fetch_optional(db)
    .await
}
