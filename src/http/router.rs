//! Every route, in one place.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use serde_json::Value;
use tower::ServiceExt;
use tower_http::csrf::CsrfLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::around::{Around, absent_allows_nothing, in_words, let_in, told};
use crate::http::at_once::AtOnce;
use crate::http::caller::Caller;
use crate::http::description::described;
use crate::http::problem::Problem;
use crate::http::reference::Reference;
use crate::http::{
    App, articles, categories, contextual, feedback, forum, forum_follow, forum_search,
    forum_similar, health, pages, reload, reports, search, session, terms, views, widget,
};

/// The service.
pub fn router(app: Arc<App>) -> Router {
    let around = Around::new(&app);
    let routes = routes_within(&around, app);
    let routes = ServiceExt::<Request>::map_response(routes, absent_allows_nothing);
    Router::new().fallback_service(AtOnce::new(around, routes))
}

/// Every route, with all layers but the last.
pub fn routes(app: Arc<App>) -> Router {
    routes_within(&Around::new(&app), app)
}

fn routes_within(around: &Arc<Around>, app: Arc<App>) -> Router {
    let base = app.config.base_path();
    let reference = Reference::new(openapi(&base), &app.config);
    let widget = widget::router(&app.config);
    let (api, _) = api().split_for_parts();
    let (health, _) = health().split_for_parts();
    let pages = Router::new()
        .route(
            &format!("{base}/{{lang}}/search/"),
            get(pages::get_search_page),
        )
        // Whatever else stands there is asked for with GET.
        .route(
            &format!("{base}/{{lang}}/sign-out/"),
            get(pages::get_page).post(session::sign_out),
        )
        .route(
            &format!("{base}/forum/files/{{key}}"),
            get(forum::get_attachment),
        )
        .route(
            &format!("{base}/unsubscribe"),
            get(forum_follow::ask_unsubscribe).post(forum_follow::end_letters),
        )
        .route(&format!("{base}/go/{{id}}"), get(pages::go_to_article))
        .route(&format!("{base}/go/{{id}}/"), get(pages::go_to_article));
    let api = match base.as_str() {
        "" => api,
        base => Router::new().nest(base, api),
    };
    let routes = api
        .merge(pages)
        .merge(forum::pages::router(&app))
        .merge(health)
        .merge(reference.router())
        .merge(widget)
        .fallback(pages::get_page)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Arc::clone(around), let_in))
        .layer(csrf(&app))
        .layer(from_fn_with_state(Arc::clone(around), in_words));
    // Failures too are read by the host app: this lies around what words them.
    let routes = match &around.cors {
        Some(cors) => routes.layer(cors.clone()),
        None => routes,
    };
    routes
        .layer(from_fn_with_state(Arc::clone(around), told))
        .with_state(app)
}

/// The description of the API, made of the routes themselves; `base` is the path of
/// `base_url`, below which all but `/healthz` and `/readyz` lies.
pub fn openapi(base: &str) -> Value {
    described(api().into_openapi(), health().into_openapi(), base)
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
        .routes(routes!(reload::reload))
        .merge(forum::api())
        .routes(routes!(forum_search::search_forum))
        .routes(routes!(
            forum_similar::similar,
            forum_similar::count_similar
        ))
        .routes(routes!(
            forum_follow::follow_post,
            forum_follow::unfollow_post
        ))
        .routes(routes!(
            forum_follow::follow_category,
            forum_follow::unfollow_category
        ))
        .routes(routes!(
            forum_follow::get_following,
            forum_follow::choose_following
        ))
}

/// What is absent for a viewer is absent by every method.
async fn method_not_allowed(
    State(app): State<Arc<App>>,
    caller: Result<Caller, Problem>,
    uri: Uri,
) -> Problem {
    let is_for_staff = reports::is_for_staff(&app.config, uri.path());
    let may = match uri.path().ends_with("/admin/reload") {
        true => reload::may_reload,
        false => reports::staff,
    };
    match caller {
        Err(refused) if is_for_staff => refused,
        Ok(caller) if is_for_staff && may(&caller).is_err() => Problem::NotFound,
        _ => Problem::MethodNotAllowed,
    }
}

/// Always at the root: who asks for it knows no base path.
fn health() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(health::get_health))
        .routes(routes!(health::get_readiness))
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
