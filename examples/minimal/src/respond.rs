//! The forms of a good answer.

use std::{collections::BTreeMap, fmt::Display};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{
        ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response as Answer,
        ResponseBuilder, Type,
    },
};

use crate::error::Error;

/// 200 with a row as it is now: its version, and what the caller sees of it.
#[derive(Debug)]
pub struct Fresh<T>(pub i64, pub T);

impl<T: Serialize> IntoResponse for Fresh<T> {
    fn into_response(self) -> Response {
        tagged(self.0, &self.1)
    }
}

/// 201 with a new row.
#[derive(Debug)]
pub struct Created<T> {
    /// The path of the row.
    pub location: String,
    /// The version of the row.
    pub version: i64,
    /// What the caller sees of the row.
    pub body: T,
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let Ok(location) = HeaderValue::try_from(self.location) else {
            return Error::internal("a location must be visible ASCII").into_response();
        };
        let mut response = tagged(self.version, &self.body);
        *response.status_mut() = StatusCode::CREATED;
        response.headers_mut().insert(header::LOCATION, location);
        response
    }
}

/// 204: done, and nothing to tell.
#[derive(Debug, Clone, Copy)]
pub struct NoContent;

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// The path of a row, whose key may be any text.
pub fn location(plural: &str, key: impl Display) -> String {
    let key = key.to_string();
    format!("/api/v1/{plural}/{}", utf8_percent_encode(&key, PATH_SEGMENT))
}

/// What must be encoded within a path: all but the unreserved characters of RFC 3986.
const PATH_SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// 200 with a value in JSON.
pub fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => json_response(body),
        Err(error) => Error::internal(error).into_response(),
    }
}

/// 200 with an entity tag: the version, which `If-Match` compares, and a hash of the
/// representation, which differs with everything that the caller sees.
fn tagged(version: i64, value: &impl Serialize) -> Response {
    let body = match serde_json::to_vec(value) {
        Ok(body) => body,
        Err(error) => return Error::internal(error).into_response(),
    };
    let hash = digest(&SHA256, &body);
    let hash = hash.as_ref().iter().take(8).fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
    let mut response = json_response(body);
    if let Ok(tag) = HeaderValue::try_from(format!("\"{version}-{hash:016x}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn json_response(body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

impl<T: ToSchema> IntoResponses for Fresh<T> {
    fn responses() -> BTreeMap<String, RefOr<Answer>> {
        describe("200", "As it is now.", describe_row::<T>(&["ETag"]))
    }
}

impl<T: ToSchema> IntoResponses for Created<T> {
    fn responses() -> BTreeMap<String, RefOr<Answer>> {
        describe("201", "Created.", describe_row::<T>(&["ETag", "Location"]))
    }
}

impl IntoResponses for NoContent {
    fn responses() -> BTreeMap<String, RefOr<Answer>> {
        describe("204", "Done.", ResponseBuilder::new())
    }
}

fn describe(
    status: &str,
    description: &str,
    response: ResponseBuilder,
) -> BTreeMap<String, RefOr<Answer>> {
    let response = response.description(description).build();
    BTreeMap::from([(status.to_owned(), response.into())])
}

fn describe_row<T: ToSchema>(headers: &[&str]) -> ResponseBuilder {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(T::name()))).build();
    let response = ResponseBuilder::new().content("application/json", content);
    headers.iter().fold(response, |response, name| {
        let text = ObjectBuilder::new().schema_type(Type::String).max_length(Some(1000));
        response.header(*name, HeaderBuilder::new().schema(Some(text)).build())
    })
}

/// Answers 304 when the caller has what would be sent.
pub async fn answer_not_modified(request: Request, next: Next) -> Response {
    let known: Vec<HeaderValue> = match *request.method() {
        Method::GET | Method::HEAD => {
            request.headers().get_all(header::IF_NONE_MATCH).iter().cloned().collect()
        }
        _ => Vec::new(),
    };
    let mut response = next.run(request).await;
    let Some(tag) = response.headers().get(header::ETAG) else { return response };
    if response.status() == StatusCode::OK && known.iter().any(|known| is_known(known, tag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response
}

/// Compares weakly, as RFC 9110 says for `If-None-Match`.
fn is_known(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else { return false };
    known
        .split(',')
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_hold_the_version_and_follow_the_body() {
        let tag = |version, body: &str| {
            tagged(version, &body).headers()[header::ETAG].to_str().unwrap().to_owned()
        };
        assert!(tag(7, "a").starts_with("\"7-"));
        assert_ne!(tag(7, "a"), tag(7, "b"));
        assert_eq!(tag(7, "a"), tag(7, "a"));
    }

    #[test]
    fn a_known_tag_may_be_weak_or_in_a_list() {
        let tag = HeaderValue::from_static("\"7-00ff\"");
        let known = |value| is_known(&HeaderValue::from_static(value), &tag);
        assert!(known("\"7-00ff\"") && known("W/\"7-00ff\"") && known("\"1-0\", \"7-00ff\""));
        assert!(known("*") && !known("\"7-00fe\""));
    }
}
