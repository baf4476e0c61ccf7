//! Pages of likes.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{LikeFilter, LikeSort};
use super::model::Like;
use crate::app::AppState;
use crate::auth::{Role, Viewer};
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select likes.id, likes.post_id, likes.author_id, likes.version, likes.created_at,
        likes.updated_at
    from likes
    where exists (
        select from posts
        where posts.id = likes.post_id and posts.deleted_at is null
            and (
                (posts.status = 'published' and posts.visibility = 'everyone')
                or posts.author_id = $1
                or $2
            )
    )";

/// A page of the likes that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &LikeFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Like>> {
    let order = column(filter.sort).with_id("likes.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(viewer, within);
    let place = |row: &Like| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(
    viewer: Viewer,
    within: Option<(&'static str, Uuid)>,
) -> sqlx::Result<QueryBuilder<Postgres>> {
    let mut query =
        Binds::default().bind(viewer.id()).bind(viewer.has(Role::Moderator)).start(READABLE)?;
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    Ok(query)
}

/// What an order compares.
fn column(sort: LikeSort) -> Column {
    match sort {
        LikeSort::Id => Column::ascending("likes.id", "uuid"),
        LikeSort::IdDescending => Column::descending("likes.id", "uuid"),
        LikeSort::CreatedAt => Column::ascending("likes.created_at", "timestamptz"),
        LikeSort::CreatedAtDescending => Column::descending("likes.created_at", "timestamptz"),
        LikeSort::UpdatedAt => Column::ascending("likes.updated_at", "timestamptz"),
        LikeSort::UpdatedAtDescending => Column::descending("likes.updated_at", "timestamptz"),
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: LikeSort, like: &Like) -> Option<String> {
    match sort {
        LikeSort::Id | LikeSort::IdDescending => key(like.id.0),
        LikeSort::CreatedAt | LikeSort::CreatedAtDescending => key(like.created_at),
        LikeSort::UpdatedAt | LikeSort::UpdatedAtDescending => key(like.updated_at),
    }
}
