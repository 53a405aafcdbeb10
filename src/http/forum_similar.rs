//! What may answer a question, looked for while its title is typed, and how often that helps.

use std::sync::Arc;

use axum::extract::{Request as Incoming, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::content::Article;
use crate::forum::{ForumHit, Who};
use crate::http::App;
use crate::http::caching::{PERSONAL, json_of_words};
use crate::http::caller::{Caller, Language, Seen};
use crate::http::description::{ListRefusals, TextRefusals};
use crate::http::forum::{Sent, is_there, who};
use crate::http::forum_search::{ForumHitItem, item};
use crate::http::measures::{deflected, searching};
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::http::shapes::ArticleItem;
use crate::insight::Deflection;
use crate::locale::Locale;
use crate::search::{Query, Request};

/// Articles and posts that are shown while a title is typed.
const SIMILAR: usize = 5;

/// What may answer a question before it is asked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SimilarDocument {
    articles: Vec<ArticleItem>,
    posts: Vec<ForumHitItem>,
}

/// Articles and posts like a title that is being typed.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/similar",
    tag = "forum",
    params(
        ("title" = Option<String>, Query, description = "What was typed so far; 256 characters are read"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = SimilarDocument),
        ListRefusals,
    ),
)]
pub(super) async fn similar(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    mut parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    is_there(&app)?;
    let title = parameters.text("title").unwrap_or_default();
    parameters.checked()?;
    let seen = caller.sees(&app)?;
    let found = similar_to(&app, &seen, &who(&app, &caller), &title, language).await?;
    let articles = found.articles.into_iter();
    let posts = found.posts.into_iter();
    let body = SimilarDocument {
        articles: articles
            .map(|article| ArticleItem::new(&article, app.feedback.counts(&article)))
            .collect(),
        posts: posts.map(|hit| item(&app, hit, language)).collect(),
    };
    json_of_words(&body, &seen.viewer, language, &headers)
}

/// What may answer a question, the best of each first.
pub(super) struct Similar {
    pub(super) articles: Vec<Arc<Article>>,
    pub(super) posts: Vec<ForumHit>,
}

/// Looks for what may answer a title, on the shelves of its writer alone.
pub(super) async fn similar_to(
    app: &App,
    seen: &Seen,
    who: &Who,
    title: &str,
    language: Locale,
) -> Result<Similar, Problem> {
    let shelves = seen.edition.shelves();
    let request = Request {
        helpful: app.feedback.confidences(language),
        ..Request::new(Query::parse(title), language)
    };
    let ranked = searching(|| shelves.rank(&seen.view.library, &seen.viewer, &request, SIMILAR));
    let ranked = ranked.map_err(Problem::internal)?;
    let posts = app
        .forum
        .similar(who, title, language, SIMILAR, shelves.settings())
        .await?;
    Ok(Similar {
        articles: ranked.into_iter().map(|(article, _)| article).collect(),
        posts,
    })
}

/// What became of answers that were shown, as it is described.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct DeflectionBody {
    /// Answers were shown to somebody who was about to ask.
    shown: Option<bool>,
    /// One of them was opened.
    opened: Option<bool>,
    /// Key of the category that was chosen by then.
    category: Option<String>,
}

/// Counts that answers were shown to a member who was about to ask, or that one of them was
/// opened. Whether they asked all the same is counted where they ask.
#[utoipa::path(
    post,
    path = "/api/v1/support/forum/similar",
    tag = "forum",
    security(("token" = [])),
    params(("lang" = Option<String>, Query,)),
    request_body(content = DeflectionBody, description = "The same JSON is taken as `text/plain`, which is what `navigator.sendBeacon` sends of a text"),
    responses(
        (status = 204, description = "Counted, or nothing to count"),
        TextRefusals,
    ),
)]
pub(super) async fn count_similar(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    mut parameters: Parameters,
    request: Incoming,
) -> Result<Response, Problem> {
    is_there(&app)?;
    caller.identity.as_ref().ok_or(Problem::Unauthorized)?;
    parameters.checked()?;
    let mut sent = Sent::read_beacon(request).await?;
    let mut yes = |field| sent.yes_or_no(field).unwrap_or_default();
    let (shown, opened) = (yes("shown"), yes("opened"));
    let category = sent.text("category").unwrap_or_default();
    sent.checked()?;
    let happened = Happened {
        shown,
        opened,
        asked: false,
    };
    note_deflection(&app, &who(&app, &caller), language, &category, happened);
    Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, PERSONAL)]).into_response())
}

/// What happened to somebody who was about to ask.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Happened {
    pub(super) shown: bool,
    pub(super) opened: bool,
    pub(super) asked: bool,
}

/// Counts it, by the day, the language and the category: nothing else is kept.
pub(super) fn note_deflection(
    app: &App,
    who: &Who,
    language: Locale,
    category: &str,
    happened: Happened,
) {
    let Happened {
        shown,
        opened,
        asked,
    } = happened;
    if !(shown || opened || asked) {
        return;
    }
    deflected(shown, opened, asked);
    // Whatever else was typed is none.
    let category = app.forum.category(&who.viewer, category);
    app.insight.deflected(Deflection {
        at: app.clock.now().as_millisecond(),
        language,
        category: category.map(|category| category.key.clone()),
        shown,
        opened,
        asked,
    });
}
