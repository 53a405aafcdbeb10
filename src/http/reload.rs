//! The next edition on request, for whoever keeps the help center. For others this route is absent.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::edition::Renewed;
use crate::http::App;
use crate::http::caching::json;
use crate::http::caller::{Caller, language_of};
use crate::http::problem::{Document, Problem};
use crate::identity::Permission;

/// Shorter than proxies and [`crate::http::router()`] wait. What takes longer goes on.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads settings, content and theme again and serves them as the next edition.
#[utoipa::path(
    post,
    path = "/api/v1/support/admin/reload",
    tag = "staff",
    responses(
        (status = 200, body = Reloaded, description = "It is served"),
        (status = 202, body = Reloading, description = "It takes longer, and goes on"),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json", description = "For all without the permission `admin`"),
        (status = 409, body = Document, content_type = "application/problem+json", description = "The last edition stays"),
    ),
)]
pub(super) async fn reload(
    State(app): State<Arc<App>>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    may_reload(&caller)?;
    if !app.renewal.is_attended() {
        return Err(Problem::NotFound);
    }
    let ticket = app.renewal.wish();
    let outcome = tokio::time::timeout(PATIENCE, app.renewal.outcome(ticket)).await;
    let language = language_of(&app.config, &uri, &headers);
    match outcome {
        Ok(Ok(renewed)) => json(
            &Reloaded::of(&renewed),
            &caller.viewer(),
            language,
            &headers,
        ),
        Ok(Err(part)) => Err(Problem::EditionKept(part)),
        Err(_) => {
            let body = Reloading { state: "making" };
            let answer = json(&body, &caller.viewer(), language, &headers)?;
            Ok((StatusCode::ACCEPTED, answer).into_response())
        }
    }
}

/// Whether the caller keeps the help center; to all others there is nothing here.
pub(super) fn may_reload(caller: &Caller) -> Result<(), Problem> {
    let identity = caller.identity.as_ref();
    match identity.is_some_and(|one| one.permissions.contains(&Permission::Admin)) {
        true => Ok(()),
        false => Err(Problem::NotFound),
    }
}

/// An edition that was made on request.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reloaded {
    /// Counted from 1 at the start of the service.
    edition: u64,
    /// What `ayuda check` shows: each error left its article out.
    errors: usize,
    warnings: usize,
    notes: usize,
    /// `settings` or `theme`, which cannot be used and are still those of an earlier edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<&'static str>,
}

impl Reloaded {
    fn of(renewed: &Renewed) -> Self {
        Reloaded {
            edition: renewed.number,
            errors: renewed.errors,
            warnings: renewed.warnings,
            notes: renewed.notes,
            kept: renewed.kept.map(|part| part.word()),
        }
    }
}

/// An edition that is not finished yet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reloading {
    /// `making`.
    state: &'static str,
}
