//! Whether the process runs (live) and whether it can serve (ready).

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use axum::extract::State;
use serde::Serialize;
use tokio::{sync::Mutex, time::timeout};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::AppState,
    error::{Error, Result},
    extract::Json,
};

/// How long what the database said is believed, so that probes cost it next to nothing.
const BELIEVED: Duration = Duration::from_secs(1);

/// Where the service stands between start and stop.
#[derive(Debug, Default)]
pub struct Health {
    is_started: AtomicBool,
    is_draining: AtomicBool,
    last: Mutex<Option<(Instant, bool)>>,
}

impl Health {
    /// Notes that the schema is in place.
    pub fn start(&self) {
        self.is_started.store(true, Ordering::Relaxed);
    }

    /// Notes that the service is about to stop.
    pub fn drain(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
    }

    /// Whether the schema is in place.
    pub fn is_started(&self) -> bool {
        self.is_started.load(Ordering::Relaxed)
    }

    /// Whether the service is about to stop.
    pub fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Relaxed)
    }
}

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthStatus {
    /// `live` or `ready`.
    #[schema(example = "ready", max_length = 10)]
    status: &'static str,
}

/// The routes of the probes.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(live)).routes(routes!(ready))
}

/// Tells that the process runs.
///
/// Open to everybody, as often as they like. The database is not asked.
#[utoipa::path(
    get, path = "/health/live", tag = "health", operation_id = "live", security(()),
    responses((status = OK, description = "It runs.", body = HealthStatus))
)]
async fn live() -> Json<HealthStatus> {
    Json(HealthStatus { status: "live" })
}

/// Tells whether requests can be served.
///
/// Open to everybody, as often as they like. They can while the database answers, its schema is the
/// one this program needs, and the service is not about to stop; else the answer is 503.
#[utoipa::path(
    get, path = "/health/ready", tag = "health", operation_id = "ready", security(()),
    responses((status = OK, description = "It can serve.", body = HealthStatus))
)]
async fn ready(State(state): State<AppState>) -> Result<Json<HealthStatus>> {
    let health = &state.health;
    if health.is_draining() || !health.is_started() {
        return Err(Error::Unavailable);
    }
    // Whoever comes while the database is being asked waits for the same answer.
    let mut last = health.last.lock().await;
    let is_ready = match *last {
        Some((asked, is_ready)) if asked.elapsed() < BELIEVED => is_ready,
        _ => {
            let asked = timeout(BELIEVED, state.database.is_current()).await;
            let is_ready = matches!(asked, Ok(Ok(true)));
            *last = Some((Instant::now(), is_ready));
            is_ready
        }
    };
    if is_ready { Ok(Json(HealthStatus { status: "ready" })) } else { Err(Error::Unavailable) }
}
