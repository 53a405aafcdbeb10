//! From a bearer token to a cookie, so that a browser can read pages; and its end.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};
use axum_extra::extract::{CookieJar, PrivateCookieJar};

use crate::http::App;
use crate::http::caching::PERSONAL;
use crate::http::caller::{bearer, bearer_text, refused, session, session_cookie};
use crate::http::problem::{Document, Problem, Reason};

/// Browsers may drop a longer cookie without a word (RFC 6265, section 6.1).
const MAX_COOKIE: usize = 4_096;

/// Turns a bearer token into a session cookie, good for as long as the token.
#[utoipa::path(
    post,
    path = "/api/v1/support/session",
    tag = "session",
    security(("token" = [])),
    responses(
        (status = 204, description = "The session is in `Set-Cookie`"),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 403, body = Document, content_type = "application/problem+json"),
        (status = 400, description = "What the token says does not fit into a cookie", body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn start_session(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let token = bearer_text(&headers)?.ok_or(Problem::Unauthorized)?;
    let now = app.clock.now();
    let (session, text) = app
        .tokens
        .start_session(token, now)
        .map_err(|error| refused(&error))?;
    let cookie = cookie(&app, text, session.left(now));
    let jar: PrivateCookieJar = PrivateCookieJar::new(app.session_key());
    let kept = [(CACHE_CONTROL, PERSONAL)];
    let response = (StatusCode::NO_CONTENT, jar.add(cookie), kept).into_response();
    let longest = response.headers().values().map(|value| value.len()).max();
    match longest.unwrap_or_default() > MAX_COOKIE {
        true => Err(Problem::invalid("token", Reason::TooLong(MAX_COOKIE))),
        false => Ok(response),
    }
}

/// Ends the session, here and wherever its cookie was copied to; there need not be one.
#[utoipa::path(
    delete,
    path = "/api/v1/support/session",
    tag = "session",
    responses(
        (status = 204, description = "There is no session any more"),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 403, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn end_session(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    bearer(&headers, &app)?;
    let cookie = end(&app, &headers).await?;
    let kept = [(CACHE_CONTROL, PERSONAL)];
    Ok((StatusCode::NO_CONTENT, cookie, kept).into_response())
}

/// The same for a form, which works without scripts: back to the home, which everybody
/// may read.
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    Path(language): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let languages = &app.config.languages;
    let known = languages.iter().find(|known| known.code() == language);
    let language = *known.ok_or(Problem::NotFound)?;
    let cookie = end(&app, &headers).await?;
    let location = format!("{}/{language}/", app.config.base_path());
    let headers = [(LOCATION, location), (CACHE_CONTROL, PERSONAL.to_owned())];
    Ok((StatusCode::SEE_OTHER, cookie, headers).into_response())
}

/// Ends what the cookies hold, and gives the cookie that takes theirs away.
async fn end(app: &App, headers: &HeaderMap) -> Result<CookieJar, Problem> {
    match session(headers, app).await {
        Ok(Some(session)) => {
            let ended = app.sessions.end(&session, app.clock.now()).await;
            ended.map_err(Problem::storage)?;
        }
        // What is over need not be ended.
        Ok(None) | Err(Problem::SessionEnded) => {}
        Err(problem) => return Err(problem),
    }
    Ok(CookieJar::new().add(cookie(app, String::new(), Duration::ZERO)))
}

fn cookie(app: &App, value: String, left: Duration) -> Cookie<'static> {
    Cookie::build((session_cookie(&app.config), value))
        .max_age(left.try_into().unwrap_or_default())
        .path("/")
        .http_only(true)
        .secure(app.config.base_url.starts_with("https://"))
        .same_site(SameSite::Lax)
        .build()
}
