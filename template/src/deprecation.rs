//! Tells clients which routes go: in every answer of theirs, and in the description of the API.

use std::future::ready;

use axum::http::HeaderValue;
use axum::middleware::map_response;
use axum::response::Response;
use utoipa::openapi::{
    Deprecated, Header, HeaderBuilder, ObjectBuilder, RefOr, Type, path::Operation,
};
use utoipa_axum::router::OpenApiRouter;

use crate::app::AppState;

/// A notice, as headers have it.
#[derive(Debug, Clone, Copy)]
pub struct Deprecation {
    /// Since when nobody should begin to use the routes: `Deprecation` (RFC 9745), which is `@`
    /// and seconds since 1970.
    pub since: &'static str,
    /// From when on they may be gone: `Sunset` (RFC 8594).
    pub sunset: Option<&'static str>,
    /// Where clients read more: `Link`.
    pub link: Option<&'static str>,
}

impl Deprecation {
    /// Gives the notice with every answer of these routes, problems included. What has a notice of
    /// its own keeps that.
    pub fn announce(self, mut router: OpenApiRouter<AppState>) -> OpenApiRouter<AppState> {
        for path in router.get_openapi_mut().paths.paths.values_mut() {
            let reading = [&mut path.get];
            let writing = [&mut path.post, &mut path.put, &mut path.patch, &mut path.delete];
            let operations = reading.into_iter().chain(writing).flatten();
            operations.for_each(|operation| self.describe(operation));
        }
        router.layer(map_response(move |answer| ready(self.tell(answer))))
    }

    fn tell(self, mut answer: Response) -> Response {
        if !answer.headers().contains_key("deprecation") {
            for (name, value) in self.headers() {
                answer.headers_mut().append(name, HeaderValue::from_static(value));
            }
        }
        answer
    }

    fn describe(self, operation: &mut Operation) {
        if operation.deprecated.is_some() {
            return;
        }
        operation.deprecated = Some(Deprecated::True);
        for answer in operation.responses.responses.values_mut() {
            if let RefOr::T(answer) = answer {
                let headers = self.headers();
                answer.headers.extend(headers.map(|(name, value)| (name.to_owned(), of(value))));
            }
        }
    }

    fn headers(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let all = [("Deprecation", Some(self.since)), ("Sunset", self.sunset), ("Link", self.link)];
        all.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }
}

/// A header that is always the same.
fn of(value: &'static str) -> RefOr<Header> {
    let form = ObjectBuilder::new().schema_type(Type::String).max_length(Some(2100));
    let form = form.examples([serde_json::json!(value)]);
    HeaderBuilder::new().schema(Some(form)).build().into()
}
