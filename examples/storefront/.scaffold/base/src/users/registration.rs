//! How an account begins.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{NewUser, UserBody};
use super::{queries, rules};
use crate::app::AppState;
use crate::auth::model::TokenPair;
use crate::auth::{SECURITY, UserAgent, Viewer, accounts, session};
use crate::database;
use crate::error::{Error, Explain, Result};
use crate::extract::Json;
use crate::respond::{Created, location};

/// A new account, signed in at once.
#[derive(Serialize, ToSchema)]
pub struct Registered {
    user: UserBody,
    #[serde(flatten)]
    tokens: TokenPair,
}

/// Registers an account and signs in.
///
/// Open to everybody. The answer has the account, with the roles that every new one has, and the
/// first pair of tokens.
#[utoipa::path(
    post,
    path = "/auth/register",
    tag = "auth",
    operation_id = "register",
    request_body = NewUser,
    responses((status = CREATED, description = "Created.", body = Registered)),
    security(()),
)]
pub async fn register(
    State(state): State<AppState>,
    UserAgent(user_agent): UserAgent,
    Json(new): Json<NewUser>,
) -> Result<Response> {
    let hash = state.auth.passwords.hash(new.password.clone()).await?;
    let mut transaction = database::begin(&state.db()).await?;
    let id = queries::create(&mut *transaction, &new, &hash).await;
    let id = id.explain(rules::explain)?;
    accounts::grant_default_roles(&mut transaction, id).await?;
    let session = session::open(&mut transaction, id, &hash, user_agent.as_deref()).await?;
    let session = session.ok_or_else(|| Error::internal("a new account cannot sign in"))?;
    let users = queries::by_ids(&mut *transaction, &[id.0], Viewer::unlimited(id)).await?;
    let user = users.into_iter().next().ok_or_else(|| Error::internal("a new account is gone"))?;
    transaction.commit().await?;
    tracing::info!(
        target: SECURITY,
        event = "user_created",
        user = %user.id,
        "somebody registered"
    );

    let tokens = TokenPair::issue(&state.auth.tokens, &session)?;
    let (location, version) = (location("users", user.id.0), user.version);
    let viewer = Viewer::of(user.id);
    let body = Registered { user: user.body(viewer), tokens };
    let mut response = Created { location, version, body }.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
