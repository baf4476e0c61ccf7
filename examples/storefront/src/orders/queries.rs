//! Every fixed statement about orders.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{CancelOrder, NewOrder, Order, OrderChanges, OrderId};
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

/// Carries out `place` where `status = open` holds, unless the order has another version than the
/// one that is named, if one is.
pub async fn place(
    db: impl PgExecutor<'_>,
    principal: Principal,
    id: OrderId,
    version: Option<i64>,
) -> sqlx::Result<Option<Order>> {
    sqlx::query_as!(
        Order,
        "
        update orders
        set status = 'placed', placed_at = now(), version = version + 1, updated_at = now()
        where id = $1 and version = coalesce($2, version) and status = 'open' and customer_id = $3
        returning id, customer_id, status, note, placed_at, shipped_at, cancel_reason,
            handled_by_id, version, created_at, updated_at
        ",
        id.0,
        version,
        principal.id.0,
    )
    .fetch_optional(db)
    .await
}

/// Carries out `pay` where `status = placed` holds, unless the order has another version than the
/// one that is named, if one is.
pub async fn pay(
    db: impl PgExecutor<'_>,
    principal: Principal,
    id: OrderId,
    version: Option<i64>,
) -> sqlx::Result<Option<Order>> {
    sqlx::query_as!(
        Order,
        "
        update orders
        set status = 'paid', handled_by_id = $3, version = version + 1, updated_at = now()
        where id = $1 and version = coalesce($2, version) and status = 'placed'
        returning id, customer_id, status, note, placed_at, shipped_at, cancel_reason,
            handled_by_id, version, created_at, updated_at
        ",
        id.0,
        version,
        principal.id.0,
    )
    .fetch_optional(db)
    .await
}

/// Carries out `ship` where `status = paid` holds, unless the order has another version than the
/// one that is named, if one is.
pub async fn ship(
    db: impl PgExecutor<'_>,
    id: OrderId,
    version: Option<i64>,
) -> sqlx::Result<Option<Order>> {
    sqlx::query_as!(
        Order,
        "
        update orders
        set status = 'shipped', shipped_at = now(), version = version + 1, updated_at = now()
        where id = $1 and version = coalesce($2, version) and status = 'paid'
        returning id, customer_id, status, note, placed_at, shipped_at, cancel_reason,
            handled_by_id, version, created_at, updated_at
        ",
        id.0,
        version,
    )
    .fetch_optional(db)
    .await
}

/// Carries out `cancel` where `status in (open, placed)` holds, unless the order has another
/// version than the one that is named, if one is.
pub async fn cancel(
    db: impl PgExecutor<'_>,
    principal: Principal,
    id: OrderId,
    version: Option<i64>,
    taken: &CancelOrder,
) -> sqlx::Result<Option<Order>> {
    sqlx::query_as!(
        Order,
        "
        update orders
        set status = 'cancelled', cancel_reason = $3, version = version + 1, updated_at = now()
        where id = $1 and version = coalesce($2, version) and status in ('open', 'placed')
            and (customer_id = $4 or $5)
        returning id, customer_id, status, note, placed_at, shipped_at, cancel_reason,
            handled_by_id, version, created_at, updated_at
        ",
        id.0,
        version,
        taken.reason,
        principal.id.0,
        principal.has(Role::Clerk),
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
