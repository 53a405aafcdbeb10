//! Members: what may be seen of them, and who may write no more.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::forum::Card;
use crate::http::App;
use crate::http::caching::json;
use crate::http::caller::{Caller, Language};
use crate::http::description::{ActRefusals, KeeperRefusals};
use crate::http::forum::shapes::{MemberDocument, PostItem};
use crate::http::forum::who;
use crate::http::problem::Problem;

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
        KeeperRefusals,
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
    let profile = app.forum.profile(&who, &handle).await?;
    let base = app.config.base_path();
    let items = |cards: Vec<Card>| -> Vec<PostItem> {
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
    blocked(&app, &caller, &handle, true).await
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
    blocked(&app, &caller, &handle, false).await
}

async fn blocked(
    app: &App,
    caller: &Caller,
    handle: &str,
    is_blocked: bool,
) -> Result<StatusCode, Problem> {
    let (who, now) = (who(app, caller), app.clock.now());
    app.forum.block(&who, handle, is_blocked, now).await?;
    Ok(StatusCode::NO_CONTENT)
}
