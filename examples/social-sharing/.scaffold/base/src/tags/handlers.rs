//! The operations on tags.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::TagFilter;
use super::model::{NewTag, Tag, TagBody};
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{Json, PageParams, Paged, Path};
use crate::pagination::Page;
use crate::respond::{Created, Fresh, location};

/// Lists tags.
///
/// Open to everybody. Each page has a `next_cursor`, with which `cursor` asks for the one
/// behind it; the last has none.
#[utoipa::path(
    get,
    path = "/tags",
    tag = "tags",
    operation_id = "list_tags",
    params(TagFilter, PageParams),
    responses((status = OK, description = "A page.", body = Page<TagBody>)),
    security((), ("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Paged { filter, page }: Paged<TagFilter>,
) -> Result<Json<Page<TagBody>>> {
    let tags = pages::page(&state, viewer, &filter, page, None).await?;
    Ok(Json(tags.map(Tag::body)))
}

/// Creates a tag.
///
/// Allowed to `member`. The answer has the new tag, its path in `Location` and its version in
/// `ETag`.
#[utoipa::path(
    post,
    path = "/tags",
    tag = "tags",
    operation_id = "create_tag",
    request_body = NewTag,
    responses(Created<TagBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Json(new): Json<NewTag>,
) -> Result<Created<TagBody>> {
    policy::may_create(principal).or_forbidden()?;
    let tag = queries::create(&state.db(), &new).await;
    let tag = tag.explain(rules::explain)?;
    let location = location("tags", &tag.name);
    let version = tag.version;
    Ok(Created { location, version, body: tag.body() })
}

/// Shows a tag.
///
/// Open to everybody. `ETag` has its version.
#[utoipa::path(
    get,
    path = "/tags/{name}",
    tag = "tags",
    operation_id = "show_tag",
    params((
        "name" = String,
        Path,
        description = "The name of a tag.",
        min_length = 1,
        max_length = 40,
        pattern = "^(?:[a-z0-9-]+)$",
    )),
    responses(Fresh<TagBody>),
    security((), ("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(name): Path<String>,
) -> Result<Fresh<TagBody>> {
    let tag = queries::find(&state.db(), &name, viewer).await?.ok_or(Error::NotFound)?;
    Ok(Fresh(tag.version, tag.body()))
}
