//! Somebody who calls the service.

use std::future::{Future, IntoFuture};
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;

use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{HeaderValue, Method, Request, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

use crate::support::answer::Answer;
use crate::support::told::is_told;

/// Where the API stands.
pub const API: &str = "/api/v1";

/// Somebody with or without an account. Every path is one under [`API`].
#[derive(Clone)]
pub struct Actor {
    pub(super) router: Router,
    pub(super) token: Option<String>,
    /// The row of the account; null for anonymous.
    pub account: Value,
}

impl Actor {
    /// The account's id.
    pub fn id(&self) -> Uuid {
        self.account["id"].as_str().and_then(|id| id.parse().ok()).expect("an account")
    }

    /// Asks for something.
    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    /// Makes something.
    pub fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    /// Puts something in its place.
    pub fn put(&self, path: &str) -> Call {
        self.call(Method::PUT, path)
    }

    /// Changes something.
    pub fn patch(&self, path: &str) -> Call {
        self.call(Method::PATCH, path)
    }

    /// Removes something.
    pub fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    /// Any method on a path under [`API`].
    pub fn call(&self, method: Method, path: &str) -> Call {
        self.call_at(method, &format!("{API}{path}"))
    }

    /// Any method on a whole path, such as a `Location` or `/health/ready`.
    pub fn call_at(&self, method: Method, path: &str) -> Call {
        let request = Request::builder().method(method).uri(path);
        let mut request = request.header(header::HOST, "localhost");
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        Call { router: self.router.clone(), request, body: Body::empty() }
    }
}

/// A request that is sent when it is awaited.
#[must_use = "a call is made when it is awaited"]
pub struct Call {
    router: Router,
    request: Builder,
    body: Body,
}

impl Call {
    /// Sends this JSON.
    pub fn json(mut self, body: &Value) -> Call {
        self.body = Body::from(body.to_string());
        self.header("content-type", "application/json")
    }

    /// Sends these bytes as they are; their `content-type` is the caller's to set.
    pub fn bytes(mut self, body: impl Into<Body>) -> Call {
        self.body = body.into();
        self
    }

    /// Sends the version that the actor has seen; `*` for any.
    pub fn if_match(self, etag: &str) -> Call {
        self.header("if-match", etag)
    }

    /// Sends one more header.
    pub fn header(mut self, name: &'static str, value: &str) -> Call {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header's value");
        self.request = self.request.header(name, value);
        self
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut request = self.request.body(self.body).expect("a request");
            let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 50_000));
            request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
            let name = format!("{} {}", request.method(), request.uri());
            let (method, path) = (request.method().clone(), request.uri().path().to_owned());

            let response = self.router.oneshot(request).await.expect("an answer");
            let (head, body) = response.into_parts();
            assert!(is_told(&method, &path, head.status), "{name}: {} is not told", head.status);
            let bytes = body.collect().await.expect("a whole body").to_bytes();
            let body = match bytes.as_ref() {
                [] => Value::Null,
                bytes => serde_json::from_slice(bytes)
                    .unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned().into()),
            };
            Answer { request: name, status: head.status, headers: head.headers, body }
        })
    }
}
