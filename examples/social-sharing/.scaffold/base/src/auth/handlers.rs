//! Signing in, staying signed in, and another password.

use axum::extract::State;
use tracing::field::display;

use crate::app::AppState;
use crate::auth::model::{Login, PasswordChange, Refresh, TokenPair};
use crate::auth::password::Password;
use crate::auth::queries::{accounts, sessions};
use crate::auth::refresh_token::RefreshToken;
use crate::auth::session::{self, OpenSession};
use crate::auth::{Principal, SECURITY, UserAgent, UserId};
use crate::database;
use crate::error::{Error, Result};
use crate::extract::Json;
use crate::rate_limit::Spending;
use crate::respond::NoContent;
use crate::validate::Faults;

/// Signs in.
///
/// Open to everybody. An unknown address, a wrong password and a suspended account get the same
/// answer; else there is a new session, and its first pair of tokens.
#[utoipa::path(
    post,
    path = "/auth/login",
    tag = "auth",
    operation_id = "log_in",
    request_body = Login,
    responses((status = OK, description = "Signed in.", body = TokenPair)),
    security(()),
)]
pub async fn login(
    State(state): State<AppState>,
    UserAgent(user_agent): UserAgent,
    spending: Spending,
    Json(login): Json<Login>,
) -> Result<TokenPair> {
    state.limits.spend_secret(&spending, &login.email)?;
    let account = accounts::find_credentials(&state.db(), &login.email).await?;
    let user = account.as_ref().map(|account| account.id);
    let hash = account.and_then(|account| account.password_hash);
    let is_right = state.auth.passwords.verify(login.password.clone(), hash.as_deref()).await?;
    let session = match (user, hash) {
        (Some(user), Some(hash)) if is_right => {
            open_session(&state, user, hash, login.password, user_agent).await?
        }
        _ => None,
    };
    let user = user.map(display);
    let Some(session) = session else {
        tracing::warn!(target: SECURITY, event = "authn_login_fail", user, "a login was refused");
        return Err(Error::Unauthenticated("the address or the password is not right"));
    };
    tracing::info!(target: SECURITY, event = "authn_login_success", user, "somebody signed in");
    TokenPair::issue(&state.auth.tokens, &session)
}

/// Opens a session with a password that was found right; None if the account is suspended.
async fn open_session(
    state: &AppState,
    user: UserId,
    hash: String,
    password: Password,
    user_agent: Option<String>,
) -> Result<Option<OpenSession>> {
    let hash = strengthen(state, user, hash, password).await?;
    let mut transaction = database::begin(&state.db()).await?;
    let session = session::open(&mut transaction, user, &hash, user_agent.as_deref()).await?;
    transaction.commit().await?;
    Ok(session)
}

/// Replaces a hash that was made with less than what is asked for today: only now is the password
/// at hand.
async fn strengthen(
    state: &AppState,
    user: UserId,
    hash: String,
    password: Password,
) -> Result<String> {
    if !state.auth.passwords.is_outdated(&hash) {
        return Ok(hash);
    }
    let new = state.auth.passwords.hash(password).await?;
    let is_replaced = accounts::replace_password_hash(&state.db(), user, &hash, &new).await?;
    Ok(if is_replaced { new } else { hash })
}

/// Exchanges a refresh token for the next pair.
///
/// Open to everybody. A token is good for one exchange: shown again later, it ends its session. An
/// answer that got lost can be asked for again for some seconds.
#[utoipa::path(
    post,
    path = "/auth/refresh",
    tag = "auth",
    operation_id = "refresh_tokens",
    request_body = Refresh,
    responses((status = OK, description = "Signed in.", body = TokenPair)),
    security(()),
)]
pub async fn refresh(
    State(state): State<AppState>,
    Json(refresh): Json<Refresh>,
) -> Result<TokenPair> {
    let token = RefreshToken::parse(&refresh.refresh_token).ok_or(session::INVALID)?;
    let session = session::exchange(&state, &token).await?;
    TokenPair::issue(&state.auth.tokens, &session)
}

/// Changes the password, and ends all sessions but this one.
///
/// Open to whoever is signed in and knows the current password. A wrong one is an attempt to sign
/// in, of which there are so many a minute.
#[utoipa::path(
    post,
    path = "/auth/password",
    tag = "auth",
    operation_id = "change_password",
    request_body = PasswordChange,
    responses(NoContent),
    security(("bearer" = [])),
)]
pub async fn change_password(
    State(state): State<AppState>,
    principal: Principal,
    spending: Spending,
    Json(change): Json<PasswordChange>,
) -> Result<NoContent> {
    let user = principal.id;
    let credentials = accounts::find_own_credentials(&state.db(), user).await?;
    let credentials = credentials.ok_or(Error::NotFound)?;
    state.limits.spend_secret(&spending, &credentials.email)?;
    let known = credentials.password_hash.as_deref();
    let verified = state.auth.passwords.verify(change.current, known).await?;
    let Some(old) = credentials.password_hash.filter(|_| verified) else {
        tracing::warn!(
            target: SECURITY, event = "authn_password_change_fail", %user,
            "a password was not changed"
        );
        return Err(Error::Unauthenticated("the current password is not right"));
    };
    let mut faults = Faults::default();
    change.new.refuse_guessable(&mut faults, "new", &credentials.email);
    faults.into_result()?;

    let new = state.auth.passwords.hash(change.new).await?;
    let mut transaction = database::begin(&state.db()).await?;
    if !accounts::replace_password_hash(&mut *transaction, user, &old, &new).await? {
        return Err(Error::Conflict("the password was changed at the same time"));
    }
    sessions::end_sessions(&mut *transaction, user, Some(principal.session)).await?;
    transaction.commit().await?;
    state.auth.forget(user);
    tracing::info!(
        target: SECURITY, event = "authn_password_change", %user,
        "a password was changed"
    );
    Ok(NoContent)
}
