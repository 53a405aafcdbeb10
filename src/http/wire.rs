//! A connection that is given up where its other side does not move.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How long an answer may wait for a caller who reads nothing of it.
const STALLED: Duration = Duration::from_secs(8);

/// What a connection is about, for whoever has to choose one to close.
#[derive(Debug)]
pub(super) struct Pulse {
    opened: Instant,
    /// When something last happened, in milliseconds since it was opened.
    moved: AtomicU64,
    answering: AtomicBool,
}

impl Pulse {
    pub(super) fn new() -> Self {
        Pulse {
            opened: Instant::now(),
            moved: AtomicU64::new(0),
            answering: AtomicBool::new(false),
        }
    }

    /// A request is here whole.
    pub(super) fn asked(&self) {
        self.answering.store(true, Ordering::Relaxed);
    }

    /// Its answer is under way, and the next request may come.
    pub(super) fn answered(&self) {
        self.moves();
        self.answering.store(false, Ordering::Relaxed);
    }

    fn moves(&self) {
        let now = self.opened.elapsed().as_millis();
        let now = u64::try_from(now).unwrap_or(u64::MAX);
        self.moved.store(now, Ordering::Relaxed);
    }

    /// Since when nothing happened on it; `None` while the service works for it.
    ///
    /// What a caller sends is nothing until it is a request: who sends a letter a second
    /// is not waited for any longer than who sends none.
    pub(super) fn silent_since(&self) -> Option<Instant> {
        let moved = Duration::from_millis(self.moved.load(Ordering::Relaxed));
        (!self.answering.load(Ordering::Relaxed)).then(|| self.opened + moved)
    }
}

/// A stream that fails when nothing of what is written is taken for a while.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    pulse: Arc<Pulse>,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, pulse: Arc<Pulse>) -> Self {
        Wire {
            stream,
            pulse,
            stalled: None,
        }
    }

    fn written(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            self.pulse.moves();
            return written;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(STALLED)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
