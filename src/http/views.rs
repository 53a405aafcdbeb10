//! Views of articles: counted once a visit, of people alone.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::SignedCookieJar;
use serde_json::Value;
use utoipa::ToSchema;

use crate::feedback::MAX_QUERY;
use crate::http::App;
use crate::http::address::ClientAddress;
use crate::http::caching::PERSONAL;
use crate::http::caller::{Caller, Language};
use crate::http::description::TextRefusals;
use crate::http::feedback::{article, known_visitor, media_type, problem};
use crate::http::insight::{From, Sender, note_opened};
use crate::http::limits::BODY_LIMIT;
use crate::http::parameters::MAX_URL;
use crate::http::problem::{Invalid, Problem, Reason};
use crate::http::readers::is_person;
use crate::identity::Voter;

/// How the reader came to the article; all of it may be left out.
#[derive(Debug, Default, ToSchema)]
pub(super) struct ViewBody {
    /// The search that the article was found by, up to 256 characters.
    query: Option<String>,
    /// The screen of the host app, up to 2,048 characters.
    url: Option<String>,
}

/// Counts that an article was opened, once a visit.
///
/// A visit is one reader and one article, until it was not opened for 30 minutes. Robots
/// and what a browser fetches ahead are not counted, and answered the same.
#[utoipa::path(
    post,
    path = "/api/v1/support/kb/articles/{name}/views",
    tag = "feedback",
    params(
        ("name" = String, Path, description = "Id, slug or percent-encoded path"),
        ("lang" = Option<String>, Query, description = "Wins over `Accept-Language`"),
    ),
    request_body(content = Option<ViewBody>, description = "May be left out. The same JSON is taken as `text/plain`, which is what `navigator.sendBeacon` sends of a text"),
    responses(
        (status = 204, description = "Counted, or nothing to count"),
        TextRefusals,
    ),
)]
pub(super) async fn count_view(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    address: ClientAddress,
    sender: Sender,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let article = article(&app, &caller, &name, language)?;
    let headers = request.headers().clone();
    let opened = body(request).await?;
    if is_person(&headers) {
        let visitor = visitor(&app, &caller, address, &headers);
        let counted = app
            .feedback
            .count_view(&article, &visitor, app.clock.now())
            .await;
        let is_new = counted.map_err(problem)?;
        let from = From {
            language,
            query: opened.query.as_deref(),
            url: opened.url.as_deref(),
        };
        // The same article again in one visit says something new after another search only.
        if is_new || from.query.is_some() {
            note_opened(&app, &caller, &sender, &article, from);
        }
    }
    Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, PERSONAL)]).into_response())
}

/// Reads what may have been sent, and refuses what cannot be used.
async fn body(request: Request) -> Result<ViewBody, Problem> {
    let media_type = media_type(request.headers());
    let bytes = axum::body::to_bytes(request.into_body(), BODY_LIMIT)
        .await
        .map_err(|_| Problem::TooLarge)?;
    if bytes.is_empty() {
        return Ok(ViewBody::default());
    }
    if !matches!(
        media_type.as_deref(),
        Some("application/json" | "text/plain")
    ) {
        return Err(Problem::UnsupportedMediaType);
    }
    let sent: serde_json::Map<String, Value> =
        serde_json::from_slice(&bytes).map_err(|_| Problem::BadBody)?;
    let mut invalid = Vec::new();
    let mut text = |field: &'static str, limit: usize, length: fn(&str) -> usize| {
        let reason = match sent.get(field) {
            None | Some(Value::Null) => return None,
            Some(Value::String(text)) if length(text) <= limit => return Some(text.clone()),
            Some(Value::String(_)) => Reason::TooLong(limit),
            Some(_) => Reason::Text,
        };
        invalid.push(Invalid { field, reason });
        None
    };
    let opened = ViewBody {
        query: text("query", MAX_QUERY, |text| text.chars().count()),
        url: text("url", MAX_URL, |text| text.chars().count()),
    };
    match invalid.is_empty() {
        true => Ok(opened),
        false => Err(Problem::Invalid(invalid)),
    }
}

/// Who visits: the person, else the visitor who voted before, else who has this address
/// and browser. It stays in memory for half an hour; nobody gets a cookie for reading.
fn visitor(app: &App, caller: &Caller, address: ClientAddress, headers: &HeaderMap) -> Voter {
    if let Some(identity) = &caller.identity {
        return app.tokens.voter(identity);
    }
    let cookies = SignedCookieJar::from_headers(headers, app.cookie_key());
    known_visitor(app, &cookies).unwrap_or_else(|| {
        let browser = headers.get(USER_AGENT);
        let browser = browser.map_or(&b""[..], |value| value.as_bytes());
        app.tokens.passer_by(address.0, browser)
    })
}
