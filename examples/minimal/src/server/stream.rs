//! A connection whose client must go on reading, and is told why nothing could be read of it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

use super::refusal;
use crate::app::AppState;

/// Fails a write that makes no progress for a while, and writes problems in place of the empty
/// refusals that hyper makes.
pub(super) struct TimedStream {
    stream: TcpStream,
    state: AppState,
    patience: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
    refusal: Option<Refusal>,
}

/// What is written in place of what hyper wants to write.
struct Refusal {
    bytes: Vec<u8>,
    written: usize,
}

impl TimedStream {
    pub(super) const fn new(stream: TcpStream, state: AppState, patience: Duration) -> Self {
        Self { stream, state, patience, stalled: None, refusal: None }
    }

    fn bound<T>(
        &mut self,
        context: &mut Context<'_>,
        progress: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.stalled = None;
            return progress;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        match stalled.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl TimedStream {
    /// Writes the refusal as a whole.
    fn poll_refuse(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(Refusal { bytes, written }) = &mut self.refusal {
            if *written == bytes.len() {
                self.refusal = None;
                break;
            }
            let progress = Pin::new(&mut self.stream).poll_write(context, &bytes[*written..]);
            if let Poll::Ready(Ok(count)) = progress {
                *written += count;
            }
            ready!(self.bound(context, progress))?;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for TimedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.refusal.is_none() {
            let refusal = refusal::replace(bytes, &self.state.config);
            self.refusal = refusal.map(|bytes| Refusal { bytes, written: 0 });
        }
        if self.refusal.is_some() {
            return self.poll_refuse(context).map_ok(|()| bytes.len());
        }
        let progress = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bound(context, progress)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // A refusal is a head without a body.
        if let [head] = slices {
            return self.poll_write(context, head);
        }
        let progress = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.bound(context, progress)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let progress = Pin::new(&mut self.stream).poll_flush(context);
        self.bound(context, progress)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let progress = Pin::new(&mut self.stream).poll_shutdown(context);
        self.bound(context, progress)
    }
}
