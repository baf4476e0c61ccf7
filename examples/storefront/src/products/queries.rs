//! Every fixed statement about products.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{NewProduct, Product, ProductChanges};
use crate::auth::{Role, Viewer};

/// The product, if the viewer may see it.
pub async fn find(
    db: impl PgExecutor<'_>,
    sku: &str,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Product>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Product,
        r#"
        select id, sku, name, description, price, sale_price, currency, stock, weight, status,
            released_on, keywords, details, purchase_price,
            (select count(*) from reviews where reviews.product_id = products.id) as "reviews!",
            average_stay, version, created_at, updated_at
        from products
        where sku = $1 and deleted_at is null and (status = 'listed' or $2)
        "#,
        sku,
        viewer.has(Role::Clerk),
    )
    .fetch_optional(db)
    .await
}

/// The deleted product, if the viewer might see it were it not deleted.
pub async fn find_deleted(
    db: impl PgExecutor<'_>,
    sku: &str,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Product>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Product,
        r#"
        select id, sku, name, description, price, sale_price, currency, stock, weight, status,
            released_on, keywords, details, purchase_price,
            (select count(*) from reviews where reviews.product_id = products.id) as "reviews!",
            average_stay, version, created_at, updated_at
        from products
        where sku = $1 and deleted_at is not null and (status = 'listed' or $2)
        order by deleted_at desc limit 1
        "#,
        sku,
        viewer.has(Role::Clerk),
    )
    .fetch_optional(db)
    .await
}

/// Those of the products that the viewer may see.
pub async fn by_ids(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Vec<Product>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Product,
        r#"
        select id, sku, name, description, price, sale_price, currency, stock, weight, status,
            released_on, keywords, details, purchase_price,
            (select count(*) from reviews where reviews.product_id = products.id) as "reviews!",
            average_stay, version, created_at, updated_at
        from products
        where id = any($1) and deleted_at is null and (status = 'listed' or $2)
        "#,
        ids,
        viewer.has(Role::Clerk),
    )
    .fetch_all(db)
    .await
}

/// Adds a product.
pub async fn create(db: impl PgExecutor<'_>, new: &NewProduct) -> sqlx::Result<Product> {
    sqlx::query_as!(
        Product,
        r#"
        insert into products (
            id, sku, name, description, price, sale_price, currency, weight, released_on, keywords,
            details, purchase_price, average_stay
        )
        values ($1, $2, $3, $4, $5, $6, coalesce($7, 'eur'::currency), $8, $9, $10, $11, $12, $13)
        returning id, sku, name, description, price, sale_price, currency, stock, weight, status,
            released_on, keywords, details, purchase_price,
            (select count(*) from reviews where reviews.product_id = products.id) as "reviews!",
            average_stay, version, created_at, updated_at
        "#,
        Uuid::now_v7(),
        new.sku,
        new.name,
        new.description.as_ref(),
        new.price as _,
        new.sale_price as _,
        new.currency.as_set() as _,
        new.weight,
        new.released_on,
        &new.keywords,
        new.details.as_ref(),
        new.purchase_price as _,
        new.average_stay,
    )
    .fetch_one(db)
    .await
}

/// Changes the product, unless it has another version by now.
pub async fn update(
    db: impl PgExecutor<'_>,
    product: &Product,
    changes: &ProductChanges,
) -> sqlx::Result<Option<Product>> {
    sqlx::query_as!(
        Product,
        r#"
        update products
        set name = coalesce($3, name),
            description = case when $4 then $5 else description end,
            price = coalesce($6, price),
            sale_price = case when $7 then $8 else sale_price end,
            currency = coalesce($9, currency),
            weight = case when $10 then $11 else weight end,
            released_on = case when $12 then $13 else released_on end,
            keywords = coalesce($14, keywords),
            details = case when $15 then $16 else details end,
            purchase_price = case when $17 then $18 else purchase_price end,
            average_stay = case when $19 then $20 else average_stay end,
            version = version + 1,
            updated_at = now()
        where id = $1 and version = $2 and deleted_at is null
        returning id, sku, name, description, price, sale_price, currency, stock, weight, status,
            released_on, keywords, details, purchase_price,
            (select count(*) from reviews where reviews.product_id = products.id) as "reviews!",
            average_stay, version, created_at, updated_at
        "#,
        product.id.0,
        product.version,
        changes.name.as_set(),
        changes.description.is_set(),
        changes.description.as_value(),
        changes.price.as_set() as _,
        changes.sale_price.is_set(),
        changes.sale_price.as_value() as _,
        changes.currency.as_set() as _,
        changes.weight.is_set(),
        changes.weight.as_value(),
        changes.released_on.is_set(),
        changes.released_on.as_value(),
        changes.keywords.as_set() as _,
        changes.details.is_set(),
        changes.details.as_value(),
        changes.purchase_price.is_set(),
        changes.purchase_price.as_value() as _,
        changes.average_stay.is_set(),
        changes.average_stay.as_value(),
    )
    .fetch_optional(db)
    .await
}

/// Hides the product, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, product: &Product) -> sqlx::Result<bool> {
    let result = sqlx::query!(
        "
        update products
        set deleted_at = now(), version = version + 1, updated_at = now()
        where id = $1 and version = $2 and deleted_at is null
        ",
        product.id.0,
        product.version,
    )
    .execute(db)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Brings the deleted product back, unless it has another version by now.
pub async fn restore(db: impl PgExecutor<'_>, product: &Product) -> sqlx::Result<Option<Product>> {
    sqlx::query_as!(
        Product,
        r#"
        update products
        set deleted_at = null, version = version + 1, updated_at = now()
        where id = $1 and version = $2 and deleted_at is not null
        returning id, sku, name, description, price, sale_price, currency, stock, weight, status,
            released_on, keywords, details, purchase_price,
            (select count(*) from reviews where reviews.product_id = products.id) as "reviews!",
            average_stay, version, created_at, updated_at
        "#,
        product.id.0,
        product.version,
    )
    .fetch_optional(db)
    .await
}
