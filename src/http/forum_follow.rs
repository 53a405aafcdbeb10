//! What members follow, and the page that ends letters.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::forum::{Target, Who};
use crate::http::App;
use crate::http::caching::PERSONAL;
use crate::http::caller::{Caller, language_of};
use crate::http::description::{ActRefusals, TextRefusals};
use crate::http::feedback::media_type;
use crate::http::limits::BODY_LIMIT;
use crate::http::problem::{Document, Invalid, Problem, Reason};
use crate::i18n::text;
use crate::locale::Locale;
use crate::outbox::{Choice, Letters, Scope, Subject, unsubscribe};
use crate::site::forum::ForumAbout;
use crate::theme::forum::ForumLetters;

/// What a member follows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FollowingAnswer {
    /// The newest first.
    posts: Vec<FollowedPost>,
    /// Keys of categories, whose new posts are told.
    categories: Vec<String>,
    /// Whether posts are followed by asking and replying.
    automatic: bool,
    /// Whether letters are wanted.
    mails: bool,
    /// Whether letters reach the member: there is a mail server, and their token says where.
    reached: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct FollowedPost {
    id: String,
    title: String,
}

/// How a member wants to be told, as it is described.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct FollowingBody {
    /// Whether posts are followed by asking and replying.
    automatic: Option<bool>,
    /// Whether letters are wanted; `false` also forgets the address.
    mails: Option<bool>,
}

/// Follows a post: replies, and what becomes of them.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/posts/{key}/follow",
    tag = "forum",
    security(("token" = [])),
    params(("key" = String, Path, description = "Id of a post")),
    responses(
        (status = 204, description = "It is followed"),
        ActRefusals,
    ),
)]
pub(super) async fn follow_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    follow(&app, &caller, &post(&key)?, true).await
}

/// Follows a post no more, and does not by replying to it later.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/posts/{key}/follow",
    tag = "forum",
    security(("token" = [])),
    params(("key" = String, Path, description = "Id of a post")),
    responses(
        (status = 204, description = "It is not followed"),
        ActRefusals,
    ),
)]
pub(super) async fn unfollow_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    follow(&app, &caller, &post(&key)?, false).await
}

/// Follows a category: its new posts, and for keepers what is reported there.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/categories/{key}/follow",
    tag = "forum",
    security(("token" = [])),
    params(("key" = String, Path, description = "Key of a category")),
    responses(
        (status = 204, description = "It is followed"),
        ActRefusals,
    ),
)]
pub(super) async fn follow_category(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    follow(&app, &caller, &Subject::Category(key), true).await
}

/// Follows a category no more.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/categories/{key}/follow",
    tag = "forum",
    security(("token" = [])),
    params(("key" = String, Path, description = "Key of a category")),
    responses(
        (status = 204, description = "It is not followed"),
        ActRefusals,
    ),
)]
pub(super) async fn unfollow_category(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    follow(&app, &caller, &Subject::Category(key), false).await
}

/// What the member follows, of what they may read, and how they are told.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/following",
    tag = "forum",
    security(("token" = [])),
    responses(
        (status = 200, body = FollowingAnswer),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json"),
        (status = 429, body = Document, content_type = "application/problem+json"),
        (status = 503, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn get_following(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Response, Problem> {
    let who = who(&app, &caller)?;
    let now = app.clock.now();
    app.forum.visited(&who, now).await?;
    following(&app, &who).await
}

/// Says how the member wants to be told; what is left out stays as it is.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/following",
    tag = "forum",
    security(("token" = [])),
    request_body = FollowingBody,
    responses(
        (status = 200, body = FollowingAnswer),
        TextRefusals,
    ),
)]
pub(super) async fn choose_following(
    State(app): State<Arc<App>>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let who = who(&app, &caller)?;
    if media_type(request.headers()).as_deref() != Some("application/json") {
        return Err(Problem::UnsupportedMediaType);
    }
    let bytes = axum::body::to_bytes(request.into_body(), BODY_LIMIT)
        .await
        .map_err(|_| Problem::TooLarge)?;
    let body: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&bytes).map_err(|_| Problem::BadBody)?;
    let mut invalid = Vec::new();
    let mut read = |field: &'static str| match body.get(field) {
        None | Some(serde_json::Value::Null) => None,
        Some(serde_json::Value::Bool(value)) => Some(*value),
        Some(_) => {
            invalid.push(Invalid {
                field,
                reason: Reason::OneOf("true, false".to_owned()),
            });
            None
        }
    };
    let choice = Choice {
        automatic: read("automatic"),
        mails: read("mails"),
    };
    if !invalid.is_empty() {
        return Err(Problem::Invalid(invalid));
    }
    app.forum.choose(&who, choice, app.clock.now()).await?;
    following(&app, &who).await
}

async fn following(app: &App, who: &Who) -> Result<Response, Problem> {
    let follows = app.forum.following(who).await?;
    let posts = follows.posts.into_iter();
    let answer = FollowingAnswer {
        posts: posts
            .map(|(id, title)| FollowedPost { id, title })
            .collect(),
        categories: follows.categories,
        automatic: follows.automatic,
        mails: follows.mails,
        reached: follows.is_reached,
    };
    Ok(([(CACHE_CONTROL, PERSONAL)], Json(answer)).into_response())
}

async fn follow(
    app: &App,
    caller: &Caller,
    subject: &Subject,
    follows: bool,
) -> Result<Response, Problem> {
    let who = who(app, caller)?;
    let done = app.forum.follow(&who, subject, follows, app.clock.now());
    done.await?;
    Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, PERSONAL)]).into_response())
}

fn post(key: &str) -> Result<Subject, Problem> {
    match Target::from_key(key) {
        Some(Target::Post(key)) => Ok(Subject::Post(key)),
        _ => Err(Problem::NotFound),
    }
}

/// Without a forum nothing of this is there.
fn who(app: &App, caller: &Caller) -> Result<Who, Problem> {
    if !app.forum.is_open() {
        return Err(Problem::NotFound);
    }
    let identity = caller.identity.as_ref().ok_or(Problem::Unauthorized)?;
    Ok(Who::new(identity, &app.tokens.voter(identity)))
}

/// What the link of a letter says.
#[derive(Debug, Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    token: String,
}

/// Asks which letters are to end. Nothing ends by looking: programs that guard mailboxes look
/// at every link.
pub(super) async fn ask_unsubscribe(
    State(app): State<Arc<App>>,
    Query(link): Query<Link>,
    uri: Uri,
    request: Request,
) -> Result<Response, Problem> {
    let locale = language_of(&app.config, &uri, request.headers());
    let messages = &app.messages;
    if letters(&app).read(&link.token).is_none() {
        let wrong = text::outbox_end_wrong(messages, locale);
        return page(&app, locale, StatusCode::NOT_FOUND, wrong, None);
    }
    let action = format!(
        "{}/unsubscribe?token={}&lang={}",
        app.config.base_path(),
        link.token,
        locale.code()
    );
    let question = text::outbox_end_question(messages, locale);
    page(&app, locale, StatusCode::OK, question, Some(action))
}

/// Ends letters. What says nothing of which (RFC 8058 says `List-Unsubscribe=One-Click`) ends all.
pub(super) async fn end_letters(
    State(app): State<Arc<App>>,
    Query(link): Query<Link>,
    uri: Uri,
    request: Request,
) -> Result<Response, Problem> {
    let locale = language_of(&app.config, &uri, request.headers());
    let bytes = axum::body::to_bytes(request.into_body(), BODY_LIMIT)
        .await
        .map_err(|_| Problem::TooLarge)?;
    let Some(ticket) = letters(&app).read(&link.token) else {
        let wrong = text::outbox_end_wrong(&app.messages, locale);
        return page(&app, locale, StatusCode::NOT_FOUND, wrong, None);
    };
    let mut pairs = url::form_urlencoded::parse(&bytes);
    let (scope, done) = match pairs.any(|(key, value)| key == "what" && value == "post") {
        true => (
            Scope::Post,
            text::outbox_end_done_post(&app.messages, locale),
        ),
        false => (Scope::All, text::outbox_end_done_all(&app.messages, locale)),
    };
    unsubscribe(&app.storage, &ticket, scope, app.clock.now())
        .await
        .map_err(Problem::storage)?;
    page(&app, locale, StatusCode::OK, done, None)
}

fn letters(app: &App) -> Letters {
    Letters::new(app.tokens.letter_key())
}

/// A page of the theme for whoever comes by a letter: they need no account here.
fn page(
    app: &App,
    locale: Locale,
    status: StatusCode,
    said: String,
    action: Option<String>,
) -> Result<Response, Problem> {
    let title = text::outbox_end_title(&app.messages, locale);
    let about = ForumAbout {
        title: title.clone(),
        ..ForumAbout::default()
    };
    let letters = ForumLetters {
        title,
        said,
        action,
    };
    let edition = app.published.current();
    let site = &edition.public().site;
    let page = site
        .forum_page("forum/letters.html", locale, about, &letters)
        .map_err(Problem::internal)?;
    let headers = [(CONTENT_TYPE, page.media_type), (CACHE_CONTROL, PERSONAL)];
    Ok((status, headers, page.bytes.to_vec()).into_response())
}
