//! Sessions: opened by a login, carried on by exchanging refresh tokens, ended for good.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::AppState;
use crate::auth::queries::{refresh_tokens, sessions};
use crate::auth::refresh_token::{self, RefreshToken};
use crate::auth::{SECURITY, SessionId, UserId};
use crate::database;
use crate::error::{Error, Result};

/// How long a session may last, however much it is used.
const DAYS: i32 = 90;

/// How long a session may lie idle.
pub(super) const IDLE_DAYS: i32 = 14;

/// How long a finished session is kept, so that a replay of its tokens is seen for what it is.
const DAYS_KEPT: i32 = 30;

/// How long an exchange may be repeated by a client that did not get the answer.
const GRACE_SECONDS: f64 = 10.0;

pub(super) const INVALID: Error = Error::Unauthenticated("the refresh token is not valid");

/// A session and the refresh token that carries it on.
pub struct OpenSession {
    pub(super) id: SessionId,
    pub(super) user: UserId,
    pub(super) refresh_token: RefreshToken,
}

/// Opens a session for an account whose password was found to be the one behind `password_hash`.
/// None when the password was changed meanwhile, or the account is suspended or closed.
pub async fn open(
    db: &mut PgConnection,
    user: UserId,
    password_hash: &str,
    user_agent: Option<&str>,
) -> Result<Option<OpenSession>> {
    let id = SessionId(Uuid::now_v7());
    if !sessions::insert_session(&mut *db, id, user, password_hash, user_agent, DAYS).await? {
        return Ok(None);
    }
    sessions::delete_old_sessions(&mut *db, user, IDLE_DAYS, DAYS_KEPT).await?;
    let refresh_token = RefreshToken::random()?;
    refresh_tokens::insert_refresh_token(&mut *db, &refresh_token.hash(), id, None).await?;
    Ok(Some(OpenSession { id, user, refresh_token }))
}

/// Exchanges a refresh token for its successor.
///
/// A token is good for one exchange. Shown again, it was copied: the whole session ends, and stays
/// ended although this request fails. The exception is a client that lost the answer, or asked
/// twice at once: for a few seconds, and until the successor is used, it gets that same successor
/// again. So there is never more than one token that goes on.
pub(super) async fn exchange(state: &AppState, token: &RefreshToken) -> Result<OpenSession> {
    let hash = token.hash();
    let mut transaction = database::begin(&state.db()).await?;
    // From here on this session's exchanges take turns.
    let family = refresh_tokens::lock_family(&mut *transaction, &hash, IDLE_DAYS).await?;
    let Some(family) = family.filter(|family| family.alive) else {
        return Err(INVALID);
    };
    let exchange = refresh_tokens::find_exchange(&mut *transaction, &hash, GRACE_SECONDS).await?;

    let refresh_token = if let Some(salt) = exchange.salt {
        token.successor(&salt)
    } else if exchange.exchanged {
        sessions::end_session(&mut *transaction, family.user, family.session).await?;
        transaction.commit().await?;
        state.auth.forget(family.user);
        tracing::warn!(
            target: SECURITY, event = "authn_token_reuse",
            user = %family.user, session = %family.session,
            "a used refresh token was shown again"
        );
        return Err(INVALID);
    } else {
        let salt = refresh_token::random_salt()?;
        let successor = token.successor(&salt);
        refresh_tokens::mark_exchanged(&mut *transaction, &hash, &salt).await?;
        refresh_tokens::insert_refresh_token(
            &mut *transaction,
            &successor.hash(),
            family.session,
            Some(&hash),
        )
        .await?;
        sessions::touch_session(&mut *transaction, family.session).await?;
        successor
    };
    transaction.commit().await?;
    Ok(OpenSession { id: family.session, user: family.user, refresh_token })
}
