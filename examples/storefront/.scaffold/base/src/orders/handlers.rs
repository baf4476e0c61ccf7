//! The operations on orders.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::OrderFilter;
use super::include::{Included, OrderQuery};
use super::model::{NewOrder, OrderBody, OrderChanges, OrderId};
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path, Query};
use crate::pagination::Page;
use crate::respond::{Created, Fresh, NoContent, location};

/// Lists orders.
///
/// Holds what the caller may see, by `owner` or `clerk`. Each page has a `next_cursor`, with
/// which `cursor` asks for the one behind it; the last has none.
#[utoipa::path(
    get,
    path = "/orders",
    tag = "orders",
    operation_id = "list_orders",
    params(OrderFilter, PageParams<10, 50>),
    responses((status = OK, description = "A page.", body = Page<OrderBody>)),
    security(("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Paged { filter, page }: Paged<OrderFilter, 10, 50>,
) -> Result<Json<Page<OrderBody>>> {
    let viewer = Viewer::from(principal);
    let orders = pages::page(&state, viewer, &filter, page, None).await?;
    let included = Included::load(&state.db(), viewer, &orders.items, &filter.include).await?;
    Ok(Json(orders.map(|order| order.body(&included))))
}

/// Creates an order.
///
/// Allowed to `customer`. The answer has the new order, its path in `Location` and its version
/// in `ETag`.
#[utoipa::path(
    post,
    path = "/orders",
    tag = "orders",
    operation_id = "create_order",
    request_body = NewOrder,
    responses(Created<OrderBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Json(new): Json<NewOrder>,
) -> Result<Created<OrderBody>> {
    policy::may_create(principal).or_forbidden()?;
    let order = queries::create(&state.db(), principal, &new).await;
    let order = order.explain(rules::explain)?;
    let location = location("orders", order.id.0);
    let version = order.version;
    Ok(Created { location, version, body: order.body(&Included::default()) })
}

/// Shows an order.
///
/// Shown to `owner` or `clerk`; for everybody else it is not there. `ETag` has its version.
#[utoipa::path(
    get,
    path = "/orders/{id}",
    tag = "orders",
    operation_id = "show_order",
    params(("id" = OrderId, Path, description = "The id of an order."), OrderQuery),
    responses(Fresh<OrderBody>),
    security(("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<OrderId>,
    Query(query): Query<OrderQuery>,
) -> Result<Fresh<OrderBody>> {
    let order = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    let orders = std::slice::from_ref(&order);
    let included = Included::load(&state.db(), principal, orders, &query.include).await?;
    Ok(Fresh(order.version, order.body(&included)))
}

/// Changes an order.
///
/// Allowed to `owner if status = open`. `If-Match` must name the version that was seen. What is
/// left out stays as it is.
#[utoipa::path(
    patch,
    path = "/orders/{id}",
    tag = "orders",
    operation_id = "update_order",
    params(("id" = OrderId, Path, description = "The id of an order."), IfMatch),
    request_body = OrderChanges,
    responses(Fresh<OrderBody>),
    security(("bearer" = [])),
)]
pub async fn update(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<OrderId>,
    if_match: IfMatch,
    Json(changes): Json<OrderChanges>,
) -> Result<Fresh<OrderBody>> {
    let order = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_update(principal, &order).or_forbidden()?;
    if_match.check(order.version)?;
    let order = queries::update(&state.db(), &order, &changes).await;
    let order = order.explain(rules::explain)?.ok_or(if_match.overtaken())?;
    Ok(Fresh(order.version, order.body(&Included::default())))
}

/// Deletes an order.
///
/// Allowed to `owner if status = open`. `If-Match` must name the version that was seen. Others'
/// changes are not lost: what was changed since then is not deleted.
#[utoipa::path(
    delete,
    path = "/orders/{id}",
    tag = "orders",
    operation_id = "delete_order",
    params(("id" = OrderId, Path, description = "The id of an order."), IfMatch),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<OrderId>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let order = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &order).or_forbidden()?;
    if_match.check(order.version)?;
    if !queries::delete(&state.db(), &order).await? {
        return Err(if_match.overtaken());
    }
    Ok(NoContent)
}
