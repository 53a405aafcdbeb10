//! Search over HTTP: the API, and what the search page shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::content::{Kind, Location};
use crate::context::{self, Screen, articles_at, module_at};
use crate::edition::View;
use crate::forum::{ForumAnswer, ForumGroup};
use crate::http::App;
use crate::http::articles::filters;
use crate::http::caching::json_of_words;
use crate::http::caller::{Caller, Language, Seen};
use crate::http::forum_search::{ForumGroupItem, beside};
use crate::http::insight::{Sender, note_search};
use crate::http::measures::searching;
use crate::http::parameters::Parameters;
use crate::http::problem::{Document, Problem};
use crate::http::shapes::{HelpItem, Instead, PlaceItem, SearchDocument, SuggestDocument};
use crate::locale::Locale;
use crate::search::{Answer, FacetCount, Group, Pagination, Query, Request};
use crate::theme::context::{
    ActiveFilter, Facet, FacetValue, Link, SearchGroup, SearchHit, SearchView,
};

/// Articles that are shown where nothing was found.
const INSTEAD: usize = 5;

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
        ("kind" = Option<String>, Query,),
        ("version" = Option<String>, Query,),
        ("url" = Option<String>, Query, description = "Of the screen: articles of its module are worth more"),
        ("page" = Option<usize>, Query, description = "From 1"),
        ("limit" = Option<usize>, Query, description = "1 to 100 for each group; 10 if not given"),
        ("facets" = Option<String>, Query, description = "`none` leaves the counts out: an answer of half the size, for lists that show none"),
        ("lang" = Option<String>, Query,),
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
    sender: Sender,
    mut parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let seen = caller.sees(&app)?;
    let (view, viewer) = (&seen.view, &seen.viewer);
    let (request, text) = request(&app, view, language, &mut parameters);
    let no_facets = parameters.word("facets", &["none"], |word| (word == "none").then_some(()));
    parameters.checked()?;
    let shelves = seen.edition.shelves();
    let answer = searching(|| shelves.search(&view.library, viewer, &request));
    let mut answer = answer.map_err(Problem::internal)?;
    let forum = beside(&app, &caller, &seen, &request, None).await?;
    if no_facets.is_some() {
        answer.facets.clear();
    }
    let screen = parameters.text("url");
    note_search(&app, &caller, &sender, screen.as_deref(), &answer);
    let groups = together(&app, &mut answer, forum);
    let instead = match groups.is_empty() && !text.is_empty() {
        true => Some(instead(&app, &seen, &request, &parameters)?),
        false => None,
    };
    let found = Found {
        query: answer.query,
        language,
        groups,
        facets: answer.facets,
        did_you_mean: answer.did_you_mean,
        missing: answer.missing,
        instead,
        pagination: answer.pagination,
    };
    json_of_words(&found, viewer, language, &headers)
}

/// An answer, and where nothing was found, where to go on.
#[derive(Serialize)]
struct Found {
    query: String,
    language: Locale,
    groups: Vec<AnyGroup>,
    facets: BTreeMap<&'static str, Vec<FacetCount>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instead: Option<Instead>,
    pagination: Pagination,
}

#[derive(Serialize)]
#[serde(untagged)]
enum AnyGroup {
    Articles(Group),
    Posts(ForumGroupItem),
}

/// Puts the posts behind the articles of their language, and counts them.
fn together(app: &App, answer: &mut Answer, forum: Option<ForumAnswer>) -> Vec<AnyGroup> {
    let mut posts = Vec::new();
    if let Some(forum) = forum {
        let pagination = &mut answer.pagination;
        pagination.total += forum.pagination.total;
        pagination.pages = pagination.pages.max(forum.pagination.pages);
        if answer.groups.is_empty() {
            answer.did_you_mean = forum.did_you_mean.or(answer.did_you_mean.take());
        }
        if !forum.groups.is_empty() {
            answer.missing.clear();
        }
        posts = forum.groups;
    }
    let own = answer.language;
    let (first, then): (Vec<_>, Vec<_>) = std::mem::take(&mut answer.groups)
        .into_iter()
        .partition(|group| group.language == own);
    let (own_posts, other_posts): (Vec<_>, Vec<_>) =
        posts.into_iter().partition(|group| group.language == own);
    let items = |groups: Vec<ForumGroup>| {
        let items = groups
            .into_iter()
            .map(|group| ForumGroupItem::new(app, group, own));
        items.map(AnyGroup::Posts).collect::<Vec<_>>()
    };
    let mut groups: Vec<AnyGroup> = first.into_iter().map(AnyGroup::Articles).collect();
    groups.extend(items(own_posts));
    groups.extend(then.into_iter().map(AnyGroup::Articles));
    groups.extend(items(other_posts));
    groups
}

/// What helps on the screen of the reader, else what is featured or found helpful; the
/// categories to look through, and whom to ask.
fn instead(
    app: &App,
    seen: &Seen,
    request: &Request,
    parameters: &Parameters,
) -> Result<Instead, Problem> {
    let screen = Screen {
        location: parameters.text("url").map(|url| Location::parse(&url)),
        module: None,
        role: None,
        plan: None,
        version: request.version.clone(),
        language: request.language,
        limit: INSTEAD,
    };
    let (edition, view) = (&seen.edition, &seen.view);
    let help = edition
        .help(view, &seen.viewer, &screen, &request.helpful)
        .map_err(Problem::internal)?;
    let item =
        |found: &context::Found| HelpItem::new(found, app.feedback.counts(&found.article), false);
    let categories = view.library.subcategories(request.language, "");
    Ok(Instead {
        articles: help.articles.iter().map(item).collect(),
        categories: categories
            .map(|category| PlaceItem {
                title: category.title.clone(),
                url: category.url.clone(),
            })
            .collect(),
        contact_url: app.config.service.contact_url.clone(),
    })
}

/// Completion while typing.
#[utoipa::path(
    get,
    path = "/api/v1/support/suggest",
    tag = "search",
    params(
        ("q" = Option<String>, Query, description = "What was typed so far; 256 characters are read"),
        ("limit" = Option<usize>, Query, description = "1 to 100; 10 if not given"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = SuggestDocument),
        (status = 400, body = Document, content_type = "application/problem+json"),
        (status = 401, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn suggest(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    mut parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Seen { viewer, view, .. } = caller.sees(&app)?;
    let query = Query::parse(&parameters.text("q").unwrap_or_default());
    let limit = parameters.limit();
    parameters.checked()?;
    let body = SuggestDocument {
        suggestions: view.suggestions(language).complete(query.text(), limit),
    };
    json_of_words(&body, &viewer, language, &headers)
}

/// The answer to the parameters of the search page.
pub(super) async fn search_view(
    app: &App,
    caller: &Caller,
    seen: &Seen,
    language: Locale,
    parameters: &mut Parameters,
    note: impl FnOnce(&Answer),
) -> Result<SearchView, Problem> {
    // A person who changed the address gets a page, not a list of what was wrong.
    let (edition, view) = (&seen.edition, &seen.view);
    let (request, text) = request(app, view, language, parameters);
    if text.is_empty() {
        return Ok(SearchView::default());
    }
    let page = request.page;
    let shelves = edition.shelves();
    let answer = searching(|| shelves.search(&view.library, &seen.viewer, &request));
    let mut answer = answer.map_err(Problem::internal)?;
    note(&answer);
    let forum = beside(app, caller, seen, &request, None).await?;
    let here = Address::new(parameters);
    let facets = facets(&here, view, language, &answer);
    let groups = together(app, &mut answer, forum);
    let pages = answer.pagination.pages;
    let meant = answer.did_you_mean.take().map(|meant| Link {
        url: here.with("q", Some(&meant)),
        title: meant,
    });
    let all_posts = |group: &ForumGroupItem| {
        group.is_more().then(|| {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("q", &text)
                .finish();
            let base = app.config.base_path();
            format!("{base}/{}/forum/search/?{query}", language.code())
        })
    };
    let of_articles = |group: Group| SearchGroup {
        kind: group.kind.word().to_owned(),
        language: group.language,
        total: group.total,
        hits: group
            .hits
            .into_iter()
            .map(|hit| SearchHit {
                sections: hit
                    .sections
                    .into_iter()
                    .map(|section| Link {
                        url: format!("{}#{}", hit.url, section.anchor),
                        title: section.heading,
                    })
                    .collect(),
                trail: hit.trail,
                title: hit.title,
                url: hit.url,
                anchor: hit.anchor,
                heading: hit.heading,
                snippet_html: hit.snippet,
                kind: hit.kind.word().to_owned(),
            })
            .collect(),
        more: (group.total > request.limit).then(|| here.with("kind", Some(group.kind.word()))),
    };
    let groups = groups.into_iter().map(|group| match group {
        AnyGroup::Articles(group) => of_articles(group),
        AnyGroup::Posts(group) => SearchGroup {
            more: all_posts(&group),
            ..group.into()
        },
    });
    let groups: Vec<SearchGroup> = groups.collect();
    Ok(SearchView {
        total: answer.pagination.total,
        groups,
        facets,
        active: active(&here, view, language),
        page,
        pages,
        previous: (page > 1).then(|| here.page(page - 1)),
        next: (page < pages).then(|| here.page(page + 1)),
        query: text,
        meant,
        missing: (!answer.missing.is_empty()).then(|| answer.missing.join(", ")),
    })
}

/// The question of the search page, as an address that can be changed a little.
struct Address(Vec<(&'static str, String)>);

impl Address {
    fn new(parameters: &Parameters) -> Self {
        let names = [
            "q", "category", "module", "role", "tag", "kind", "version", "limit",
        ];
        let given = names.map(|name| Some((name, parameters.text(name)?)));
        Address(given.into_iter().flatten().collect())
    }

    fn value(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().find(|(key, _)| *key == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// The same question with one parameter changed or left away, from its first page.
    fn with(&self, name: &str, value: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (key, kept) in self.0.iter().filter(|(key, _)| *key != name) {
            query.append_pair(key, kept);
        }
        if let Some(value) = value {
            query.append_pair(name, value);
        }
        format!("?{}", query.finish())
    }

    fn page(&self, page: usize) -> String {
        self.with("page", Some(&page.to_string()))
    }
}

/// Ways to narrow an answer. One that every hit has narrows nothing, and is not shown.
fn facets(here: &Address, view: &View, language: Locale, answer: &Answer) -> Vec<Facet> {
    ["category", "tag"]
        .into_iter()
        .filter_map(|field| {
            let active = here.value(field);
            let narrows = |one: &&FacetCount| {
                one.count < answer.pagination.total || active == Some(one.value.as_str())
            };
            let values: Vec<FacetValue> = answer
                .facets
                .get(field)?
                .iter()
                .filter(narrows)
                .take(8)
                .map(|one| FacetValue {
                    title: title_of(field, &one.value, view, language),
                    count: one.count,
                    active: active == Some(one.value.as_str()),
                    url: match active == Some(one.value.as_str()) {
                        true => here.with(field, None),
                        false => here.with(field, Some(&one.value)),
                    },
                })
                .collect();
            (!values.is_empty()).then(|| Facet {
                field: field.to_owned(),
                values,
            })
        })
        .collect()
}

/// What narrows the question, as far as it is understood: the rest is passed over, too.
fn active(here: &Address, view: &View, language: Locale) -> Vec<ActiveFilter> {
    ["kind", "category", "module", "role", "tag"]
        .into_iter()
        .filter_map(|field| {
            let value = here.value(field)?;
            (field != "kind" || Kind::from_word(value).is_some()).then(|| ActiveFilter {
                field: field.to_owned(),
                title: title_of(field, value, view, language),
                url: here.with(field, None),
            })
        })
        .collect()
}

/// What a value of a filter is called, as far as this viewer may know.
fn title_of(field: &str, value: &str, view: &View, language: Locale) -> String {
    let category = (field == "category").then(|| view.library.category(language, value));
    let category = category.flatten();
    category.map_or_else(|| value.to_owned(), |category| category.title.clone())
}

/// The question, with what is known of who asks: the screen, the version, and what other
/// readers of the language found helpful.
fn request(
    app: &App,
    view: &View,
    language: Locale,
    parameters: &mut Parameters,
) -> (Request, String) {
    let text = parameters.text("q").unwrap_or_default();
    let screen = parameters.screen().map(|url| Location::parse(&url));
    let module = screen
        .as_ref()
        .and_then(|screen| module_at(&view.library, screen));
    let on_screen = screen
        .as_ref()
        .map(|screen| articles_at(&view.library, screen));
    let request = Request {
        filters: filters(parameters),
        module: module.map(|module| module.key.clone()),
        on_screen: Arc::new(on_screen.unwrap_or_default()),
        helpful: app.feedback.confidences(language),
        page: parameters.page(),
        limit: parameters.limit(),
        ..Request::new(Query::parse(&text), language)
    };
    (request, text)
}
