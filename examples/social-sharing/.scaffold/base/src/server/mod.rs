//! From the socket to the router: which connections are taken, how long they may idle, and how
//! the service stops.

mod clients;
mod refusal;
mod stream;

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{Signal, SignalKind, signal},
    sync::Semaphore,
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

/// How long a client may refuse to take what is sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests in work may go on once no new ones are taken.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(15);
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

/// Takes connections for ever, as many at once as there are permits; more wait in the kernel. A
/// client that has its share already is refused.
async fn accept_all(listener: &TcpListener, state: &AppState, graceful: &GracefulShutdown) {
    let app = build_app(state.clone());
    let connections = Arc::new(Semaphore::new(state.config.max_connections));
    let clients = Arc::new(Clients::new(&state.config));
    loop {
        let Ok(permit) = Arc::clone(&connections).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let Some(counted) = clients.admit(peer) else {
                    clients::refuse(stream, peer, &state.config);
                    continue;
                };
                let connection = serve(stream, peer, app.clone(), state.clone());
                let connection = graceful.watch(connection);
                tokio::spawn(async move {
                    // A client that breaks off or sends nonsense is no fault of the service.
                    if let Err(error) = connection.await {
                        tracing::debug!(error = %error, "a connection broke");
                    }
                    drop((permit, counted));
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

/// One connection, HTTP/1 only.
fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    state: AppState,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send {
    // Small answers leave at once; a socket that cannot promise that still works.
    let _ = stream.set_nodelay(true);
    let app = app.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.map(axum::body::Body::new)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(state.config.header_timeout)
        .max_headers(256)
        .max_buf_size(MAX_HEAD)
        .serve_connection(
            TokioIo::new(TimedStream::new(stream, state, WRITE_TIMEOUT)),
            TowerToHyperService::new(app),
        )
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
