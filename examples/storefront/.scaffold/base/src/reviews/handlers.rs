//! The operations on reviews.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::ReviewFilter;
use super::include::{Included, ReviewQuery};
use super::model::{NewReview, ReviewBody, ReviewChanges, ReviewId};
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path, Query};
use crate::pagination::Page;
use crate::products;
use crate::respond::{Created, Fresh, NoContent, location};

/// Lists the reviews of a product.
///
/// Open to everybody. There is none under a product that the caller may not see. Each page has
/// a `next_cursor`, with which `cursor` asks for the one behind it; the last has none.
#[utoipa::path(
    get,
    path = "/products/{product_sku}/reviews",
    tag = "reviews",
    operation_id = "list_reviews",
    params(
        (
            "product_sku" = String,
            Path,
            description = "The sku of a product.",
            min_length = 3,
            max_length = 32,
            pattern = "^(?:[A-Z0-9-]+)$",
        ),
        ReviewFilter,
        PageParams,
    ),
    responses((status = OK, description = "A page.", body = Page<ReviewBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(product_sku): Path<String>,
    Paged { filter, page }: Paged<ReviewFilter>,
) -> Result<Json<Page<ReviewBody>>> {
    let product = products::queries::find(&state.db(), &product_sku, viewer).await?;
    let product = product.ok_or(Error::NotFound)?;
    let within = Some(("reviews.product_id = ?", product.id.0));
    let reviews = pages::page(&state, viewer, &filter, page, within).await?;
    let included = Included::load(&state.db(), viewer, &reviews.items, &filter.include).await?;
    Ok(Json(reviews.map(|review| review.body(&included))))
}

/// Creates a review under a product.
///
/// Allowed to `customer`. There is none under a product that the caller may not see. The answer
/// has the new review, its path in `Location` and its version in `ETag`.
#[utoipa::path(
    post,
    path = "/products/{product_sku}/reviews",
    tag = "reviews",
    operation_id = "create_review",
    params((
        "product_sku" = String,
        Path,
        description = "The sku of a product.",
        min_length = 3,
        max_length = 32,
        pattern = "^(?:[A-Z0-9-]+)$",
    )),
    request_body = NewReview,
    responses(Created<ReviewBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Path(product_sku): Path<String>,
    Json(new): Json<NewReview>,
) -> Result<Created<ReviewBody>> {
    let product = products::queries::find(&state.db(), &product_sku, principal).await?;
    let product = product.ok_or(Error::NotFound)?;
    policy::may_create(principal).or_forbidden()?;
    let review = queries::create(&state.db(), principal, product.id, &new).await;
    let review = review.explain(rules::explain)?;
    let location = location("reviews", review.id.0);
    let version = review.version;
    Ok(Created { location, version, body: review.body(&Included::default()) })
}

/// Shows a review.
///
/// Open to everybody. `ETag` has its version.
#[utoipa::path(
    get,
    path = "/reviews/{id}",
    tag = "reviews",
    operation_id = "show_review",
    params(("id" = ReviewId, Path, description = "The id of a review."), ReviewQuery),
    responses(Fresh<ReviewBody>),
    security((), ("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<ReviewId>,
    Query(query): Query<ReviewQuery>,
) -> Result<Fresh<ReviewBody>> {
    let review = queries::find(&state.db(), id, viewer).await?.ok_or(Error::NotFound)?;
    let reviews = std::slice::from_ref(&review);
    let included = Included::load(&state.db(), viewer, reviews, &query.include).await?;
    Ok(Fresh(review.version, review.body(&included)))
}

/// Changes a review.
///
/// Allowed to `owner`. `If-Match` must name the version that was seen. What is left out stays
/// as it is.
#[utoipa::path(
    patch,
    path = "/reviews/{id}",
    tag = "reviews",
    operation_id = "update_review",
    params(("id" = ReviewId, Path, description = "The id of a review."), IfMatch),
    request_body = ReviewChanges,
    responses(Fresh<ReviewBody>),
    security(("bearer" = [])),
)]
pub async fn update(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<ReviewId>,
    if_match: IfMatch,
    Json(changes): Json<ReviewChanges>,
) -> Result<Fresh<ReviewBody>> {
    let review = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_update(principal, &review).or_forbidden()?;
    if_match.check(review.version)?;
    let review = queries::update(&state.db(), &review, &changes).await;
    let review = review.explain(rules::explain)?.ok_or(if_match.overtaken())?;
    Ok(Fresh(review.version, review.body(&Included::default())))
}

/// Deletes a review.
///
/// Allowed to `owner` or `clerk`. `If-Match` must name the version that was seen. Others'
/// changes are not lost: what was changed since then is not deleted.
#[utoipa::path(
    delete,
    path = "/reviews/{id}",
    tag = "reviews",
    operation_id = "delete_review",
    params(("id" = ReviewId, Path, description = "The id of a review."), IfMatch),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<ReviewId>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let review = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &review).or_forbidden()?;
    if_match.check(review.version)?;
    if !queries::delete(&state.db(), &review).await? {
        return Err(if_match.overtaken());
    }
    Ok(NoContent)
}
