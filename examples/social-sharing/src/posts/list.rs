//! Pages of posts.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{PostFilter, PostSort};
use super::model::Post;
use super::policy;
use crate::app::AppState;
use crate::auth::Viewer;
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow, narrow_null};

/// All posts that are there. It ends inside its `where`, and goes on with what narrows it.
const ALL: &str = "
    select posts.id, posts.author_id, posts.title, posts.body, posts.visibility, posts.status,
        posts.published_at,
        (select count(*) from likes where likes.post_id = posts.id) as likes,
        exists (select from likes where likes.post_id = posts.id and likes.author_id = $1) as liked,
        posts.version, posts.created_at, posts.updated_at
    from posts
    where posts.deleted_at is null";

/// Narrows them to those that the viewer may see, unless that is all of them.
const READABLE: &str = "
        and (
            (posts.status = 'published' and posts.visibility = 'everyone')
            or posts.author_id = $1
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
    let order = column(filter.sort).with_id("posts.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(viewer, filter, within);
    let place = |row: &Post| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(
    viewer: Viewer,
    filter: &PostFilter,
    within: Option<(&'static str, Uuid)>,
) -> sqlx::Result<QueryBuilder<Postgres>> {
    let mut query = Binds::default().bind(viewer.id()).start(ALL)?;
    // Whoever sees all sends another statement than others, so that Postgres plans for each.
    if !policy::sees_all(viewer) {
        query.push(READABLE);
    }
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
    Ok(query)
}

/// What an order compares.
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

/// What a row has there, as a cursor holds it.
fn sort_key(sort: PostSort, post: &Post) -> Option<String> {
    match sort {
        PostSort::PublishedAt | PostSort::PublishedAtDescending => post.published_at.and_then(key),
        PostSort::CreatedAt | PostSort::CreatedAtDescending => key(post.created_at),
        PostSort::UpdatedAt | PostSort::UpdatedAtDescending => key(post.updated_at),
    }
}
