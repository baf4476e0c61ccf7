//! The operations on comments.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::CommentFilter;
use super::include::{CommentQuery, Included};
use super::model::{CommentBody, CommentChanges, CommentId, NewComment};
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path, Query};
use crate::pagination::Page;
use crate::posts::model::PostId;
use crate::respond::{Created, Fresh, NoContent, location};
use crate::{database, posts};

/// Lists the comments of a post.
///
/// Open to everybody. There is none under a post that the caller may not see. Each page has a
/// `next_cursor`, with which `cursor` asks for the one behind it; the last has none.
#[utoipa::path(
    get,
    path = "/posts/{post_id}/comments",
    tag = "comments",
    operation_id = "list_comments",
    params(
        ("post_id" = PostId, Path, description = "The id of a post."),
        CommentFilter,
        PageParams,
    ),
    responses((status = OK, description = "A page.", body = Page<CommentBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(post_id): Path<PostId>,
    Paged { filter, page }: Paged<CommentFilter>,
) -> Result<Json<Page<CommentBody>>> {
    let post = posts::queries::find(&state.db(), post_id, viewer).await?;
    let post = post.ok_or(Error::NotFound)?;
    let within = Some(("comments.post_id = ?", post.id.0));
    let comments = pages::page(&state, viewer, &filter, page, within).await?;
    let included = Included::load(&state.db(), viewer, &comments.items, &filter.include).await?;
    Ok(Json(comments.map(|comment| comment.body(&included))))
}

/// Creates a comment under a post.
///
/// Allowed to `member`. There is none under a post that the caller may not see. The answer has
/// the new comment, its path in `Location` and its version in `ETag`.
#[utoipa::path(
    post,
    path = "/posts/{post_id}/comments",
    tag = "comments",
    operation_id = "create_comment",
    params(("post_id" = PostId, Path, description = "The id of a post.")),
    request_body = NewComment,
    responses(Created<CommentBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Path(post_id): Path<PostId>,
    Json(new): Json<NewComment>,
) -> Result<Created<CommentBody>> {
    let post = posts::queries::find(&state.db(), post_id, principal).await?;
    let post = post.ok_or(Error::NotFound)?;
    policy::may_create(principal).or_forbidden()?;
    let comment = queries::create(&state.db(), principal, post.id, &new).await;
    let comment = comment.explain(rules::explain)?;
    let location = location("comments", comment.id.0);
    let version = comment.version;
    Ok(Created { location, version, body: comment.body(&Included::default()) })
}

/// Shows a comment.
///
/// Open to everybody. `ETag` has its version.
#[utoipa::path(
    get,
    path = "/comments/{id}",
    tag = "comments",
    operation_id = "show_comment",
    params(("id" = CommentId, Path, description = "The id of a comment."), CommentQuery),
    responses(Fresh<CommentBody>),
    security((), ("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<CommentId>,
    Query(query): Query<CommentQuery>,
) -> Result<Fresh<CommentBody>> {
    let comment = queries::find(&state.db(), id, viewer).await?.ok_or(Error::NotFound)?;
    let comments = std::slice::from_ref(&comment);
    let included = Included::load(&state.db(), viewer, comments, &query.include).await?;
    Ok(Fresh(comment.version, comment.body(&included)))
}

/// Changes a comment.
///
/// Allowed to `owner`. `If-Match` must name the version that was seen. What is left out stays
/// as it is.
#[utoipa::path(
    patch,
    path = "/comments/{id}",
    tag = "comments",
    operation_id = "update_comment",
    params(("id" = CommentId, Path, description = "The id of a comment."), IfMatch),
    request_body = CommentChanges,
    responses(Fresh<CommentBody>),
    security(("bearer" = [])),
)]
pub async fn update(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<CommentId>,
    if_match: IfMatch,
    Json(changes): Json<CommentChanges>,
) -> Result<Fresh<CommentBody>> {
    let comment = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_update(principal, &comment).or_forbidden()?;
    if_match.check(comment.version)?;
    let comment = queries::update(&state.db(), &comment, &changes).await;
    let comment = comment.explain(rules::explain)?.ok_or(if_match.overtaken())?;
    Ok(Fresh(comment.version, comment.body(&Included::default())))
}

/// Deletes a comment.
///
/// Allowed to `owner`, `post.owner` or `moderator`. `If-Match` must name the version that was
/// seen. Others' changes are not lost: what was changed since then is not deleted.
#[utoipa::path(
    delete,
    path = "/comments/{id}",
    tag = "comments",
    operation_id = "delete_comment",
    params(("id" = CommentId, Path, description = "The id of a comment."), IfMatch),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<CommentId>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let comment = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    let mut transaction = database::begin(&state.db()).await?;
    let post =
        queries::hold_post(&mut *transaction, comment.post_id).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &comment, &post).or_forbidden()?;
    if_match.check(comment.version)?;
    if !queries::delete(&mut *transaction, &comment).await? {
        return Err(if_match.overtaken());
    }
    transaction.commit().await?;
    Ok(NoContent)
}
