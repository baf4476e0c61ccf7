//! The operations on users.
//!
//! Each tells in its arguments what it needs, and in its lines what it does.

use axum::extract::State;

use super::filter::UserFilter;
use super::model::{UserBody, UserChanges};
use super::{list as pages, policy, queries, rules};
use crate::app::AppState;
use crate::auth::{Principal, SECURITY, UserId, Viewer, accounts};
use crate::database;
use crate::error::{Error, Explain, OrForbidden, Result};
use crate::extract::{IfMatch, Json, PageParams, Paged, Path};
use crate::pagination::Page;
use crate::respond::{Fresh, NoContent};

/// Shows the account that is signed in.
///
/// Open to whoever is signed in. It has everything that the account may know of itself; `ETag` has
/// the version that changes must name.
#[utoipa::path(
    get,
    path = "/auth/me",
    tag = "auth",
    operation_id = "show_me",
    responses(Fresh<UserBody>),
    security(("bearer" = [])),
)]
pub async fn me(State(state): State<AppState>, principal: Principal) -> Result<Fresh<UserBody>> {
    // Whoever else may see it.
    let viewer = Viewer::unlimited(principal.id);
    let users = queries::by_ids(&state.db(), &[principal.id.0], viewer).await?;
    let user = users.into_iter().next().ok_or(Error::NotFound)?;
    Ok(Fresh(user.version, user.body(principal)))
}

/// Lists users.
///
/// Holds what the caller may see, by `owner` or `clerk`. Each page has a `next_cursor`, with
/// which `cursor` asks for the one behind it; the last has none.
#[utoipa::path(
    get,
    path = "/users",
    tag = "users",
    operation_id = "list_users",
    params(UserFilter, PageParams),
    responses((status = OK, description = "A page.", body = Page<UserBody>)),
    security(("bearer" = [])),
)]
pub async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Paged { filter, page }: Paged<UserFilter>,
) -> Result<Json<Page<UserBody>>> {
    let viewer = Viewer::from(principal);
    let users = pages::page(&state, viewer, &filter, page, None).await?;
    Ok(Json(users.map(|user| user.body(viewer))))
}

/// Shows a user.
///
/// Shown to `owner` or `clerk`; for everybody else it is not there. `ETag` has its version.
#[utoipa::path(
    get,
    path = "/users/{id}",
    tag = "users",
    operation_id = "show_user",
    params(("id" = UserId, Path, description = "The id of a user.")),
    responses(Fresh<UserBody>),
    security(("bearer" = [])),
)]
pub async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<UserId>,
) -> Result<Fresh<UserBody>> {
    let user = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    Ok(Fresh(user.version, user.body(principal)))
}

/// Changes a user.
///
/// Allowed to `owner`. `If-Match` must name the version that was seen. What is left out stays
/// as it is.
#[utoipa::path(
    patch,
    path = "/users/{id}",
    tag = "users",
    operation_id = "update_user",
    params(("id" = UserId, Path, description = "The id of a user."), IfMatch),
    request_body = UserChanges,
    responses(Fresh<UserBody>),
    security(("bearer" = [])),
)]
pub async fn update(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<UserId>,
    if_match: IfMatch,
    Json(changes): Json<UserChanges>,
) -> Result<Fresh<UserBody>> {
    let user = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_update(principal, &user).or_forbidden()?;
    if_match.check(user.version)?;
    let user = queries::update(&state.db(), &user, &changes).await;
    let user = user.explain(rules::explain)?.ok_or(if_match.overtaken())?;
    tracing::info!(
        target: SECURITY, event = "user_updated", user = %user.id, by = %principal.id,
        "an account was changed"
    );
    Ok(Fresh(user.version, user.body(principal)))
}

/// Closes an account for good: its sessions end, and nothing is left but its row.
///
/// Allowed to `owner`. `If-Match` must name the version that was seen. There is no way back.
/// The last administrator cannot go.
#[utoipa::path(
    delete,
    path = "/users/{id}",
    tag = "users",
    operation_id = "delete_user",
    params(("id" = UserId, Path, description = "The id of a user."), IfMatch),
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<UserId>,
    if_match: IfMatch,
) -> Result<NoContent> {
    let user = queries::find(&state.db(), id, principal).await?.ok_or(Error::NotFound)?;
    policy::may_delete(principal, &user).or_forbidden()?;
    if_match.check(user.version)?;
    let mut transaction = database::begin(&state.db()).await?;
    accounts::spare_last(&mut transaction, user.id).await?;
    queries::let_go(&mut transaction, &user).await?;
    if !queries::close(&mut *transaction, &user).await? {
        return Err(if_match.overtaken());
    }
    accounts::strip(&mut transaction, user.id).await?;
    transaction.commit().await?;
    state.auth.forget(user.id);
    tracing::info!(
        target: SECURITY, event = "user_deleted", user = %user.id,
        "an account was closed"
    );
    Ok(NoContent)
}
