//! What an open connection is waiting for.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
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
    /// Whether its client may go on sending what nobody reads.
    is_unread: AtomicBool,
    /// Whether it ends behind the answer to its request.
    is_last: AtomicBool,
    state: Mutex<State>,
    closing: Notify,
}

/// What a connection is about. Only one that waits is closed to make room, and what is to be closed
/// takes no more requests: none is cut off in its work.
#[derive(Clone, Copy)]
enum State {
    New,
    /// For its client, since then.
    Waiting(Instant),
    Working,
    Closing,
}

/// A request in work, until this value goes.
pub(crate) struct Working(Connection);

impl Connection {
    /// One that is not served yet.
    pub(super) fn new(peer: SocketAddr) -> Self {
        Self(Arc::new(Inner {
            peer,
            is_unread: AtomicBool::new(false),
            is_last: AtomicBool::new(false),
            state: Mutex::new(State::New),
            closing: Notify::new(),
        }))
    }

    pub(super) fn peer(&self) -> SocketAddr {
        self.0.peer
    }

    /// Notes whether its client may go on sending what nobody reads.
    pub(super) fn note_unread(&self, is_unread: bool) {
        self.0.is_unread.store(is_unread, Ordering::Relaxed);
    }

    pub(super) fn is_unread(&self) -> bool {
        self.0.is_unread.load(Ordering::Relaxed)
    }

    /// Notes that it ends behind the answer to its request.
    pub(super) fn end(&self) {
        self.0.is_last.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_last(&self) -> bool {
        self.0.is_last.load(Ordering::Relaxed)
    }

    /// Notes that its client did something just now.
    pub(super) fn touch(&self) {
        let mut state = self.lock();
        if !matches!(*state, State::Closing) {
            *state = State::Waiting(Instant::now());
        }
    }

    /// Notes that a request has arrived as a whole and is worked on. None if that is too late.
    pub(crate) fn work(&self) -> Option<Working> {
        let mut state = self.lock();
        if matches!(*state, State::Closing) {
            return None;
        }
        *state = State::Working;
        drop(state);
        self.note_unread(false);
        Some(Working(self.clone()))
    }

    pub(super) fn waiting_since(&self) -> Option<Instant> {
        match *self.lock() {
            State::Waiting(since) => Some(since),
            _ => None,
        }
    }

    /// Asks whoever serves it to close it, if it still waits.
    pub(super) fn close(&self) -> bool {
        let mut state = self.lock();
        let waits = matches!(*state, State::Waiting(_));
        if waits {
            *state = State::Closing;
            self.0.closing.notify_one();
        }
        waits
    }

    /// Ends when it is to be closed.
    pub(super) async fn closed(&self) {
        self.0.closing.notified().await;
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves the state whole.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.touch();
    }
}
