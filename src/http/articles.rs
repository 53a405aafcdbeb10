//! Lists of articles, and one article.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::content::{Article, Kind, Library};
use crate::http::App;
use crate::http::caching::{json, json_of_words};
use crate::http::caller::{Caller, Language, Seen};
use crate::http::categories::category_item;
use crate::http::measures::searching;
use crate::http::parameters::{Parameters, paged};
use crate::http::problem::{Document, Problem};
use crate::http::shapes::{
    ArticleDocument, ArticleItem, ArticleList, ArticleText, OutdatedItem, Translation, VideoItem,
};
use crate::search::{Filters, Query, Request};

/// Orders of a list.
pub(super) const SORTS: [&str; 5] = ["relevance", "updated", "title", "helpful", "popular"];

/// Articles, filtered, found and sorted.
#[utoipa::path(
    get,
    path = "/api/v1/support/kb/articles",
    tag = "articles",
    params(
        ("q" = Option<String>, Query, description = "Words to find; 256 characters and 16 terms are read"),
        ("category" = Option<String>, Query,),
        ("module" = Option<String>, Query,),
        ("role" = Option<String>, Query,),
        ("tag" = Option<String>, Query,),
        ("kind" = Option<String>, Query,),
        ("version" = Option<String>, Query,),
        ("featured" = Option<bool>, Query,),
        ("sort" = Option<String>, Query,),
        ("page" = Option<usize>, Query, description = "From 1"),
        ("limit" = Option<usize>, Query, description = "1 to 100; 10 if not given"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = ArticleList),
        (status = 400, body = Document, content_type = "application/problem+json"),
        (status = 401, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn list_articles(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    mut parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let filters = filters(&mut parameters);
    let featured = parameters.flag("featured");
    let sort = parameters.word("sort", &SORTS, |word| {
        SORTS.into_iter().find(|known| *known == word)
    });
    let (page, limit) = (parameters.page(), parameters.limit());
    parameters.checked()?;
    let Seen {
        edition,
        viewer,
        view,
    } = caller.sees(&app)?;
    let query = Query::parse(&parameters.text("q").unwrap_or_default());
    let mut articles: Vec<Arc<Article>> = match query.is_empty() {
        false => {
            let request = Request {
                filters,
                ..Request::new(query, language)
            };
            let shelves = edition.shelves();
            let ranked = searching(|| shelves.rank(&view.library, &viewer, &request, usize::MAX));
            ranked
                .map_err(Problem::internal)?
                .into_iter()
                .map(|(article, _)| article)
                .collect()
        }
        true => view
            .library
            .articles
            .iter()
            .filter(|article| article.language == language && filters.pass(article))
            .cloned()
            .collect(),
    };
    if let Some(featured) = featured {
        articles.retain(|article| article.featured == featured);
    }
    let helpful = app.feedback.confidences(language);
    let confidence = |article: &Article| helpful.get(&article.id).copied().unwrap_or_default();
    // Sorting is stable: what is equal stays in the order of rank or reading.
    match sort {
        Some("updated") => articles.sort_by_key(|article| std::cmp::Reverse(article.updated)),
        Some("title") => articles.sort_by_cached_key(|article| article.title.to_lowercase()),
        Some("helpful") => {
            articles.sort_by(|a, b| confidence(b).total_cmp(&confidence(a)));
        }
        Some("popular") => {
            let views = |article: &Arc<Article>| app.feedback.counts(article).views;
            articles.sort_by_cached_key(|article| std::cmp::Reverse(views(article)));
        }
        _ => {}
    }
    let (articles, pagination) = paged(articles, page, limit);
    let body = ArticleList {
        categories: categories_of(&view.library, &articles),
        articles: ArticleItem::list(&articles, &app.feedback),
        pagination,
        language: language.code(),
    };
    json_of_words(&body, &viewer, language, &headers)
}

/// One article with its text.
#[utoipa::path(
    get,
    path = "/api/v1/support/kb/articles/{name}",
    tag = "articles",
    params(
        ("name" = String, Path, description = "Id, slug or percent-encoded path"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = ArticleDocument),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn get_article(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Seen {
        edition,
        viewer,
        view,
    } = caller.sees(&app)?;
    let library = &view.library;
    let article = library
        .find_article(&name, language)
        .ok_or(Problem::NotFound)?;
    let shown = article.language;
    let related: Vec<Arc<Article>> = article
        .related
        .iter()
        .filter_map(|id| {
            library
                .article(id, shown)
                .or_else(|| library.translations(id).next())
        })
        .cloned()
        .collect();
    let (previous, next) = view.site.neighbours(article);
    let neighbour = |one: &Arc<Article>| ArticleItem::new(one, app.feedback.counts(one));
    let body = ArticleDocument {
        previous: previous.map(neighbour),
        next: next.map(neighbour),
        article: ArticleText {
            item: ArticleItem::new(article, app.feedback.counts(article)),
            public: edition
                .public()
                .library
                .article(&article.id, shown)
                .is_some(),
            html: article.body.html().map_err(Problem::internal)?.into_owned(),
            outline: article
                .body
                .outline()
                .map_err(Problem::internal)?
                .into_owned(),
            version: article.version.as_ref().map(|(written, _)| written.clone()),
            video: VideoItem::of(article),
            outdated: OutdatedItem::of(article, library),
        },
        related: ArticleItem::list(&related, &app.feedback),
        translations: library
            .translations(&article.id)
            .filter(|other| other.language != shown)
            .map(|other| Translation {
                language: other.language.code(),
                url: other.url.clone(),
            })
            .collect(),
        language: shown.code(),
        fallback_reason: (shown != language).then_some("no_translation"),
    };
    json(&body, &viewer, shown, &headers)
}

/// The filters that lists and search share.
pub(super) fn filters(parameters: &mut Parameters) -> Filters {
    Filters {
        category: parameters.text("category"),
        module: parameters.text("module"),
        role: parameters.text("role"),
        tag: parameters.text("tag"),
        kind: parameters.word("kind", Kind::WORDS, Kind::from_word),
        version: parameters.version(),
    }
}

fn categories_of(
    library: &Library,
    articles: &[Arc<Article>],
) -> Vec<crate::http::shapes::CategoryItem> {
    let mut seen = std::collections::HashSet::new();
    articles
        .iter()
        .filter(|article| seen.insert((article.language, article.category.clone())))
        .filter_map(|article| library.category(article.language, &article.category))
        .map(|category| category_item(library, category, false))
        .collect()
}
