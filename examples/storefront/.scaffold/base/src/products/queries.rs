//! Every fixed statement about products.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::model::{NewProduct, Product, ProductChanges, ProductId, RestockProduct};
use crate::auth::{Role, Viewer};
use crate::categories::model::{Category, CategoryId};
use crate::select::{Binds, Linked};

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
            id, sku, name, description, price, sale_price, currency, stock, weight, released_on,
            keywords, details, purchase_price, average_stay
        )
        values (
            $1, $2, $3, $4, $5, $6, coalesce($7, 'eur'::currency), coalesce($8, 0), $9, $10, $11,
            $12, $13, $14
        )
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
        new.stock.as_set(),
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
            stock = coalesce($10, stock),
            weight = case when $11 then $12 else weight end,
            released_on = case when $13 then $14 else released_on end,
            keywords = coalesce($15, keywords),
            details = case when $16 then $17 else details end,
            purchase_price = case when $18 then $19 else purchase_price end,
            average_stay = case when $20 then $21 else average_stay end,
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
        changes.stock.as_set(),
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

/// Carries out `retire` where `status = listed` holds, unless the product has another version than
/// the one that is named, if one is.
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

/// Carries out `restock`, unless the product has another version than the one that is named, if one
/// is.
pub async fn restock(
    db: impl PgExecutor<'_>,
    id: ProductId,
    version: Option<i64>,
    taken: &RestockProduct,
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
        taken.pieces,
    )
    .fetch_optional(db)
    .await
}

/// Carries out `claim` where `status = listed and stock > 0` holds, unless the product has another
/// version than the one that is named, if one is.
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
        ) as row
        ";

/// The categories of several products, at most the newest 100 of each, as far as the viewer may see them.
pub async fn categories_of(
    db: &PgPool,
    ids: &[Uuid],
    _viewer: Viewer,
) -> sqlx::Result<Vec<Linked<Category>>> {
    let mut query = Binds::default().bind(ids)?.start(CATEGORIES_OF);
    query.build_query_as().fetch_all(db).await
}
