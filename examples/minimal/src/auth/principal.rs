//! Who is asking.

use std::fmt::{self, Display, Formatter};

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::AppState;
use crate::auth::{Role, Roles};
use crate::error::{Error, Result};
use crate::telemetry;

/// Names an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct UserId(pub Uuid);

/// Names a session: one signed-in device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, sqlx::Type, ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct SessionId(pub Uuid);

/// A person who has signed in. As an argument of a handler: 401 for everybody else.
#[derive(Debug, Clone, Copy)]
pub struct Principal {
    /// Whose account it is.
    pub id: UserId,
    /// The session in which the request is made.
    pub session: SessionId,
    /// What the account may do at this moment, whatever the token was issued for.
    pub roles: Roles,
}

/// Whoever is asking, signed in or not. As an argument of a handler: 401 only for bad credentials.
#[derive(Debug, Clone, Copy)]
pub struct Viewer {
    /// Whose account it is; nobody's when anonymous.
    pub id: Option<UserId>,
    /// What the account may do; nothing when anonymous.
    pub roles: Roles,
}

impl Principal {
    /// Whether this person has `role`.
    pub fn has(self, role: Role) -> bool {
        self.roles.has(role)
    }
}

impl Viewer {
    /// Somebody of whom nothing is known.
    pub const ANONYMOUS: Viewer = Viewer { id: None, roles: Roles::NONE };

    /// The owner of an account, whose roles do not matter.
    pub fn of(user: UserId) -> Self {
        Self { id: Some(user), roles: Roles::NONE }
    }

    /// Somebody from whom nothing is hidden: how the service itself looks at a person's rows.
    pub fn unlimited(user: UserId) -> Self {
        Self { id: Some(user), roles: Role::ALL.iter().copied().collect() }
    }

    /// The account as statements take it: null, where nobody is signed in.
    pub fn id(self) -> Option<Uuid> {
        self.id.map(|id| id.0)
    }

    /// Whether this person has `role`.
    pub fn has(self, role: Role) -> bool {
        self.roles.has(role)
    }

    /// Whether this is that person.
    pub fn is(self, user: UserId) -> bool {
        self.id == Some(user)
    }
}

impl From<Principal> for Viewer {
    fn from(principal: Principal) -> Viewer {
        Viewer { id: Some(principal.id), roles: principal.roles }
    }
}

impl FromRequestParts<AppState> for Principal {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Principal> {
        // A handler may ask for both a principal and a viewer.
        if let Some(principal) = parts.extensions.get::<Principal>() {
            return Ok(*principal);
        }
        let Some(token) = bearer_token(parts)? else {
            return Err(Error::Unauthenticated("an access token is required"));
        };
        let principal = state.auth.authenticate(&state.db(), token).await?;
        telemetry::note_user(principal.id);
        state.limits.spend_account(parts, principal.id.0)?;
        parts.extensions.insert(principal);
        Ok(principal)
    }
}

impl FromRequestParts<AppState> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Viewer> {
        if !parts.headers.contains_key(AUTHORIZATION) {
            return Ok(Viewer::ANONYMOUS);
        }
        Principal::from_request_parts(parts, state).await.map(Viewer::from)
    }
}

/// The token of the `Authorization` header, which is absent or one well-formed bearer credential.
fn bearer_token(parts: &Parts) -> Result<Option<&str>> {
    let malformed = Error::Unauthenticated("the authorization header is not one bearer token");
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let credentials = value.to_str().ok().and_then(|text| text.split_once(' '));
    match credentials {
        Some((scheme, token))
            if values.next().is_none()
                && scheme.eq_ignore_ascii_case("bearer")
                && token.bytes().all(|byte| byte.is_ascii_graphic()) =>
        {
            Ok(Some(token))
        }
        _ => Err(malformed),
    }
}

impl From<Uuid> for UserId {
    fn from(id: Uuid) -> UserId {
        UserId(id)
    }
}

impl Display for UserId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Display for SessionId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
