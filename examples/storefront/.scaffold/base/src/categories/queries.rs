//! Every fixed statement about categories.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{Category, CategoryChanges, NewCategory};
use crate::auth::Viewer;
use crate::slug::slugify;

/// The category, if there is one.
pub async fn find(
    db: impl PgExecutor<'_>,
    slug: &str,
    _viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Category>> {
    sqlx::query_as!(
        Category,
        "
        select id, name, slug, parent_id, version, created_at, updated_at
        from categories
        where slug = $1
        ",
        slug,
    )
    .fetch_optional(db)
    .await
}

/// The categories of these ids.
pub async fn by_ids(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    _viewer: impl Into<Viewer>,
) -> sqlx::Result<Vec<Category>> {
    sqlx::query_as!(
        Category,
        "
        select id, name, slug, parent_id, version, created_at, updated_at
        from categories
        where id = any($1)
        ",
        ids,
    )
    .fetch_all(db)
    .await
}

/// Adds a category.
pub async fn create(db: impl PgExecutor<'_>, new: &NewCategory) -> sqlx::Result<Category> {
    sqlx::query_as!(
        Category,
        "
        insert into categories (id, name, slug, parent_id)
        values (
            $1, $2,
            case
                when exists (select from categories where categories.slug = $3)
                then $3 || '-' || left(gen_random_uuid()::text, 8)
                else $3
            end,
            $4
        )
        returning id, name, slug, parent_id, version, created_at, updated_at
        ",
        Uuid::now_v7(),
        new.name,
        slugify(&new.name),
        new.parent_id.map(|id| id.0),
    )
    .fetch_one(db)
    .await
}

/// Changes the category, unless it has another version by now.
pub async fn update(
    db: impl PgExecutor<'_>,
    category: &Category,
    changes: &CategoryChanges,
) -> sqlx::Result<Option<Category>> {
    sqlx::query_as!(
        Category,
        "
        update categories
        set name = coalesce($3, name),
            parent_id = case when $4 then $5 else parent_id end,
            version = version + 1,
            updated_at = now()
        where id = $1 and version = $2
        returning id, name, slug, parent_id, version, created_at, updated_at
        ",
        category.id.0,
        category.version,
        changes.name.as_set(),
        changes.parent_id.is_set(),
        changes.parent_id.as_value().map(|id| id.0),
    )
    .fetch_optional(db)
    .await
}

/// Deletes the category, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, category: &Category) -> sqlx::Result<bool> {
    let result = sqlx::query!(
        "delete from categories where id = $1 and version = $2",
        category.id.0,
        category.version
    )
    .execute(db)
    .await?;
    Ok(result.rows_affected() == 1)
}
