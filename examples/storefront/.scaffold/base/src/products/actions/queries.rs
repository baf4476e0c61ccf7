//! One statement an action: it changes the row where the action's condition holds.

use sqlx::PgExecutor;

use super::model::StocktakeProduct;
use crate::products::model::{Product, ProductId};

/// Carries out `release` where `status = draft and released_on is not null` holds, unless the
/// product has another version than the one that is named, if one is.
pub async fn release(
    db: impl PgExecutor<'_>,
    id: ProductId,
    version: Option<i64>,
) -> sqlx::Result<Option<Product>> {
    sqlx::query_as!(
        Product,
        r#"
        update products
        set status = 'listed', version = version + 1, updated_at = now()
        where id = $1 and version = coalesce($2, version) and deleted_at is null
            and status = 'draft' and released_on is not null
        returning id, sku, name, description, price, sale_price, currency, stock, weight, status,
            released_on, keywords, details, purchase_price,
            (select count(*) from reviews where reviews.product_id = products.id) as "reviews!",
            average_stay, version, created_at, updated_at
        "#,
        id.0,
        version,
    )
    .fetch_optional(db)
    .await
}

/// Carries out `retire` where `status = listed` holds, unless the product has another version
/// than the one that is named, if one is.
pub async fn retire(
    db: impl PgExecutor<'_>,
    id: ProductId,
    version: Option<i64>,
) -> sqlx::Result<Option<Product>> {
    sqlx::query_as!(
        Product,
        r#"
        update products
        set status = 'retired', version = version + 1, updated_at = now()
        where id = $1 and version = coalesce($2, version) and deleted_at is null
            and status = 'listed'
        returning id, sku, name, description, price, sale_price, currency, stock, weight, status,
            released_on, keywords, details, purchase_price,
            (select count(*) from reviews where reviews.product_id = products.id) as "reviews!",
            average_stay, version, created_at, updated_at
        "#,
        id.0,
        version,
    )
    .fetch_optional(db)
    .await
}

/// Carries out `stocktake`, unless the product has another version than the one that is named,
/// if one is.
pub async fn stocktake(
    db: impl PgExecutor<'_>,
    id: ProductId,
    version: Option<i64>,
    taken: &StocktakeProduct,
) -> sqlx::Result<Option<Product>> {
    sqlx::query_as!(
        Product,
        r#"
        update products
        set stock = $3, version = version + 1, updated_at = now()
        where id = $1 and version = coalesce($2, version) and deleted_at is null
        returning id, sku, name, description, price, sale_price, currency, stock, weight, status,
            released_on, keywords, details, purchase_price,
            (select count(*) from reviews where reviews.product_id = products.id) as "reviews!",
            average_stay, version, created_at, updated_at
        "#,
        id.0,
        version,
        taken.counted,
    )
    .fetch_optional(db)
    .await
}

/// Carries out `claim` where `status = listed and stock > 0` holds, unless the product has
/// another version than the one that is named, if one is.
pub async fn claim(
    db: impl PgExecutor<'_>,
    id: ProductId,
    version: Option<i64>,
) -> sqlx::Result<Option<Product>> {
    sqlx::query_as!(
        Product,
        r#"
        update products
        set stock = stock - 1, version = version + 1, updated_at = now()
        where id = $1 and version = coalesce($2, version) and deleted_at is null
            and status = 'listed' and stock > 0
        returning id, sku, name, description, price, sale_price, currency, stock, weight, status,
            released_on, keywords, details, purchase_price,
            (select count(*) from reviews where reviews.product_id = products.id) as "reviews!",
            average_stay, version, created_at, updated_at
        "#,
        id.0,
        version,
    )
    .fetch_optional(db)
    .await
}
