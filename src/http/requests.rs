//! Each request, told in one line of the log and counted, without a word of what somebody
//! wrote: routes are templates, methods and viewers come from fixed lists, and there is no
//! address, path, query, header or body in either.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;
use metrics::{counter, gauge, histogram};

use crate::gate::Visibility;
use crate::http::App;
use crate::http::measures::{DURATION, IN_FLIGHT, REQUESTS};

/// In place of a template, for pages of the site.
pub(super) const PAGE: &str = "page";

/// Where a handler notes who asks, for the log.
#[derive(Clone, Debug, Default)]
pub(super) struct Asker(Arc<OnceLock<Visibility>>);

impl Asker {
    pub(super) fn is(&self, visibility: Visibility) {
        let _ = self.0.set(visibility);
    }

    /// Nobody was asked for a token on the way.
    fn word(&self) -> &'static str {
        self.0.get().map_or("public", |one| one.word())
    }
}

/// A request that is being answered.
pub(super) struct Told {
    started: Instant,
    method: &'static str,
    route: Cow<'static, str>,
    asker: Asker,
    in_flight: InFlight,
}

impl Told {
    /// Notes what comes to a route, and lets handlers note who asks.
    pub(super) fn begin(app: &App, request: &mut Request) -> Self {
        let route = route(app, request.extensions().get::<MatchedPath>());
        Self::begin_at(route, request)
    }

    /// The same for what never comes to its route.
    pub(super) fn begin_at(route: Cow<'static, str>, request: &mut Request) -> Self {
        let asker = Asker::default();
        request.extensions_mut().insert(asker.clone());
        Told {
            started: Instant::now(),
            method: method(request.method()),
            route,
            asker,
            in_flight: InFlight::start(),
        }
    }

    /// Counts the answer, and tells it; `id` is that of the request.
    pub(super) fn end(self, response: &Response, id: &str) {
        drop(self.in_flight);
        let took = self.started.elapsed();
        let status = response.status().as_u16();
        let class = ["1xx", "2xx", "3xx", "4xx", "5xx"];
        let class = class[usize::from(status / 100).clamp(1, 5) - 1];
        let Told { method, route, .. } = self;
        counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => class)
            .increment(1);
        histogram!(DURATION, "route" => route.clone()).record(took);
        tracing::info!(
            request.id = id,
            request.method = method,
            request.route = %route,
            request.viewer = self.asker.word(),
            response.status = status,
            response.ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "Answered"
        );
    }
}

/// The template of the route. Every address without one is a page of the site.
fn route(app: &App, matched: Option<&MatchedPath>) -> Cow<'static, str> {
    let Some(matched) = matched.map(MatchedPath::as_str) else {
        return Cow::Borrowed(PAGE);
    };
    let base = app.config.base_path();
    let template = matched.strip_prefix(&base).unwrap_or(matched);
    Cow::Owned(template.to_owned())
}

/// Anybody can make up methods.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Counts down too when the caller leaves before the answer.
struct InFlight;

impl InFlight {
    fn start() -> Self {
        gauge!(IN_FLIGHT).increment(1);
        InFlight
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        gauge!(IN_FLIGHT).decrement(1);
    }
}
