//! The categories of products: a list at either end, link and unlink.

use axum::extract::State;

use super::queries;
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::categories::filter::CategoryFilter;
use crate::categories::model::CategoryBody;
use crate::error::{Error, OrForbidden, Result};
use crate::extract::{Json, PageParams, Paged, Path};
use crate::pagination::Page;
use crate::products::filter::ProductFilter;
use crate::products::include::Included;
use crate::products::model::ProductBody;
use crate::products::policy;
use crate::respond::NoContent;
use crate::{categories, products};

/// Lists the categories of a product.
///
/// Open to everybody. Each page has a `next_cursor`, with which `cursor` asks for the one
/// behind it; the last has none.
#[utoipa::path(
    get,
    path = "/products/{sku}/categories",
    tag = "products",
    operation_id = "list_product_categories",
    params(
        (
            "sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        CategoryFilter,
        PageParams,
    ),
    responses((status = OK, description = "A page.", body = Page<CategoryBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(sku): Path<String>,
    Paged { filter, page }: Paged<CategoryFilter>,
) -> Result<Json<Page<CategoryBody>>> {
    let product =
        products::queries::find(&state.db(), &sku, viewer).await?.ok_or(Error::NotFound)?;
    let within = "exists (select from product_categories \
                  where product_categories.category_id = categories.id \
                  and product_categories.product_id = ?)";
    let rows =
        categories::list::page(&state, viewer, &filter, page, Some((within, product.id.0))).await?;
    let included =
        categories::include::Included::load(&state.db(), viewer, &rows.items, &filter.include)
            .await?;
    Ok(Json(rows.map(|category| category.body(&included))))
}

/// Lists the products of a category.
///
/// Holds what the caller may see, by `public if status = listed` or `clerk`. Each page has a
/// `next_cursor`, with which `cursor` asks for the one behind it; the last has none.
#[utoipa::path(
    get,
    path = "/categories/{slug}/products",
    tag = "categories",
    operation_id = "list_category_products",
    params(
        (
            "slug" = String,
            Path,
            description = "The slug of a category.",
            min_length = 1,
            max_length = 200,
        ),
        ProductFilter,
        PageParams,
    ),
    responses((status = OK, description = "A page.", body = Page<ProductBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list_back(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Paged { filter, page }: Paged<ProductFilter>,
) -> Result<Json<Page<ProductBody>>> {
    let category =
        categories::queries::find(&state.db(), &slug, viewer).await?.ok_or(Error::NotFound)?;
    let within = "exists (select from product_categories \
                  where product_categories.product_id = products.id \
                  and product_categories.category_id = ?)";
    let rows =
        products::list::page(&state, viewer, &filter, page, Some((within, category.id.0))).await?;
    let included = Included::load(&state.db(), viewer, &rows.items, &filter.include).await?;
    Ok(Json(rows.map(|product| product.body(viewer, &included))))
}

/// Links a product with a category. Nothing changes if it is linked already.
///
/// Allowed to `clerk`. Both have to be there for the caller.
#[utoipa::path(
    put,
    path = "/products/{sku}/categories/{slug}",
    tag = "products",
    operation_id = "link_product_categories",
    params(
        (
            "sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        (
            "slug" = String,
            Path,
            description = "The slug of a category.",
            min_length = 1,
            max_length = 200,
        ),
    ),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn link(
    State(state): State<AppState>,
    principal: Principal,
    Path((sku, slug)): Path<(String, String)>,
) -> Result<NoContent> {
    let product =
        products::queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
    policy::may_link_categories(principal, &product).or_forbidden()?;
    let category = categories::queries::find(&state.db(), &slug, principal).await?;
    let category = category.ok_or(Error::NotFound)?;
    queries::link_categories(&state.db(), product.id, category.id).await?;
    Ok(NoContent)
}

/// Unlinks a product from a category. Nothing changes if it is unlinked already.
///
/// Allowed to `clerk`. Both have to be there for the caller.
#[utoipa::path(
    delete,
    path = "/products/{sku}/categories/{slug}",
    tag = "products",
    operation_id = "unlink_product_categories",
    params(
        (
            "sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        (
            "slug" = String,
            Path,
            description = "The slug of a category.",
            min_length = 1,
            max_length = 200,
        ),
    ),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn unlink(
    State(state): State<AppState>,
    principal: Principal,
    Path((sku, slug)): Path<(String, String)>,
) -> Result<NoContent> {
    let product =
        products::queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
    policy::may_link_categories(principal, &product).or_forbidden()?;
    let category = categories::queries::find(&state.db(), &slug, principal).await?;
    let category = category.ok_or(Error::NotFound)?;
    queries::unlink_categories(&state.db(), product.id, category.id).await?;
    Ok(NoContent)
}
