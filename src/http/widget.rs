//! The help widget: `/widget.js`, which moves with each release, and the files of one version,
//! which never change.
//!
//! Pages of any origin may load them, and everybody gets the same bytes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::config::Config;
use crate::http::App;
use crate::http::caching::{IMMUTABLE, RENEWED, ahead, tagged};
use crate::http::problem::Problem;
use crate::packing::Packing;
use crate::widget::{LOADER, Versions, Widget, WidgetFile};

/// At the root, and below the path of `base_url` where there is one.
pub(super) fn router(config: &Config) -> Router<Arc<App>> {
    let base = config.base_path();
    let mut router = Router::new().route(&format!("/{LOADER}"), get(get_loader));
    if !base.is_empty() {
        router = router.route(&format!("{base}/{LOADER}"), get(get_loader));
    }
    let file = format!("{base}/widget/{{version}}/{{name}}");
    router.route(&file, get(get_file))
}

/// Keeps the files of a version for those who go on to ask for them.
pub(super) fn keep_version(app: &App, widget: &Widget) {
    if let Err(error) = versions(app).keep(widget) {
        tracing::warn!("this version of the widget ends with the next one: {error}");
    }
}

fn versions(app: &App) -> Versions {
    let data = app.config.resolve(&app.config.service.data);
    Versions::new(data.join("widget"))
}

async fn get_loader(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    let edition = app.published.current();
    let file = edition.widget().file(LOADER).ok_or(Problem::NotFound)?;
    Ok(for_all(sent(file, RENEWED, &headers)?))
}

async fn get_file(
    State(app): State<Arc<App>>,
    Path((version, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let edition = app.published.current();
    let widget = edition.widget();
    if version == widget.version() {
        let file = widget.file(&name).ok_or(Problem::NotFound)?;
        return Ok(for_all(sent(file, IMMUTABLE, &headers)?));
    }
    let kept = versions(&app).file(&version, &name);
    let (media_type, bytes) = kept.ok_or(Problem::NotFound)?;
    Ok(for_all(tagged(bytes, media_type, IMMUTABLE, &headers)?))
}

fn sent(
    file: &WidgetFile,
    caching: &'static str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let packed = |packing| file.packed(packing);
    let (hash, kind) = (&file.hash, file.media_type);
    match ahead(hash, kind, Packing::AHEAD, packed, caching, headers)? {
        Some(response) => Ok(response),
        None => tagged(file.bytes.to_vec(), kind, caching, headers),
    }
}

/// Scripts that other scripts load are asked for with CORS.
fn for_all(response: Response) -> Response {
    ([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], response).into_response()
}
