//! Votes for posts and replies.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};

use crate::forum::Target;
use crate::http::App;
use crate::http::caching::PERSONAL;
use crate::http::caller::Caller;
use crate::http::description::ActRefusals;
use crate::http::forum::shapes::Votes;
use crate::http::forum::{post_key, reply_key, who};
use crate::http::problem::Problem;

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

/// Votes for a reply.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/replies/{key}/vote",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the reply"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = Votes),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn vote_for_reply(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    voted(&app, &caller, &reply_key(&key)?, true).await
}

/// Takes the vote for a reply back.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/replies/{key}/vote",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the reply"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = Votes),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn take_back_vote_for_reply(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    voted(&app, &caller, &reply_key(&key)?, false).await
}

/// A vote that was kept, with how many there are.
async fn voted(
    app: &App,
    caller: &Caller,
    target: &Target,
    is_for: bool,
) -> Result<Response, Problem> {
    let who = who(app, caller);
    let votes = app.forum.vote(&who, target, is_for, app.clock.now()).await;
    let body = Votes {
        id: target.key().to_owned(),
        votes: votes?,
        voted: is_for,
    };
    Ok(([(CACHE_CONTROL, PERSONAL)], Json(body)).into_response())
}
