//! What the service tells about itself: one line a request, what matters to its security, and what
//! went wrong, each with the request's id, its client and, once known, its user.

use std::{cell::Cell, fmt::Display, io::IsTerminal, net::IpAddr, sync::Arc, time::Instant};

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};
use uuid::Uuid;

use crate::{
    app::AppState,
    client_address::ClientAddress,
    config::{Config, Environment},
};

/// Asked for every few seconds, by whoever keeps the answers.
const PROBES: [&str; 2] = ["/health/live", "/health/ready"];
/// Where an answer says which request it is for.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The request that is being answered.
struct Current {
    id: Arc<str>,
    /// A request that is run again has the user that it had.
    has_user: Cell<bool>,
}

impl Current {
    fn new(id: &Arc<str>) -> Self {
        Self { id: Arc::clone(id), has_user: Cell::new(false) }
    }
}

tokio::task_local! {
    static CURRENT: Current;
}

/// Starts logging: JSON in production, for reading in development. Panics become log lines.
pub fn init(config: &Config) {
    let filter: Targets = config.log.parse().unwrap_or_default();
    let registry = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer();
    // A second start, as in tests, keeps the first one's lines.
    let _ = match config.environment {
        Environment::Production => {
            registry.with(lines.json().flatten_event(true).with_span_list(false)).try_init()
        }
        Environment::Development => {
            let is_terminal = std::io::stdout().is_terminal();
            registry.with(lines.with_ansi(is_terminal).with_target(false)).try_init()
        }
    };
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("a panic without a message");
        tracing::error!(place, message, "panicked");
    }));
}

/// Whether a text says which log lines are written.
pub(crate) fn is_filter(text: &str) -> bool {
    text.parse::<Targets>().is_ok()
}

/// The id of the request that is being answered.
pub fn request_id() -> Option<String> {
    CURRENT.try_with(|current| current.id.to_string()).ok()
}

/// Does something for a request that never came to be one.
pub(crate) fn with_request_id<T>(client: IpAddr, work: impl FnOnce() -> T) -> T {
    let id = new_request_id();
    let span = tracing::info_span!("request", request_id = %id, %client);
    span.in_scope(|| CURRENT.sync_scope(Current::new(&id), work))
}

/// Notes on all further lines whose request it is.
pub(crate) fn note_user(user: impl Display) {
    let had_user = CURRENT.try_with(|current| current.has_user.replace(true)).unwrap_or_default();
    if !had_user {
        tracing::Span::current().record("user", tracing::field::display(user));
    }
}

fn new_request_id() -> Arc<str> {
    Uuid::now_v7().simple().to_string().into()
}

/// Gives each request an id and a client, and writes one line when it is answered, unless it is a
/// probe. The query is not logged: it may hold what people search for.
pub async fn observe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let begin = Instant::now();
    let id = new_request_id();
    let client = ClientAddress::of(&request, &state.config.trusted_proxies);
    request.extensions_mut().insert(client);
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(500).collect();

    let user = tracing::field::Empty;
    let span = tracing::info_span!("request", request_id = %id, client = %client.0, user);
    let answer = CURRENT.scope(Current::new(&id), next.run(request)).instrument(span.clone());
    let mut response = answer.await;

    if !PROBES.contains(&path.as_str()) {
        let status = response.status().as_u16();
        let elapsed_us = u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX);
        span.in_scope(|| {
            tracing::info!(target: "access", %method, path, status, elapsed_us, "answered");
        });
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Read},
        sync::Mutex,
    };

    use super::*;

    #[test]
    fn a_user_is_named_once_in_a_line_however_often_the_request_is_run() {
        let (mut lines, writer) = io::pipe().unwrap();
        let subscriber = tracing_subscriber::fmt().with_writer(Mutex::new(writer)).finish();
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("request", user = tracing::field::Empty);
            let current = Current::new(&new_request_id());
            span.in_scope(|| {
                CURRENT.sync_scope(current, || {
                    note_user("ada");
                    note_user("ada");
                    tracing::info!("answered");
                });
            });
        });
        let mut line = String::new();
        lines.read_to_string(&mut line).unwrap();
        assert_eq!(line.matches("ada").count(), 1, "{line}");
    }
}
