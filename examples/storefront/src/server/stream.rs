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

use super::{connection::Connection, head::Heads, linger::Lingering, refusal};
use crate::app::AppState;

/// How many bytes a client must take in the time that it has; else it would hold a large answer
/// for hours.
const SHARE: usize = 256 * 1024;

/// Fails when a client takes less than its share in a while, and writes problems in place of the
/// empty refusals that hyper makes.
pub(super) struct TimedStream {
    stream: TcpStream,
    connection: Connection,
    heads: Heads,
    state: AppState,
    patience: Duration,
    stalled: Option<Stalled>,
    refusal: Option<Refusal>,
    lingering: Option<Lingering>,
}

/// A client that does not take at once what is sent.
struct Stalled {
    end: Pin<Box<Sleep>>,
    taken: usize,
}

/// What is written in place of what hyper wants to write.
struct Refusal {
    bytes: Vec<u8>,
    written: usize,
}

impl TimedStream {
    pub(super) const fn new(
        stream: TcpStream,
        connection: Connection,
        state: AppState,
        patience: Duration,
    ) -> Self {
        let heads = Heads::new();
        let (stalled, refusal, lingering) = (None, None, None);
        Self { stream, connection, heads, state, patience, stalled, refusal, lingering }
    }

    /// Notes what the client took, and fails when that was too little for too long.
    fn bound(
        &mut self,
        context: &mut Context<'_>,
        progress: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if progress.is_ready() {
            if let (Some(stalled), Poll::Ready(Ok(count))) = (&mut self.stalled, &progress) {
                stalled.taken += count;
            }
            self.stalled.take_if(|stalled| stalled.taken >= SHARE);
            return progress;
        }
        let patience = self.patience;
        let begin = || Stalled { end: Box::pin(sleep(patience)), taken: 0 };
        let end = self.stalled.get_or_insert_with(begin).end.as_mut();
        end.poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
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
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.heads.check(&mut buffer.filled_mut()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.refusal.is_none() {
            let refusal = refusal::replace(bytes, self.connection.peer(), &self.state.config);
            if refusal.is_some() {
                self.connection.note_unread(true);
            }
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
        // All of it is on its way.
        self.stalled = None;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        let Self { stream, connection, lingering, .. } = &mut *self;
        if connection.is_unread() {
            ready!(lingering.get_or_insert_with(Lingering::new).poll(stream, context));
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpSocket,
        time::timeout,
    };

    use super::*;
    use crate::config::Config;

    #[tokio::test]
    async fn who_reads_next_to_nothing_is_not_waited_for() {
        let config = Config::development("postgres://nobody@localhost/nothing").unwrap();
        let (server, client) = (TcpSocket::new_v4().unwrap(), TcpSocket::new_v4().unwrap());
        // Each little that is read makes room for as much.
        server.set_send_buffer_size(4096).unwrap();
        client.set_recv_buffer_size(4096).unwrap();
        server.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let listener = server.listen(1).unwrap();
        let mut client = client.connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();

        tokio::spawn(async move {
            while client.read(&mut [0; 1024]).await.is_ok() {
                sleep(Duration::from_millis(10)).await;
            }
        });
        let state = AppState::new(config).unwrap();
        let mut stream =
            TimedStream::new(stream, Connection::new(peer), state, Duration::from_millis(500));
        let answer = vec![0; 64 * 1024 * 1024];
        let written = timeout(Duration::from_secs(30), stream.write_all(&answer)).await.unwrap();
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
