//! Posts: lists, asking, reading, editing, voting.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use utoipa::ToSchema;

use crate::config::Localized;
use crate::content::ArticleId;
use crate::forum::{Draft, Listing, PostEdit, Sort, Status, Target};
use crate::http::App;
use crate::http::caching::{PERSONAL, json};
use crate::http::caller::{Caller, Language};
use crate::http::description::{ActRefusals, TextRefusals};
use crate::http::forum::rendering::Words;
use crate::http::forum::sent::Sent;
use crate::http::forum::shapes::{
    CategoryList, ForumCategoryItem, Made, PostDocument, PostItem, PostList, RevisionList, Votes,
    post_url,
};
use crate::http::forum::{is_there, post_key, problem, readable, uploads, who};
use crate::http::parameters::Parameters;
use crate::http::problem::{Document, Problem};
use crate::http::shapes::Pagination;
use crate::locale::Locale;

/// Which posts there are.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/posts",
    tag = "forum",
    params(
        ("category" = Option<String>, Query, description = "Key of a category"),
        ("status" = Option<String>, Query, description = "`open`, `answered` or `verified`"),
        ("author" = Option<String>, Query, description = "Handle of a member"),
        ("tag" = Option<String>, Query,),
        ("in" = Option<String>, Query, description = "Language of the posts; all if not given"),
        ("sort" = Option<String>, Query, description = "`active`, `new` or `votes`"),
        ("page" = Option<usize>, Query, description = "From 1"),
        ("limit" = Option<usize>, Query, description = "1 to 100; 10 if not given"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = PostList),
        (status = 400, body = Document, content_type = "application/problem+json"),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json"),
        (status = 503, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(in crate::http) async fn list_posts(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    mut parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    is_there(&app)?;
    let listing = listing(&mut parameters);
    parameters.checked()?;
    let who = who(&app, &caller);
    let found = app.forum.list(&who, &listing).await.map_err(problem)?;
    let base = app.config.base_path();
    let posts = found
        .posts
        .into_iter()
        .map(|card| PostItem::new(card, &base));
    let body = PostList {
        posts: posts.collect(),
        pagination: Pagination {
            page: listing.page,
            limit: listing.limit,
            total: found.total,
            pages: found.total.div_ceil(listing.limit),
        },
    };
    json(&body, &caller.viewer(), language, &headers)
}

/// What a list is asked for.
pub(in crate::http) fn listing(parameters: &mut Parameters) -> Listing {
    let statuses = Status::ALL.map(Status::word);
    let sorts = Sort::ALL.map(Sort::word);
    let codes = Locale::ALL.map(Locale::code);
    Listing {
        category: parameters.text("category"),
        language: parameters.word("in", &codes, Locale::from_tag),
        status: parameters.word("status", &statuses, Status::from_word),
        author: parameters.text("author"),
        tag: parameters.text("tag"),
        sort: parameters
            .word("sort", &sorts, Sort::from_word)
            .unwrap_or_default(),
        page: parameters.page(),
        limit: parameters.limit(),
    }
}

/// The parts of the forum that the viewer may read.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/categories",
    tag = "forum",
    params(("lang" = Option<String>, Query,)),
    responses(
        (status = 200, body = CategoryList),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json"),
        (status = 503, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(in crate::http) async fn list_forum_categories(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    is_there(&app)?;
    let who = who(&app, &caller);
    let base = app.config.base_path();
    let mut categories = Vec::new();
    for category in app.forum.categories(&who.viewer) {
        let listing = Listing {
            category: Some(category.key.clone()),
            page: 1,
            limit: 1,
            ..Listing::default()
        };
        let count = app.forum.list(&who, &listing).await.map_err(problem)?.total;
        let title = Localized::of(&category.title, language).next();
        categories.push(ForumCategoryItem {
            title: title.unwrap_or(&category.key).clone(),
            summary: Localized::of(&category.summary, language).next().cloned(),
            module: category.module.clone(),
            url: format!("{base}/{}/forum/{}/", language.code(), category.key),
            key: category.key.clone(),
            count,
        });
    }
    json(
        &CategoryList { categories },
        &caller.viewer(),
        language,
        &headers,
    )
}

/// A question, as it is described.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct PostBody {
    /// Key of a category.
    category: String,
    /// 10 to 150 characters.
    title: String,
    /// Markdown without HTML, up to 32 KiB.
    body: String,
    /// Up to five.
    tags: Option<Vec<String>>,
    /// `en` or `es`; that of the answer if not given.
    language: Option<String>,
}

/// Asks.
#[utoipa::path(
    post,
    path = "/api/v1/support/forum/posts",
    tag = "forum",
    params(("lang" = Option<String>, Query,)),
    request_body = PostBody,
    responses(
        (status = 201, body = Made),
        TextRefusals,
    ),
)]
pub(in crate::http) async fn ask(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    request: Request,
) -> Result<Response, Problem> {
    is_there(&app)?;
    let who = who(&app, &caller);
    let mut sent = Sent::read(request).await?;
    let draft = draft(&mut sent, language);
    sent.checked()?;
    let key = asked_of(&app, &who, &draft).await?;
    made(&app, &who, &key).await
}

/// Keeps a question; returns its key.
pub(in crate::http) async fn asked_of(
    app: &App,
    who: &crate::forum::Who,
    draft: &Draft,
) -> Result<String, Problem> {
    readable(app, Some(&draft.body))?;
    let now = app.clock.now();
    let key = app.forum.ask(who, draft, now).await.map_err(problem)?;
    uploads::claim(app, who, &draft.body, &key).await?;
    Ok(key)
}

/// A question out of what was sent.
pub(in crate::http) fn draft(sent: &mut Sent, language: Locale) -> Draft {
    let codes = Locale::ALL.map(Locale::code);
    let category = sent.text("category");
    let category = sent.needed("category", category);
    let title = sent.text("title");
    let title = sent.needed("title", title);
    let body = sent.text("body");
    let body = sent.needed("body", body);
    Draft {
        category: category.unwrap_or_default(),
        title: title.unwrap_or_default(),
        body: body.unwrap_or_default(),
        tags: sent.texts("tags").unwrap_or_default(),
        language: sent
            .word("language", &codes, Locale::from_tag)
            .unwrap_or(language),
    }
}

/// 201, with where it is.
async fn made(app: &App, who: &crate::forum::Who, key: &str) -> Result<Response, Problem> {
    let cards = app.forum.cards_of(who, &[key]).await.map_err(problem)?;
    let card = cards.into_iter().next().ok_or(Problem::NotFound)?;
    let url = post_url(&app.config.base_path(), &card);
    let headers = [
        (LOCATION, url.clone()),
        (CACHE_CONTROL, PERSONAL.to_owned()),
    ];
    let made = Made {
        id: key.to_owned(),
        url,
    };
    Ok((StatusCode::CREATED, headers, Json(made)).into_response())
}

/// A post with its replies.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/posts/{key}",
    tag = "forum",
    params(("key" = String, Path, description = "Key of the post"), ("lang" = Option<String>, Query,)),
    responses(
        (status = 200, body = PostDocument),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json"),
        (status = 503, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(in crate::http) async fn get_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let key = post_key(&key)?;
    let who = who(&app, &caller);
    let mut thread = app.forum.read(&who, key.key()).await.map_err(problem)?;
    // Not every reader of the post may read what was made of it.
    let seen = caller.sees(&app)?;
    let article = thread.post.article.take();
    thread.post.article = article.filter(|id| {
        let (library, id) = (&seen.view.library, ArticleId::new(id));
        library.translations(&id).next().is_some()
    });
    let said = thread
        .replies
        .iter()
        .filter_map(|reply| reply.content.as_ref());
    let texts = said.map(|content| content.body.as_str());
    let texts = texts.chain([thread.post.body.as_str()]);
    let words = Words::of(&app, &who, Some(key.key()), texts, language).await?;
    let base = app.config.base_path();
    let body = PostDocument::new(thread.post, thread.replies, &words, &base, who.is_keeper());
    json(&body, &caller.viewer(), language, &headers)
}

/// What is to be another one.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct PostChanges {
    title: Option<String>,
    body: Option<String>,
    tags: Option<Vec<String>>,
    language: Option<String>,
    /// For keepers: moves it.
    category: Option<String>,
}

/// Changes what a post says. What it said before stays to be read.
#[utoipa::path(
    patch,
    path = "/api/v1/support/forum/posts/{key}",
    tag = "forum",
    params(("key" = String, Path, description = "Key of the post"), ("lang" = Option<String>, Query,)),
    request_body = PostChanges,
    responses(
        (status = 204, description = "Changed"),
        TextRefusals,
    ),
)]
pub(in crate::http) async fn edit_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let key = post_key(&key)?;
    let who = who(&app, &caller);
    let mut sent = Sent::read(request).await?;
    let codes = Locale::ALL.map(Locale::code);
    let edit = PostEdit {
        title: sent.text("title"),
        body: sent.text("body"),
        tags: sent.texts("tags"),
        language: sent.word("language", &codes, Locale::from_tag),
        category: sent.text("category"),
    };
    sent.checked()?;
    change_post(&app, &who, key.key(), &edit).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::http) async fn change_post(
    app: &App,
    who: &crate::forum::Who,
    key: &str,
    edit: &PostEdit,
) -> Result<(), Problem> {
    readable(app, edit.body.as_deref())?;
    let now = app.clock.now();
    app.forum
        .edit_post(who, key, edit, now)
        .await
        .map_err(problem)?;
    match &edit.body {
        Some(body) => uploads::claim(app, who, body, key).await,
        None => Ok(()),
    }
}

/// Takes a post away, with all that was said to it.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/posts/{key}",
    tag = "forum",
    params(("key" = String, Path, description = "Key of the post"), ("lang" = Option<String>, Query,)),
    responses(
        (status = 204, description = "Gone, with what it said before"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn delete_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    let key = post_key(&key)?;
    let who = who(&app, &caller);
    app.forum
        .delete(&who, &key, app.clock.now())
        .await
        .map_err(problem)?;
    uploads::remove_of(&app, key.key()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a post or reply said before it was edited.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/revisions/{key}",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of a post or reply"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = RevisionList),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json"),
        (status = 503, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(in crate::http) async fn get_revisions(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let target = Target::from_key(&key).ok_or(Problem::NotFound)?;
    let who = who(&app, &caller);
    let revisions = app.forum.revisions(&who, &target).await.map_err(problem)?;
    let texts = revisions.iter().map(|one| one.body.as_str());
    let words = Words::of(&app, &who, Some(&key), texts, language).await?;
    let body = RevisionList::new(revisions, &words);
    json(&body, &caller.viewer(), language, &headers)
}

/// Votes for a post.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/posts/{key}/vote",
    tag = "forum",
    params(("key" = String, Path, description = "Key of the post"), ("lang" = Option<String>, Query,)),
    responses(
        (status = 200, body = Votes),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn vote_for_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    voted(&app, &caller, &post_key(&key)?, true).await
}

/// Takes the vote for a post back.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/posts/{key}/vote",
    tag = "forum",
    params(("key" = String, Path, description = "Key of the post"), ("lang" = Option<String>, Query,)),
    responses(
        (status = 200, body = Votes),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn take_back_vote_for_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    voted(&app, &caller, &post_key(&key)?, false).await
}

/// A vote that was kept, with how many there are.
pub(super) async fn voted(
    app: &App,
    caller: &Caller,
    target: &Target,
    is_for: bool,
) -> Result<Response, Problem> {
    let who = who(app, caller);
    let votes = app.forum.vote(&who, target, is_for, app.clock.now()).await;
    let body = Votes {
        id: target.key().to_owned(),
        votes: votes.map_err(problem)?,
        voted: is_for,
    };
    Ok(([(CACHE_CONTROL, PERSONAL)], Json(body)).into_response())
}
