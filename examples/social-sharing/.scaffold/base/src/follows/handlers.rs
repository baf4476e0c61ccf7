//! The operations on follows.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::FollowFilter;
use super::include::{FollowQuery, Included};
use super::model::{FollowBody, FollowId, NewFollow};
use super::references::References;
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path, Query};
use crate::pagination::Page;
use crate::respond::{Created, Fresh, NoContent, location};

/// Lists follows.
///
/// Open to everybody. Each page has a `next_cursor`, with which `cursor` asks for the one
/// behind it; the last has none.
#[utoipa::path(
    get,
    path = "/follows",
    tag = "follows",
    operation_id = "list_follows",
    params(FollowFilter, PageParams),
    responses((status = OK, description = "A page.", body = Page<FollowBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Paged { filter, page }: Paged<FollowFilter>,
) -> Result<Json<Page<FollowBody>>> {
    let follows = pages::page(&state, viewer, &filter, page, None).await?;
    let included = Included::load(&state.db(), viewer, &follows.items, &filter.include).await?;
    Ok(Json(follows.map(|follow| follow.body(&included))))
}

/// Creates a follow.
///
/// Allowed to `member`. The answer has the new follow, its path in `Location` and its version
/// in `ETag`.
#[utoipa::path(
    post,
    path = "/follows",
    tag = "follows",
    operation_id = "create_follow",
    request_body = NewFollow,
    responses(Created<FollowBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Json(new): Json<NewFollow>,
) -> Result<Created<FollowBody>> {
    policy::may_create(principal).or_forbidden()?;
    let references = References { followee: Some(new.followee_id) };
    references.check(&state.db(), principal).await?;
    let follow = queries::create(&state.db(), principal, &new).await;
    let follow = follow.explain(rules::explain)?;
    let location = location("follows", follow.id.0);
    let version = follow.version;
    Ok(Created { location, version, body: follow.body(&Included::default()) })
}

/// Shows a follow.
///
/// Open to everybody. `ETag` has its version.
#[utoipa::path(
    get,
    path = "/follows/{id}",
    tag = "follows",
    operation_id = "show_follow",
    params(("id" = FollowId, Path, description = "The id of a follow."), FollowQuery),
    responses(Fresh<FollowBody>),
    security((), ("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<FollowId>,
    Query(query): Query<FollowQuery>,
) -> Result<Fresh<FollowBody>> {
    let follow = queries::find(&state.db(), id, viewer).await?.ok_or(Error::NotFound)?;
    let follows = std::slice::from_ref(&follow);
    let included = Included::load(&state.db(), viewer, follows, &query.include).await?;
    Ok(Fresh(follow.version, follow.body(&included)))
}

/// Deletes a follow.
///
/// Allowed to `owner`. `If-Match` must name the version that was seen. Others' changes are not
/// lost: what was changed since then is not deleted.
#[utoipa::path(
    delete,
    path = "/follows/{id}",
    tag = "follows",
    operation_id = "delete_follow",
    params(("id" = FollowId, Path, description = "The id of a follow."), IfMatch),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<FollowId>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let follow = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &follow).or_forbidden()?;
    if_match.check(follow.version)?;
    if !queries::delete(&state.db(), &follow).await? {
        return Err(if_match.overtaken());
    }
    Ok(NoContent)
}
