//! Pages of lines.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{LineFilter, LineSort};
use super::model::Line;
use crate::app::AppState;
use crate::auth::{Role, Viewer};
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select lines.id, lines.order_id, lines.product_id, lines.quantity, lines.unit_price,
        lines.gift_wrap, lines.version, lines.created_at, lines.updated_at
    from lines
    where (
        exists (select from orders where orders.id = lines.order_id and orders.customer_id = $1)
        or $2
    )
        and exists (
            select from orders
            where orders.id = lines.order_id and (orders.customer_id = $1 or $2)
        )";

/// A page of the lines that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &LineFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Line>> {
    let order = column(filter.sort).with_id("lines.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(viewer, within);
    let place = |row: &Line| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(
    viewer: Viewer,
    within: Option<(&'static str, Uuid)>,
) -> sqlx::Result<QueryBuilder<Postgres>> {
    let mut query =
        Binds::default().bind(viewer.id()).bind(viewer.has(Role::Clerk)).start(READABLE)?;
    if let Some((condition, id)) = within {
        narrow(&mut query, condition, Some(id));
    }
    Ok(query)
}

/// What an order compares.
fn column(sort: LineSort) -> Column {
    match sort {
        LineSort::Id => Column::ascending("lines.id", "uuid"),
        LineSort::IdDescending => Column::descending("lines.id", "uuid"),
        LineSort::CreatedAt => Column::ascending("lines.created_at", "timestamptz"),
        LineSort::CreatedAtDescending => Column::descending("lines.created_at", "timestamptz"),
        LineSort::UpdatedAt => Column::ascending("lines.updated_at", "timestamptz"),
        LineSort::UpdatedAtDescending => Column::descending("lines.updated_at", "timestamptz"),
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: LineSort, line: &Line) -> Option<String> {
    match sort {
        LineSort::Id | LineSort::IdDescending => key(line.id.0),
        LineSort::CreatedAt | LineSort::CreatedAtDescending => key(line.created_at),
        LineSort::UpdatedAt | LineSort::UpdatedAtDescending => key(line.updated_at),
    }
}
