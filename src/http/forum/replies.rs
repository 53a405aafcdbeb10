//! Replies: saying, editing, and what makes an answer of one.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa::ToSchema;

use crate::forum::Who;
use crate::http::App;
use crate::http::caller::Caller;
use crate::http::description::{ActRefusals, TextRefusals};
use crate::http::forum::posts::made;
use crate::http::forum::sent::Sent;
use crate::http::forum::shapes::Made;
use crate::http::forum::{post_key, readable, reply_key, uploads, who};
use crate::http::problem::Problem;

/// What is said to a post.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct ReplyBody {
    /// Markdown without HTML, up to 32 KiB.
    body: String,
}

/// Replies to a post.
#[utoipa::path(
    post,
    path = "/api/v1/support/forum/posts/{key}/replies",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the post"),
        ("lang" = Option<String>, Query,),
    ),
    request_body = ReplyBody,
    responses(
        (status = 201, body = Made),
        TextRefusals,
    ),
)]
pub(in crate::http) async fn reply(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let post = post_key(&key)?;
    let who = who(&app, &caller);
    let mut sent = Sent::read(request).await?;
    let body = sent.text("body");
    let body = sent.needed("body", body).unwrap_or_default();
    sent.checked()?;
    let reply = say(&app, &who, post.key(), &body).await?;
    made(&app, &who, post.key(), Some(reply)).await
}

/// Keeps a reply; returns its key.
pub(in crate::http) async fn say(
    app: &App,
    who: &Who,
    post: &str,
    body: &str,
) -> Result<String, Problem> {
    readable(app, Some(body))?;
    let now = app.clock.now();
    let reply = app.forum.reply(who, post, body, now).await?;
    uploads::claim(app, who, body, post).await?;
    Ok(reply)
}

/// Changes what a reply says. What it said before stays to be read.
#[utoipa::path(
    patch,
    path = "/api/v1/support/forum/replies/{key}",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the reply"),
        ("lang" = Option<String>, Query,),
    ),
    request_body = ReplyBody,
    responses(
        (status = 204, description = "Done"),
        TextRefusals,
    ),
)]
pub(in crate::http) async fn edit_reply(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let key = reply_key(&key)?;
    let who = who(&app, &caller);
    let mut sent = Sent::read(request).await?;
    let body = sent.text("body");
    let body = sent.needed("body", body).unwrap_or_default();
    sent.checked()?;
    change_reply(&app, &who, key.key(), &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::http) async fn change_reply(
    app: &App,
    who: &Who,
    key: &str,
    body: &str,
) -> Result<(), Problem> {
    readable(app, Some(body))?;
    let now = app.clock.now();
    app.forum.edit_reply(who, key, body, now).await?;
    let post = app.forum.post_of(who, key).await?;
    uploads::claim(app, who, body, &post).await
}

/// Takes a reply away; its place stays.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/replies/{key}",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the reply"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn delete_reply(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    let (key, who) = (reply_key(&key)?, who(&app, &caller));
    app.forum.delete(&who, &key, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who asked takes a reply for an answer; there may be several.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/replies/{key}/accepted",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the reply"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn accept(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    accepted(&app, &caller, &key, true).await
}

/// Who asked takes it for an answer no more.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/replies/{key}/accepted",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the reply"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn take_back_acceptance(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    accepted(&app, &caller, &key, false).await
}

/// A keeper says that a reply is right.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/replies/{key}/verified",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the reply"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn verify(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    verified(&app, &caller, &key, true).await
}

/// Nobody says so any more.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/replies/{key}/verified",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the reply"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn take_back_verification(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    verified(&app, &caller, &key, false).await
}

async fn accepted(
    app: &App,
    caller: &Caller,
    key: &str,
    is_answer: bool,
) -> Result<StatusCode, Problem> {
    let (key, who, now) = (reply_key(key)?, who(app, caller), app.clock.now());
    app.forum.accept(&who, key.key(), is_answer, now).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn verified(
    app: &App,
    caller: &Caller,
    key: &str,
    is_right: bool,
) -> Result<StatusCode, Problem> {
    let (key, who, now) = (reply_key(key)?, who(app, caller), app.clock.now());
    app.forum.verify(&who, key.key(), is_right, now).await?;
    Ok(StatusCode::NO_CONTENT)
}
