//! The operations on likes.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::LikeFilter;
use super::include::{Included, LikeQuery};
use super::model::{LikeBody, LikeId};
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path, Query};
use crate::pagination::Page;
use crate::posts;
use crate::posts::model::PostId;
use crate::respond::{Created, Fresh, NoContent, location};

/// Lists the likes of a post.
///
/// Open to everybody. There is none under a post that the caller may not see. Each page has a
/// `next_cursor`, with which `cursor` asks for the one behind it; the last has none.
#[utoipa::path(
    get,
    path = "/posts/{post_id}/likes",
    tag = "likes",
    operation_id = "list_likes",
    params(("post_id" = PostId, Path, description = "The id of a post."), LikeFilter, PageParams),
    responses((status = OK, description = "A page.", body = Page<LikeBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(post_id): Path<PostId>,
    Paged { filter, page }: Paged<LikeFilter>,
) -> Result<Json<Page<LikeBody>>> {
    let post = posts::queries::find(&state.db(), post_id, viewer).await?;
    let post = post.ok_or(Error::NotFound)?;
    let within = Some(("likes.post_id = ?", post.id.0));
    let likes = pages::page(&state, viewer, &filter, page, within).await?;
    let included = Included::load(&state.db(), viewer, &likes.items, &filter.include).await?;
    Ok(Json(likes.map(|like| like.body(&included))))
}

/// Creates a like under a post.
///
/// Allowed to `member`. There is none under a post that the caller may not see. The answer has
/// the new like, its path in `Location` and its version in `ETag`.
#[utoipa::path(
    post,
    path = "/posts/{post_id}/likes",
    tag = "likes",
    operation_id = "create_like",
    params(("post_id" = PostId, Path, description = "The id of a post.")),
    responses(Created<LikeBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Path(post_id): Path<PostId>,
) -> Result<Created<LikeBody>> {
    let post = posts::queries::find(&state.db(), post_id, principal).await?;
    let post = post.ok_or(Error::NotFound)?;
    policy::may_create(principal).or_forbidden()?;
    let like = queries::create(&state.db(), principal, post.id).await;
    let like = like.explain(rules::explain)?;
    let location = location("likes", like.id.0);
    let version = like.version;
    Ok(Created { location, version, body: like.body(&Included::default()) })
}

/// Shows a like.
///
/// Open to everybody. `ETag` has its version.
#[utoipa::path(
    get,
    path = "/likes/{id}",
    tag = "likes",
    operation_id = "show_like",
    params(("id" = LikeId, Path, description = "The id of a like."), LikeQuery),
    responses(Fresh<LikeBody>),
    security((), ("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<LikeId>,
    Query(query): Query<LikeQuery>,
) -> Result<Fresh<LikeBody>> {
    let like = queries::find(&state.db(), id, viewer).await?.ok_or(Error::NotFound)?;
    let likes = std::slice::from_ref(&like);
    let included = Included::load(&state.db(), viewer, likes, &query.include).await?;
    Ok(Fresh(like.version, like.body(&included)))
}

/// Deletes a like.
///
/// Allowed to `owner`. `If-Match` must name the version that was seen. Others' changes are not
/// lost: what was changed since then is not deleted.
#[utoipa::path(
    delete,
    path = "/likes/{id}",
    tag = "likes",
    operation_id = "delete_like",
    params(("id" = LikeId, Path, description = "The id of a like."), IfMatch),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<LikeId>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let like = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &like).or_forbidden()?;
    if_match.check(like.version)?;
    if !queries::delete(&state.db(), &like).await? {
        return Err(if_match.overtaken());
    }
    Ok(NoContent)
}
