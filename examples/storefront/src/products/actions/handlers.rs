//! One function an action.

use axum::extract::State;

use super::model::StocktakeProduct;
use super::queries;
use crate::app::AppState;
use crate::auth::Principal;
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{Json, OptionalIfMatch, Path};
use crate::products;
use crate::products::include::Included;
use crate::products::model::ProductBody;
use crate::products::{policy, rules};
use crate::respond::Fresh;

/// Carries out `release` on a product.
///
/// Allowed to `clerk`. Refused with 409 unless `status = draft and released_on is not null`.
/// With `If-Match`, only if the product is still that version.
#[utoipa::path(
    post,
    path = "/products/{sku}/release",
    tag = "products",
    operation_id = "release_product",
    params(
        (
            "sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        OptionalIfMatch,
    ),
    responses(Fresh<ProductBody>),
    security(("bearer" = [])),
)]
pub async fn release(
    State(state): State<AppState>,
    principal: Principal,
    Path(sku): Path<String>,
    OptionalIfMatch(if_match): OptionalIfMatch,
) -> Result<Fresh<ProductBody>> {
    let product =
        products::queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
    policy::may_release(principal, &product).or_forbidden()?;
    let version = if_match.pin(product.version)?;
    let product = queries::release(&state.db(), product.id, version).await;
    let Some(product) = product.explain(rules::explain)? else {
        // Nothing was done: the row as it is by now tells why.
        let product =
            products::queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
        if_match.check(product.version)?;
        return Err(Error::Conflict(
            "only possible while status = draft and released_on is not null",
        ));
    };
    Ok(Fresh(product.version, product.body(principal, &Included::default())))
}

/// Carries out `retire` on a product.
///
/// Allowed to `clerk`. Refused with 409 unless `status = listed`. With `If-Match`, only if the
/// product is still that version.
#[utoipa::path(
    post,
    path = "/products/{sku}/retire",
    tag = "products",
    operation_id = "retire_product",
    params(
        (
            "sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        OptionalIfMatch,
    ),
    responses(Fresh<ProductBody>),
    security(("bearer" = [])),
)]
pub async fn retire(
    State(state): State<AppState>,
    principal: Principal,
    Path(sku): Path<String>,
    OptionalIfMatch(if_match): OptionalIfMatch,
) -> Result<Fresh<ProductBody>> {
    let product =
        products::queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
    policy::may_retire(principal, &product).or_forbidden()?;
    let version = if_match.pin(product.version)?;
    let product = queries::retire(&state.db(), product.id, version).await;
    let Some(product) = product.explain(rules::explain)? else {
        // Nothing was done: the row as it is by now tells why.
        let product =
            products::queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
        if_match.check(product.version)?;
        return Err(Error::Conflict("only possible while status = listed"));
    };
    Ok(Fresh(product.version, product.body(principal, &Included::default())))
}

/// Carries out `stocktake` on a product.
///
/// Allowed to `clerk`. With `If-Match`, only if the product is still that version.
#[utoipa::path(
    post,
    path = "/products/{sku}/stocktake",
    tag = "products",
    operation_id = "stocktake_product",
    params(
        (
            "sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        OptionalIfMatch,
    ),
    request_body = StocktakeProduct,
    responses(Fresh<ProductBody>),
    security(("bearer" = [])),
)]
pub async fn stocktake(
    State(state): State<AppState>,
    principal: Principal,
    Path(sku): Path<String>,
    OptionalIfMatch(if_match): OptionalIfMatch,
    Json(taken): Json<StocktakeProduct>,
) -> Result<Fresh<ProductBody>> {
    let product =
        products::queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
    policy::may_stocktake(principal, &product).or_forbidden()?;
    let version = if_match.pin(product.version)?;
    let product = queries::stocktake(&state.db(), product.id, version, &taken).await;
    let Some(product) = product.explain(rules::explain)? else {
        // Nothing was done: the row as it is by now tells why.
        let product =
            products::queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
        if_match.check(product.version)?;
        return Err(Error::Conflict("only possible while it is there"));
    };
    Ok(Fresh(product.version, product.body(principal, &Included::default())))
}

/// Carries out `claim` on a product.
///
/// Open to whoever is signed in. Refused with 409 unless `status = listed and stock > 0`. With
/// `If-Match`, only if the product is still that version.
#[utoipa::path(
    post,
    path = "/products/{sku}/claim",
    tag = "products",
    operation_id = "claim_product",
    params(
        (
            "sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        OptionalIfMatch,
    ),
    responses(Fresh<ProductBody>),
    security(("bearer" = [])),
)]
pub async fn claim(
    State(state): State<AppState>,
    principal: Principal,
    Path(sku): Path<String>,
    OptionalIfMatch(if_match): OptionalIfMatch,
) -> Result<Fresh<ProductBody>> {
    let product =
        products::queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
    policy::may_claim(principal, &product).or_forbidden()?;
    let version = if_match.pin(product.version)?;
    let product = queries::claim(&state.db(), product.id, version).await;
    let Some(product) = product.explain(rules::explain)? else {
        // Nothing was done: the row as it is by now tells why.
        let product =
            products::queries::find(&state.db(), &sku, principal).await?.ok_or(Error::NotFound)?;
        if_match.check(product.version)?;
        return Err(Error::Conflict("only possible while status = listed and stock > 0"));
    };
    Ok(Fresh(product.version, product.body(principal, &Included::default())))
}
