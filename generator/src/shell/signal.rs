//! Signals that ask the tool to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::error::{Error, Signal};

const ALL: [Signal; 3] = [Signal::Hangup, Signal::Interrupt, Signal::Terminate];

const fn number(signal: Signal) -> i32 {
    match signal {
        Signal::Hangup => SIGHUP,
        Signal::Interrupt => SIGINT,
        Signal::Terminate => SIGTERM,
    }
}

/// The same signal, to be sent to another program.
pub(super) const fn forwarded(signal: Signal) -> rustix::process::Signal {
    match signal {
        Signal::Hangup => rustix::process::Signal::HUP,
        Signal::Interrupt => rustix::process::Signal::INT,
        Signal::Terminate => rustix::process::Signal::TERM,
    }
}

/// Holds signals back, so that work in progress can be finished or undone first.
///
/// Before the first of these exists, a signal ends the process at once.
#[derive(Debug, Clone)]
pub struct Signals(Arc<AtomicUsize>);

impl Signals {
    /// From now on a signal waits to be asked for.
    pub fn hold() -> Result<Self, Error> {
        let last = Arc::new(AtomicUsize::new(0));
        for (at, signal) in ALL.into_iter().enumerate() {
            signal_hook::flag::register_usize(number(signal), Arc::clone(&last), at + 1)
                .map_err(|fault| Error::environment("signals cannot be handled").because(fault))?;
        }
        Ok(Self(last))
    }

    /// Takes the signal that came last, if one came since the last call.
    #[must_use]
    pub fn take(&self) -> Option<Signal> {
        let taken = self.0.swap(0, Ordering::SeqCst);
        ALL.get(taken.checked_sub(1)?).copied()
    }

    /// Fails if a signal came.
    pub fn check(&self) -> Result<(), Error> {
        self.or_blame(Ok(()))
    }

    /// Gives `done` back, unless a signal came: what failed then failed because of it, since
    /// programs that we wait for get a Ctrl-C as well.
    pub fn or_blame<T>(&self, done: Result<T, Error>) -> Result<T, Error> {
        self.take().map_or(done, |signal| Err(Error::interrupted(signal)))
    }
}
