//! The devices on which somebody is signed in.

use axum::extract::State;

use crate::app::AppState;
use crate::auth::model::SessionList;
use crate::auth::queries::sessions;
use crate::auth::session::IDLE_DAYS;
use crate::auth::{Principal, SECURITY, SessionId};
use crate::error::{Error, Result};
use crate::extract::{Json, Path};
use crate::respond::NoContent;

/// Signs out: neither token of this session is good for anything from now on.
///
/// Open to whoever is signed in. Sessions on other devices go on.
#[utoipa::path(
    post,
    path = "/auth/logout",
    tag = "auth",
    operation_id = "log_out",
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn logout(State(state): State<AppState>, principal: Principal) -> Result<NoContent> {
    end_session(&state, principal, principal.session).await?;
    Ok(NoContent)
}

/// Lists the devices on which one is signed in, the latest 100 of them.
///
/// Open to whoever is signed in. The one that asks is `current`.
#[utoipa::path(
    get,
    path = "/auth/sessions",
    tag = "auth",
    operation_id = "list_sessions",
    responses((status = OK, description = "All of them.", body = SessionList)),
    security(("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    principal: Principal,
) -> Result<Json<SessionList>> {
    let sessions = sessions::list_sessions(&state.db(), principal.id, IDLE_DAYS).await?;
    let sessions = sessions.into_iter().map(|session| session.body(principal.session));
    Ok(Json(SessionList(sessions.collect())))
}

/// Signs out on one device.
///
/// Open to whoever is signed in, for sessions of their own; no other is there for them.
#[utoipa::path(
    delete,
    path = "/auth/sessions/{id}",
    tag = "auth",
    operation_id = "end_session",
    params(("id" = SessionId, Path, description = "The id of a session.")),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn end(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<SessionId>,
) -> Result<NoContent> {
    if !end_session(&state, principal, id).await? {
        return Err(Error::NotFound);
    }
    Ok(NoContent)
}

async fn end_session(state: &AppState, principal: Principal, session: SessionId) -> Result<bool> {
    let user = principal.id;
    let ended = sessions::end_session(&state.db(), user, session).await?;
    state.auth.forget(user);
    if ended {
        tracing::info!(
            target: SECURITY, event = "authn_token_revoked", %user, %session, reason = "logout",
            "a session was ended by its owner"
        );
    }
    Ok(ended)
}
