//! What happens around each answer, from the outside in: its id, its line in the log and its
//! policies; words for what failed; limits, time and the whole body.
//!
//! Each layer of a router costs every request a copy of all that lies within, so there are few.

use std::convert::Infallible;
use std::future::ready;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::HttpBody as _;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use tower::{Layer as _, Service as _, service_fn};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::http::App;
use crate::http::limits::{too_much, whole};
use crate::http::problem::{Asked, panicked, worded};
use crate::http::rates::{self, Limits};
use crate::http::requests::Told;
use crate::http::secured::Secured;

/// Longer than any answer takes; a request that is not done by then never is.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Of an answer, and of the line that tells of it.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request.
#[derive(Clone)]
struct Id(HeaderValue);

impl Id {
    fn new() -> Self {
        let name = uuid::Uuid::now_v7().simple().to_string();
        Id(HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("")))
    }
}

/// What the answers of a service have in common.
pub(super) struct Around {
    app: Arc<App>,
    policies: Secured,
    limits: Limits,
    pub(super) cors: Option<CorsLayer>,
}

impl Around {
    pub(super) fn new(app: &Arc<App>) -> Arc<Self> {
        Arc::new(Around {
            app: Arc::clone(app),
            policies: Secured::new(&app.config),
            limits: Limits::new(&app.config),
            cors: cors(app),
        })
    }

    pub(super) fn app(&self) -> &App {
        &self.app
    }

    /// What `answer` makes of the address and the headers of a request without a body, with all
    /// that the layers below put around it; `None` where one of them has something to say, or it
    /// has no answer. `route` is the template that the request is counted under.
    pub(super) fn at_once(
        &self,
        request: &mut Request,
        route: &'static str,
        answer: impl FnOnce(&Uri, &HeaderMap) -> Option<Response>,
    ) -> Option<Response> {
        let is_for_them = too_much(request).is_some() || !request.body().is_end_stream();
        if is_for_them {
            return None;
        }
        let answer = answer(request.uri(), request.headers())?;
        let mut answer = self.for_origin(request.headers(), answer)?;
        // One that is refused is asked once more, and refused there.
        if let Some(standing) = self.limits.count(&self.app, request).ok()? {
            standing.tell(&mut answer);
        }
        let (id, told) = (Id::new(), Told::begin_at(route.into(), request));
        Some(self.ended(answer, id, told))
    }

    /// The answer as the pages that may read it need it.
    fn for_origin(&self, headers: &HeaderMap, answer: Response) -> Option<Response> {
        let Some(cors) = &self.cors else {
            return Some(answer);
        };
        let mut asked = axum::http::Request::new(());
        if let Some(origin) = headers.get(header::ORIGIN) {
            asked.headers_mut().insert(header::ORIGIN, origin.clone());
        }
        let mut answer = Some(answer);
        let made = move |_| ready(Ok::<_, Infallible>(answer.take().unwrap_or_default()));
        let answered = cors.layer(service_fn(made)).call(asked).now_or_never()?;
        answered.ok()
    }

    fn ended(&self, mut response: Response, id: Id, told: Told) -> Response {
        self.policies.put(&mut response);
        told.end(&response, id.0.to_str().unwrap_or_default());
        response.headers_mut().insert(REQUEST_ID, id.0);
        response
    }
}

/// Gives a request its id, tells of it, and puts the policies on its answer.
pub(super) async fn told(
    State(around): State<Arc<Around>>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = Id::new();
    request.extensions_mut().insert(id.clone());
    let told = Told::begin(&around.app, &mut request);
    let response = next.run(request).await;
    around.ended(response, id, told)
}

/// Refuses what is too large before anything of it is looked at, and gives every failure its
/// words.
pub(super) async fn in_words(
    State(around): State<Arc<Around>>,
    request: Request,
    next: Next,
) -> Response {
    let id = request.extensions().get::<Id>();
    let asked = Asked::of(&request, id.map(|Id(id)| id));
    let response = match too_much(&request) {
        Some(problem) => problem.into_response(),
        None => {
            let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
            answer.await.unwrap_or_else(|_| panicked())
        }
    };
    worded(&around.app, &asked, response)
}

/// Refuses what is more than the caller may ask, and has the rest answered in time, with its
/// whole body.
pub(super) async fn let_in(
    State(around): State<Arc<Around>>,
    request: Request,
    next: Next,
) -> Response {
    let standing = match around.limits.count(&around.app, &request) {
        Ok(standing) => standing,
        Err(standing) => return standing.refused(),
    };
    let answer = async {
        match whole(request).await {
            Ok(request) => next.run(request).await,
            Err(problem) => problem.into_response(),
        }
    };
    let answer = tokio::time::timeout(TIME_LIMIT, answer).await;
    let mut response = answer.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response());
    if let Some(standing) = standing {
        standing.tell(&mut response);
    }
    response
}

/// `Allow` on a 404 would tell that something is there. A router adds it after all of its layers.
pub(super) fn absent_allows_nothing(mut response: Response) -> Response {
    if response.status() == StatusCode::NOT_FOUND {
        response.headers_mut().remove(header::ALLOW);
    }
    response
}

/// Lets the host app's pages read answers; without origins, nobody's.
fn cors(app: &App) -> Option<CorsLayer> {
    let origins = &app.config.service.allowed_origins;
    let allowed: Vec<HeaderValue> = origins.iter().filter_map(|one| one.parse().ok()).collect();
    if allowed.is_empty() {
        return None;
    }
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(allowed))
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT_LANGUAGE,
            header::IF_NONE_MATCH,
        ])
        .allow_credentials(true)
        .expose_headers([
            header::ETAG,
            header::RETRY_AFTER,
            HeaderName::from_static("x-request-id"),
            rates::RATE_LIMIT,
            rates::RATE_LIMIT_POLICY,
        ])
        .max_age(Duration::from_secs(3_600));
    Some(layer)
}
