//! JSON bodies.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{strict, typed::Typed};
use crate::{
    error::{Error, Result},
    respond,
    validate::{Fault, Faults, Validate},
};

/// A body in JSON, read strictly and checked: 415 for another content type, 400 for what cannot
/// be parsed, 422 with one entry a field for what breaks a rule. As an answer: 200.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Validate, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        if !is_json(request.headers()) {
            return Err(Error::UnsupportedMediaType);
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| Error::TooLarge)?;
        let value = strict::parse(&body)?;
        let body = T::deserialize(Typed(value)).map_err(|mismatch| {
            Error::Invalid(vec![Fault::field(mismatch.path, mismatch.code, mismatch.detail)])
        })?;
        let mut faults = Faults::default();
        body.validate(&mut faults);
        faults.into_result()?;
        Ok(Self(body))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        respond::json(&self.0)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    let is_encoded =
        encodings.any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(media_type), None, false) = (types.next(), types.next(), is_encoded) else {
        return false;
    };
    let Ok(media_type) = media_type.to_str() else { return false };
    let mut parts = media_type.split(';').map(str::trim);
    parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
        && parts.all(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            !name.eq_ignore_ascii_case("charset")
                || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_in_utf_8_is_read() {
        let reads = |value: &'static str| {
            is_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())]))
        };
        assert!(reads("application/json") && reads("Application/JSON; charset=\"UTF-8\""));
        assert!(!reads("text/plain") && !reads("application/json; charset=latin1"));
        assert!(!reads("application/merge-patch+json") && !is_json(&HeaderMap::new()));
    }
}
