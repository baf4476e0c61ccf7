//! Pages of follows.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{FollowFilter, FollowSort};
use super::model::Follow;
use crate::app::AppState;
use crate::auth::Viewer;
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select follows.id, follows.follower_id, follows.followee_id, follows.version,
        follows.created_at, follows.updated_at
    from follows
    where true";

/// A page of the follows that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &FollowFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Follow>> {
    let order = column(filter.sort).with_id("follows.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(within);
    let place = |row: &Follow| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(within: Option<(&'static str, Uuid)>) -> sqlx::Result<QueryBuilder<Postgres>> {
    let mut query = Binds::default().start(READABLE)?;
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    Ok(query)
}

/// What an order compares.
fn column(sort: FollowSort) -> Column {
    match sort {
        FollowSort::Id => Column::ascending("follows.id", "uuid"),
        FollowSort::IdDescending => Column::descending("follows.id", "uuid"),
        FollowSort::CreatedAt => Column::ascending("follows.created_at", "timestamptz"),
        FollowSort::CreatedAtDescending => Column::descending("follows.created_at", "timestamptz"),
        FollowSort::UpdatedAt => Column::ascending("follows.updated_at", "timestamptz"),
        FollowSort::UpdatedAtDescending => Column::descending("follows.updated_at", "timestamptz"),
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: FollowSort, follow: &Follow) -> Option<String> {
    match sort {
        FollowSort::Id | FollowSort::IdDescending => key(follow.id.0),
        FollowSort::CreatedAt | FollowSort::CreatedAtDescending => key(follow.created_at),
        FollowSort::UpdatedAt | FollowSort::UpdatedAtDescending => key(follow.updated_at),
    }
}
