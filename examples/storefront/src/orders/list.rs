//! Pages of orders.

use uuid::Uuid;

use super::filter::{OrderFilter, OrderSort};
use super::model::Order;
use crate::app::AppState;
use crate::auth::{Role, Viewer};
use crate::error::Result;
use crate::pagination::{Column, Page, PageRequest, key};
use crate::select::{Binds, narrow, narrow_null};

/// The rows that the viewer may see. It ends inside its `where`, and goes on with what narrows it.
const READABLE: &str = "
    select orders.id, orders.customer_id, orders.status, orders.note, orders.placed_at,
        orders.shipped_at, orders.cancel_reason, orders.handled_by_id, orders.version,
        orders.created_at, orders.updated_at
    from orders
    where (orders.customer_id = $1 or $2)";

/// A page of the orders that the viewer may see and the filter allows; `within` narrows them to
/// those that belong to another row.
pub async fn page(
    state: &AppState,
    viewer: Viewer,
    filter: &OrderFilter,
    page: PageRequest,
    within: Option<(&'static str, Uuid)>,
) -> Result<Page<Order>> {
    let mut query =
        Binds::default().bind(viewer.id())?.bind(viewer.has(Role::Clerk))?.start(READABLE);
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
    let order = column(filter.sort).with_id("orders.id");
    let keyset = page.keyset(&state.cursors, viewer.id(), order)?;
    keyset.push(&mut query);
    let rows = query.build_query_as().fetch_all(&state.db()).await?;
    Ok(keyset.page(rows, |row| (sort_key(filter.sort, row), row.id.0)))
}

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

fn sort_key(sort: OrderSort, order: &Order) -> Option<String> {
    match sort {
        OrderSort::PlacedAt | OrderSort::PlacedAtDescending => order.placed_at.and_then(key),
        OrderSort::Id | OrderSort::IdDescending => key(order.id.0),
        OrderSort::CreatedAt | OrderSort::CreatedAtDescending => key(order.created_at),
        OrderSort::UpdatedAt | OrderSort::UpdatedAtDescending => key(order.updated_at),
    }
}
