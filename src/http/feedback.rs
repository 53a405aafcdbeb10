//! Helpful votes: as JSON from the widget, as a form from a page without scripts.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::SignedCookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::content::Article;
use crate::feedback::{FeedbackError, MAX_COMMENT, MAX_QUERY, Reason as VoteReason, Tally, Vote};
use crate::http::App;
use crate::http::caching::PERSONAL;
use crate::http::caller::{Caller, Language};
use crate::http::description::{ActRefusals, TextRefusals};
use crate::http::limits::BODY_LIMIT;
use crate::http::measures::voted;
use crate::http::problem::{Invalid, Problem, Reason};
use crate::http::shapes::VoteAnswer;
use crate::identity::Voter;
use crate::locale::Locale;

/// Names a visitor without a token; holds a random id and nothing else.
const VISITOR: &str = "ayuda_visitor";

/// A vote, as it is described; [`Sent`] is what is read.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct VoteBody {
    helpful: bool,
    /// `outdated`, `unclear`, `incomplete`, `wrong`, `not_my_question` or `other`.
    reason: Option<String>,
    /// Up to 2,000 characters; kept as text.
    comment: Option<String>,
    /// The search that the article was found by, up to 256 characters.
    query: Option<String>,
}

/// Says whether an article helped; voting again changes the vote.
#[utoipa::path(
    post,
    path = "/api/v1/support/kb/articles/{name}/feedback",
    tag = "feedback",
    params(
        ("name" = String, Path, description = "Id, slug or percent-encoded path"),
        ("lang" = Option<String>, Query,),
    ),
    request_body = VoteBody,
    responses(
        (status = 200, body = VoteAnswer),
        (status = 303, description = "After a form: back to the article"),
        TextRefusals,
    ),
)]
pub(super) async fn cast_vote(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let article = article(&app, &caller, &name, language)?;
    let cookies = SignedCookieJar::from_headers(request.headers(), app.cookie_key());
    let (body, form) = body(request).await?;
    let mut invalid = body.invalid;
    if body.helpful.is_none() && !invalid.iter().any(|one| one.field == "helpful") {
        invalid.push(Invalid {
            field: "helpful",
            reason: Reason::Missing,
        });
    }
    // Counted as it was sent: what is kept may be shorter.
    for (field, text, limit) in [
        ("comment", &body.comment, MAX_COMMENT),
        ("query", &body.query, MAX_QUERY),
    ] {
        if text
            .as_ref()
            .is_some_and(|text| text.chars().nth(limit).is_some())
        {
            let reason = Reason::TooLong(limit);
            invalid.push(Invalid { field, reason });
        }
    }
    let reason = body.reason.as_deref().filter(|reason| !reason.is_empty());
    let reason = match reason.map(VoteReason::from_word) {
        Some(None) => {
            let known = VoteReason::ALL.map(VoteReason::word).join(", ");
            invalid.push(Invalid {
                field: "reason",
                reason: Reason::OneOf(known),
            });
            None
        }
        reason => reason.flatten(),
    };
    let Some(helpful) = body.helpful.filter(|_| invalid.is_empty()) else {
        return Err(Problem::Invalid(invalid));
    };
    let (voter, cookies) = voter(&app, &caller, cookies);
    let asks_why = !helpful && reason.is_none() && body.comment.is_none();
    let vote = Vote {
        article: article.id.clone(),
        language: article.language,
        epoch: app.feedback.epoch(&article),
        revision: article.revision.clone(),
        voter,
        helpful,
        reason,
        comment: body.comment.filter(|comment| !comment.trim().is_empty()),
        query: body.query.filter(|query| !query.trim().is_empty()),
    };
    let cast = app.feedback.cast_vote(&vote, app.clock.now()).await;
    let tally = match cast.map_err(problem) {
        // It may have been kept: whoever sends it again has to be the same visitor.
        Err(Problem::Unsure) => return Ok((cookies, Problem::Unsure).into_response()),
        tally => tally?,
    };
    voted(Some(helpful));
    let response = match form {
        true => back_to(&article, if asks_why { "_why" } else { "_thanks" }),
        false => answer(&article, Some(helpful), tally),
    };
    Ok((cookies, response).into_response())
}

/// Takes the viewer's vote back; there need not be one.
#[utoipa::path(
    delete,
    path = "/api/v1/support/kb/articles/{name}/feedback",
    tag = "feedback",
    params(
        ("name" = String, Path, description = "Id, slug or percent-encoded path"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = VoteAnswer),
        ActRefusals,
    ),
)]
pub(super) async fn withdraw_vote(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let article = article(&app, &caller, &name, language)?;
    let cookies = SignedCookieJar::from_headers(request.headers(), app.cookie_key());
    let (voter, cookies) = voter(&app, &caller, cookies);
    let tally = app
        .feedback
        .withdraw_vote(&article, &voter)
        .await
        .map_err(problem)?;
    voted(None);
    Ok((cookies, answer(&article, None, tally)).into_response())
}

/// The article that is spoken of, if the viewer may read it.
pub(super) fn article(
    app: &App,
    caller: &Caller,
    name: &str,
    language: Locale,
) -> Result<Arc<Article>, Problem> {
    let edition = app.published.current();
    let view = edition.view(&caller.viewer()).map_err(Problem::internal)?;
    let found = view.library.find_article(name, language);
    found.cloned().ok_or(Problem::NotFound)
}

/// What a caller sent, field by field, and which fields were of the wrong kind.
#[derive(Default)]
struct Sent {
    helpful: Option<bool>,
    reason: Option<String>,
    comment: Option<String>,
    query: Option<String>,
    invalid: Vec<Invalid>,
}

/// Reads JSON or a form; true for a form.
async fn body(request: Request) -> Result<(Sent, bool), Problem> {
    let media_type = media_type(request.headers());
    let is_form = match media_type.as_deref() {
        Some("application/json") => false,
        Some("application/x-www-form-urlencoded") => true,
        _ => return Err(Problem::UnsupportedMediaType),
    };
    let bytes = axum::body::to_bytes(request.into_body(), BODY_LIMIT)
        .await
        .map_err(|_| Problem::TooLarge)?;
    match is_form {
        true => Ok((form(&bytes), true)),
        false => Ok((json(&bytes)?, false)),
    }
}

/// The media type of a body, without its parameters.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let media_type = value.split(';').next().unwrap_or_default();
    Some(media_type.trim().to_ascii_lowercase())
}

fn json(bytes: &[u8]) -> Result<Sent, Problem> {
    let body: serde_json::Map<String, Value> =
        serde_json::from_slice(bytes).map_err(|_| Problem::BadBody)?;
    let mut sent = Sent::default();
    match body.get("helpful") {
        None | Some(Value::Null) => {}
        Some(Value::Bool(helpful)) => sent.helpful = Some(*helpful),
        Some(_) => sent.invalid.push(Invalid {
            field: "helpful",
            reason: Reason::OneOf("true, false".to_owned()),
        }),
    }
    let mut text = |field: &'static str| match body.get(field) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(_) => {
            sent.invalid.push(Invalid {
                field,
                reason: Reason::Text,
            });
            None
        }
    };
    let (reason, comment, query) = (text("reason"), text("comment"), text("query"));
    Ok(Sent {
        reason,
        comment,
        query,
        ..sent
    })
}

fn form(bytes: &[u8]) -> Sent {
    let mut sent = Sent::default();
    for (key, value) in url::form_urlencoded::parse(bytes) {
        match &*key {
            "helpful" => sent.helpful = value.parse().ok(),
            "reason" => sent.reason = Some(value.into_owned()),
            "comment" => sent.comment = Some(value.into_owned()),
            "query" => sent.query = Some(value.into_owned()),
            _ => {}
        }
    }
    sent
}

/// The visitor whom a cookie of ours names.
pub(super) fn known_visitor(app: &App, cookies: &SignedCookieJar) -> Option<Voter> {
    let cookie = cookies.get(VISITOR)?;
    let id = Uuid::parse_str(cookie.value()).ok()?;
    Some(app.tokens.visitor(id))
}

/// The name a vote is kept under; a visitor without one gets a cookie.
fn voter(app: &App, caller: &Caller, cookies: SignedCookieJar) -> (Voter, SignedCookieJar) {
    if let Some(identity) = &caller.identity {
        return (app.tokens.voter(identity), cookies);
    }
    if let Some(visitor) = known_visitor(app, &cookies) {
        return (visitor, cookies);
    }
    let id = Uuid::now_v7();
    let cookie = Cookie::build((VISITOR, id.to_string()))
        .path("/")
        .http_only(true)
        .secure(app.config.base_url.starts_with("https://"))
        .same_site(SameSite::Lax)
        .permanent()
        .build();
    (app.tokens.visitor(id), cookies.add(cookie))
}

fn answer(article: &Article, helpful: Option<bool>, tally: Tally) -> Response {
    let body = VoteAnswer {
        article: article.id.to_string(),
        language: article.language.code(),
        helpful,
        helpful_count: tally.helpful,
        not_helpful_count: tally.not_helpful,
    };
    let headers = [
        (CACHE_CONTROL, PERSONAL),
        (CONTENT_LANGUAGE, article.language.code()),
    ];
    (headers, Json(body)).into_response()
}

/// Back to the page, at the words of thanks or at the question why.
fn back_to(article: &Article, place: &str) -> Response {
    let headers = [
        (LOCATION, format!("{}#{place}", article.url)),
        (CACHE_CONTROL, PERSONAL.to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

pub(super) fn problem(error: FeedbackError) -> Problem {
    match error {
        FeedbackError::CommentTooLong => Problem::invalid("comment", Reason::TooLong(MAX_COMMENT)),
        FeedbackError::QueryTooLong => Problem::invalid("query", Reason::TooLong(MAX_QUERY)),
        FeedbackError::Storage(error) => Problem::storage(error),
    }
}
