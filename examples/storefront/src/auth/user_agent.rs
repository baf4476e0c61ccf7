//! What people know their devices by.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

/// What the client calls itself, so that a person knows their devices apart. Cut to 200 characters.
#[derive(Debug)]
pub struct UserAgent(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for UserAgent {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let text = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(text.map(|text| text.chars().take(200).collect())))
    }
}
