//! The one place that knows status codes: every failure as `application/problem+json` (RFC 9457).

use std::borrow::Cow;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{auth::SECURITY, error::Error, telemetry, validate::Fault};

/// What went wrong, for programs and for people.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Which kind of problem, as a stable relative reference.
    #[schema(example = "/problems/not-found", max_length = 100)]
    pub r#type: &'static str,
    /// The kind of problem in words.
    #[schema(example = "There is no such thing.", max_length = 200)]
    pub title: &'static str,
    /// The status code of the answer.
    #[schema(example = 404, minimum = 400, maximum = 599)]
    pub status: u16,
    /// This problem in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 1000)]
    pub detail: Option<Cow<'static, str>>,
    /// Names the request in the service's logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 100)]
    pub request_id: Option<String>,
    /// One entry for each thing that is wrong with the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 32)]
    pub errors: Vec<Fault>,
}

/// Marks the answer to a request that may be run again at once; `layers::receive` does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contended;

type Kind = (StatusCode, &'static str, &'static str);

fn classify(error: &Error) -> Kind {
    use StatusCode as Code;
    match error {
        Error::Malformed(_) => {
            (Code::BAD_REQUEST, "/problems/malformed", "The request cannot be read.")
        }
        Error::Unauthenticated(_) => {
            (Code::UNAUTHORIZED, "/problems/unauthenticated", "Signing in is needed.")
        }
        Error::Forbidden => (Code::FORBIDDEN, "/problems/forbidden", "This is not allowed."),
        Error::NotFound => (Code::NOT_FOUND, "/problems/not-found", "There is no such thing."),
        Error::MethodNotAllowed => (
            Code::METHOD_NOT_ALLOWED,
            "/problems/method-not-allowed",
            "The method does not exist here.",
        ),
        Error::TooSlow => {
            (Code::REQUEST_TIMEOUT, "/problems/too-slow", "The request took too long to arrive.")
        }
        Error::Taken { .. } => (Code::CONFLICT, "/problems/taken", "The value is taken."),
        Error::Conflict(_) => {
            (Code::CONFLICT, "/problems/conflict", "The present state does not allow it.")
        }
        Error::Stale => {
            (Code::PRECONDITION_FAILED, "/problems/stale", "It has changed in the meantime.")
        }
        Error::TooLarge => {
            (Code::PAYLOAD_TOO_LARGE, "/problems/too-large", "The body is too large.")
        }
        Error::UriTooLong => {
            (Code::URI_TOO_LONG, "/problems/uri-too-long", "The address is too long.")
        }
        Error::UnsupportedMediaType => (
            Code::UNSUPPORTED_MEDIA_TYPE,
            "/problems/unsupported-media-type",
            "The body must be plain application/json in UTF-8.",
        ),
        Error::Invalid(_) => {
            (Code::UNPROCESSABLE_ENTITY, "/problems/invalid", "The request breaks a rule.")
        }
        Error::VersionRequired => (
            Code::PRECONDITION_REQUIRED,
            "/problems/version-required",
            "The header If-Match must say which version is meant.",
        ),
        Error::TooManyRequests { .. } => (
            Code::TOO_MANY_REQUESTS,
            "/problems/too-many-requests",
            "There were too many requests.",
        ),
        Error::HeadersTooLarge => (
            Code::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "/problems/headers-too-large",
            "The headers are too large.",
        ),
        Error::Unavailable | Error::Contended => {
            (Code::SERVICE_UNAVAILABLE, "/problems/unavailable", "The service cannot answer now.")
        }
        Error::Database(_) | Error::Internal(_) => {
            (Code::INTERNAL_SERVER_ERROR, "/problems/internal", "Something broke on our side.")
        }
    }
}

/// A failure as it is sent.
pub(crate) struct Rendered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Logs a failure, and tells what to send.
pub(crate) fn render(error: Error) -> Rendered {
    log(&error);
    let (status, r#type, title) = classify(&error);
    let headers = headers_of(&error);
    let (detail, errors) = match error {
        Error::Malformed(faults) | Error::Invalid(faults) => (None, faults),
        Error::Unauthenticated(reason) | Error::Conflict(reason) => (Some(reason.into()), vec![]),
        Error::Taken { fields } => {
            let fault = |field: &&str| Fault::field(field, "taken", "is taken");
            (None, fields.iter().map(fault).collect())
        }
        _ => (None, vec![]),
    };
    let problem = Problem {
        r#type,
        title,
        status: status.as_u16(),
        detail,
        request_id: telemetry::request_id(),
        errors,
    };
    Rendered { status, headers, body: serde_json::to_vec(&problem).unwrap_or_default() }
}

fn log(error: &Error) {
    match error {
        Error::Database(cause) => tracing::error!(error = %cause, "the database refused"),
        Error::Internal(cause) => tracing::error!(error = %cause, "something broke"),
        Error::Forbidden => {
            tracing::info!(target: SECURITY, event = "authz_fail", "somebody was not allowed to");
        }
        Error::Malformed(_) | Error::Invalid(_) => {
            tracing::info!(target: SECURITY, event = "input_validation_fail", "input was refused");
        }
        _ => {}
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let is_contended = matches!(self, Self::Contended);
        let Rendered { status, headers, body } = render(self);
        let mut response = (status, headers, body).into_response();
        if is_contended {
            response.extensions_mut().insert(Contended);
        }
        response
    }
}

fn headers_of(error: &Error) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    let retry_after = match error {
        Error::TooManyRequests { retry_after } => retry_after.as_millis().div_ceil(1000).max(1),
        Error::Unavailable | Error::Contended => 1,
        Error::Unauthenticated(_) => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            return headers;
        }
        Error::TooSlow | Error::TooLarge => {
            // The rest of the body is not read.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            return headers;
        }
        _ => return headers,
    };
    if let Ok(seconds) = HeaderValue::try_from(retry_after.to_string()) {
        headers.insert(header::RETRY_AFTER, seconds);
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_cause_is_never_sent() {
        let response = Error::internal("secret place").into_response();
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert_eq!(
            body,
            r#"{"type":"/problems/internal","title":"Something broke on our side.","status":500}"#
        );
    }

    #[test]
    fn waiting_is_told_in_whole_seconds_rounded_up() {
        let retry_after = std::time::Duration::from_millis(1200);
        let response = Error::TooManyRequests { retry_after }.into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], "2");
    }
}
