//! One statement an action: it changes the row where the action's condition holds.

use sqlx::PgExecutor;

use super::model::QuoteLine;
use crate::lines::model::{Line, LineId};

/// Carries out `quote` where `order.status = placed` holds, unless the line has another version
/// than the one that is named, if one is.
pub async fn quote(
    db: impl PgExecutor<'_>,
    id: LineId,
    version: Option<i64>,
    taken: &QuoteLine,
) -> sqlx::Result<Option<Line>> {
    sqlx::query_as!(
        Line,
        "
        update lines
        set unit_price = $3, version = version + 1, updated_at = now()
        where id = $1 and version = coalesce($2, version)
            and exists (
                select from orders where orders.id = lines.order_id and orders.status = 'placed'
            )
        returning id, order_id, product_id, quantity, unit_price, gift_wrap, version, created_at,
            updated_at
        ",
        id.0,
        version,
        taken.price as _,
    )
    .fetch_optional(db)
    .await
}
