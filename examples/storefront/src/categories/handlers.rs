//! The operations on categories.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::CategoryFilter;
use super::include::{CategoryQuery, Included};
use super::model::{CategoryBody, CategoryChanges, NewCategory};
use super::references::References;
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path, Query};
use crate::pagination::Page;
use crate::respond::{Created, Fresh, NoContent, location};

/// Lists categories.
///
/// Open to everybody. Each page has a `next_cursor`, with which `cursor` asks for the one
/// behind it; the last has none.
#[utoipa::path(
    get,
    path = "/categories",
    tag = "categories",
    operation_id = "list_categories",
    params(CategoryFilter, PageParams),
    responses((status = OK, description = "A page.", body = Page<CategoryBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Paged { filter, page }: Paged<CategoryFilter>,
) -> Result<Json<Page<CategoryBody>>> {
    let categories = pages::page(&state, viewer, &filter, page, None).await?;
    let included = Included::load(&state.db(), viewer, &categories.items, &filter.include).await?;
    Ok(Json(categories.map(|category| category.body(&included))))
}

/// Creates a category.
///
/// Allowed to `clerk`. The answer has the new category, its path in `Location` and its version
/// in `ETag`.
#[utoipa::path(
    post,
    path = "/categories",
    tag = "categories",
    operation_id = "create_category",
    request_body = NewCategory,
    responses(Created<CategoryBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Json(new): Json<NewCategory>,
) -> Result<Created<CategoryBody>> {
    policy::may_create(principal).or_forbidden()?;
    let references = References { parent: new.parent_id };
    references.check(&state.db(), principal).await?;
    let category = queries::create(&state.db(), &new).await;
    let category = category.explain(rules::explain)?;
    let location = location("categories", &category.slug);
    let version = category.version;
    Ok(Created { location, version, body: category.body(&Included::default()) })
}

/// Shows a category.
///
/// Open to everybody. `ETag` has its version.
#[utoipa::path(
    get,
    path = "/categories/{slug}",
    tag = "categories",
    operation_id = "show_category",
    params(
        (
            "slug" = String,
            Path,
            description = "The slug of a category.",
            min_length = 1,
            max_length = 200,
        ),
        CategoryQuery,
    ),
    responses(Fresh<CategoryBody>),
    security((), ("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Query(query): Query<CategoryQuery>,
) -> Result<Fresh<CategoryBody>> {
    let category = queries::find(&state.db(), &slug, viewer).await?.ok_or(Error::NotFound)?;
    let categories = std::slice::from_ref(&category);
    let included = Included::load(&state.db(), viewer, categories, &query.include).await?;
    Ok(Fresh(category.version, category.body(&included)))
}

/// Changes a category.
///
/// Allowed to `clerk`. `If-Match` must name the version that was seen. What is left out stays
/// as it is.
#[utoipa::path(
    patch,
    path = "/categories/{slug}",
    tag = "categories",
    operation_id = "update_category",
    params(
        (
            "slug" = String,
            Path,
            description = "The slug of a category.",
            min_length = 1,
            max_length = 200,
        ),
        IfMatch,
    ),
    request_body = CategoryChanges,
    responses(Fresh<CategoryBody>),
    security(("bearer" = [])),
)]
pub async fn update(
    State(state): State<AppState>,
    principal: Principal,
    Path(slug): Path<String>,
    if_match: IfMatch,
    Json(changes): Json<CategoryChanges>,
) -> Result<Fresh<CategoryBody>> {
    let category = queries::find(&state.db(), &slug, principal).await?.ok_or(Error::NotFound)?;
    policy::may_update(principal, &category).or_forbidden()?;
    if_match.check(category.version)?;
    let references = References { parent: changes.parent_id.as_value().copied() };
    references.check(&state.db(), principal).await?;
    let category = queries::update(&state.db(), &category, &changes).await;
    let category = category.explain(rules::explain)?.ok_or(if_match.overtaken())?;
    Ok(Fresh(category.version, category.body(&Included::default())))
}

/// Deletes a category.
///
/// Allowed to `admin`. `If-Match` must name the version that was seen. Others' changes are not
/// lost: what was changed since then is not deleted.
#[utoipa::path(
    delete,
    path = "/categories/{slug}",
    tag = "categories",
    operation_id = "delete_category",
    params(
        (
            "slug" = String,
            Path,
            description = "The slug of a category.",
            min_length = 1,
            max_length = 200,
        ),
        IfMatch,
    ),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(slug): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let category = queries::find(&state.db(), &slug, principal).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &category).or_forbidden()?;
    if_match.check(category.version)?;
    if !queries::delete(&state.db(), &category).await? {
        return Err(if_match.overtaken());
    }
    Ok(NoContent)
}
