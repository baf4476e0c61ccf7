//! Every fixed statement about tags.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{NewTag, Tag};
use crate::auth::Viewer;

/// The tag, if there is one.
pub async fn find(
    db: impl PgExecutor<'_>,
    name: &str,
    _viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Tag>> {
    sqlx::query_as!(
        Tag,
        "select id, name, version, created_at, updated_at from tags where lower(name) = lower($1)",
        name
    )
    .fetch_optional(db)
    .await
}

/// The tags of these ids.
pub async fn by_ids(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    _viewer: impl Into<Viewer>,
) -> sqlx::Result<Vec<Tag>> {
    sqlx::query_as!(
        Tag,
        "select id, name, version, created_at, updated_at from tags where id = any($1)",
        ids
    )
    .fetch_all(db)
    .await
}

/// Adds a tag.
pub async fn create(db: impl PgExecutor<'_>, new: &NewTag) -> sqlx::Result<Tag> {
    sqlx::query_as!(
        Tag,
        "
        insert into tags (id, name)
        values ($1, $2)
        returning id, name, version, created_at, updated_at
        ",
        Uuid::now_v7(),
        new.name,
    )
    .fetch_one(db)
    .await
}
