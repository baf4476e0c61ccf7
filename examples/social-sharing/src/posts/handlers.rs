//! The operations on posts.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::PostFilter;
use super::include::{Included, PostQuery};
use super::model::{NewPost, PostBody, PostChanges, PostId};
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path, Query};
use crate::pagination::Page;
use crate::respond::{Created, Fresh, NoContent, location};

/// Lists posts.
///
/// Holds what the caller may see, by `public if status = published and visibility = everyone`,
/// `owner` or `moderator`. Each page has a `next_cursor`, with which `cursor` asks for the one
/// behind it; the last has none.
#[utoipa::path(
    get,
    path = "/posts",
    tag = "posts",
    operation_id = "list_posts",
    params(PostFilter, PageParams),
    responses((status = OK, description = "A page.", body = Page<PostBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Paged { filter, page }: Paged<PostFilter>,
) -> Result<Json<Page<PostBody>>> {
    let posts = pages::page(&state, viewer, &filter, page, None).await?;
    let included = Included::load(&state.db(), viewer, &posts.items, &filter.include).await?;
    Ok(Json(posts.map(|post| post.body(&included))))
}

/// Creates a post.
///
/// Allowed to `member`. The answer has the new post, its path in `Location` and its version in
/// `ETag`.
#[utoipa::path(
    post,
    path = "/posts",
    tag = "posts",
    operation_id = "create_post",
    request_body = NewPost,
    responses(Created<PostBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Json(new): Json<NewPost>,
) -> Result<Created<PostBody>> {
    policy::may_create(principal).or_forbidden()?;
    let post = queries::create(&state.db(), principal, &new).await;
    let post = post.explain(rules::explain)?;
    let location = location("posts", post.id.0);
    let version = post.version;
    Ok(Created { location, version, body: post.body(&Included::default()) })
}

/// Shows a post.
///
/// Shown to `public if status = published and visibility = everyone`, `owner` or `moderator`;
/// for everybody else it is not there. `ETag` has its version.
#[utoipa::path(
    get,
    path = "/posts/{id}",
    tag = "posts",
    operation_id = "show_post",
    params(("id" = PostId, Path, description = "The id of a post."), PostQuery),
    responses(Fresh<PostBody>),
    security((), ("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<PostId>,
    Query(query): Query<PostQuery>,
) -> Result<Fresh<PostBody>> {
    let post = queries::find(&state.db(), id, viewer).await?.ok_or(Error::NotFound)?;
    let posts = std::slice::from_ref(&post);
    let included = Included::load(&state.db(), viewer, posts, &query.include).await?;
    Ok(Fresh(post.version, post.body(&included)))
}

/// Changes a post.
///
/// Allowed to `owner`. `If-Match` must name the version that was seen. What is left out stays
/// as it is.
#[utoipa::path(
    patch,
    path = "/posts/{id}",
    tag = "posts",
    operation_id = "update_post",
    params(("id" = PostId, Path, description = "The id of a post."), IfMatch),
    request_body = PostChanges,
    responses(Fresh<PostBody>),
    security(("bearer" = [])),
)]
pub async fn update(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<PostId>,
    if_match: IfMatch,
    Json(changes): Json<PostChanges>,
) -> Result<Fresh<PostBody>> {
    let post = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_update(principal, &post).or_forbidden()?;
    if_match.check(post.version)?;
    let post = queries::update(&state.db(), principal, &post, &changes).await;
    let post = post.explain(rules::explain)?.ok_or(if_match.overtaken())?;
    Ok(Fresh(post.version, post.body(&Included::default())))
}

/// Deletes a post. It can be restored.
///
/// Allowed to `owner` or `moderator`. `If-Match` must name the version that was seen. Others'
/// changes are not lost: what was changed since then is not deleted.
#[utoipa::path(
    delete,
    path = "/posts/{id}",
    tag = "posts",
    operation_id = "delete_post",
    params(("id" = PostId, Path, description = "The id of a post."), IfMatch),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<PostId>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let post = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &post).or_forbidden()?;
    if_match.check(post.version)?;
    if !queries::delete(&state.db(), &post).await? {
        return Err(if_match.overtaken());
    }
    Ok(NoContent)
}

/// Restores a deleted post.
///
/// Allowed to `owner` or `moderator`. The answer has the post as it was, and its new version.
#[utoipa::path(
    post,
    path = "/posts/{id}/restore",
    tag = "posts",
    operation_id = "restore_post",
    params(("id" = PostId, Path, description = "The id of a post.")),
    responses(Fresh<PostBody>),
    security(("bearer" = [])),
)]
pub async fn restore(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<PostId>,
) -> Result<Fresh<PostBody>> {
    // To whoever may not restore it, what is deleted is not there: 404 and not 403.
    let post = queries::find_deleted(&state.db(), id, principal).await?;
    let post = post.filter(|post| policy::may_delete(principal, post)).ok_or(Error::NotFound)?;
    let post = queries::restore(&state.db(), principal, &post).await;
    let post = post.explain(rules::explain)?.ok_or(Error::NotFound)?;
    Ok(Fresh(post.version, post.body(&Included::default())))
}
