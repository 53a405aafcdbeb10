//! What is refused when more is asked than can be answered in time (SPEC 10).
//!
//! Each request waits for its turn behind all others whose heads were read. How long that takes
//! is known: so many wait, and one begins so long after another. A short burst may wait a while;
//! where the wait does not go away, it is kept short for whoever gets in, and the others are
//! told at once. The rules are those of controlled delay (CoDel), with the clock of the queue
//! itself: there is nothing to set.
//!
//! This lies ahead of the whole router. Where ten times as much is asked as can be answered, nine
//! of ten are refused: what a refusal costs is what the others have to live without. It is made
//! once for each language, and has no request id and no line in the log.
//!
//! Where answers take long, the heads that have come meanwhile are read between one answer and
//! the next: a head that lies unread waits as well, and nobody knows how many there are.

mod turns;

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use axum::response::Response;
use futures_util::future::Either;
use hyper::body::Incoming;
use metrics::counter;
use tower::Service;

use crate::http::App;
use crate::http::caller::language_of;
use crate::http::measures::SHED;
use crate::http::problem::{Problem, written};
use crate::http::server::Refuse;
use crate::http::shedding::turns::Turns;
use crate::locale::Locale;

/// Whoever watches over the service is always answered, and so is who makes an article stricter.
fn is_of_keepers(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz") || path.ends_with("/admin/reload")
}

/// A router whose requests wait for their turn, or are refused.
#[derive(Clone, Debug)]
pub struct InTurn {
    router: Router,
    turns: Turns,
    refusals: Arc<Refusals>,
}

impl InTurn {
    /// Puts the queue ahead of all that is asked of `router`.
    pub fn new(app: &Arc<App>, router: Router) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        InTurn {
            router,
            turns: Turns::new(cores),
            refusals: Arc::new(Refusals::new(app)),
        }
    }
}

impl Refuse for InTurn {
    fn refuse(&self, request: &Request<Incoming>) -> Response {
        self.refusals.to(request)
    }
}

/// An answer of the router.
type Answer = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

impl Service<Request<Incoming>> for InTurn {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, Answer>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        if is_of_keepers(request.uri().path()) {
            return Either::Right(Box::pin(self.router.call(request)));
        }
        let Some(place) = self.turns.enter() else {
            counter!(SHED).increment(1);
            return Either::Left(ready(Ok(self.refusals.to(&request))));
        };
        let (turns, mut router) = (self.turns.clone(), self.router.clone());
        Either::Right(Box::pin(async move {
            let answer = async move { router.call(request).await };
            turns.take(place, answer).await
        }))
    }
}

/// What is said to those who are not let in.
#[derive(Debug)]
struct Refusals {
    app: Arc<App>,
    words: Vec<(Locale, HeaderMap, Bytes)>,
    /// Pages that may read it.
    origins: Vec<HeaderValue>,
}

impl Refusals {
    fn new(app: &Arc<App>) -> Self {
        let origins = app.config.service.allowed_origins.iter();
        let words = Locale::ALL.map(|locale| {
            let (headers, words) = written(app, &Problem::Overloaded, locale);
            (locale, headers, words)
        });
        Refusals {
            words: words.to_vec(),
            origins: origins.filter_map(|one| one.parse().ok()).collect(),
            app: Arc::clone(app),
        }
    }

    fn to(&self, request: &Request<Incoming>) -> Response {
        let locale = language_of(&self.app.config, request.uri(), request.headers());
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        let words = self.words.iter().find(|(one, ..)| *one == locale);
        if let Some((_, headers, words)) = words {
            *response.headers_mut() = headers.clone();
            *response.body_mut() = Body::from(words.clone());
        }
        let origin = request.headers().get(ORIGIN);
        if let Some(origin) = origin.filter(|origin| self.origins.contains(origin)) {
            let headers = response.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(
                ACCESS_CONTROL_ALLOW_CREDENTIALS,
                HeaderValue::from_static("true"),
            );
        }
        response
    }
}
