//! Pages of orders.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::filter::{OrderFilter, OrderSort};
use super::model::Order;
use super::policy;
use crate::app::AppState;
use crate::auth::Viewer;
use crate::error::Result;
use crate::keyset::{Column, Keyset, key};
use crate::pagination::{Page, PageRequest};
use crate::select::{Binds, narrow, narrow_null};

/// All orders that are there. It ends inside its `where`, and goes on with what narrows it.
const ALL: &str = "
    select orders.id, orders.customer_id, orders.status, orders.note, orders.placed_at,
        orders.shipped_at, orders.cancel_reason, orders.handled_by_id, orders.version,
        orders.created_at, orders.updated_at
    from orders
    where true";

/// Narrows them to those that the viewer may see, unless that is all of them.
const READABLE: &str = "
        and orders.customer_id = $1";

/// A page of the orders that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &OrderFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Order>> {
    let order = column(filter.sort).with_id("orders.id");
    let keyset = Keyset::new(page, &state.cursors, viewer.id(), order)?;
    let rows = || readable(viewer, filter, within);
    let place = |row: &Order| (sort_key(filter.sort, row), row.id.0);
    keyset.read(&state.db(), rows, place).await
}

/// The beginning of a statement: everything but its place, order and limit.
fn readable(
    viewer: Viewer,
    filter: &OrderFilter,
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
    narrow(&mut query, "orders.status = ?", filter.status);
    narrow(&mut query, "orders.status = any(?)", filter.status_in.as_ref());
    narrow(&mut query, "orders.placed_at = ?", filter.placed_at);
    narrow(&mut query, "orders.placed_at = any(?)", filter.placed_at_in.as_ref());
    narrow(&mut query, "orders.placed_at >= ?", filter.placed_at_gte);
    narrow(&mut query, "orders.placed_at > ?", filter.placed_at_gt);
    narrow(&mut query, "orders.placed_at <= ?", filter.placed_at_lte);
    narrow(&mut query, "orders.placed_at < ?", filter.placed_at_lt);
    narrow_null(&mut query, "orders.placed_at", filter.placed_at_null);
    Ok(query)
}

/// What an order compares.
fn column(sort: OrderSort) -> Column {
    match sort {
        OrderSort::PlacedAt => Column::ascending("orders.placed_at", "timestamptz").nullable(),
        OrderSort::PlacedAtDescending => {
            Column::descending("orders.placed_at", "timestamptz").nullable()
        }
        OrderSort::Id => Column::ascending("orders.id", "uuid"),
        OrderSort::IdDescending => Column::descending("orders.id", "uuid"),
        OrderSort::CreatedAt => Column::ascending("orders.created_at", "timestamptz"),
        OrderSort::CreatedAtDescending => Column::descending("orders.created_at", "timestamptz"),
        OrderSort::UpdatedAt => Column::ascending("orders.updated_at", "timestamptz"),
        OrderSort::UpdatedAtDescending => Column::descending("orders.updated_at", "timestamptz"),
    }
}

/// What a row has there, as a cursor holds it.
fn sort_key(sort: OrderSort, order: &Order) -> Option<String> {
    match sort {
        OrderSort::PlacedAt | OrderSort::PlacedAtDescending => order.placed_at.and_then(key),
        OrderSort::Id | OrderSort::IdDescending => key(order.id.0),
        OrderSort::CreatedAt | OrderSort::CreatedAtDescending => key(order.created_at),
        OrderSort::UpdatedAt | OrderSort::UpdatedAtDescending => key(order.updated_at),
    }
}
