//! Posts: asking, reading, editing.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use utoipa::ToSchema;

use crate::content::ArticleId;
use crate::forum::{Draft, PostEdit, Target, Who};
use crate::http::App;
use crate::http::caching::{PERSONAL, json};
use crate::http::caller::{Caller, Language};
use crate::http::description::{ActRefusals, ReadRefusals, TextRefusals};
use crate::http::forum::rendering::Words;
use crate::http::forum::sent::Sent;
use crate::http::forum::shapes::{Made, PostDocument, RevisionList, post_url};
use crate::http::forum::{is_there, post_key, readable, uploads, who};
use crate::http::problem::Problem;
use crate::locale::Locale;

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
    made(&app, &who, &key, None).await
}

/// Keeps a question; returns its key.
pub(in crate::http) async fn asked_of(
    app: &App,
    who: &Who,
    draft: &Draft,
) -> Result<String, Problem> {
    readable(app, Some(&draft.body))?;
    let now = app.clock.now();
    let key = app.forum.ask(who, draft, now).await?;
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

/// 201, with where it is: a post, or a reply to it.
pub(super) async fn made(
    app: &App,
    who: &Who,
    post: &str,
    reply: Option<String>,
) -> Result<Response, Problem> {
    let cards = app.forum.cards_of(who, &[post]).await?;
    let card = cards.into_iter().next().ok_or(Problem::NotFound)?;
    let mut url = post_url(&app.config.base_path(), &card);
    if let Some(reply) = &reply {
        url = format!("{url}#{reply}");
    }
    let headers = [
        (LOCATION, url.clone()),
        (CACHE_CONTROL, PERSONAL.to_owned()),
    ];
    let made = Made {
        id: reply.unwrap_or_else(|| post.to_owned()),
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
        ReadRefusals,
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
    let mut thread = app.forum.read(&who, key.key()).await?;
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
    who: &Who,
    key: &str,
    edit: &PostEdit,
) -> Result<(), Problem> {
    readable(app, edit.body.as_deref())?;
    let now = app.clock.now();
    app.forum.edit_post(who, key, edit, now).await?;
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
    app.forum.delete(&who, &key, app.clock.now()).await?;
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
        ReadRefusals,
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
    let revisions = app.forum.revisions(&who, &target).await?;
    let texts = revisions.iter().map(|one| one.body.as_str());
    let words = Words::of(&app, &who, Some(&key), texts, language).await?;
    let body = RevisionList::new(revisions, &words);
    json(&body, &caller.viewer(), language, &headers)
}
