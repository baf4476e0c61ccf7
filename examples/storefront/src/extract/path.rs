//! Path parameters.

#[expect(clippy::disallowed_types, reason = "this is what the rule points to")]
use axum::extract::Path as AxumPath;
use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// The parameters of the path; what cannot be one of ours is not found.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        if parts.uri.path().contains("%00") {
            return Err(Error::NotFound);
        }
        #[expect(clippy::disallowed_types, reason = "this is what the rule points to")]
        let AxumPath(parameters) =
            AxumPath::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
        Ok(Self(parameters))
    }
}
