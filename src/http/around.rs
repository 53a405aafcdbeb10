//! What happens around each answer, from the outside in: its id, its line in the log and its
//! policies; words for what failed; limits, time and the whole body.
//!
//! Each layer of a router costs every request a copy of all that lies within, so there are few.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;

use crate::http::App;
use crate::http::limits::{too_much, whole};
use crate::http::problem::{Asked, panicked, worded};
use crate::http::rates::Limits;
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
}

impl Around {
    pub(super) fn new(app: &Arc<App>) -> Arc<Self> {
        Arc::new(Around {
            app: Arc::clone(app),
            policies: Secured::new(&app.config),
            limits: Limits::new(&app.config),
        })
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
    let mut response = next.run(request).await;
    around.policies.put(&mut response);
    told.end(&response, id.0.to_str().unwrap_or_default());
    response.headers_mut().insert(REQUEST_ID, id.0);
    response
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
        Err(refused) => return refused,
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
