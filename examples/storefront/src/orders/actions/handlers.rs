//! One function an action.

use axum::extract::State;

use super::model::CancelOrder;
use super::queries;
use crate::app::AppState;
use crate::auth::Principal;
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{Json, OptionalIfMatch, Path};
use crate::orders;
use crate::orders::include::Included;
use crate::orders::model::{OrderBody, OrderId};
use crate::orders::{policy, rules};
use crate::respond::Fresh;

/// Carries out `place` on an order.
///
/// Allowed to `owner`. Refused with 409 unless `status = open`. With `If-Match`, only if the
/// order is still that version.
#[utoipa::path(
    post,
    path = "/orders/{id}/place",
    tag = "orders",
    operation_id = "place_order",
    params(("id" = OrderId, Path, description = "The id of an order."), OptionalIfMatch),
    responses(Fresh<OrderBody>),
    security(("bearer" = [])),
)]
pub async fn place(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<OrderId>,
    OptionalIfMatch(if_match): OptionalIfMatch,
) -> Result<Fresh<OrderBody>> {
    let order = orders::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_place(principal, &order).or_forbidden()?;
    let version = if_match.pin(order.version)?;
    let order = queries::place(&state.db(), principal, order.id, version).await;
    let Some(order) = order.explain(rules::explain)? else {
        // Nothing was done: the row as it is by now tells why.
        let order =
            orders::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
        policy::may_place(principal, &order).or_forbidden()?;
        if_match.check(order.version)?;
        return Err(Error::Conflict("only possible while status = open"));
    };
    Ok(Fresh(order.version, order.body(&Included::default())))
}

/// Carries out `pay` on an order.
///
/// Allowed to `clerk`. Refused with 409 unless `status = placed`. With `If-Match`, only if the
/// order is still that version.
#[utoipa::path(
    post,
    path = "/orders/{id}/pay",
    tag = "orders",
    operation_id = "pay_order",
    params(("id" = OrderId, Path, description = "The id of an order."), OptionalIfMatch),
    responses(Fresh<OrderBody>),
    security(("bearer" = [])),
)]
pub async fn pay(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<OrderId>,
    OptionalIfMatch(if_match): OptionalIfMatch,
) -> Result<Fresh<OrderBody>> {
    let order = orders::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_pay(principal, &order).or_forbidden()?;
    let version = if_match.pin(order.version)?;
    let order = queries::pay(&state.db(), principal, order.id, version).await;
    let Some(order) = order.explain(rules::explain)? else {
        // Nothing was done: the row as it is by now tells why.
        let order =
            orders::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
        if_match.check(order.version)?;
        return Err(Error::Conflict("only possible while status = placed"));
    };
    Ok(Fresh(order.version, order.body(&Included::default())))
}

/// Carries out `ship` on an order.
///
/// Allowed to `clerk`. Refused with 409 unless `status = paid`. With `If-Match`, only if the
/// order is still that version.
#[utoipa::path(
    post,
    path = "/orders/{id}/ship",
    tag = "orders",
    operation_id = "ship_order",
    params(("id" = OrderId, Path, description = "The id of an order."), OptionalIfMatch),
    responses(Fresh<OrderBody>),
    security(("bearer" = [])),
)]
pub async fn ship(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<OrderId>,
    OptionalIfMatch(if_match): OptionalIfMatch,
) -> Result<Fresh<OrderBody>> {
    let order = orders::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_ship(principal, &order).or_forbidden()?;
    let version = if_match.pin(order.version)?;
    let order = queries::ship(&state.db(), order.id, version).await;
    let Some(order) = order.explain(rules::explain)? else {
        // Nothing was done: the row as it is by now tells why.
        let order =
            orders::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
        if_match.check(order.version)?;
        return Err(Error::Conflict("only possible while status = paid"));
    };
    Ok(Fresh(order.version, order.body(&Included::default())))
}

/// Carries out `cancel` on an order.
///
/// Allowed to `owner` or `clerk`. Refused with 409 unless `status in (open, placed)`. With
/// `If-Match`, only if the order is still that version.
#[utoipa::path(
    post,
    path = "/orders/{id}/cancel",
    tag = "orders",
    operation_id = "cancel_order",
    params(("id" = OrderId, Path, description = "The id of an order."), OptionalIfMatch),
    request_body = CancelOrder,
    responses(Fresh<OrderBody>),
    security(("bearer" = [])),
)]
pub async fn cancel(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<OrderId>,
    OptionalIfMatch(if_match): OptionalIfMatch,
    Json(taken): Json<CancelOrder>,
) -> Result<Fresh<OrderBody>> {
    let order = orders::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_cancel(principal, &order).or_forbidden()?;
    let version = if_match.pin(order.version)?;
    let order = queries::cancel(&state.db(), principal, order.id, version, &taken).await;
    let Some(order) = order.explain(rules::explain)? else {
        // Nothing was done: the row as it is by now tells why.
        let order =
            orders::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
        policy::may_cancel(principal, &order).or_forbidden()?;
        if_match.check(order.version)?;
        return Err(Error::Conflict("only possible while status in (open, placed)"));
    };
    Ok(Fresh(order.version, order.body(&Included::default())))
}
