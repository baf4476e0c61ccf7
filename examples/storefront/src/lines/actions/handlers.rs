//! One function an action.

use axum::extract::State;

use super::model::QuoteLine;
use super::queries;
use crate::app::AppState;
use crate::auth::Principal;
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{Json, OptionalIfMatch, Path};
use crate::lines::include::Included;
use crate::lines::model::{LineBody, LineId};
use crate::lines::{policy, rules};
use crate::respond::Fresh;
use crate::{database, lines};

/// Carries out `quote` on a line.
///
/// Allowed to `clerk`. Refused with 409 unless `order.status = placed`. With `If-Match`, only
/// if the line is still that version.
#[utoipa::path(
    post,
    path = "/lines/{id}/quote",
    tag = "lines",
    operation_id = "quote_line",
    params(("id" = LineId, Path, description = "The id of a line."), OptionalIfMatch),
    request_body = QuoteLine,
    responses(Fresh<LineBody>),
    security(("bearer" = [])),
)]
pub async fn quote(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<LineId>,
    OptionalIfMatch(if_match): OptionalIfMatch,
    Json(taken): Json<QuoteLine>,
) -> Result<Fresh<LineBody>> {
    let line = lines::queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    let mut transaction = database::begin(&state.db()).await?;
    lines::queries::hold_order(&mut *transaction, line.order_id).await?.ok_or(Error::NotFound)?;
    policy::may_quote(principal, &line).or_forbidden()?;
    let version = if_match.pin(line.version)?;
    let line = queries::quote(&mut *transaction, line.id, version, &taken).await;
    let Some(line) = line.explain(rules::explain)? else {
        // Nothing was done: the row as it is by now tells why.
        let line =
            lines::queries::find(&mut *transaction, id, principal).await?.ok_or(Error::NotFound)?;
        if_match.check(line.version)?;
        return Err(Error::Conflict("only possible while order.status = placed"));
    };
    transaction.commit().await?;
    Ok(Fresh(line.version, line.body(&Included::default())))
}
