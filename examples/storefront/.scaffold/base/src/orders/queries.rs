//! Every fixed statement about orders.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{NewOrder, Order, OrderChanges, OrderId};
use crate::auth::{Principal, Role, Viewer};

/// The order, if the viewer may see it.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: OrderId,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Order>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Order,
        "
        select id, customer_id, status, note, placed_at, shipped_at, cancel_reason, handled_by_id,
            version, created_at, updated_at
        from orders
        where id = $1 and (customer_id = $2 or $3)
        ",
        id.0,
        viewer.id(),
        viewer.has(Role::Clerk),
    )
    .fetch_optional(db)
    .await
}

/// Those of the orders that the viewer may see.
pub async fn by_ids(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Vec<Order>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Order,
        "
        select id, customer_id, status, note, placed_at, shipped_at, cancel_reason, handled_by_id,
            version, created_at, updated_at
        from orders
        where id = any($1) and (customer_id = $2 or $3)
        ",
        ids,
        viewer.id(),
        viewer.has(Role::Clerk),
    )
    .fetch_all(db)
    .await
}

/// Adds an order of the principal.
pub async fn create(
    db: impl PgExecutor<'_>,
    principal: Principal,
    new: &NewOrder,
) -> sqlx::Result<Order> {
    sqlx::query_as!(
        Order,
        "
        insert into orders (id, customer_id, note)
        values ($1, $2, $3)
        returning id, customer_id, status, note, placed_at, shipped_at, cancel_reason,
            handled_by_id, version, created_at, updated_at
        ",
        Uuid::now_v7(),
        principal.id.0,
        new.note.as_ref(),
    )
    .fetch_one(db)
    .await
}

/// Changes the order, unless it has another version by now.
pub async fn update(
    db: impl PgExecutor<'_>,
    order: &Order,
    changes: &OrderChanges,
) -> sqlx::Result<Option<Order>> {
    sqlx::query_as!(
        Order,
        "
        update orders
        set note = case when $3 then $4 else note end, version = version + 1, updated_at = now()
        where id = $1 and version = $2
        returning id, customer_id, status, note, placed_at, shipped_at, cancel_reason,
            handled_by_id, version, created_at, updated_at
        ",
        order.id.0,
        order.version,
        changes.note.is_set(),
        changes.note.as_value(),
    )
    .fetch_optional(db)
    .await
}

/// Deletes the order, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, order: &Order) -> sqlx::Result<bool> {
    let result = sqlx::query!(
        "delete from orders where id = $1 and version = $2",
        order.id.0,
        order.version
    )
    .execute(db)
    .await?;
    Ok(result.rows_affected() == 1)
}
