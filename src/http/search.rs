//! Search over HTTP: the API, and what the search page shows.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::edition::{Edition, View};
use crate::http::App;
use crate::http::articles::filters;
use crate::http::caching::json;
use crate::http::caller::{Caller, Language};
use crate::http::parameters::Parameters;
use crate::http::problem::{Document, Problem};
use crate::http::shapes::SearchDocument;
use crate::locale::Locale;
use crate::search::{Query, Request};
use crate::theme::context::{SearchGroup, SearchHit, SearchView};

/// Articles, videos and releases, grouped by kind and language.
#[utoipa::path(
    get,
    path = "/api/v1/support/search",
    tag = "search",
    params(
        ("q" = Option<String>, Query, description = "Any text; `\"a phrase\"`, `-word`, `module:`, `role:`, `kind:`, `tag:` and `category:` are understood. 256 characters and 16 terms are read"),
        ("category" = Option<String>, Query,),
        ("module" = Option<String>, Query,),
        ("role" = Option<String>, Query,),
        ("tag" = Option<String>, Query,),
        ("kind" = Option<String>, Query, description = "`article`, `video` or `release`"),
        ("version" = Option<String>, Query,),
        ("page" = Option<usize>, Query, description = "From 1"),
        ("limit" = Option<usize>, Query, description = "1 to 100 for each group; 10 if not given"),
        ("lang" = Option<String>, Query, description = "Wins over `Accept-Language`"),
    ),
    responses(
        (status = 200, body = SearchDocument),
        (status = 400, body = Document, content_type = "application/problem+json"),
        (status = 401, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn search(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    mut parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let edition = app.published.current();
    let viewer = caller.viewer();
    let view = edition.view(&viewer).map_err(Problem::internal)?;
    let (request, _) = request(language, &mut parameters);
    parameters.checked()?;
    let answer = edition.shelves().search(&view.library, &viewer, &request);
    json(
        &answer.map_err(Problem::internal)?,
        &viewer,
        language,
        &headers,
    )
}

/// The answer to the parameters of the search page.
pub(super) fn search_view(
    edition: &Edition,
    view: &View,
    language: Locale,
    parameters: &mut Parameters,
) -> Result<SearchView, Problem> {
    // A person who changed the address gets a page, not a list of what was wrong.
    let (request, text) = request(language, parameters);
    if text.is_empty() {
        return Ok(SearchView::default());
    }
    let page = request.page;
    let answer = edition
        .shelves()
        .search(&view.library, &view.viewer, &request);
    let answer = answer.map_err(Problem::internal)?;
    let pages = answer.pagination.pages;
    let address = |page: usize| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for name in [
            "q", "category", "module", "role", "tag", "kind", "version", "limit",
        ] {
            if let Some(value) = parameters.text(name) {
                query.append_pair(name, &value);
            }
        }
        query.append_pair("page", &page.to_string());
        format!("?{}", query.finish())
    };
    let groups = answer.groups.into_iter().map(|group| SearchGroup {
        kind: group.kind.word().to_owned(),
        language: group.language,
        total: group.total,
        hits: group
            .hits
            .into_iter()
            .map(|hit| {
                let trail = view
                    .library
                    .article_at(&hit.url)
                    .map(|article| view.library.trail(article.language, &article.category))
                    .unwrap_or_default();
                SearchHit {
                    trail: trail
                        .iter()
                        .filter(|one| !one.is_home())
                        .map(|one| one.title.clone())
                        .collect(),
                    title: hit.title,
                    url: hit.url,
                    anchor: hit.anchor,
                    snippet_html: hit.snippet,
                    kind: hit.kind.word().to_owned(),
                }
            })
            .collect(),
        more: None,
    });
    Ok(SearchView {
        total: answer.pagination.total,
        groups: groups.collect(),
        facets: Vec::new(),
        did_you_mean: None,
        page,
        pages,
        previous: (page > 1).then(|| address(page - 1)),
        next: (page < pages).then(|| address(page + 1)),
        query: text,
    })
}

fn request(language: Locale, parameters: &mut Parameters) -> (Request, String) {
    let text = parameters.text("q").unwrap_or_default();
    let request = Request {
        query: Query::parse(&text),
        language,
        filters: filters(parameters),
        page: parameters.page(),
        limit: parameters.limit(),
    };
    (request, text)
}
