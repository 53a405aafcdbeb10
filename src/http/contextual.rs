//! The help for a screen of the host app.
//!
//! What everybody gets is remembered with its edition, and answered ahead of the routes as well.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::content::Location;
use crate::context::{Found, Screen};
use crate::edition::KeptHelp;
use crate::http::App;
use crate::http::caching::{json, kept_help};
use crate::http::caller::{Caller, Language, Seen, language_of};
use crate::http::parameters::Parameters;
use crate::http::problem::{Document, Problem};
use crate::http::shapes::{HelpItem, ScreenHelp, TermItem, TourDocument};
use crate::locale::Locale;

/// Below the path of `base_url`.
pub(super) const CONTEXTUAL: &str = "/api/v1/support/kb/contextual";

/// Articles, videos, tour and terms for a screen.
#[utoipa::path(
    get,
    path = CONTEXTUAL,
    tag = "context",
    params(
        ("url" = Option<String>, Query, description = "URL or path of the screen, such as `/estimates/42`"),
        ("module" = Option<String>, Query, description = "Wins over the module that the URL belongs to"),
        ("role" = Option<String>, Query, description = "Leaves out articles for other roles"),
        ("plan" = Option<String>, Query, description = "Leaves out articles for other plans"),
        ("version" = Option<String>, Query, description = "Leaves out articles for other releases"),
        ("explain" = Option<bool>, Query, description = "Names the pattern that brought each article"),
        ("limit" = Option<usize>, Query, description = "1 to 100; 10 if not given"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = ScreenHelp),
        (status = 400, body = Document, content_type = "application/problem+json"),
        (status = 401, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn get_contextual(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    mut parameters: Parameters,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let seen = caller.sees(&app)?;
    if !seen.viewer.is_anonymous() {
        let help = screen_help(&app, &seen, language, &mut parameters)?;
        return json(&help, &seen.viewer, language, &headers);
    }
    // Before any count is read: one that moves meanwhile makes the answer one of before.
    let moves = app.feedback.moves();
    let (screens, query) = (seen.edition.screens(), query_of(&uri));
    let known = screens.find(language, query, moves);
    let help = match known {
        Some(known) => known,
        None => {
            let help = screen_help(&app, &seen, language, &mut parameters)?;
            let bytes = serde_json::to_vec(&help).map_err(Problem::internal)?;
            let help = Arc::new(KeptHelp::new(bytes, moves));
            screens.keep(language, query, &help);
            help
        }
    };
    kept_help(&help, language, &headers)
}

/// The same for everybody, if it is remembered and answers the request.
pub(super) fn remembered_contextual(app: &App, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let edition = app.published.current();
    let language = language_of(&app.config, uri, headers);
    let moves = app.feedback.moves();
    let help = edition.screens().find(language, query_of(uri), moves)?;
    kept_help(&help, language, headers).ok()
}

/// All that an answer for everybody depends on, besides its language: values that are refused
/// are never remembered.
fn query_of(uri: &Uri) -> &str {
    uri.query().unwrap_or_default()
}

fn screen_help(
    app: &App,
    seen: &Seen,
    language: Locale,
    parameters: &mut Parameters,
) -> Result<ScreenHelp, Problem> {
    let url = parameters.screen();
    let explain = parameters.flag("explain").unwrap_or(false);
    let screen = Screen {
        module: parameters.text("module"),
        role: parameters.text("role"),
        plan: parameters.text("plan"),
        version: parameters.version(),
        language,
        limit: parameters.limit(),
        location: url.as_deref().map(Location::parse),
    };
    parameters.checked()?;
    let Seen {
        edition,
        viewer,
        view,
    } = seen;
    let help = edition
        .help(view, viewer, &screen, &app.feedback.confidences(language))
        .map_err(Problem::internal)?;
    let item = |found: &Found| HelpItem::new(found, app.feedback.counts(&found.article), explain);
    Ok(ScreenHelp {
        articles: help.articles.iter().map(item).collect(),
        videos: help.videos.iter().map(item).collect(),
        tour: help.tour.as_deref().map(TourDocument::new),
        terms: help
            .terms
            .iter()
            .map(|term| TermItem::new(term, &view.library))
            .collect(),
        module: help.module,
        matched: help.matched,
        language: language.code(),
    })
}
