//! What goes in and out when signing in.

use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::password::Password;
use crate::auth::session::OpenSession;
use crate::auth::token::{ACCESS_LIFETIME, Tokens};
use crate::auth::{SessionId, queries};
use crate::error::Result;
use crate::extract::Json;
use crate::validate::{Faults, Validate, email, length};

/// An address and the password that goes with it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The address of the account, in upper or lower case.
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// The password, exactly as it was chosen.
    pub password: Password,
}

impl Validate for Login {
    fn validate(&self, faults: &mut Faults) {
        // The database may take other letters for those of an address; budgets would not.
        email(faults, "email", &self.email);
        self.password.validate_length(faults, "password");
    }
}

/// The refresh token of the last pair.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// The one that was given last.
    #[schema(min_length = 1, max_length = 1000)]
    pub refresh_token: String,
}

impl Validate for Refresh {
    fn validate(&self, faults: &mut Faults) {
        length(faults, "refresh_token", &self.refresh_token, 1..=1000);
    }
}

/// Another password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password as it is.
    pub current: Password,
    /// The password as it shall be.
    pub new: Password,
}

impl Validate for PasswordChange {
    fn validate(&self, faults: &mut Faults) {
        self.current.validate_length(faults, "current");
        self.new.validate_length(faults, "new");
    }
}

/// A pair of tokens: one to show with every request, one to get the next pair with.
#[derive(Serialize, ToSchema)]
pub struct TokenPair {
    #[schema(max_length = 2000)]
    access_token: String,
    #[schema(max_length = 10, example = "Bearer")]
    token_type: &'static str,
    /// For how many seconds the access token is good.
    #[schema(minimum = 1, maximum = 86_400, example = 900)]
    expires_in: u64,
    /// Good for one exchange.
    #[schema(max_length = 1000)]
    refresh_token: String,
}

impl TokenPair {
    /// The tokens of a session.
    pub fn issue(tokens: &Tokens, session: &OpenSession) -> Result<Self> {
        Ok(Self {
            access_token: tokens.issue(session.user, session.id)?,
            token_type: "Bearer",
            expires_in: ACCESS_LIFETIME.as_secs(),
            refresh_token: session.refresh_token.text(),
        })
    }
}

impl IntoResponse for TokenPair {
    fn into_response(self) -> Response {
        ([(CACHE_CONTROL, "no-store")], Json(self)).into_response()
    }
}

/// A device on which somebody is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionBody {
    id: SessionId,
    /// Whether it is the one that asks.
    current: bool,
    /// What the device called itself.
    #[schema(max_length = 200)]
    user_agent: Option<String>,
    created_at: DateTime<Utc>,
    /// When it last got a pair of tokens.
    refreshed_at: DateTime<Utc>,
    /// When it has to sign in again, however much it is used.
    expires_at: DateTime<Utc>,
}

/// Every device on which somebody is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(max_items = 100)]
pub struct SessionList(pub Vec<SessionBody>);

impl queries::sessions::Session {
    /// The session as its owner sees it while in `current`.
    pub(super) fn body(self, current: SessionId) -> SessionBody {
        SessionBody {
            current: self.id == current,
            id: self.id,
            user_agent: self.user_agent,
            created_at: self.created_at,
            refreshed_at: self.refreshed_at,
            expires_at: self.expires_at,
        }
    }
}
