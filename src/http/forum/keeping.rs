//! What keepers do to posts and replies, and what was done.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::forum::{Flag, Target};
use crate::http::App;
use crate::http::caching::json;
use crate::http::caller::{Caller, Language};
use crate::http::description::{ActRefusals, KeeperRefusals};
use crate::http::forum::shapes::ActList;
use crate::http::forum::{post_key, reply_key, who};
use crate::http::problem::Problem;

/// Pins, locks or hides a post.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/posts/{key}/{flag}",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the post"),
        ("flag" = String, Path, description = "`pinned`, `locked` or `hidden`"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn flag_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((key, flag)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    flagged(&app, &caller, &post_key(&key)?, named(&flag)?, true).await
}

/// Ends that.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/posts/{key}/{flag}",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the post"),
        ("flag" = String, Path, description = "`pinned`, `locked` or `hidden`"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn unflag_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((key, flag)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    flagged(&app, &caller, &post_key(&key)?, named(&flag)?, false).await
}

/// Hides a reply.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/replies/{key}/hidden",
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
pub(in crate::http) async fn hide_reply(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    flagged(&app, &caller, &reply_key(&key)?, Flag::Hidden, true).await
}

/// Shows it again.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/replies/{key}/hidden",
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
pub(in crate::http) async fn show_reply(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    flagged(&app, &caller, &reply_key(&key)?, Flag::Hidden, false).await
}

/// Says that another post asks the same.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/posts/{key}/duplicate/{of}",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the post"),
        ("of" = String, Path, description = "Key of the post that asks the same"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn mark_duplicate(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((key, of)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (key, of) = (post_key(&key)?, post_key(&of)?);
    duplicate(&app, &caller, &key, Some(&of)).await
}

/// It is no duplicate.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/posts/{key}/duplicate/{of}",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the post"),
        ("of" = String, Path, description = "Key of the post that asks the same"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn unmark_duplicate(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((key, of)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (key, _) = (post_key(&key)?, post_key(&of)?);
    duplicate(&app, &caller, &key, None).await
}

/// What keepers did, the newest first; for keepers.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/acts",
    tag = "forum",
    params(
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = ActList),
        KeeperRefusals,
    ),
)]
pub(in crate::http) async fn get_acts(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let who = who(&app, &caller);
    let acts = app.forum.acts(&who).await?;
    json(&ActList::new(acts), &caller.viewer(), language, &headers)
}

fn named(flag: &str) -> Result<Flag, Problem> {
    Flag::from_word(flag).ok_or(Problem::NotFound)
}

async fn flagged(
    app: &App,
    caller: &Caller,
    target: &Target,
    flag: Flag,
    is_set: bool,
) -> Result<StatusCode, Problem> {
    let (who, now) = (who(app, caller), app.clock.now());
    app.forum.set(&who, target, flag, is_set, now).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn duplicate(
    app: &App,
    caller: &Caller,
    post: &Target,
    of: Option<&Target>,
) -> Result<StatusCode, Problem> {
    let (who, now) = (who(app, caller), app.clock.now());
    let of = of.map(Target::key);
    app.forum.mark_duplicate(&who, post.key(), of, now).await?;
    Ok(StatusCode::NO_CONTENT)
}
