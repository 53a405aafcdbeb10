//! Terms and tours.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::context::{terms_named, tour};
use crate::http::App;
use crate::http::caching::json;
use crate::http::caller::{Caller, Language, Seen};
use crate::http::parameters::{MAX_LIMIT, Parameters};
use crate::http::problem::{Document, Problem, Reason};
use crate::http::shapes::{TermItem, TermList, TourDocument};

/// The definitions of fields, by key.
#[utoipa::path(
    get,
    path = "/api/v1/support/kb/terms",
    tag = "context",
    params(
        ("keys" = Option<String>, Query, description = "Up to 100 keys, separated by commas; all terms if not given"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = TermList),
        (status = 400, body = Document, content_type = "application/problem+json"),
        (status = 401, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn list_terms(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    mut parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let keys = parameters.text("keys");
    let keys: Option<Vec<&str>> = keys
        .as_ref()
        .map(|keys| keys.split(',').map(str::trim).collect());
    if keys.as_ref().is_some_and(|keys| keys.len() > MAX_LIMIT) {
        parameters.refuse(
            "keys",
            Reason::Number {
                from: 1,
                to: MAX_LIMIT,
            },
        );
    }
    parameters.checked()?;
    let Seen { viewer, view, .. } = caller.sees(&app)?;
    let library = &view.library;
    let terms = match &keys {
        Some(keys) => terms_named(library, keys, language),
        None => library
            .terms
            .iter()
            .filter(|term| term.language == language)
            .collect(),
    };
    let body = TermList {
        terms: terms
            .into_iter()
            .map(|term| TermItem::new(term, library))
            .collect(),
        language: language.code(),
    };
    json(&body, &viewer, language, &headers)
}

/// The first-visit orientation of a module.
#[utoipa::path(
    get,
    path = "/api/v1/support/kb/tours/{module}",
    tag = "context",
    params(
        ("module" = String, Path,),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = TourDocument),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn get_tour(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    Path(module): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Seen { viewer, view, .. } = caller.sees(&app)?;
    let tour = tour(&view.library, &module, language).ok_or(Problem::NotFound)?;
    json(&TourDocument::new(tour), &viewer, tour.language, &headers)
}
