//! What members report, and what keepers decide over it.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use utoipa::ToSchema;

use crate::forum::{Decision, ReportReason, Target};
use crate::http::App;
use crate::http::caching::json;
use crate::http::caller::{Caller, Language};
use crate::http::description::{KeeperRefusals, TextRefusals};
use crate::http::forum::rendering::Words;
use crate::http::forum::sent::Sent;
use crate::http::forum::shapes::Queue;
use crate::http::forum::{post_key, reply_key, who};
use crate::http::problem::Problem;

/// What is wrong with something.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct ReportBody {
    /// `spam`, `rude`, `private`, `wrong` or `other`.
    reason: String,
    /// Up to 1,000 characters, for keepers.
    comment: Option<String>,
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
    app.forum
        .report(&who, target, reason, comment.as_deref(), now)
        .await?;
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
        KeeperRefusals,
    ),
)]
pub(in crate::http) async fn get_queue(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let who = who(&app, &caller);
    let queue = app.forum.queue(&who).await?;
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
    app.forum
        .decide(&who, &target, decision, app.clock.now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
