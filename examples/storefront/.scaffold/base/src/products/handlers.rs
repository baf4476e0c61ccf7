//! The operations on products.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::ProductFilter;
use super::include::{Included, ProductQuery};
use super::model::{NewProduct, ProductBody, ProductChanges};
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path, Query};
use crate::pagination::Page;
use crate::respond::{Created, Fresh, NoContent, location};

/// Lists products.
///
/// Holds what the caller may see, by `public if status = listed` or `clerk`. Each page has a
/// `next_cursor`, with which `cursor` asks for the one behind it; the last has none.
#[utoipa::path(
    get,
    path = "/products",
    tag = "products",
    operation_id = "list_products",
    params(ProductFilter, PageParams),
    responses((status = OK, description = "A page.", body = Page<ProductBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Paged { filter, page }: Paged<ProductFilter>,
) -> Result<Json<Page<ProductBody>>> {
    let products = pages::page(&state, viewer, &filter, page, None).await?;
    let included = Included::load(&state.db(), viewer, &products.items, &filter.include).await?;
    Ok(Json(products.map(|product| product.body(viewer, &included))))
}

/// Creates a product.
///
/// Allowed to `clerk`. The answer has the new product, its path in `Location` and its version
/// in `ETag`.
#[utoipa::path(
    post,
    path = "/products",
    tag = "products",
    operation_id = "create_product",
    request_body = NewProduct,
    responses(Created<ProductBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Json(new): Json<NewProduct>,
) -> Result<Created<ProductBody>> {
    policy::may_create(principal).or_forbidden()?;
    let product = queries::create(&state.db(), &new).await;
    let product = product.explain(rules::explain)?;
    let location = location("products", &product.sku);
    let version = product.version;
    Ok(Created { location, version, body: product.body(principal, &Included::default()) })
}

/// Shows a product.
///
/// Shown to `public if status = listed` or `clerk`; for everybody else it is not there. `ETag`
/// has its version.
#[utoipa::path(
    get,
    path = "/products/{sku}",
    tag = "products",
    operation_id = "show_product",
    params(
        (
            "sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        ProductQuery,
    ),
    responses(Fresh<ProductBody>),
    security((), ("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(sku): Path<String>,
    Query(query): Query<ProductQuery>,
) -> Result<Fresh<ProductBody>> {
    let product = queries::find(&state.db(), &sku, viewer).await?.ok_or(Error::NotFound)?;
    let products = std::slice::from_ref(&product);
    let included = Included::load(&state.db(), viewer, products, &query.include).await?;
    Ok(Fresh(product.version, product.body(viewer, &included)))
}

/// Changes a product.
///
/// Allowed to `clerk`. `If-Match` must name the version that was seen. What is left out stays
/// as it is.
#[utoipa::path(
    patch,
    path = "/products/{sku}",
    tag = "products",
    operation_id = "update_product",
    params(
        (
            "sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        IfMatch,
    ),
    request_body = ProductChanges,
    responses(Fresh<ProductBody>),
    security(("bearer" = [])),
)]
pub async fn update(
    State(state): State<AppState>,
    principal: Principal,
    Path(sku): Path<String>,
    if_match: IfMatch,
    Json(changes): Json<ProductChanges>,
) -> Result<Fresh<ProductBody>> {
    let product = queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
    policy::may_update(principal, &product).or_forbidden()?;
    if_match.check(product.version)?;
    let product = queries::update(&state.db(), &product, &changes).await;
    let product = product.explain(rules::explain)?.ok_or(if_match.overtaken())?;
    Ok(Fresh(product.version, product.body(principal, &Included::default())))
}

/// Deletes a product. It can be restored.
///
/// Allowed to `admin`. `If-Match` must name the version that was seen. Others' changes are not
/// lost: what was changed since then is not deleted.
#[utoipa::path(
    delete,
    path = "/products/{sku}",
    tag = "products",
    operation_id = "delete_product",
    params(
        (
            "sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        IfMatch,
    ),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(sku): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let product = queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &product).or_forbidden()?;
    if_match.check(product.version)?;
    if !queries::delete(&state.db(), &product).await? {
        return Err(if_match.overtaken());
    }
    Ok(NoContent)
}

/// Restores a deleted product.
///
/// Allowed to `admin`. The answer has the product as it was, and its new version.
#[utoipa::path(
    post,
    path = "/products/{sku}/restore",
    tag = "products",
    operation_id = "restore_product",
    params((
        "sku" = String,
        Path,
        description = "The sku of a product.",
        min_length = 3,
        max_length = 32,
        pattern = "^(?:[A-Z0-9-]+)$",
    )),
    responses(Fresh<ProductBody>),
    security(("bearer" = [])),
)]
pub async fn restore(
    State(state): State<AppState>,
    principal: Principal,
    Path(sku): Path<String>,
) -> Result<Fresh<ProductBody>> {
    // To whoever may not restore it, what is deleted is not there: 404 and not 403.
    let product = queries::find_deleted(&state.db(), &sku, principal).await?;
    let product =
        product.filter(|product| policy::may_delete(principal, product)).ok_or(Error::NotFound)?;
    let product = queries::restore(&state.db(), &product).await;
    let product = product.explain(rules::explain)?.ok_or(Error::NotFound)?;
    Ok(Fresh(product.version, product.body(principal, &Included::default())))
}
