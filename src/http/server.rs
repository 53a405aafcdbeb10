//! Listens, answers, and stops when told to.
//!
//! Connections are served by hyper itself: `axum::serve` has no limit on the head of a
//! request, nor on the time that it takes to come.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse as _, Response};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use metrics::{counter, gauge};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::Service;

use crate::http::connections::Connections;
use crate::http::limits::{HEADERS_LIMIT, URI_LIMIT};
use crate::http::measures::{CONNECTIONS, SHED};
use crate::http::wire::{Pulse, Wire};

/// How long answers under way, and callers that say nothing, are waited for.
const DRAIN: Duration = Duration::from_secs(3);

/// How long the head of a request may take, and how long a connection may stay silent.
const HEAD_TIME: Duration = Duration::from_secs(8);

/// The most that is kept of a request before it is refused without a look at it. There is
/// room for one a little beyond both limits, which is refused with words.
const HEAD_LIMIT: usize = 2 * (URI_LIMIT + HEADERS_LIMIT);

/// Where there are no free sockets, closing takes a moment.
const PAUSE: Duration = Duration::from_millis(500);
/// Where one was just closed, until it is.
const SHORT_PAUSE: Duration = Duration::from_millis(10);

/// Callers beyond the limit who are told so at once in their language; more get a word.
const TOLD: usize = 16;
/// How long they may take to ask and to listen.
const TELL_TIME: Duration = Duration::from_secs(2);

/// What is said to a caller for whom there is no place.
pub trait Refuse {
    fn refuse(&self, request: &Request<Incoming>) -> Response;
}

impl Refuse for axum::Router {
    fn refuse(&self, _: &Request<Incoming>) -> Response {
        (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "2")]).into_response()
    }
}

/// Serves until `stop` resolves, on `limit` connections at most. Then nobody new is let in,
/// connections without a request are closed, and answers under way are finished, for a few
/// seconds.
///
/// # Errors
/// None in practice: a connection that cannot be accepted is passed over.
pub async fn serve<S>(
    listener: TcpListener,
    service: S,
    limit: usize,
    stop: impl Future<Output = ()> + Send,
) -> io::Result<()>
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
    S: Refuse + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_LIMIT)
        // Who closes their half behind the request is still answered.
        .half_close(true);
    let graceful = GracefulShutdown::new();
    let mut tasks = JoinSet::new();
    let mut told = JoinSet::new();
    let mut open = Connections::default();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        while let Some(ended) = tasks.try_join_next_with_id() {
            let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
            open.ended(id);
        }
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if is_of_the_caller(&error) => continue,
            Err(error) => {
                // Out of files, as a rule: who says nothing has one to give.
                let helped = open.give_way();
                tracing::error!("cannot accept a connection: {error}");
                tokio::time::sleep(if helped { SHORT_PAUSE } else { PAUSE }).await;
                continue;
            }
        };
        if open.len() >= limit && !open.give_way() {
            counter!(SHED).increment(1);
            while told.try_join_next().is_some() {}
            match told.len() < TOLD {
                true => drop(told.spawn(tell(stream, service.clone()))),
                false => say_in_a_word(&stream),
            }
            continue;
        }
        // Without it, answers wait for an acknowledgement that the other side delays.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("cannot set TCP_NODELAY: {error}");
        }
        let pulse = Arc::new(Pulse::new());
        let service = service.clone();
        let asked = Arc::clone(&pulse);
        let answers = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(Arc::clone(&asked));
            let (answer, asked) = (service.clone().call(request), Arc::clone(&asked));
            let answer: AnswerOf = Box::pin(async move {
                let answer = answer.await;
                asked.answered();
                answer
            });
            answer
        });
        let wire = Wire::new(stream, Arc::clone(&pulse));
        let connection = http.serve_connection(TokioIo::new(wire), answers);
        let connection = graceful.watch(connection);
        let task = tasks.spawn(async move {
            let _counted = Counted::start();
            if let Err(error) = connection.await {
                tracing::debug!("A connection broke off: {error}");
            }
        });
        open.opened(pulse, task);
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(DRAIN) => {}
    }
    tasks.shutdown().await;
    Ok(())
}

type AnswerOf = std::pin::Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

/// Says that all places are taken, as whoever is let in would be told.
async fn tell<S: Refuse + Send>(stream: TcpStream, service: S) {
    let answers = service_fn(|request: Request<Incoming>| {
        std::future::ready(Ok::<_, Infallible>(service.refuse(&request)))
    });
    let mut http = http1::Builder::new();
    http.keep_alive(false)
        .max_buf_size(HEAD_LIMIT)
        .half_close(true);
    let connection = http.serve_connection(TokioIo::new(stream), answers);
    // Who says nothing, or does not listen, is not waited for.
    let _ = tokio::time::timeout(TELL_TIME, connection).await;
}

/// Says the same where too many are being told; who does not listen is not waited for.
fn say_in_a_word(stream: &TcpStream) {
    const WORDS: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n\
        Content-Length: 0\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
    if let Err(error) = stream.try_write(WORDS) {
        tracing::debug!("A connection was closed unheard: {error}");
    }
}

/// Counts a connection for as long as it is there.
struct Counted;

impl Counted {
    fn start() -> Self {
        gauge!(CONNECTIONS).increment(1);
        Counted
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        gauge!(CONNECTIONS).decrement(1);
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
