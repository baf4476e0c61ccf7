//! Pages of products.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{ProductFilter, ProductSort};
use super::model::Product;
use super::policy;
use crate::app::AppState;
use crate::auth::Viewer;
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow, narrow_null};

/// All products that are there. It ends inside its `where`, and goes on with what narrows it.
const ALL: &str = "
    select products.id, products.sku, products.name, products.description, products.price,
        products.sale_price, products.currency, products.stock, products.weight, products.status,
        products.released_on, products.keywords, products.details, products.purchase_price,
        (select count(*) from reviews where reviews.product_id = products.id) as reviews,
        products.average_stay, products.version, products.created_at, products.updated_at
    from products
    where products.deleted_at is null";

/// Narrows them to those that the viewer may see, unless that is all of them.
const READABLE: &str = "
        and products.status = 'listed'";

/// A page of the products that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &ProductFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Product>> {
    let order = column(filter.sort).with_id("products.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(viewer, filter, within);
    let place = |row: &Product| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(
    viewer: Viewer,
    filter: &ProductFilter,
    within: Option<(&'static str, Uuid)>,
) -> sqlx::Result<QueryBuilder<Postgres>> {
    let mut query = Binds::default().start(ALL)?;
    // Whoever sees all sends another statement than others, so that Postgres plans for each.
    if !policy::sees_all(viewer) {
        query.push(READABLE);
    }
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    narrow(&mut query, "products.search @@ websearch_to_tsquery('english', ?)", filter.q.as_ref());
    narrow(&mut query, "products.price = ?", filter.price);
    narrow(&mut query, "products.price = any(?)", filter.price_in.as_ref());
    narrow(&mut query, "products.price >= ?", filter.price_gte);
    narrow(&mut query, "products.price > ?", filter.price_gt);
    narrow(&mut query, "products.price <= ?", filter.price_lte);
    narrow(&mut query, "products.price < ?", filter.price_lt);
    narrow(&mut query, "products.stock = ?", filter.stock);
    narrow(&mut query, "products.stock = any(?)", filter.stock_in.as_ref());
    narrow(&mut query, "products.stock >= ?", filter.stock_gte);
    narrow(&mut query, "products.stock > ?", filter.stock_gt);
    narrow(&mut query, "products.stock <= ?", filter.stock_lte);
    narrow(&mut query, "products.stock < ?", filter.stock_lt);
    narrow(&mut query, "products.status = ?", filter.status);
    narrow(&mut query, "products.status = any(?)", filter.status_in.as_ref());
    narrow(&mut query, "products.released_on = ?", filter.released_on);
    narrow(&mut query, "products.released_on = any(?)", filter.released_on_in.as_ref());
    narrow(&mut query, "products.released_on >= ?", filter.released_on_gte);
    narrow(&mut query, "products.released_on > ?", filter.released_on_gt);
    narrow(&mut query, "products.released_on <= ?", filter.released_on_lte);
    narrow(&mut query, "products.released_on < ?", filter.released_on_lt);
    narrow_null(&mut query, "products.released_on", filter.released_on_null);
    narrow(&mut query, "products.keywords @> ?", filter.keywords_contains.as_ref());
    Ok(query)
}

/// What an order compares.
fn column(sort: ProductSort) -> Column {
    match sort {
        ProductSort::Name => Column::ascending("products.name", "text"),
        ProductSort::NameDescending => Column::descending("products.name", "text"),
        ProductSort::Price => Column::ascending("products.price", "numeric"),
        ProductSort::PriceDescending => Column::descending("products.price", "numeric"),
        ProductSort::Stock => Column::ascending("products.stock", "integer"),
        ProductSort::StockDescending => Column::descending("products.stock", "integer"),
        ProductSort::ReleasedOn => Column::ascending("products.released_on", "date").nullable(),
        ProductSort::ReleasedOnDescending => {
            Column::descending("products.released_on", "date").nullable()
        }
        ProductSort::CreatedAt => Column::ascending("products.created_at", "timestamptz"),
        ProductSort::CreatedAtDescending => {
            Column::descending("products.created_at", "timestamptz")
        }
        ProductSort::UpdatedAt => Column::ascending("products.updated_at", "timestamptz"),
        ProductSort::UpdatedAtDescending => {
            Column::descending("products.updated_at", "timestamptz")
        }
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: ProductSort, product: &Product) -> Option<String> {
    match sort {
        ProductSort::Name | ProductSort::NameDescending => key(&product.name),
        ProductSort::Price | ProductSort::PriceDescending => key(product.price),
        ProductSort::Stock | ProductSort::StockDescending => key(product.stock),
        ProductSort::ReleasedOn | ProductSort::ReleasedOnDescending => {
            product.released_on.and_then(key)
        }
        ProductSort::CreatedAt | ProductSort::CreatedAtDescending => key(product.created_at),
        ProductSort::UpdatedAt | ProductSort::UpdatedAtDescending => key(product.updated_at),
    }
}
