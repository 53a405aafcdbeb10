//! Listens, answers, and stops when told to.
//!
//! Connections are served by hyper itself: `axum::serve` has no limit on the head of a
//! request, nor on the time that it takes to come.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::Service;

use crate::http::limits::{HEADERS_LIMIT, URI_LIMIT};

/// How long answers under way, and callers that say nothing, are waited for.
const DRAIN: Duration = Duration::from_secs(3);

/// How long the head of a request may take, and how long a connection may stay silent.
const HEAD_TIME: Duration = Duration::from_secs(15);

/// The most that is kept of a request before it is refused without a look at it. There is
/// room for one a little beyond both limits, which is refused with words.
const HEAD_LIMIT: usize = 2 * (URI_LIMIT + HEADERS_LIMIT);

/// Where there are no free sockets, closing takes a moment.
const PAUSE: Duration = Duration::from_millis(500);

/// Serves until `stop` resolves. Then nobody new is let in, connections without a request
/// are closed, and answers under way are finished, for a few seconds.
///
/// # Errors
/// None in practice: a connection that cannot be accepted is passed over.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_LIMIT)
        // Who closes their half behind the request is still answered.
        .half_close(true);
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener) => accepted,
        };
        let Some((stream, peer)) = accepted else {
            continue;
        };
        let router = router.clone();
        let answers = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer: AnswerOf = Box::pin(router.clone().call(request));
            answer
        });
        let connection = http.serve_connection(TokioIo::new(stream), answers);
        let connection = graceful.watch(connection);
        connections.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("A connection broke off: {error}");
            }
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(DRAIN) => {}
    }
    connections.shutdown().await;
    Ok(())
}

type AnswerOf = std::pin::Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

/// The next connection; `None` where there was none after all.
async fn accept(listener: &TcpListener) -> Option<(TcpStream, std::net::SocketAddr)> {
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Without it, answers wait for an acknowledgement that the other side delays.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!("cannot set TCP_NODELAY: {error}");
            }
            Some((stream, peer))
        }
        Err(error) if is_of_the_caller(&error) => None,
        Err(error) => {
            tracing::error!("cannot accept a connection: {error}");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}

/// Whether the caller left before it was let in.
fn is_of_the_caller(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
