//! The forum over HTTP: posts and replies, votes, and what keepers do.
//!
//! Rules stand in [`crate::forum::rules`]; here requests are read, and what members wrote is
//! made into HTML for whoever asks.

mod keeping;
mod lists;
mod members;
pub(in crate::http) mod pages;
mod posts;
mod rendering;
mod replies;
mod reports;
mod sent;
mod shapes;
mod uploads;
mod votes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use std::sync::Arc;

use crate::forum::{Fault, ForumError, Refusal, Target, Who};
use crate::http::App;
use crate::http::caller::Caller;
use crate::http::problem::{Invalid, Problem, Reason};

pub(super) use rendering::Words;
pub(super) use sent::Sent;
pub(super) use shapes::{opened_at, post_url};

pub(super) fn api() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(lists::list_posts, posts::ask))
        .routes(routes!(
            posts::get_post,
            posts::edit_post,
            posts::delete_post
        ))
        .routes(routes!(posts::get_revisions))
        .routes(routes!(lists::list_forum_categories))
        .routes(routes!(
            votes::vote_for_post,
            votes::take_back_vote_for_post
        ))
        .routes(routes!(replies::reply))
        .routes(routes!(replies::edit_reply, replies::delete_reply))
        .routes(routes!(
            votes::vote_for_reply,
            votes::take_back_vote_for_reply
        ))
        .routes(routes!(replies::accept, replies::take_back_acceptance))
        .routes(routes!(replies::verify, replies::take_back_verification))
        .routes(routes!(reports::report_post))
        .routes(routes!(reports::report_reply))
        .routes(routes!(keeping::flag_post, keeping::unflag_post))
        .routes(routes!(keeping::hide_reply, keeping::show_reply))
        .routes(routes!(keeping::mark_duplicate, keeping::unmark_duplicate))
        .routes(routes!(reports::get_queue))
        .routes(routes!(reports::decide))
        .routes(routes!(keeping::get_acts))
        .routes(routes!(members::get_member))
        .routes(routes!(members::block, members::unblock))
        .routes(routes!(uploads::upload))
        .routes(routes!(rendering::preview))
}

/// Where files of members are read; beside the API, because pages show them.
pub(super) use uploads::{get_attachment, upload_limit};

/// Who asks, as the forum knows them.
pub(super) fn who(app: &App, caller: &Caller) -> Who {
    match &caller.identity {
        Some(identity) => Who::new(identity, &app.tokens.voter(identity)),
        None => Who::anybody(caller.viewer()),
    }
}

/// A forum without categories is absent.
pub(super) fn is_there(app: &App) -> Result<(), Problem> {
    match app.forum.is_open() {
        true => Ok(()),
        false => Err(Problem::NotFound),
    }
}

fn post_key(key: &str) -> Result<Target, Problem> {
    let target = Target::from_key(key);
    let post = target.filter(|target| matches!(target, Target::Post(_)));
    post.ok_or(Problem::NotFound)
}

fn reply_key(key: &str) -> Result<Target, Problem> {
    let target = Target::from_key(key);
    let reply = target.filter(|target| matches!(target, Target::Reply(_)));
    reply.ok_or(Problem::NotFound)
}

impl From<ForumError> for Problem {
    fn from(error: ForumError) -> Self {
        match error {
            ForumError::NotFound => Problem::NotFound,
            ForumError::Refused(Refusal::SignIn) => Problem::SignInNeeded,
            ForumError::Refused(refusal) => Problem::Refused(refusal),
            ForumError::Invalid(faults) => {
                let invalid = faults.into_iter().map(|fault| Invalid {
                    field: fault.field(),
                    reason: Reason::Fault(fault),
                });
                Problem::Invalid(invalid.collect())
            }
            ForumError::Storage(error) => Problem::storage(error),
            ForumError::Index(error) => Problem::internal(error),
        }
    }
}

/// A text that cannot be shown is not kept.
fn readable(app: &App, body: Option<&str>) -> Result<(), Problem> {
    let fault = match body.map(|body| crate::markup::post::asked(body, &app.messages)) {
        None | Some(Ok(_)) => return Ok(()),
        Some(Err(crate::markup::post::Refused::TooLong { .. })) => Fault::BodyTooLong,
        Some(Err(_)) => Fault::BodyTooDeep,
    };
    Err(ForumError::Invalid(vec![fault]).into())
}
