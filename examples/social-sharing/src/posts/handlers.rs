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
#[utoipa::path(
    get,
    path = "/posts/{id}",
    tag = "posts",
    operation_id = "show_post",
    params(("id" = PostId, Path), PostQuery),
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
#[utoipa::path(
    patch,
    path = "/posts/{id}",
    tag = "posts",
    operation_id = "update_post",
    params(("id" = PostId, Path), IfMatch),
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
#[utoipa::path(
    delete,
    path = "/posts/{id}",
    tag = "posts",
    operation_id = "delete_post",
    params(("id" = PostId, Path), IfMatch),
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
#[utoipa::path(
    post,
    path = "/posts/{id}/restore",
    tag = "posts",
    operation_id = "restore_post",
    params(("id" = PostId, Path)),
    responses(Fresh<PostBody>),
    security(("bearer" = [])),
)]
pub async fn restore(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<PostId>,
) -> Result<Fresh<PostBody>> {
    let post = queries::find_deleted(&state.db(), id, principal).await?;
    let post = post.filter(|post| policy::may_delete(principal, post)).ok_or(Error::NotFound)?;
    let post = queries::restore(&state.db(), principal, &post).await;
    let post = post.explain(rules::explain)?.ok_or(Error::NotFound)?;
    Ok(Fresh(post.version, post.body(&Included::default())))
}
