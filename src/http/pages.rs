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

use crate::content::PictureBytes;
use crate::edition::{Edition, KeptPage, View, is_kept};
use crate::http::App;
use crate::http::caching::{API_VARY, IMMUTABLE, PERSONAL, PUBLIC, kept, passing, tagged, varies};
use crate::http::caller::{Reader, language_of};
use crate::http::coding::wanted;
use crate::http::insight::{Sender, note_search};
use crate::http::media::{Media, asks_for_part};
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::http::reports::staff;
use crate::http::reports_page::reports_page;
use crate::http::search::search_view;
use crate::locale::Locale;
use crate::packing::{Packing, is_packable};
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
    if let Some(response) = at_view(edition.public(), path, &method, &headers).await? {
        return Ok(response);
    }
    let caller = reader.caller(&headers, &app).await?;
    if caller.identity.is_some() {
        let view = edition.view(&caller.viewer()).map_err(Problem::internal)?;
        if let Some(response) = at_view(&view, path, &method, &headers).await? {
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
    let seen = caller.sees(&app)?;
    let answer = search_view(&app, &caller, &seen, language, &mut parameters, |answer| {
        note_search(&app, &caller, &sender, None, answer)
    })
    .await?;
    let page = seen
        .view
        .site
        .search_page(language, &answer)
        .map_err(Problem::internal)?;
    // What was asked makes it a page of its own, which is not worth keeping.
    let mut response = tagged(
        page.bytes.to_vec(),
        page.media_type,
        caching_of(&seen.view, &page.kind),
        &headers,
    )?;
    varies(&mut response, "authorization, cookie");
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
async fn at_view(
    view: &View,
    path: &str,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Option<Response>, Problem> {
    let whole = !asks_for_part(method, headers);
    if whole
        && view.is_public
        && let Some(page) = view.kept.find(path)
        && let Some(response) = kept(&page, caching_of(view, &page.kind), headers)?
    {
        return Ok(Some(response));
    }
    // A picture that is not packed need not be in memory.
    let as_it_is = |media_type: &str| {
        let may_pack = whole && view.is_public && is_packable(media_type);
        !may_pack || wanted(headers, [Packing::Quick]).is_none()
    };
    if let Some(picture) = view.site.picture(path)
        && as_it_is(picture.media_type)
    {
        let media = Media {
            bytes: &picture.bytes,
            media_type: picture.media_type,
            cache_control: caching_of(view, &PageKind::Immutable),
        };
        return media.answer(method, headers).await.map(Some);
    }
    if let Some(page) = view.site.page(path).map_err(Problem::internal)? {
        return match &page.kind {
            PageKind::Redirect { to } => Ok(Some(moved(to, view))),
            PageKind::Immutable if as_it_is(page.media_type) => {
                let media = Media {
                    bytes: &PictureBytes::Held(Arc::clone(&page.bytes)),
                    media_type: page.media_type,
                    cache_control: caching_of(view, &page.kind),
                };
                media.answer(method, headers).await.map(Some)
            }
            _ => drawn(view, &page, headers).map(Some),
        };
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
    if let Some(article) = view.moved_from(path) {
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
        None => gone(view, archived.language).map(Some),
    }
}

/// A public page as it lies packed, where that answers the request.
pub(super) fn packed_page(page: &KeptPage, headers: &HeaderMap) -> Option<Response> {
    kept(page, public_caching(&page.kind), headers)
        .ok()
        .flatten()
}

/// A page that was drawn just now; what is public is kept as it was packed.
fn drawn(view: &View, page: &Page, headers: &HeaderMap) -> Result<Response, Problem> {
    let caching = caching_of(view, &page.kind);
    if view.is_public
        && is_kept(page)
        && wanted(headers, [Packing::Quick]).is_some()
        && let Some(response) = kept(&view.kept.on_request(page), caching, headers)?
    {
        return Ok(response);
    }
    tagged(page.bytes.to_vec(), page.media_type, caching, headers)
}

/// Who may keep a page of a view.
fn caching_of(view: &View, kind: &PageKind) -> &'static str {
    match view.is_public {
        true => public_caching(kind),
        false => PERSONAL,
    }
}

fn public_caching(kind: &PageKind) -> &'static str {
    match kind {
        PageKind::Immutable => IMMUTABLE,
        _ => PUBLIC,
    }
}

/// Permanently elsewhere, for everybody or for this viewer.
fn moved(url: &str, view: &View) -> Response {
    let kept = if view.is_public { PUBLIC } else { PERSONAL };
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

/// What was taken down, and has nothing in its place.
fn gone(view: &View, language: Locale) -> Result<Response, Problem> {
    let page = view.site.gone(language).map_err(Problem::internal)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(page.media_type)),
        (CACHE_CONTROL, HeaderValue::from_static(PERSONAL)),
    ];
    Ok((StatusCode::GONE, headers, page.bytes.to_vec()).into_response())
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
    let (bytes, status) = (page.bytes.to_vec(), StatusCode::NOT_FOUND);
    Ok(passing(status, bytes, page.media_type, headers))
}
