//! Whether the service lives, and whether it can answer.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;

use crate::http::App;
use crate::http::problem::{Document, Problem, Unready};

/// Answers as long as the process does.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "service",
    responses((status = 200, body = String, content_type = "text/plain", example = "ok\n")),
)]
pub(super) async fn get_health() -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], "ok\n")
}

/// Whether requests should be sent here: the state can be read and written, and the
/// service is not about to end. There is always an edition: nobody is let in before the first one.
/// Where it is older than what lies on disk, a second line says since when.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "service",
    responses(
        (status = 200, body = String, content_type = "text/plain", example = "ready\n"),
        (status = 503, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn get_readiness(
    State(app): State<Arc<App>>,
) -> Result<impl IntoResponse, Problem> {
    let mut lacks = Vec::new();
    if app.stopping.load(Ordering::Relaxed) {
        lacks.push(Unready::Stopping);
    }
    if let Err(error) = app.storage.answers().await {
        tracing::error!("the database does not answer: {error:#}");
        lacks.push(Unready::Storage);
    } else if !app.storage.is_healthy() {
        lacks.push(Unready::Writing);
    }
    match lacks.is_empty() {
        true => {
            let behind = app.renewal.behind();
            let behind = behind.map(|one| format!("behind: {}\n", one.since));
            let text = format!("ready\n{}", behind.unwrap_or_default());
            Ok(([(CACHE_CONTROL, "no-store")], text))
        }
        false => Err(Problem::NotReady(lacks)),
    }
}
