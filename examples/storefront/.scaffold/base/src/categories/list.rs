//! Pages of categories.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{CategoryFilter, CategorySort};
use super::model::Category;
use crate::app::AppState;
use crate::auth::Viewer;
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow, narrow_null};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select categories.id, categories.name, categories.slug, categories.parent_id,
        categories.version, categories.created_at, categories.updated_at
    from categories
    where true";

/// A page of the categories that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &CategoryFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Category>> {
    let order = column(filter.sort).with_id("categories.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(filter, within);
    let place = |row: &Category| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(
    filter: &CategoryFilter,
    within: Option<(&'static str, Uuid)>,
) -> sqlx::Result<QueryBuilder<Postgres>> {
    let mut query = Binds::default().start(READABLE)?;
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    narrow(&mut query, "categories.parent_id = ?", filter.parent_id);
    narrow(&mut query, "categories.parent_id = any(?)", filter.parent_id_in.as_ref());
    narrow_null(&mut query, "categories.parent_id", filter.parent_id_null);
    Ok(query)
}

/// What an order compares.
fn column(sort: CategorySort) -> Column {
    match sort {
        CategorySort::Name => Column::ascending("categories.name", "text"),
        CategorySort::NameDescending => Column::descending("categories.name", "text"),
        CategorySort::CreatedAt => Column::ascending("categories.created_at", "timestamptz"),
        CategorySort::CreatedAtDescending => {
            Column::descending("categories.created_at", "timestamptz")
        }
        CategorySort::UpdatedAt => Column::ascending("categories.updated_at", "timestamptz"),
        CategorySort::UpdatedAtDescending => {
            Column::descending("categories.updated_at", "timestamptz")
        }
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: CategorySort, category: &Category) -> Option<String> {
    match sort {
        CategorySort::Name | CategorySort::NameDescending => key(&category.name),
        CategorySort::CreatedAt | CategorySort::CreatedAtDescending => key(category.created_at),
        CategorySort::UpdatedAt | CategorySort::UpdatedAtDescending => key(category.updated_at),
    }
}
