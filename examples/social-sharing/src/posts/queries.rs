//! Every fixed statement about posts.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{NewPost, Post, PostChanges, PostId};
use crate::auth::{Principal, Role, Viewer};

/// The post, if the viewer may see it.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: PostId,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Post>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Post,
        r#"
        select id, author_id, title, body, visibility, status, published_at,
            (select count(*) from likes where likes.post_id = posts.id) as "likes!",
            exists (
                select from likes where likes.post_id = posts.id and likes.author_id = $2
            ) as "liked!",
            version, created_at, updated_at
        from posts
        where id = $1 and deleted_at is null
            and ((status = 'published' and visibility = 'everyone') or author_id = $2 or $3)
        "#,
        id.0,
        viewer.id(),
        viewer.has(Role::Moderator),
    )
    .fetch_optional(db)
    .await
}

/// The post, if the viewer may see it. It stays as it is until the transaction ends.
pub async fn hold(
    db: impl PgExecutor<'_>,
    id: PostId,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Post>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Post,
        r#"
        select id, author_id, title, body, visibility, status, published_at,
            (select count(*) from likes where likes.post_id = posts.id) as "likes!",
            exists (
                select from likes where likes.post_id = posts.id and likes.author_id = $2
            ) as "liked!",
            version, created_at, updated_at
        from posts
        where id = $1 and deleted_at is null
            and ((status = 'published' and visibility = 'everyone') or author_id = $2 or $3)
        for share
        "#,
        id.0,
        viewer.id(),
        viewer.has(Role::Moderator),
    )
    .fetch_optional(db)
    .await
}

/// The deleted post, if the viewer might see it were it not deleted.
pub async fn find_deleted(
    db: impl PgExecutor<'_>,
    id: PostId,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Post>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Post,
        r#"
        select id, author_id, title, body, visibility, status, published_at,
            (select count(*) from likes where likes.post_id = posts.id) as "likes!",
            exists (
                select from likes where likes.post_id = posts.id and likes.author_id = $2
            ) as "liked!",
            version, created_at, updated_at
        from posts
        where id = $1 and deleted_at is not null
            and ((status = 'published' and visibility = 'everyone') or author_id = $2 or $3)
        "#,
        id.0,
        viewer.id(),
        viewer.has(Role::Moderator),
    )
    .fetch_optional(db)
    .await
}

/// Those of the posts that the viewer may see.
pub async fn by_ids(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Vec<Post>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Post,
        r#"
        select id, author_id, title, body, visibility, status, published_at,
            (select count(*) from likes where likes.post_id = posts.id) as "likes!",
            exists (
                select from likes where likes.post_id = posts.id and likes.author_id = $2
            ) as "liked!",
            version, created_at, updated_at
        from posts
        where id = any($1) and deleted_at is null
            and ((status = 'published' and visibility = 'everyone') or author_id = $2 or $3)
        "#,
        ids,
        viewer.id(),
        viewer.has(Role::Moderator),
    )
    .fetch_all(db)
    .await
}

/// Adds a post of the principal.
pub async fn create(
    db: impl PgExecutor<'_>,
    principal: Principal,
    new: &NewPost,
) -> sqlx::Result<Post> {
    sqlx::query_as!(
        Post,
        r#"
        insert into posts (id, author_id, title, body, visibility)
        values ($1, $2, $3, $4, coalesce($5, 'everyone'::visibility))
        returning id, author_id, title, body, visibility, status, published_at,
            (select count(*) from likes where likes.post_id = posts.id) as "likes!",
            exists (
                select from likes where likes.post_id = posts.id and likes.author_id = $2
            ) as "liked!",
            version, created_at, updated_at
        "#,
        Uuid::now_v7(),
        principal.id.0,
        new.title,
        new.body,
        new.visibility.as_set() as _,
    )
    .fetch_one(db)
    .await
}

/// Changes the post, unless it has another version by now.
pub async fn update(
    db: impl PgExecutor<'_>,
    principal: Principal,
    post: &Post,
    changes: &PostChanges,
) -> sqlx::Result<Option<Post>> {
    sqlx::query_as!(
        Post,
        r#"
        update posts
        set title = coalesce($3, title),
            body = coalesce($4, body),
            visibility = coalesce($5, visibility),
            version = version + 1,
            updated_at = now()
        where id = $1 and version = $2 and deleted_at is null
        returning id, author_id, title, body, visibility, status, published_at,
            (select count(*) from likes where likes.post_id = posts.id) as "likes!",
            exists (
                select from likes where likes.post_id = posts.id and likes.author_id = $6
            ) as "liked!",
            version, created_at, updated_at
        "#,
        post.id.0,
        post.version,
        changes.title.as_set(),
        changes.body.as_set(),
        changes.visibility.as_set() as _,
        principal.id.0,
    )
    .fetch_optional(db)
    .await
}

/// Hides the post, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, post: &Post) -> sqlx::Result<bool> {
    let result = sqlx::query!(
        "
        update posts
        set deleted_at = now(), version = version + 1, updated_at = now()
        where id = $1 and version = $2 and deleted_at is null
        ",
        post.id.0,
        post.version,
    )
    .execute(db)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Brings the deleted post back, unless it has another version by now.
pub async fn restore(
    db: impl PgExecutor<'_>,
    principal: Principal,
    post: &Post,
) -> sqlx::Result<Option<Post>> {
    sqlx::query_as!(
        Post,
        r#"
        update posts
        set deleted_at = null, version = version + 1, updated_at = now()
        where id = $1 and version = $2 and deleted_at is not null
        returning id, author_id, title, body, visibility, status, published_at,
            (select count(*) from likes where likes.post_id = posts.id) as "likes!",
            exists (
                select from likes where likes.post_id = posts.id and likes.author_id = $3
            ) as "liked!",
            version, created_at, updated_at
        "#,
        post.id.0,
        post.version,
        principal.id.0,
    )
    .fetch_optional(db)
    .await
}
