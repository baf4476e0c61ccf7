//! Signing in and staying signed in, and who is asking.
//!
//! `password` is what is accepted as one and `hashing` how it is kept; `token` makes and checks
//! access tokens, `session` opens, carries on and ends sessions by way of `refresh_token`;
//! `principal` is what handlers ask for, with the `role`s of this moment; `accounts` does to an
//! account what administrators may do; `queries` has every SQL statement and `handlers` one
//! function a route. What a model adds to accounts is the business of `users`.

pub mod accounts;
mod cache;
pub mod handlers;
pub mod hashing;
pub mod jwks;
mod memory;
pub mod model;
pub mod password;
mod principal;
mod queries;
mod refresh_token;
mod role;
pub mod session;
pub mod session_handlers;
mod signature;
pub mod token;
mod user_agent;

use std::time::{Duration, Instant};

use sqlx::PgPool;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use accounts::grant;
pub use principal::{Principal, SessionId, UserId, Viewer};
pub use role::{Role, Roles};
pub use user_agent::UserAgent;

use crate::app::AppState;
use crate::config::Config;
use crate::error::{Error, Result};
use cache::Cache;
use hashing::Passwords;
use token::Tokens;

/// The log target of security events, which are named as OWASP's logging vocabulary has them.
pub const SECURITY: &str = "security";

/// How long what the database said about a session is believed: after so long at most, a logout, a
/// suspension or a change of roles is felt by every instance.
const STANDING_LIFETIME: Duration = Duration::from_secs(5);

/// Everything by which people are told apart.
pub struct Auth {
    /// Makes and checks access tokens.
    pub tokens: Tokens,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    standings: Cache<(UserId, SessionId), Option<Roles>>,
}

impl Auth {
    /// What `config` asks for.
    pub fn new(config: &Config) -> Result<Self> {
        Ok(Self {
            tokens: Tokens::new(&config.public_url, &config.signing_keys)?,
            passwords: Passwords::new()?,
            standings: Cache::new(STANDING_LIFETIME, 20_000),
        })
    }

    /// Who it is that shows this access token, if the session goes on and the account is in good
    /// standing.
    pub async fn authenticate(&self, db: &PgPool, token: &str) -> Result<Principal> {
        let claims = self.tokens.verify(token)?;
        let key = (claims.user, claims.session);
        let standing = if let Some(standing) = self.standings.get(&key) {
            standing
        } else {
            let asked_at = Instant::now();
            let standing =
                queries::accounts::find_standing(db, claims.session, claims.user).await?;
            self.standings.insert(key, asked_at, standing);
            standing
        };
        let roles = standing.ok_or(Error::Unauthenticated("the session has ended"))?;
        Ok(Principal { id: claims.user, session: claims.session, roles })
    }

    /// Asks the database anew about this account, here and now rather than in a few seconds.
    pub fn forget(&self, user: UserId) {
        self.standings.forget(|(known, _), _| *known == user);
    }
}

/// The routes of signing in.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(handlers::login))
        .routes(routes!(handlers::refresh))
        .routes(routes!(handlers::change_password))
        .routes(routes!(session_handlers::logout))
        .routes(routes!(session_handlers::list))
        .routes(routes!(session_handlers::end))
}

/// The routes that clients look for at the root.
pub fn well_known() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(jwks::list))
}
