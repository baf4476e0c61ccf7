//! What wraps every handler; `app.rs` says in which order.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, Version, header, request::Parts, uri::Authority,
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{sleep, timeout},
};
use uuid::Uuid;

use crate::{
    app::AppState,
    config::Config,
    error::{Error, Result},
    problem::Contended,
    server::Connection,
    validate::Fault,
};

const MAX_URI: usize = 8 * 1024;
const MAX_HEADERS: usize = 100;
const MAX_HEADER_BYTES: usize = 16 * 1024;
/// What the page that describes the API may load.
const PAGE_POLICY: &str = "default-src 'self'; img-src 'self' data:; \
                           style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
/// How often a request is run again that another transaction was in the way of.
const RETRIES: u32 = 7;

/// Says on every answer how browsers and caches are to treat it.
pub async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_page = request.uri().path().starts_with("/docs");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    warn_browsers(headers, &state.config);
    if is_page {
        set(headers, header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    }
    response
}

/// Says that an answer is no page, is not to be kept unless it says so itself, and that what is
/// reached by TLS is never to be asked without it.
pub(crate) fn warn_browsers(headers: &mut HeaderMap, config: &Config) {
    set(headers, header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "no-referrer");
    if !headers.contains_key(header::CACHE_CONTROL) {
        set(headers, header::CACHE_CONTROL, "no-store");
    }
    if config.public_url.starts_with("https://") {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

/// Refuses heads of unreasonable size, that leave host or length unclear, or meant for a proxy.
pub async fn check_head(request: Request, next: Next) -> Response {
    let uri = request.uri();
    if request.method() == Method::CONNECT && uri.path().is_empty() {
        // It asks for a tunnel to an address, where no method is allowed.
        return and_close(([(header::ALLOW, "")], Error::MethodNotAllowed));
    }
    let uri_length = uri.path().len() + uri.query().map_or(0, str::len);
    if uri_length > MAX_URI {
        return Error::UriTooLong.into_response();
    }
    let headers = request.headers();
    let bytes: usize =
        headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if headers.len() > MAX_HEADERS || bytes > MAX_HEADER_BYTES {
        return Error::HeadersTooLarge.into_response();
    }
    if !has_clear_host(&request) || !is_clearly_framed(headers) {
        return and_close(Error::Malformed(Vec::new()));
    }
    next.run(request).await
}

/// An answer after which nothing more is read: others may see the next request elsewhere.
fn and_close(answer: impl IntoResponse) -> Response {
    ([(header::CONNECTION, "close")], answer).into_response()
}

/// Whether there is one name or address, with or without a port, and nothing else.
fn has_clear_host(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.is_empty() || is_host(host),
        (None, None) => request.version() != Version::HTTP_11,
        _ => false,
    }
}

fn is_host(host: &HeaderValue) -> bool {
    let Ok(authority) = Authority::try_from(host.as_bytes()) else { return false };
    let host = authority.host();
    match authority.as_str().strip_prefix(host) {
        Some("" | ":") => true,
        Some(_) => authority.port_u16().is_some(),
        None => false,
    }
}

/// Whether the body ends where everybody sees it end: hyper takes any coding before `chunked`.
fn is_clearly_framed(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    let coding = codings.next();
    coding.is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"))
        && codings.next().is_none()
}

/// Reads the whole body, bounded in size and time, before anything is held for the request; then
/// bounds the work on it. More requests at once than can be worked on are refused at once.
pub async fn receive(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !state.health.is_started() {
        return Error::Unavailable.into_response();
    }
    let (parts, body) = match read_body(&state, request).await {
        Ok(whole) => whole,
        Err(error) => return error.into_response(),
    };
    let working = parts.extensions.get::<Connection>().map(Connection::work);
    if matches!(working, Some(None)) {
        return Error::Unavailable.into_response();
    }
    let Ok(permit) = state.work.try_acquire() else {
        return Error::Unavailable.into_response();
    };
    let work = run((parts, body), next, &state.work, permit);
    timeout(state.config.request_timeout, work).await.unwrap_or_else(|_| {
        tracing::warn!("the request took too long");
        Error::Unavailable.into_response()
    })
}

/// Runs a request, and again when it fell victim to another transaction: a handler writes in one
/// statement or one transaction, so nothing of the failed attempt is left. While it waits for that,
/// others work in its place.
async fn run(
    (parts, body): (Parts, Bytes),
    next: Next,
    work: &Semaphore,
    mut permit: SemaphorePermit<'_>,
) -> Response {
    for attempt in 1..=RETRIES {
        let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
        let response = next.clone().run(request).await;
        if response.extensions().get::<Contended>().is_none() {
            return response;
        }
        tracing::info!(attempt, "another transaction was in the way; the request is run again");
        drop(permit);
        sleep(pause(attempt)).await;
        let Ok(again) = work.acquire().await else { return response };
        permit = again;
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// How long a request waits before it is run again, at most: 10 ms, 20 ms, 40 ms, up to 0.6 s. It
/// is left to chance, so that those who met do not meet again: the end of a new id is random.
fn pause(attempt: u32) -> Duration {
    let [.., chance] = Uuid::now_v7().into_bytes();
    Duration::from_micros(u64::from(chance) * 20) * 2u32.pow(attempt)
}

async fn read_body(state: &AppState, request: Request) -> Result<(Parts, Bytes)> {
    let (parts, body) = request.into_parts();
    if body.size_hint().lower() > state.config.body_limit as u64 {
        return Err(Error::TooLarge);
    }
    let body = Limited::new(body, state.config.body_limit).collect();
    let body = timeout(state.config.body_timeout, body).await.map_err(|_| Error::TooSlow)?;
    let body = body.map_err(|error| {
        if error.is::<LengthLimitError>() {
            return Error::TooLarge;
        }
        Error::Malformed(vec![Fault::field("", "incomplete", "must arrive as a whole")])
    })?;
    Ok((parts, body.to_bytes()))
}
