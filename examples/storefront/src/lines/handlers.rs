//! The operations on lines.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::LineFilter;
use super::include::{Included, LineQuery};
use super::model::{LineBody, LineChanges, LineId, NewLine};
use super::references::References;
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, Viewer};
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path, Query};
use crate::orders::model::OrderId;
use crate::pagination::Page;
use crate::respond::{Created, Fresh, NoContent, location};
use crate::{database, orders};

/// Lists the lines of an order.
///
/// Holds what the caller may see, by `order.owner` or `clerk`. There is none under an order
/// that the caller may not see. Each page has a `next_cursor`, with which `cursor` asks for the
/// one behind it; the last has none.
#[utoipa::path(
    get,
    path = "/orders/{order_id}/lines",
    tag = "lines",
    operation_id = "list_lines",
    params(
        ("order_id" = OrderId, Path, description = "The id of an order."),
        LineFilter,
        PageParams,
    ),
    responses((status = OK, description = "A page.", body = Page<LineBody>)),
    security(("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Path(order_id): Path<OrderId>,
    Paged { filter, page }: Paged<LineFilter>,
) -> Result<Json<Page<LineBody>>> {
    let viewer = Viewer::from(principal);
    let order = orders::queries::find(&state.db(), order_id, viewer).await?;
    let order = order.ok_or(Error::NotFound)?;
    let within = Some(("lines.order_id = ?", order.id.0));
    let lines = pages::page(&state, viewer, &filter, page, within).await?;
    let included = Included::load(&state.db(), viewer, &lines.items, &filter.include).await?;
    Ok(Json(lines.map(|line| line.body(&included))))
}

/// Creates a line under an order.
///
/// Allowed to `order.owner if order.status = open`. There is none under an order that the
/// caller may not see. The answer has the new line, its path in `Location` and its version in
/// `ETag`.
#[utoipa::path(
    post,
    path = "/orders/{order_id}/lines",
    tag = "lines",
    operation_id = "create_line",
    params(("order_id" = OrderId, Path, description = "The id of an order.")),
    request_body = NewLine,
    responses(Created<LineBody>),
    security(("bearer" = [])),
)]
pub async fn create(
    State(state): State<AppState>,
    principal: Principal,
    Path(order_id): Path<OrderId>,
    Json(new): Json<NewLine>,
) -> Result<Created<LineBody>> {
    let order = orders::queries::find(&state.db(), order_id, principal).await?;
    let order = order.ok_or(Error::NotFound)?;
    let mut transaction = database::begin(&state.db()).await?;
    let order = queries::hold_order(&mut *transaction, order.id).await?.ok_or(Error::NotFound)?;
    policy::may_create(principal, &order).or_forbidden()?;
    let references = References { product: Some(new.product_id) };
    references.check(&mut transaction, principal).await?;
    let line = queries::create(&mut *transaction, order.id, &new).await;
    let line = line.explain(rules::explain)?;
    transaction.commit().await?;
    let location = location("lines", line.id.0);
    let version = line.version;
    Ok(Created { location, version, body: line.body(&Included::default()) })
}

/// Shows a line.
///
/// Shown to `order.owner` or `clerk`; for everybody else it is not there. `ETag` has its
/// version.
#[utoipa::path(
    get,
    path = "/lines/{id}",
    tag = "lines",
    operation_id = "show_line",
    params(("id" = LineId, Path, description = "The id of a line."), LineQuery),
    responses(Fresh<LineBody>),
    security(("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<LineId>,
    Query(query): Query<LineQuery>,
) -> Result<Fresh<LineBody>> {
    let line = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    let lines = std::slice::from_ref(&line);
    let included = Included::load(&state.db(), principal, lines, &query.include).await?;
    Ok(Fresh(line.version, line.body(&included)))
}

/// Changes a line.
///
/// Allowed to `order.owner if order.status = open`. `If-Match` must name the version that was
/// seen. What is left out stays as it is.
#[utoipa::path(
    patch,
    path = "/lines/{id}",
    tag = "lines",
    operation_id = "update_line",
    params(("id" = LineId, Path, description = "The id of a line."), IfMatch),
    request_body = LineChanges,
    responses(Fresh<LineBody>),
    security(("bearer" = [])),
)]
pub async fn update(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<LineId>,
    if_match: IfMatch,
    Json(changes): Json<LineChanges>,
) -> Result<Fresh<LineBody>> {
    let line = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    let mut transaction = database::begin(&state.db()).await?;
    let order =
        queries::hold_order(&mut *transaction, line.order_id).await?.ok_or(Error::NotFound)?;
    policy::may_update(principal, &line, &order).or_forbidden()?;
    if_match.check(line.version)?;
    let line = queries::update(&mut *transaction, &line, &changes).await;
    let line = line.explain(rules::explain)?.ok_or(if_match.overtaken())?;
    transaction.commit().await?;
    Ok(Fresh(line.version, line.body(&Included::default())))
}

/// Deletes a line.
///
/// Allowed to `order.owner if order.status = open` or `clerk`. `If-Match` must name the version
/// that was seen. Others' changes are not lost: what was changed since then is not deleted.
#[utoipa::path(
    delete,
    path = "/lines/{id}",
    tag = "lines",
    operation_id = "delete_line",
    params(("id" = LineId, Path, description = "The id of a line."), IfMatch),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<LineId>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let line = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    let mut transaction = database::begin(&state.db()).await?;
    let order =
        queries::hold_order(&mut *transaction, line.order_id).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &line, &order).or_forbidden()?;
    if_match.check(line.version)?;
    if !queries::delete(&mut *transaction, &line).await? {
        return Err(if_match.overtaken());
    }
    transaction.commit().await?;
    Ok(NoContent)
}
