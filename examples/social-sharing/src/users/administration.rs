//! What only administrators do to an account.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::model::{User, UserBody};
use super::{policy, queries};
use crate::app::AppState;
use crate::auth::{Principal, Role, Roles, accounts};
use crate::error::{Error, OrForbidden, Result};
use crate::extract::{Json, Path};
use crate::respond::{Fresh, NoContent};
use crate::validate::{Faults, Validate, items};

/// The roles that an account shall have.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoles {
    /// All of them; what they include need not be named.
    #[schema(max_items = 64)]
    pub roles: Vec<Role>,
}

impl Validate for NewRoles {
    fn validate(&self, faults: &mut Faults) {
        items(faults, "roles", &self.roles, 0..=64);
    }
}

/// Gives an account these roles and no others.
///
/// Allowed to `admin`. It counts within seconds, wherever the account is signed in. Nobody takes
/// their own right to administer away, and the last administrator keeps it.
#[utoipa::path(
    put,
    path = "/users/{handle}/roles",
    tag = "users",
    operation_id = "set_user_roles",
    params((
        "handle" = String,
        Path,
        description = "The handle of a user.",
        min_length = 3,
        max_length = 30,
        pattern = "^(?:[a-z0-9_]+)$",
    )),
    request_body = NewRoles,
    responses(Fresh<UserBody>),
    security(("bearer" = [])),
)]
pub async fn replace_roles(
    State(state): State<AppState>,
    principal: Principal,
    Path(handle): Path<String>,
    Json(new): Json<NewRoles>,
) -> Result<Fresh<UserBody>> {
    let user = find(&state, principal, &handle).await?;
    let roles: Roles = new.roles.iter().copied().collect();
    if user.id == principal.id && !policy::may_administer(Principal { roles, ..principal }) {
        return Err(Error::Conflict("nobody takes their own right to administer away"));
    }
    accounts::replace_roles(&state, principal, user.id, &new.roles).await?;
    show(&state, principal, &handle).await
}

/// Keeps an account from signing in, and ends its sessions.
///
/// Allowed to `admin`, of anybody but themselves and the last administrator. An account that is
/// suspended already stays so.
#[utoipa::path(
    post,
    path = "/users/{handle}/suspend",
    tag = "users",
    operation_id = "suspend_user",
    params((
        "handle" = String,
        Path,
        description = "The handle of a user.",
        min_length = 3,
        max_length = 30,
        pattern = "^(?:[a-z0-9_]+)$",
    )),
    responses(Fresh<UserBody>),
    security(("bearer" = [])),
)]
pub async fn suspend(
    State(state): State<AppState>,
    principal: Principal,
    Path(handle): Path<String>,
) -> Result<Fresh<UserBody>> {
    let user = find(&state, principal, &handle).await?;
    if user.id == principal.id {
        return Err(Error::Conflict("nobody suspends themselves"));
    }
    accounts::suspend(&state, principal, user.id).await?;
    show(&state, principal, &handle).await
}

/// Lets a suspended account sign in again.
///
/// Allowed to `admin`. Sessions that were ended stay so; an account that is not suspended stays as
/// it is.
#[utoipa::path(
    post,
    path = "/users/{handle}/reinstate",
    tag = "users",
    operation_id = "reinstate_user",
    params((
        "handle" = String,
        Path,
        description = "The handle of a user.",
        min_length = 3,
        max_length = 30,
        pattern = "^(?:[a-z0-9_]+)$",
    )),
    responses(Fresh<UserBody>),
    security(("bearer" = [])),
)]
pub async fn reinstate(
    State(state): State<AppState>,
    principal: Principal,
    Path(handle): Path<String>,
) -> Result<Fresh<UserBody>> {
    let user = find(&state, principal, &handle).await?;
    accounts::reinstate(&state, principal, user.id).await?;
    show(&state, principal, &handle).await
}

/// Signs an account out everywhere.
///
/// Allowed to `admin`. Neither access nor refresh tokens of the account are good any more; it can
/// sign in again.
#[utoipa::path(
    delete,
    path = "/users/{handle}/sessions",
    tag = "users",
    operation_id = "end_user_sessions",
    params((
        "handle" = String,
        Path,
        description = "The handle of a user.",
        min_length = 3,
        max_length = 30,
        pattern = "^(?:[a-z0-9_]+)$",
    )),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn end_sessions(
    State(state): State<AppState>,
    principal: Principal,
    Path(handle): Path<String>,
) -> Result<NoContent> {
    let user = find(&state, principal, &handle).await?;
    accounts::end_sessions(&state, principal, user.id).await?;
    Ok(NoContent)
}

async fn find(state: &AppState, principal: Principal, handle: &str) -> Result<User> {
    let user = queries::find(&state.db(), handle, principal).await?.ok_or(Error::NotFound)?;
    policy::may_administer(principal).or_forbidden()?;
    Ok(user)
}

async fn show(state: &AppState, principal: Principal, handle: &str) -> Result<Fresh<UserBody>> {
    let user = queries::find(&state.db(), handle, principal).await?.ok_or(Error::NotFound)?;
    Ok(Fresh(user.version, user.body(principal)))
}
