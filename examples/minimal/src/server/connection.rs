//! What an open connection is waiting for.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use tokio::sync::Notify;

/// An open connection. Either a request of it is in work, or it waits for its client: for the rest
/// of a request, for the next one, or until an answer is taken.
#[derive(Clone)]
pub(crate) struct Connection(Arc<Inner>);

struct Inner {
    peer: SocketAddr,
    /// How many requests were answered.
    answered: AtomicUsize,
    /// Since when it waits; none while a request is in work.
    waiting: Mutex<Option<Instant>>,
    closing: Notify,
}

/// A request in work, until this value goes.
pub(crate) struct Working(Connection);

impl Connection {
    /// One that is not served yet.
    pub(super) fn new(peer: SocketAddr) -> Self {
        Self(Arc::new(Inner {
            peer,
            answered: AtomicUsize::new(0),
            waiting: Mutex::new(None),
            closing: Notify::new(),
        }))
    }

    pub(super) fn peer(&self) -> SocketAddr {
        self.0.peer
    }

    pub(super) fn answered(&self) -> usize {
        self.0.answered.load(Ordering::Relaxed)
    }

    /// Notes that a request is answered, and the next may come.
    pub(super) fn answer(&self) {
        self.0.answered.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes that its client did something just now.
    pub(super) fn touch(&self) {
        *self.lock() = Some(Instant::now());
    }

    /// Notes that a request has arrived as a whole and is worked on.
    pub(crate) fn work(&self) -> Working {
        *self.lock() = None;
        Working(self.clone())
    }

    pub(super) fn waiting_since(&self) -> Option<Instant> {
        *self.lock()
    }

    /// Asks whoever serves it to close it.
    pub(super) fn close(&self) {
        self.0.closing.notify_one();
    }

    /// Ends when it is to be closed.
    pub(super) async fn closed(&self) {
        self.0.closing.notified().await;
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Instant>> {
        // A moment is whole or not there.
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.touch();
    }
}
