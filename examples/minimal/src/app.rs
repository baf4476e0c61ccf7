//! The service as one value: what its handlers share, its routes, and what wraps them.

use std::{any::Any, ops::Deref, sync::Arc};

use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use sqlx::PgPool;
use tokio::sync::Semaphore;
use tower::{ServiceBuilder, util::option_layer};
use tower_http::{catch_panic::CatchPanicLayer, cors::CorsLayer};
use utoipa_axum::router::OpenApiRouter;

use crate::auth::{self, Auth};
use crate::config::Config;
use crate::cursor::CursorKeys;
use crate::database::Database;
use crate::error::{Error, Result};
use crate::health::{self, Health};
use crate::rate_limit::{self, RateLimits};
use crate::{layers, openapi, respond, telemetry};

/// What handlers share.
#[derive(Clone)]
pub struct AppState(Arc<App>);

/// The parts of the service that live as long as it does.
pub struct App {
    /// The settings.
    pub config: Config,
    /// The connections to the database.
    pub database: Database,
    /// Who is who.
    pub auth: Auth,
    /// How often clients may ask.
    pub limits: RateLimits,
    /// What cursors are signed with.
    pub cursors: CursorKeys,
    /// Whether the service can serve.
    pub health: Health,
    /// How many requests may be in work.
    pub work: Semaphore,
}

impl AppState {
    /// Makes all parts; nothing is connected yet.
    pub fn new(config: Config) -> Result<Self> {
        let [current, retiring @ ..] = config.signing_keys.as_slice() else {
            return Err(Error::internal("no signing key"));
        };
        let retiring = retiring.iter().map(|key| key.expose().as_slice());
        Ok(Self(Arc::new(App {
            database: Database::new(&config)?,
            auth: Auth::new(&config)?,
            limits: RateLimits::new(&config),
            cursors: CursorKeys::derive(current.expose(), retiring),
            health: Health::default(),
            work: Semaphore::new(config.max_requests),
            config,
        })))
    }

    /// The connections to the database; to be asked for anew each time, not kept.
    pub fn db(&self) -> PgPool {
        self.database.pool()
    }
}

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

/// The routes of all slices, with their part of the API's description.
pub fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        // One line a slice.
        .merge(auth::router())
        .merge(crate::notes::router())
        .merge(crate::users::router())
}

/// The whole service. A request passes the layers in the order written.
pub fn build_app(state: AppState) -> Router {
    let (api, _) =
        OpenApiRouter::new().nest("/api/v1", api()).merge(auth::well_known()).split_for_parts();
    let (health, _) = health::router().split_for_parts();
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), telemetry::observe))
        .layer(from_fn_with_state(state.clone(), layers::secure))
        .layer(option_layer(allow_origins(&state.config)))
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn(respond::answer_not_modified))
        .layer(from_fn(layers::check_head))
        .layer(from_fn_with_state(state.clone(), rate_limit::limit));
    let mut routes = api.layer(from_fn_with_state(state.clone(), layers::receive)).merge(health);
    if state.config.docs {
        routes = routes.merge(openapi::router());
    }
    routes
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(layers)
        .with_state(state)
}

/// Lets scripts of the configured origins, and of no others, read answers. Credentials are never
/// sent by themselves: tokens travel in a header.
fn allow_origins(config: &Config) -> Option<CorsLayer> {
    let origins = config.cors_origins.iter().filter_map(|origin| origin.parse().ok());
    let origins: Vec<HeaderValue> = origins.collect();
    if origins.is_empty() {
        return None;
    }
    let standard = [header::ETAG, header::LOCATION, header::RETRY_AFTER];
    let ours = ["ratelimit", "ratelimit-policy", "x-request-id"].map(HeaderName::from_static);
    let layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
        ])
        .expose_headers([standard, ours].concat());
    Some(layer)
}

/// The panic itself has been logged where it happened.
fn answer_panic(_panic: Box<dyn Any + Send>) -> Response {
    Error::internal("a handler panicked").into_response()
}
