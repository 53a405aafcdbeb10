//! Every route, in one place.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{
    MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::caller::Caller;
use crate::http::problem::{self, Problem};
use crate::http::{
    App, articles, categories, contextual, feedback, health, limits, pages, reports, search,
    session, terms, views,
};

const BODY_LIMIT: usize = 64 * 1024;
const URI_LIMIT: usize = 8 * 1024;
/// Longer than any answer takes; a request that is not done by then never is.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The service.
pub fn router(app: Arc<App>) -> Router {
    let base = app.config.base_path();
    let document = openapi(&base).to_json().unwrap_or_default();
    let (api, _) = api().split_for_parts();
    let (health, _) = health().split_for_parts();
    let pages = Router::new()
        .route(
            "/openapi.json",
            get(move || openapi_document(document.clone())),
        )
        .route(
            &format!("{base}/{{lang}}/search/"),
            get(pages::get_search_page),
        )
        // Whatever else stands there is asked for with GET.
        .route(
            &format!("{base}/{{lang}}/sign-out/"),
            get(pages::get_page).post(session::sign_out),
        )
        .route(&format!("{base}/go/{{id}}"), get(pages::go_to_article))
        .route(&format!("{base}/go/{{id}}/"), get(pages::go_to_article));
    let api = match base.as_str() {
        "" => api,
        base => Router::new().nest(base, api),
    };
    let router = api
        .merge(pages)
        .merge(health)
        .fallback(pages::get_page)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            TIME_LIMIT,
        ))
        .layer(from_fn_with_state(limits::state(&app), limits::limited))
        .layer(csrf(&app))
        .layer(tower::util::option_layer(cors(&app)))
        .layer(from_fn(short_enough))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(from_fn_with_state(Arc::clone(&app), problem::finish))
        .layer(from_fn(secured))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(RequestName))
        .layer(from_fn(without_foreign_request_id))
        .with_state(app);
    // Around the whole router: it adds `Allow` after all layers of its own.
    Router::new()
        .fallback_service(router)
        .layer(from_fn(absent_allows_nothing))
}

/// `Allow` on a 404 would tell that something is there.
async fn absent_allows_nothing(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_FOUND {
        response.headers_mut().remove(header::ALLOW);
    }
    response
}

/// The description of the API, made of the routes themselves; `base` is the path of
/// `base_url`, below which all but `/healthz` lies.
pub fn openapi(base: &str) -> OpenApi {
    let info = InfoBuilder::new()
        .title("ayuda")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Help for the screen, the role and the language: articles, search, terms, tours and votes.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").build()))
        .build();
    let mut document = OpenApiBuilder::new().info(info).build();
    let mut api = api().into_openapi();
    if !base.is_empty() {
        let paths = std::mem::take(&mut api.paths.paths);
        api.paths.paths = paths
            .into_iter()
            .map(|(path, one)| (format!("{base}{path}"), one))
            .collect();
    }
    document.merge(api);
    document.merge(health().into_openapi());
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("token", SecurityScheme::Http(bearer));
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
        "ayuda_session",
        "Set by `POST /api/v1/support/session`; called `__Host-ayuda_session` where the help center is on HTTPS",
    ));
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    // Both may be left away: then only what is public is answered.
    let none = SecurityRequirement::default();
    let token = SecurityRequirement::new("token", Vec::<String>::new());
    let session = SecurityRequirement::new("session", Vec::<String>::new());
    document.security = Some(vec![none, token, session]);
    document
}

fn api() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(search::search))
        .routes(routes!(articles::list_articles))
        .routes(routes!(articles::get_article))
        .routes(routes!(categories::list_categories))
        .routes(routes!(contextual::get_contextual))
        .routes(routes!(search::suggest))
        .routes(routes!(terms::list_terms))
        .routes(routes!(terms::get_tour))
        .routes(routes!(feedback::cast_vote, feedback::withdraw_vote))
        .routes(routes!(session::start_session, session::end_session))
        .routes(routes!(views::count_view))
        .routes(routes!(reports::get_dashboard))
        .routes(routes!(reports::get_report))
}

/// What is absent for a viewer is absent by every method.
async fn method_not_allowed(State(app): State<Arc<App>>, caller: Caller, uri: Uri) -> Problem {
    match reports::is_for_staff(&app.config, uri.path()) && reports::staff(&caller).is_err() {
        true => Problem::NotFound,
        false => Problem::MethodNotAllowed,
    }
}

/// Always at the root: who asks for it knows no base path.
fn health() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(health::get_health))
}

async fn openapi_document(document: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, crate::http::caching::PUBLIC),
    ];
    (headers, document).into_response()
}

/// Pages of other sites may not write in a reader's name; the host app may, and so may
/// our own pages where a proxy changes the `Host` that they are compared with.
fn csrf(app: &App) -> CsrfLayer {
    let own = app.config.origin();
    let origins = app.config.service.allowed_origins.iter();
    origins
        .chain([&own])
        .fold(CsrfLayer::new(), |layer, origin| {
            match layer.clone().add_trusted_origin(origin) {
                Ok(layer) => layer,
                Err(error) => {
                    tracing::warn!("`allowed_origins`: `{origin}` is no origin: {error}");
                    layer
                }
            }
        })
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
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
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
            limits::RATE_LIMIT,
            limits::RATE_LIMIT_POLICY,
        ])
        .max_age(Duration::from_secs(3_600));
    Some(layer)
}

async fn short_enough(request: Request, next: Next) -> Response {
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |uri| uri.as_str().len());
    match length > URI_LIMIT {
        true => Problem::UriTooLong.into_response(),
        false => next.run(request).await,
    }
}

/// Headers that keep pages from being more than pages.
async fn secured(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_drawing = headers.get(header::CONTENT_TYPE) == Some(&DRAWING);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        (
            "content-security-policy",
            if is_drawing { DRAWING_POLICY } else { POLICY },
        ),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}

const POLICY: &str = "default-src 'none'; img-src 'self' data:; media-src 'self' https:; \
    style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; \
    frame-src https://www.youtube-nocookie.com https://player.vimeo.com";

const DRAWING: HeaderValue = HeaderValue::from_static("image/svg+xml");

/// A drawing that is opened by itself has its own style and pictures, and does nothing.
const DRAWING_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/// Request ids are ours: a caller's own would let it write into our logs.
async fn without_foreign_request_id(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove("x-request-id");
    next.run(request).await
}

#[derive(Clone, Copy, Debug)]
struct RequestName;

impl MakeRequestId for RequestName {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        let name = uuid::Uuid::now_v7().simple().to_string();
        HeaderValue::from_str(&name).ok().map(RequestId::new)
    }
}
