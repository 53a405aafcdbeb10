//! What `ayuda dev` adds to the service: pages that change as files do, what is wrong with
//! them, and the bar by which a writer looks as somebody else.
//!
//! Entry point: [`router`]. Only ever reached over the loopback interface, and by its own
//! names: a page of another site cannot have its name answered by this machine.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, ETAG,
    IF_NONE_MATCH,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::content::Article;
use crate::gate::{Gate, Lack, Viewer, Visibility};
use crate::http::App;
use crate::http::here::is_named_here;
use crate::http::router::router as service;
use crate::i18n::text;
use crate::identity::Identity;
use crate::locale::Locale;

const SCRIPT: &str = include_str!("dev/dev.js");
const STYLE: &str = include_str!("dev/dev.css");
const INSERTED: &str = "<script src=\"/_dev/dev.js\" defer></script>";
/// Names the viewer that the writer looks as, as `WHO`.
const VIEWER: &str = "ayuda_dev_viewer";
/// How long a page waits for news before it asks again.
const PATIENCE: Duration = Duration::from_secs(25);
/// No page is longer.
const MAX_PAGE: usize = 64 * 1024 * 1024;

/// The state of the content that a writer works on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DevState {
    /// Counts what was published.
    pub version: u64,
    /// Counts every change of this state.
    pub news: u64,
    /// There are new errors, so that the last good pages stay up.
    pub held: bool,
    /// The first of them, errors before warnings.
    pub problems: Vec<DevProblem>,
    /// How many there are.
    pub total: usize,
}

/// A diagnostic in the words of the writer's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DevProblem {
    pub code: &'static str,
    pub error: bool,
    pub file: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
    /// The line, in the parts before, in and behind the mark.
    pub text: Option<[String; 3]>,
    pub message: String,
    pub help: Option<String>,
}

/// The service with what writers see.
#[derive(Debug)]
pub struct Dev {
    pub app: Arc<App>,
    pub state: watch::Receiver<DevState>,
    /// Of the words in the bar.
    pub locale: Locale,
}

/// The service for writers.
pub fn router(dev: Dev) -> Router {
    let dev = Arc::new(dev);
    let pages = service(Arc::clone(&dev.app)).layer(from_fn_with_state(Arc::clone(&dev), shown));
    Router::new()
        .route("/_dev/dev.js", get(|| asset("text/javascript", SCRIPT)))
        .route("/_dev/dev.css", get(|| asset("text/css", STYLE)))
        .route("/_dev/news", get(news))
        .route("/_dev/bar", get(bar))
        .with_state(Arc::clone(&dev))
        .fallback_service(pages)
        .layer(from_fn_with_state(dev, only_here))
}

async fn asset(media_type: &'static str, text: &'static str) -> Response {
    let headers = [(CONTENT_TYPE, media_type), (CACHE_CONTROL, "no-store")];
    (headers, text).into_response()
}

/// Refuses names that only pretend to be this machine (DNS rebinding).
async fn only_here(State(_): State<Arc<Dev>>, request: Request, next: Next) -> Response {
    match is_named_here(&request) {
        true => next.run(request).await,
        false => StatusCode::MISDIRECTED_REQUEST.into_response(),
    }
}

/// Answers as the chosen viewer, and adds the script to pages.
async fn shown(State(dev): State<Arc<Dev>>, mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    // A page without its script would be kept as the same page.
    headers.remove(IF_NONE_MATCH);
    // A packed page could not be given its script.
    headers.remove(ACCEPT_ENCODING);
    let viewer = viewer_of(headers, &dev.app);
    if !viewer.is_anonymous() && !headers.contains_key(AUTHORIZATION) {
        let identity = Identity::new("writer", viewer);
        let token = dev.app.tokens.sign(&identity, dev.app.clock.now());
        let bearer = token.ok().map(|token| format!("Bearer {token}"));
        if let Some(value) = bearer.and_then(|bearer| HeaderValue::from_str(&bearer).ok()) {
            headers.insert(AUTHORIZATION, value);
        }
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(ETAG);
    let is_page = headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    match is_page {
        true => with_script(response).await,
        false => response,
    }
}

async fn with_script(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_PAGE).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let html = String::from_utf8_lossy(&bytes);
    let html = html.replacen("</head>", &format!("{INSERTED}</head>"), 1);
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(html))
}

/// The viewer that the writer looks as.
fn viewer_of(headers: &HeaderMap, app: &App) -> Viewer {
    let cookies = headers.get_all(COOKIE).iter();
    let cookies = cookies.filter_map(|value| value.to_str().ok());
    let chosen = cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|one| one.trim().split_once('='))
        .find(|(name, _)| *name == VIEWER);
    let who = chosen.and_then(|(_, who)| Viewer::from_who(who).ok());
    let known = |viewer: &Viewer| {
        viewer
            .roles
            .iter()
            .all(|role| app.config.roles.contains(role))
            && viewer
                .plan
                .iter()
                .all(|plan| app.config.plans.contains(plan))
    };
    who.filter(known).unwrap_or_else(Viewer::anonymous)
}

#[derive(Debug, Deserialize)]
struct Known {
    /// What the page knows already.
    news: Option<u64>,
}

/// The state as soon as it is another than the page knows.
async fn news(State(dev): State<Arc<Dev>>, Query(known): Query<Known>) -> Json<DevState> {
    let mut state = dev.state.clone();
    if let Some(known) = known.news {
        let changed = state.wait_for(|state| state.news != known);
        let _ = tokio::time::timeout(PATIENCE, changed).await;
    }
    let state = state.borrow().clone();
    Json(state)
}

#[derive(Debug, Deserialize)]
struct At {
    path: String,
    version: Option<String>,
}

/// What the bar offers, and what it says of the page at a path.
#[derive(Debug, Serialize)]
struct Bar {
    roles: Vec<String>,
    plans: Vec<String>,
    visibilities: [&'static str; 3],
    viewer: Who,
    /// Path below the content folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    seen: bool,
    /// Why the page is seen, or is not.
    why: String,
    /// `WHO` of somebody who sees it, where this viewer does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    instead: Option<String>,
    words: Words,
}

#[derive(Debug, Serialize)]
struct Who {
    visibility: &'static str,
    roles: Vec<String>,
    plan: Option<String>,
}

#[derive(Debug, Serialize)]
struct Words {
    look_as: String,
    no_plan: String,
    version: String,
    problems: String,
    no_problems: String,
    held: String,
    instead: String,
}

async fn bar(State(dev): State<Arc<Dev>>, headers: HeaderMap, Query(at): Query<At>) -> Json<Bar> {
    let app = &dev.app;
    let (messages, locale) = (&*app.messages, dev.locale);
    let viewer = viewer_of(&headers, app);
    let edition = app.published.current();
    let library = edition.library();
    let path = at.path.as_str();
    let article = library.articles.iter().find(|one| one.url == path);
    let category = library.categories.iter().find(|one| one.url == path);
    let gate = article
        .map(|one| &one.gate)
        .or(category.map(|one| &one.gate));
    let lacks = gate.map_or_else(Vec::new, |gate| gate.lacks(&viewer));
    let mut why = match gate {
        None => text::dev_no_gate(messages, locale),
        Some(gate) if lacks.is_empty() => text::dev_seen(messages, locale, gate.to_string()),
        Some(gate) => {
            let needs: Vec<String> = lacks.iter().map(Lack::to_string).collect();
            let (gate, needs) = (gate.to_string(), needs.join(" · "));
            text::dev_not_seen(messages, locale, gate, needs)
        }
    };
    let version = at.version.as_deref().and_then(|text| text.parse().ok());
    let is_for = |article: &Article, version: &semver::Version| article.is_for_version(version);
    if let (Some(article), Some(version)) = (article, version)
        && !is_for(article, &version)
    {
        why.push(' ');
        let range = article.version.as_ref().map_or("", |(text, _)| text);
        why.push_str(&text::dev_other_version(messages, locale, range));
    }
    let state = dev.state.borrow().clone();
    Json(Bar {
        roles: app.config.roles.clone(),
        plans: app.config.plans.clone(),
        visibilities: Visibility::ALL.map(Visibility::word),
        viewer: Who {
            visibility: viewer.visibility.word(),
            roles: viewer.roles.iter().cloned().collect(),
            plan: viewer.plan.clone(),
        },
        file: article.map(|one| one.file.clone()),
        seen: lacks.is_empty(),
        why,
        instead: gate.filter(|_| !lacks.is_empty()).map(somebody_for),
        words: Words {
            look_as: text::dev_look_as(messages, locale),
            no_plan: text::dev_no_plan(messages, locale),
            version: text::dev_version(messages, locale),
            problems: text::dev_problems(messages, locale, state.total),
            no_problems: text::dev_no_problems(messages, locale),
            held: text::dev_held(messages, locale),
            instead: text::dev_instead(messages, locale),
        },
    })
}

/// `WHO` of a viewer whom the gate admits.
fn somebody_for(gate: &Gate) -> String {
    let first = |names: &Option<std::collections::BTreeSet<String>>| {
        names.as_ref().and_then(|names| names.first().cloned())
    };
    let role = first(&gate.roles).map_or_else(String::new, |role| format!(":{role}"));
    let plan = first(&gate.plans).map_or_else(String::new, |plan| format!("@{plan}"));
    format!("{}{role}{plan}", gate.visibility)
}
