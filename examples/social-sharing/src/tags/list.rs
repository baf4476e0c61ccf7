//! Pages of tags.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{TagFilter, TagSort};
use super::model::Tag;
use crate::app::AppState;
use crate::auth::Viewer;
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select tags.id, tags.name, tags.version, tags.created_at, tags.updated_at
    from tags
    where true";

/// A page of the tags that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &TagFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Tag>> {
    let order = column(filter.sort).with_id("tags.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(within);
    let place = |row: &Tag| (sort_key(filter.sort, row), row.id.0);
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
fn column(sort: TagSort) -> Column {
    match sort {
        TagSort::Id => Column::ascending("tags.id", "uuid"),
        TagSort::IdDescending => Column::descending("tags.id", "uuid"),
        TagSort::CreatedAt => Column::ascending("tags.created_at", "timestamptz"),
        TagSort::CreatedAtDescending => Column::descending("tags.created_at", "timestamptz"),
        TagSort::UpdatedAt => Column::ascending("tags.updated_at", "timestamptz"),
        TagSort::UpdatedAtDescending => Column::descending("tags.updated_at", "timestamptz"),
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: TagSort, tag: &Tag) -> Option<String> {
    match sort {
        TagSort::Id | TagSort::IdDescending => key(tag.id.0),
        TagSort::CreatedAt | TagSort::CreatedAtDescending => key(tag.created_at),
        TagSort::UpdatedAt | TagSort::UpdatedAtDescending => key(tag.updated_at),
    }
}
