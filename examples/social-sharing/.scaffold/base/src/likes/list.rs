//! Pages of likes.

use uuid::Uuid;

use super::filter::{LikeFilter, LikeSort};
use super::model::Like;
use crate::app::AppState;
use crate::auth::{Role, Viewer};
use crate::error::Result;
use crate::pagination::{Column, Page, PageRequest, key};
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
    let mut query =
        Binds::default().bind(viewer.id())?.bind(viewer.has(Role::Moderator))?.start(READABLE);
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    let order = column(filter.sort).with_id("likes.id");
    let keyset = page.keyset(&state.cursors, viewer.id(), order)?;
    keyset.push(&mut query);
    let rows = query.build_query_as().fetch_all(&state.db()).await?;
    Ok(keyset.page(rows, |row| (sort_key(filter.sort, row), row.id.0)))
}

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

fn sort_key(sort: LikeSort, like: &Like) -> Option<String> {
    match sort {
        LikeSort::Id | LikeSort::IdDescending => key(like.id.0),
        LikeSort::CreatedAt | LikeSort::CreatedAtDescending => key(like.created_at),
        LikeSort::UpdatedAt | LikeSort::UpdatedAtDescending => key(like.updated_at),
    }
}
