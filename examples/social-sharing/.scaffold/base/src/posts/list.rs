//! Pages of posts.

use uuid::Uuid;

use super::filter::{PostFilter, PostSort};
use super::model::Post;
use crate::app::AppState;
use crate::auth::{Role, Viewer};
use crate::error::Result;
use crate::pagination::{Column, Page, PageRequest, key};
use crate::select::{Binds, narrow, narrow_null};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select posts.id, posts.author_id, posts.title, posts.body, posts.visibility, posts.status,
        posts.published_at,
        (select count(*) from likes where likes.post_id = posts.id) as likes,
        exists (select from likes where likes.post_id = posts.id and likes.author_id = $1) as liked,
        posts.version, posts.created_at, posts.updated_at
    from posts
    where posts.deleted_at is null
        and (
            (posts.status = 'published' and posts.visibility = 'everyone')
            or posts.author_id = $1
            or $2
        )";

/// A page of the posts that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &PostFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Post>> {
    let mut query =
        Binds::default().bind(viewer.id())?.bind(viewer.has(Role::Moderator))?.start(READABLE);
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    narrow(&mut query, "posts.search @@ websearch_to_tsquery('english', ?)", filter.q.as_ref());
    narrow(&mut query, "posts.visibility = ?", filter.visibility);
    narrow(&mut query, "posts.visibility = any(?)", filter.visibility_in.as_ref());
    narrow(&mut query, "posts.status = ?", filter.status);
    narrow(&mut query, "posts.status = any(?)", filter.status_in.as_ref());
    narrow(&mut query, "posts.published_at = ?", filter.published_at);
    narrow(&mut query, "posts.published_at = any(?)", filter.published_at_in.as_ref());
    narrow(&mut query, "posts.published_at >= ?", filter.published_at_gte);
    narrow(&mut query, "posts.published_at > ?", filter.published_at_gt);
    narrow(&mut query, "posts.published_at <= ?", filter.published_at_lte);
    narrow(&mut query, "posts.published_at < ?", filter.published_at_lt);
    narrow_null(&mut query, "posts.published_at", filter.published_at_null);
    let order = column(filter.sort).with_id("posts.id");
    let keyset = page.keyset(&state.cursors, viewer.id(), order)?;
    keyset.push(&mut query);
    let rows = query.build_query_as().fetch_all(&state.db()).await?;
    Ok(keyset.page(rows, |row| (sort_key(filter.sort, row), row.id.0)))
}

fn column(sort: PostSort) -> Column {
    match sort {
        PostSort::PublishedAt => Column::ascending("posts.published_at", "timestamptz").nullable(),
        PostSort::PublishedAtDescending => {
            Column::descending("posts.published_at", "timestamptz").nullable()
        }
        PostSort::CreatedAt => Column::ascending("posts.created_at", "timestamptz"),
        PostSort::CreatedAtDescending => Column::descending("posts.created_at", "timestamptz"),
        PostSort::UpdatedAt => Column::ascending("posts.updated_at", "timestamptz"),
        PostSort::UpdatedAtDescending => Column::descending("posts.updated_at", "timestamptz"),
    }
}

fn sort_key(sort: PostSort, post: &Post) -> Option<String> {
    match sort {
        PostSort::PublishedAt | PostSort::PublishedAtDescending => post.published_at.and_then(key),
        PostSort::CreatedAt | PostSort::CreatedAtDescending => key(post.created_at),
        PostSort::UpdatedAt | PostSort::UpdatedAtDescending => key(post.updated_at),
    }
}
