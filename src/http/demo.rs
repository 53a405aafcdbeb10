//! What `ayuda serve --demo` adds: Obra, a small app for builders, with the help in it. It is there
//! to try ayuda, to test the widget in, and to be looked at.
//!
//! Entry point: [`router`]. It hands a token to whoever asks. So the command listens at the
//! loopback interface alone, and requests that name another host or came through a proxy are
//! refused. It lies around the service, not in it: without the option nothing of it is there, and
//! none of its answers goes out by the rules for the service's own (CORS above all).

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::json;

use crate::gate::{Viewer, Visibility};
use crate::http::App;
use crate::http::caller::language_of;
use crate::http::here::is_from_here;
use crate::http::router::router as service;
use crate::i18n::text;
use crate::identity::Identity;
use crate::policies::{ALWAYS, Loading, demo_policy};

const PAGE: &str = include_str!("demo/index.html");
/// In pages that make it hard for whatever is embedded in them.
const HOSTILE: &str = concat!(
    "<link rel=\"stylesheet\" href=\"{{demo}}/_/hostile.css\">\n",
    "<script src=\"{{demo}}/_/hostile.js\"></script>\n",
);

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const DRAWING: &str = "image/svg+xml";
const FILES: &[(&str, &str, &str)] = &[
    ("app.js", SCRIPT, include_str!("demo/app.js")),
    ("build.js", SCRIPT, include_str!("demo/build.js")),
    ("help.js", SCRIPT, include_str!("demo/help.js")),
    ("icons.js", SCRIPT, include_str!("demo/icons.js")),
    ("money.js", SCRIPT, include_str!("demo/money.js")),
    ("office.js", SCRIPT, include_str!("demo/office.js")),
    ("site.js", SCRIPT, include_str!("demo/site.js")),
    ("app.css", STYLE, include_str!("demo/app.css")),
    ("screens.css", STYLE, include_str!("demo/screens.css")),
    ("hostile.js", SCRIPT, include_str!("demo/hostile.js")),
    ("hostile.css", STYLE, include_str!("demo/hostile.css")),
    ("obra.svg", DRAWING, include_str!("demo/obra.svg")),
    ("framing.svg", DRAWING, include_str!("demo/framing.svg")),
    ("kitchen.svg", DRAWING, include_str!("demo/kitchen.svg")),
    ("concrete.svg", DRAWING, include_str!("demo/concrete.svg")),
];

/// Who can be signed in. Nobody of them is of the staff: what is internal stays so.
struct Person {
    key: &'static str,
    name: &'static str,
    role: &'static str,
    plan: &'static str,
}

const fn person(
    key: &'static str,
    name: &'static str,
    role: &'static str,
    plan: &'static str,
) -> Person {
    Person {
        key,
        name,
        role,
        plan,
    }
}

const PEOPLE: [Person; 5] = [
    person("owner", "Ana Robles", "owner", "business"),
    person("pm", "Marta Ortiz", "pm", "business"),
    person("field", "Luis Herrera", "field", "business"),
    person("admin", "Tom Becker", "admin", "business"),
    person("small", "Nora Vidal", "owner", "starter"),
];

/// In seconds: how long a token may last, or how long ago it may have ended.
const LONGEST: i64 = 12 * 60 * 60;
const LONG_AGO: i64 = -24 * 60 * 60;
const USUAL: i64 = 60 * 60;

/// The service, and the demo beside it.
pub fn router(app: Arc<App>) -> Router {
    let demo = format!("{}/demo", app.config.base_path());
    Router::new()
        .route(&demo, get(page))
        .route(&format!("{demo}/"), get(page))
        .route(&format!("{demo}/{{*screen}}"), get(page))
        .route(&format!("{demo}/_/token"), get(token))
        .route(&format!("{demo}/_/{{file}}"), get(file))
        .with_state(Arc::clone(&app))
        .route_layer(from_fn_with_state(Arc::clone(&app), guarded))
        .fallback_service(service(app))
}

/// Refuses whoever does not ask from this machine, and sends the policy of a strict host app.
async fn guarded(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let policy = demo_policy(elsewhere(&app, request.uri()).as_deref());
    let mut response = match is_from_here(&request) {
        true => next.run(request).await,
        false => StatusCode::MISDIRECTED_REQUEST.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    // A policy that cannot be sent would leave the page without one.
    let policy = HeaderValue::from_str(&policy)
        .unwrap_or(HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static(Loading::Own.word()),
    );
    response
}

/// Whether the query asks for a way to show the app.
fn asks_for(uri: &Uri, flag: &str) -> bool {
    let query = uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == flag)
}

/// The origin of `base_url`, for pages that take the help from there as a real host app does.
fn elsewhere(app: &App, uri: &Uri) -> Option<String> {
    asks_for(uri, "across").then(|| app.config.origin())
}

/// The app; which of its screens is for its own router.
async fn page(State(app): State<Arc<App>>, uri: Uri) -> Html<String> {
    let base = app.config.base_path();
    let widget = elsewhere(&app, &uri).unwrap_or_default() + &base + "/widget.js";
    let hostile = match asks_for(&uri, "hostile") {
        true => HOSTILE,
        false => "",
    };
    let signs = if app.tokens.can_sign() { "yes" } else { "no" };
    Html(
        PAGE.replace("{{hostile}}\n", hostile)
            .replace("{{demo}}", &attribute(&format!("{base}/demo")))
            .replace("{{widget}}", &attribute(&widget))
            .replace("{{signs}}", signs),
    )
}

fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

async fn file(Path(name): Path<String>) -> Response {
    let found = FILES.iter().find(|(file, ..)| *file == name);
    found.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |(_, media_type, text)| ([(CONTENT_TYPE, *media_type)], *text).into_response(),
    )
}

/// A token of one of the people, as the host app's own server would give it to its page.
async fn token(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    // Pages of others cannot read it; they are not even to have one made.
    let sender = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !matches!(sender, None | Some(b"same-origin" | b"none")) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let locale = language_of(&app.config, &uri, &headers);
    let messages = &app.messages;
    let query = uri.query().unwrap_or_default();
    let asked = |wanted: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let name = asked("as").unwrap_or_default();
    let Some(person) = PEOPLE.iter().find(|person| person.key == name) else {
        let known = PEOPLE.map(|person| format!("`{}`", person.key)).join(", ");
        let why = text::demo_unknown_person(messages, locale, known, name);
        return refused(StatusCode::BAD_REQUEST, &why);
    };
    let lifetime = match asked("for").map(|seconds| seconds.parse::<i64>()) {
        None => USUAL,
        Some(Ok(seconds)) if (LONG_AGO..=LONGEST).contains(&seconds) => seconds,
        Some(_) => {
            let why = text::demo_wrong_time(messages, locale);
            return refused(StatusCode::BAD_REQUEST, &why);
        }
    };
    let now = app.clock.now();
    let signed = app
        .tokens
        .sign_until(&person.identity(), now, now.as_second() + lifetime);
    match signed {
        Ok(token) => Json(json!({ "token": token })).into_response(),
        Err(error) => {
            tracing::warn!("the demo cannot sign anybody in: {error}");
            refused(StatusCode::CONFLICT, &text::demo_no_key(messages, locale))
        }
    }
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "detail": why }))).into_response()
}

impl Person {
    fn identity(&self) -> Identity {
        let viewer = Viewer {
            visibility: Visibility::Customer,
            roles: [self.role.to_owned()].into(),
            plan: Some(self.plan.to_owned()),
        };
        let mut identity = Identity::new(&format!("demo-{}", self.key), viewer);
        identity.name = Some(self.name.to_owned());
        identity
    }
}
