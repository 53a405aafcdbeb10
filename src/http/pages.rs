//! The pages of the site, public and restricted, and the search page.
//!
//! A public address answers everybody with the same bytes and looks at no cookie.
//! What is not public is drawn for a viewer with a token or a session, or is not there.
//! The search page alone is each reader's own: from there a signed-in reader gets to
//! everything that public lists leave out.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::content::Article;
use crate::edition::{Edition, View};
use crate::http::App;
use crate::http::caching::{API_VARY, IMMUTABLE, PERSONAL, PUBLIC, tagged};
use crate::http::caller::{Reader, language_of};
use crate::http::insight::{Sender, note_search};
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::http::reports::staff;
use crate::http::reports_page::reports_page;
use crate::http::search::search_view;
use crate::locale::Locale;
use crate::site::{Page, PageKind};

/// The page at an address of the site; every address without a route comes here.
pub(super) async fn get_page(
    State(app): State<Arc<App>>,
    reader: Result<Reader, Problem>,
    method: Method,
    mut parameters: Parameters,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let path = uri.path();
    let api = format!("{}/api/", app.config.base_path());
    let is_api = path.starts_with(&api);
    if !is_api && method != Method::GET && method != Method::HEAD {
        return Ok(([(ALLOW, "GET,HEAD")], Problem::MethodNotAllowed).into_response());
    }
    let reader = reader?;
    if is_api {
        return Err(Problem::NotFound);
    }
    let edition = app.published.current();
    let base = app.config.base_path();
    if path == "/" || path == format!("{base}/") {
        let language = language_of(&app.config, &uri, &headers);
        return Ok(to_language(&format!("{base}/{language}/")));
    }
    if let Some(response) = at_view(edition.public(), path, &headers)? {
        return Ok(response);
    }
    let caller = reader.caller(&headers, &app).await?;
    if caller.identity.is_some() {
        let view = edition.view(&caller.viewer()).map_err(Problem::internal)?;
        if let Some(response) = at_view(&view, path, &headers)? {
            return Ok(response);
        }
        // Here, and not as a route: for all others it is as absent as any other page.
        if let Some(language) = view
            .site
            .reports_at(path)
            .filter(|_| staff(&caller).is_ok())
        {
            let seen = caller.sees(&app)?;
            return reports_page(&app, seen, language, &mut parameters, &headers).await;
        }
    }
    not_found(&app, &edition, path, &uri, &headers)
}

/// The search page: the form, and the answer to `q`.
pub(super) async fn get_search_page(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(language): Path<String>,
    sender: Sender,
    mut parameters: Parameters,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let edition = app.published.current();
    let language = app
        .config
        .languages
        .iter()
        .find(|known| known.code() == language);
    let Some(language) = language.copied() else {
        return not_found(&app, &edition, uri.path(), &uri, &headers);
    };
    let caller = reader.caller(&headers, &app).await?;
    let viewer = caller.viewer();
    let view = edition.view(&viewer).map_err(Problem::internal)?;
    let answer = search_view(&app, &edition, &view, language, &mut parameters, |answer| {
        note_search(&app, &caller, &sender, None, answer)
    })?;
    let page = view
        .site
        .search_page(language, &answer)
        .map_err(Problem::internal)?;
    let mut response = drawn(&view, &page, &headers);
    if !viewer.is_anonymous() || !answer.query.is_empty() {
        let value = if viewer.is_anonymous() {
            PUBLIC
        } else {
            PERSONAL
        };
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static(value));
    }
    let vary = HeaderValue::from_static("authorization, cookie");
    response.headers_mut().insert(VARY, vary);
    Ok(response)
}

/// A short address to the article, in the reader's language.
pub(super) async fn go_to_article(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let edition = app.published.current();
    let language = language_of(&app.config, &uri, &headers);
    let name = id.trim_end_matches('/');
    if let Some(article) = edition.public().library.find_article(name, language) {
        return Ok(to_language(&article.url));
    }
    let viewer = reader.caller(&headers, &app).await?.viewer();
    let view = edition.view(&viewer).map_err(Problem::internal)?;
    match view.library.find_article(name, language) {
        Some(article) => Ok(to_language(&article.url)),
        None => not_found(&app, &edition, uri.path(), &uri, &headers),
    }
}

/// A page, a picture, or where an old address leads, in what one viewer may see.
fn at_view(view: &View, path: &str, headers: &HeaderMap) -> Result<Option<Response>, Problem> {
    if let Some(page) = view.site.page(path).map_err(Problem::internal)? {
        return Ok(Some(match &page.kind {
            PageKind::Redirect { to } => moved(to, view),
            _ => drawn(view, &page, headers),
        }));
    }
    let library = &view.library;
    let slashed = format!("{}/", path.trim_end_matches('/'));
    if slashed != path
        && view
            .site
            .page(&slashed)
            .map_err(Problem::internal)?
            .is_some()
    {
        return Ok(Some(moved(&slashed, view)));
    }
    let leads_here = |article: &&Arc<Article>| {
        let same = |alias: &String| {
            alias == path || format!("{}/", alias.trim_end_matches('/')) == slashed
        };
        article.aliases.iter().any(same)
    };
    if let Some(article) = library.articles.iter().find(leads_here) {
        return Ok(Some(moved(&article.url, view)));
    }
    let Some(archived) = library
        .archived
        .iter()
        .find(|archived| archived.url == slashed)
    else {
        return Ok(None);
    };
    let replacement = archived.replaced_by.as_ref().and_then(|id| {
        library
            .article(id, archived.language)
            .or_else(|| library.translations(id).next())
    });
    match replacement {
        Some(article) => Ok(Some(moved(&article.url, view))),
        None => Err(Problem::Gone),
    }
}

fn drawn(view: &View, page: &Page, headers: &HeaderMap) -> Response {
    let kept = match (view.viewer.is_anonymous(), &page.kind) {
        (false, _) => PERSONAL,
        (true, PageKind::Immutable) => IMMUTABLE,
        (true, _) => PUBLIC,
    };
    let mut response = tagged(page.bytes.to_vec(), page.media_type, kept, headers);
    if kept == PERSONAL {
        response.headers_mut().remove("etag");
    }
    response
}

/// Permanently elsewhere, for everybody or for this viewer.
fn moved(url: &str, view: &View) -> Response {
    let kept = if view.viewer.is_anonymous() {
        PUBLIC
    } else {
        PERSONAL
    };
    let headers = [(LOCATION, url.to_owned()), (CACHE_CONTROL, kept.to_owned())];
    (StatusCode::MOVED_PERMANENTLY, headers).into_response()
}

/// To a page that depends on the reader's language.
fn to_language(url: &str) -> Response {
    let headers = [
        (LOCATION, url.to_owned()),
        (CACHE_CONTROL, PERSONAL.to_owned()),
        (VARY, API_VARY.to_owned()),
    ];
    (StatusCode::FOUND, headers).into_response()
}

/// The same page for what is hidden and what never was.
fn not_found(
    app: &App,
    edition: &Edition,
    path: &str,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let inner = path.strip_prefix(&app.config.base_path()).unwrap_or(path);
    let first = inner.split('/').nth(1).unwrap_or_default();
    let language = Locale::ALL
        .into_iter()
        .find(|known| known.code() == first && app.config.languages.contains(known))
        .unwrap_or_else(|| language_of(&app.config, uri, headers));
    let page = edition
        .public()
        .site
        .not_found(language, path, uri.query())
        .map_err(Problem::internal)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(page.media_type)),
        (CACHE_CONTROL, HeaderValue::from_static(PERSONAL)),
    ];
    Ok((StatusCode::NOT_FOUND, headers, page.bytes.to_vec()).into_response())
}
