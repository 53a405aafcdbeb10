//! What members report, and what keepers do.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use utoipa::ToSchema;

use crate::forum::{Decision, Flag, ReportReason, Target};
use crate::http::App;
use crate::http::caching::json;
use crate::http::caller::{Caller, Language};
use crate::http::description::{ActRefusals, TextRefusals};
use crate::http::forum::rendering::Words;
use crate::http::forum::sent::Sent;
use crate::http::forum::shapes::{ActList, MemberDocument, PostItem, Queue};
use crate::http::forum::{post_key, problem, reply_key, who};
use crate::http::problem::{Document, Problem};

/// What is wrong with something.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct ReportBody {
    /// `spam`, `rude`, `private`, `wrong` or `other`.
    reason: String,
    /// Up to 1,000 characters, for keepers.
    comment: Option<String>,
}

async fn reported(
    app: &App,
    caller: &Caller,
    target: &Target,
    request: Request,
) -> Result<StatusCode, Problem> {
    let who = who(app, caller);
    let mut sent = Sent::read(request).await?;
    let known = ReportReason::ALL.map(ReportReason::word);
    let reason = sent.word("reason", &known, ReportReason::from_word);
    let reason = sent.needed("reason", reason).unwrap_or(ReportReason::Other);
    let comment = sent.text("comment");
    sent.checked()?;
    let now = app.clock.now();
    let told = app
        .forum
        .report(&who, target, reason, comment.as_deref(), now)
        .await;
    told.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells keepers that a post should not stand there.
#[utoipa::path(
    post,
    path = "/api/v1/support/forum/posts/{key}/report",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the post"),
        ("lang" = Option<String>, Query,),
    ),
    request_body = ReportBody,
    responses(
        (status = 204, description = "Told"),
        TextRefusals,
    ),
)]
pub(in crate::http) async fn report_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<StatusCode, Problem> {
    reported(&app, &caller, &post_key(&key)?, request).await
}

/// Tells keepers that a reply should not stand there.
#[utoipa::path(
    post,
    path = "/api/v1/support/forum/replies/{key}/report",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the reply"),
        ("lang" = Option<String>, Query,),
    ),
    request_body = ReportBody,
    responses(
        (status = 204, description = "Told"),
        TextRefusals,
    ),
)]
pub(in crate::http) async fn report_reply(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<StatusCode, Problem> {
    reported(&app, &caller, &reply_key(&key)?, request).await
}

async fn flagged(
    app: &App,
    caller: &Caller,
    key: &str,
    flag: &str,
    is_set: bool,
) -> Result<StatusCode, Problem> {
    let flag = Flag::from_word(flag).ok_or(Problem::NotFound)?;
    let (key, who) = (post_key(key)?, who(app, caller));
    let done = app
        .forum
        .set(&who, &key, flag, is_set, app.clock.now())
        .await;
    done.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}

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
    flagged(&app, &caller, &key, &flag, true).await
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
    flagged(&app, &caller, &key, &flag, false).await
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
    let (key, who) = (reply_key(&key)?, who(&app, &caller));
    let done = app
        .forum
        .set(&who, &key, Flag::Hidden, true, app.clock.now())
        .await;
    done.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
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
    let (key, who) = (reply_key(&key)?, who(&app, &caller));
    let done = app
        .forum
        .set(&who, &key, Flag::Hidden, false, app.clock.now())
        .await;
    done.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
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
    let (key, of, who) = (post_key(&key)?, post_key(&of)?, who(&app, &caller));
    let now = app.clock.now();
    let done = app
        .forum
        .mark_duplicate(&who, key.key(), Some(of.key()), now)
        .await;
    done.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
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
    let (key, _, who) = (post_key(&key)?, post_key(&of)?, who(&app, &caller));
    let done = app
        .forum
        .mark_duplicate(&who, key.key(), None, app.clock.now())
        .await;
    done.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was reported and nobody decided over; for keepers.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/queue",
    tag = "forum",
    params(
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = Queue),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 403, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json"),
        (status = 503, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(in crate::http) async fn get_queue(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let who = who(&app, &caller);
    let queue = app.forum.queue(&who).await.map_err(problem)?;
    let texts = queue.iter().map(|one| one.text.as_str());
    let words = Words::of(&app, &who, None, texts, language).await?;
    let body = Queue::new(queue, &words, &app.config.base_path());
    json(&body, &caller.viewer(), language, &headers)
}

/// What becomes of what was reported.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct DecisionBody {
    /// `hide` or `keep`.
    decision: String,
}

/// Decides over all reports of a post or reply; for keepers.
#[utoipa::path(
    post,
    path = "/api/v1/support/forum/queue/{key}",
    tag = "forum",
    params(
        ("key" = String, Path, description = "Key of the post or reply"),
        ("lang" = Option<String>, Query,),
    ),
    request_body = DecisionBody,
    responses(
        (status = 204, description = "Done"),
        TextRefusals,
    ),
)]
pub(in crate::http) async fn decide(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let target = Target::from_key(&key).ok_or(Problem::NotFound)?;
    let who = who(&app, &caller);
    let mut sent = Sent::read(request).await?;
    let decision = sent.word("decision", &["hide", "keep"], Decision::from_word);
    let decision = sent.needed("decision", decision).unwrap_or(Decision::Keep);
    sent.checked()?;
    let done = app
        .forum
        .decide(&who, &target, decision, app.clock.now())
        .await;
    done.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
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
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 403, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json"),
        (status = 503, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(in crate::http) async fn get_acts(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let who = who(&app, &caller);
    let acts = app.forum.acts(&who).await.map_err(problem)?;
    json(&ActList::new(acts), &caller.viewer(), language, &headers)
}

/// A member, with what the viewer may read of theirs.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/members/{handle}",
    tag = "forum",
    params(
        ("handle" = String, Path, description = "Handle of the member"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = MemberDocument),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 403, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json"),
        (status = 503, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(in crate::http) async fn get_member(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    Path(handle): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let who = who(&app, &caller);
    let profile = app.forum.profile(&who, &handle).await.map_err(problem)?;
    let base = app.config.base_path();
    let items = |cards: Vec<crate::forum::Card>| -> Vec<PostItem> {
        let items = cards.into_iter().map(|card| PostItem::new(card, &base));
        items.collect()
    };
    let body = MemberDocument {
        posts: items(profile.posts),
        answered: items(profile.answered),
        handle: profile.handle,
        name: profile.name,
        staff: profile.is_staff,
        reputation: profile.reputation,
        since: profile.since.to_string(),
        blocked: profile.is_blocked,
    };
    json(&body, &caller.viewer(), language, &headers)
}

/// Lets a member write no more; for keepers.
#[utoipa::path(
    put,
    path = "/api/v1/support/forum/members/{handle}/blocked",
    tag = "forum",
    params(
        ("handle" = String, Path, description = "Handle of the member"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn block(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(handle): Path<String>,
) -> Result<StatusCode, Problem> {
    let who = who(&app, &caller);
    let done = app.forum.block(&who, &handle, true, app.clock.now()).await;
    done.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets them write again.
#[utoipa::path(
    delete,
    path = "/api/v1/support/forum/members/{handle}/blocked",
    tag = "forum",
    params(
        ("handle" = String, Path, description = "Handle of the member"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 204, description = "Done"),
        ActRefusals,
    ),
)]
pub(in crate::http) async fn unblock(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(handle): Path<String>,
) -> Result<StatusCode, Problem> {
    let who = who(&app, &caller);
    let done = app.forum.block(&who, &handle, false, app.clock.now()).await;
    done.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}
