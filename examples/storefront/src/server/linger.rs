//! The end of a connection whose client was answered before it had sent everything.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

/// How long the rest is read and dropped.
const TIME: Duration = Duration::from_secs(2);
/// How many bytes of it.
const MOST: usize = 16 * 1024 * 1024;

/// Reads and drops what a client sends, for a while.
///
/// A connection that is closed while something in it is unread is reset, and a client that meets
/// that while it sends never sees what it was answered.
pub(super) struct Lingering {
    end: Pin<Box<Sleep>>,
    left: usize,
}

impl Lingering {
    pub(super) fn new() -> Self {
        Self { end: Box::pin(sleep(TIME)), left: MOST }
    }

    /// Is ready once the client ends the connection, too, or has had its time.
    pub(super) fn poll(&mut self, stream: &mut TcpStream, context: &mut Context<'_>) -> Poll<()> {
        let mut bytes = [0; 16 * 1024];
        while self.left > 0 {
            let mut buffer = ReadBuf::new(&mut bytes);
            let Poll::Ready(read) = Pin::new(&mut *stream).poll_read(context, &mut buffer) else {
                ready!(self.end.as_mut().poll(context));
                break;
            };
            if read.is_err() || buffer.filled().is_empty() {
                break;
            }
            self.left = self.left.saturating_sub(buffer.filled().len());
        }
        Poll::Ready(())
    }
}
