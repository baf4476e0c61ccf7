//! One statement an action: it changes the row where the action's condition holds.

use sqlx::PgExecutor;

use super::model::CancelOrder;
use crate::auth::{Principal, Role};
use crate::orders::model::{Order, OrderId};

/// Carries out `place` where `status = open` holds and the principal may, unless the order has
/// another version than the one that is named, if one is.
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

/// Carries out `pay` where `status = placed` holds, unless the order has another version than
/// the one that is named, if one is.
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

/// Carries out `ship` where `status = paid` holds, unless the order has another version than
/// the one that is named, if one is.
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

/// Carries out `cancel` where `status in (open, placed)` holds and the principal may, unless
/// the order has another version than the one that is named, if one is.
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
