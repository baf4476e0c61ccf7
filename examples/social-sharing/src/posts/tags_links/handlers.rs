//! The tags of posts: a list at either end, link and unlink.

use axum::extract::State;

use super::queries;
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, OrForbidden, Result};
use crate::extract::{Json, PageParams, Paged, Path};
use crate::pagination::Page;
use crate::posts::filter::PostFilter;
use crate::posts::include::Included;
use crate::posts::model::{PostBody, PostId};
use crate::posts::policy;
use crate::respond::NoContent;
use crate::tags::filter::TagFilter;
use crate::tags::model::{Tag, TagBody};
use crate::{database, posts, tags};

/// Lists the tags of a post.
///
/// Open to everybody. Each page has a `next_cursor`, with which `cursor` asks for the one
/// behind it; the last has none.
#[utoipa::path(
    get,
    path = "/posts/{id}/tags",
    tag = "posts",
    operation_id = "list_post_tags",
    params(("id" = PostId, Path, description = "The id of a post."), TagFilter, PageParams),
    responses((status = OK, description = "A page.", body = Page<TagBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<PostId>,
    Paged { filter, page }: Paged<TagFilter>,
) -> Result<Json<Page<TagBody>>> {
    let post = posts::queries::find(&state.db(), id, viewer).await?.ok_or(Error::NotFound)?;
    let within = "exists (select from post_tags \
                  where post_tags.tag_id = tags.id and post_tags.post_id = ?)";
    let rows = tags::list::page(&state, viewer, &filter, page, Some((within, post.id.0))).await?;
    Ok(Json(rows.map(Tag::body)))
}

/// Lists the posts of a tag.
///
/// Holds what the caller may see, by `public if status = published and visibility = everyone`,
/// `owner` or `moderator`. Each page has a `next_cursor`, with which `cursor` asks for the one
/// behind it; the last has none.
#[utoipa::path(
    get,
    path = "/tags/{name}/posts",
    tag = "tags",
    operation_id = "list_tag_posts",
    params(
        (
            "name" = String,
            Path,
            description = "The name of a tag.",
            min_length = 1,
            max_length = 40,
            pattern = "^(?:[a-z0-9-]+)$",
        ),
        PostFilter,
        PageParams,
    ),
    responses((status = OK, description = "A page.", body = Page<PostBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list_back(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(name): Path<String>,
    Paged { filter, page }: Paged<PostFilter>,
) -> Result<Json<Page<PostBody>>> {
    let tag = tags::queries::find(&state.db(), &name, viewer).await?.ok_or(Error::NotFound)?;
    let within = "exists (select from post_tags \
                  where post_tags.post_id = posts.id and post_tags.tag_id = ?)";
    let rows = posts::list::page(&state, viewer, &filter, page, Some((within, tag.id.0))).await?;
    let included = Included::load(&state.db(), viewer, &rows.items, &filter.include).await?;
    Ok(Json(rows.map(|post| post.body(&included))))
}

/// Links a post with a tag. Nothing changes if it is linked already.
///
/// Allowed to `owner`. Both have to be there for the caller.
#[utoipa::path(
    put,
    path = "/posts/{id}/tags/{name}",
    tag = "posts",
    operation_id = "link_post_tags",
    params(
        ("id" = PostId, Path, description = "The id of a post."),
        (
            "name" = String,
            Path,
            description = "The name of a tag.",
            min_length = 1,
            max_length = 40,
            pattern = "^(?:[a-z0-9-]+)$",
        ),
    ),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn link(
    State(state): State<AppState>,
    principal: Principal,
    Path((id, name)): Path<(PostId, String)>,
) -> Result<NoContent> {
    let mut transaction = database::begin(&state.db()).await?;
    let post =
        posts::queries::hold(&mut *transaction, id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_link_tags(principal, &post).or_forbidden()?;
    let tag = tags::queries::find(&mut *transaction, &name, principal).await?;
    let tag = tag.ok_or(Error::NotFound)?;
    queries::link_tags(&mut *transaction, post.id, tag.id).await?;
    transaction.commit().await?;
    Ok(NoContent)
}

/// Unlinks a post from a tag. Nothing changes if it is unlinked already.
///
/// Allowed to `owner`. Both have to be there for the caller.
#[utoipa::path(
    delete,
    path = "/posts/{id}/tags/{name}",
    tag = "posts",
    operation_id = "unlink_post_tags",
    params(
        ("id" = PostId, Path, description = "The id of a post."),
        (
            "name" = String,
            Path,
            description = "The name of a tag.",
            min_length = 1,
            max_length = 40,
            pattern = "^(?:[a-z0-9-]+)$",
        ),
    ),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn unlink(
    State(state): State<AppState>,
    principal: Principal,
    Path((id, name)): Path<(PostId, String)>,
) -> Result<NoContent> {
    let mut transaction = database::begin(&state.db()).await?;
    let post =
        posts::queries::hold(&mut *transaction, id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_link_tags(principal, &post).or_forbidden()?;
    let tag = tags::queries::find(&mut *transaction, &name, principal).await?;
    let tag = tag.ok_or(Error::NotFound)?;
    queries::unlink_tags(&mut *transaction, post.id, tag.id).await?;
    transaction.commit().await?;
    Ok(NoContent)
}
