//! Path parameters.

#[expect(clippy::disallowed_types, reason = "this is what the rule points to")]
use axum::extract::Path as AxumPath;
use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;

use super::{parameters, strict};
use crate::error::{Error, Result};

/// The parameters of the path; what cannot be one of ours is not found. Texts are composed (NFC),
/// as those that are stored.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        #[expect(clippy::disallowed_types, reason = "this is what the rule points to")]
        let AxumPath(named) = AxumPath::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| Error::NotFound)?;
        let values: Option<Vec<String>> =
            named.into_iter().map(|(_, value)| strict::clean(value)).collect();
        values.and_then(parameters::read_in_order).map(Self).ok_or(Error::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::to_bytes, extract::Request, routing::get};
    use tower::ServiceExt;
    use uuid::Uuid;

    use super::*;

    async fn show_two(Path((name, number)): Path<(String, i32)>) -> String {
        format!("{name} {number}")
    }

    async fn show_one(Path(id): Path<Uuid>) -> String {
        id.to_string()
    }

    async fn ask(path: &str) -> Option<String> {
        let router = Router::new()
            .route("/names/{name}/{number}", get(show_two))
            .route("/ids/{id}", get(show_one));
        let request = Request::get(path).body(axum::body::Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        let is_found = answer.status().is_success();
        let body = to_bytes(answer.into_body(), 1000).await.unwrap();
        is_found.then(|| String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_text_is_composed_and_a_number_read() {
        assert_eq!(ask("/names/e%CC%81/7").await.unwrap(), "é 7");
        let id = "00000000-0000-7000-8000-00000000000a";
        assert_eq!(ask(&format!("/ids/{id}")).await.unwrap(), id);
    }

    #[tokio::test]
    async fn what_cannot_be_is_not_found() {
        for path in ["/names/a/b", "/names/%00/7", "/names/%ff/7", "/ids/7"] {
            assert_eq!(ask(path).await, None, "{path}");
        }
        // An id has one spelling.
        assert_eq!(ask("/ids/0000000000007000800000000000000a").await, None);
    }
}
