//! From the socket to the router: which connections are taken, how long they may idle, and how
//! the service stops.

mod clients;
mod connection;
mod head;
mod linger;
mod refusal;
mod stream;

use std::{pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::HttpBody,
    extract::ConnectInfo,
    http::{HeaderValue, header},
};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{Signal, SignalKind, signal},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tower::ServiceExt;

use crate::{
    app::{AppState, build_app},
    auth::SECURITY,
    database,
    error::{Error, Result},
};
use clients::Clients;
use stream::TimedStream;

pub(crate) use connection::Connection;

/// How long a client may take for what it must take at least of an answer.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests in work may go on once no new ones are taken.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(15);
/// How often room is made as long as there are too many connections.
const ROOM_INTERVAL: Duration = Duration::from_millis(100);
/// Larger heads are refused by `layers::check_head`, with a problem; this is the hard end.
const MAX_HEAD: usize = 128 * 1024;

/// Serves until a signal says to stop. A database that is not there is waited for; a migration
/// that fails ends the service.
pub async fn run(state: AppState) -> Result<()> {
    let mut signals = Signals::new().map_err(Error::internal)?;
    let listener = TcpListener::bind(state.config.listen_address).await.map_err(|error| {
        Error::internal(format!("cannot listen on {}: {error}", state.config.listen_address))
    })?;
    let address = state.config.listen_address;
    tracing::info!(target: SECURITY, event = "sys_startup", %address, "listening");

    let graceful = GracefulShutdown::new();
    {
        let mut accepting = pin!(accept_all(&listener, &state, &graceful));
        let mut starting = pin!(start(&state));
        let mut has_started = false;
        loop {
            tokio::select! {
                () = &mut accepting => {}
                outcome = &mut starting, if !has_started => {
                    outcome?;
                    has_started = true;
                }
                () = signals.next() => break,
            }
        }

        // Whoever sends requests here learns from `ready` that this must end, and has a while to
        // turn elsewhere.
        tracing::info!(target: SECURITY, event = "sys_shutdown", "asked to stop");
        state.health.drain();
        tokio::select! {
            () = &mut accepting => {}
            () = sleep(state.config.drain_delay) => {}
            () = signals.next() => return Ok(()),
        }
    }
    drop(listener);
    tokio::select! {
        outcome = timeout(DRAIN_TIMEOUT, graceful.shutdown()) => {
            if outcome.is_err() {
                tracing::warn!("some requests did not end in time");
            }
        }
        () = signals.next() => {}
    }
    Ok(())
}

async fn start(state: &AppState) -> Result<()> {
    database::prepare(&state.database, state.config.migrate_on_start).await?;
    state.health.start();
    tracing::info!("ready");
    Ok(())
}

/// Takes connections for ever, so many at once. For one more, the one that has waited longest for
/// its client makes room: of the same client, if that has its share, else of all. A client whose
/// connections are all in work is refused; where those of all clients are, it waits.
async fn accept_all(listener: &TcpListener, state: &AppState, graceful: &GracefulShutdown) {
    let app = build_app(state.clone());
    let places = Arc::new(Semaphore::new(state.config.max_connections));
    let clients = Arc::new(Clients::new(&state.config));
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let Some(admitted) = clients.admit(peer) else {
                    clients::refuse(stream, peer, &state.config);
                    continue;
                };
                let place = find_place(&places, &clients).await;
                let connection = admitted.connection.clone();
                let served = serve(stream, connection.clone(), app.clone(), state.clone());
                let served = graceful.watch(served);
                tokio::spawn(async move {
                    let outcome = tokio::select! {
                        outcome = served => outcome,
                        () = connection.closed() => Ok(()),
                    };
                    // A client that breaks off or sends nonsense is no fault of the service.
                    if let Err(error) = outcome {
                        tracing::debug!(error = %error, "a connection broke");
                    }
                    drop((place, admitted));
                });
            }
            // Out of descriptors, most likely: some will be free again soon.
            Err(error) => {
                tracing::warn!(error = %error, "cannot accept connections");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Waits for a place among the open connections, and makes room as long as there is none.
async fn find_place(places: &Arc<Semaphore>, clients: &Clients) -> Option<OwnedSemaphorePermit> {
    while places.available_permits() == 0 {
        clients.close_idlest();
        // It may be that all are in work, and wait for their clients only later.
        let _ = timeout(ROOM_INTERVAL, places.acquire()).await;
    }
    Arc::clone(places).try_acquire_owned().ok()
}

/// One connection, HTTP/1 only.
fn serve(
    stream: TcpStream,
    connection: Connection,
    app: Router,
    state: AppState,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send {
    // Small answers leave at once; a socket that cannot promise that still works.
    let _ = stream.set_nodelay(true);
    connection.touch();
    let header_timeout = state.config.header_timeout;
    let stream = TimedStream::new(stream, connection.clone(), state, WRITE_TIMEOUT);
    let answering = connection.clone();
    let app = app
        .map_request(move |mut request: hyper::Request<Incoming>| {
            connection.touch();
            connection.note_unread(!request.body().is_end_stream());
            // Where chunks end is not looked at in `head.rs`, so nothing comes behind them.
            if request.headers().contains_key(header::TRANSFER_ENCODING) {
                connection.end();
            }
            request.extensions_mut().insert(ConnectInfo(connection.peer()));
            request.extensions_mut().insert(connection.clone());
            request.map(axum::body::Body::new)
        })
        .map_response(move |mut response| {
            if answering.is_last() {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            // Its client does not know that yet, and may have sent the next request.
            if response.headers().contains_key(header::CONNECTION) {
                answering.note_unread(true);
            }
            response
        });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_headers(256)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app))
}

/// The signals that ask a process to stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
