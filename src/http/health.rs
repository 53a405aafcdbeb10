//! Whether the service lives.

use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;

/// Answers as long as the process does.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "service",
    responses((status = 200, body = String, content_type = "text/plain")),
)]
pub(super) async fn get_health() -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], "ok\n")
}
