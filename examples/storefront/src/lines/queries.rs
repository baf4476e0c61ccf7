//! Every fixed statement about lines.
//!
//! The viewer's id is null for somebody who is not signed in.

use sqlx::PgExecutor;
use uuid::Uuid;

use super::model::{Line, LineChanges, LineId, NewLine, OrderOfLine};
use crate::auth::{Role, Viewer};
use crate::orders::model::OrderId;

/// The line, if the viewer may see it.
pub async fn find(
    db: impl PgExecutor<'_>,
    id: LineId,
    viewer: impl Into<Viewer>,
) -> sqlx::Result<Option<Line>> {
    let viewer = viewer.into();
    sqlx::query_as!(
        Line,
        "
        select id, order_id, product_id, quantity, unit_price, gift_wrap, version, created_at,
            updated_at
        from lines
        where id = $1
            and (
                exists (
                    select from orders where orders.id = lines.order_id and orders.customer_id = $2
                )
                or $3
            )
            and exists (
                select from orders
                where orders.id = lines.order_id and (orders.customer_id = $2 or $3)
            )
        ",
        id.0,
        viewer.id(),
        viewer.has(Role::Clerk),
    )
    .fetch_optional(db)
    .await
}

/// The order of a line, which stays as it is until the transaction ends.
pub async fn hold_order(db: impl PgExecutor<'_>, id: OrderId) -> sqlx::Result<Option<OrderOfLine>> {
    sqlx::query_as!(
        OrderOfLine,
        "select id, customer_id, status from orders where id = $1 for share",
        id.0
    )
    .fetch_optional(db)
    .await
}

/// Adds a line to the order.
pub async fn create(db: impl PgExecutor<'_>, order: OrderId, new: &NewLine) -> sqlx::Result<Line> {
    sqlx::query_as!(
        Line,
        "
        insert into lines (id, order_id, product_id, quantity, gift_wrap)
        values ($1, $2, $3, $4, coalesce($5, false))
        returning id, order_id, product_id, quantity, unit_price, gift_wrap, version, created_at,
            updated_at
        ",
        Uuid::now_v7(),
        order.0,
        new.product_id.0,
        new.quantity,
        new.gift_wrap.as_set(),
    )
    .fetch_one(db)
    .await
}

/// Changes the line, unless it has another version by now.
pub async fn update(
    db: impl PgExecutor<'_>,
    line: &Line,
    changes: &LineChanges,
) -> sqlx::Result<Option<Line>> {
    sqlx::query_as!(
        Line,
        "
        update lines
        set quantity = coalesce($3, quantity),
            gift_wrap = coalesce($4, gift_wrap),
            version = version + 1,
            updated_at = now()
        where id = $1 and version = $2
        returning id, order_id, product_id, quantity, unit_price, gift_wrap, version, created_at,
            updated_at
        ",
        line.id.0,
        line.version,
        changes.quantity.as_set(),
        changes.gift_wrap.as_set(),
    )
    .fetch_optional(db)
    .await
}

/// Deletes the line, unless it has another version by now.
pub async fn delete(db: impl PgExecutor<'_>, line: &Line) -> sqlx::Result<bool> {
    let result =
        sqlx::query!("delete from lines where id = $1 and version = $2", line.id.0, line.version)
            .execute(db)
            .await?;
    Ok(result.rows_affected() == 1)
}
