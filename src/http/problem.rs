//! Failures as `application/problem+json` (RFC 9457), in the caller's language.
//!
//! A [`Problem`] travels in the answer's extensions; [`worded`] writes its words
//! once the caller's language and the request's id are known. Whatever else fails
//! on the way (extractors, limits, panics) gets the same form there.

mod words;

use axum::Json;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::attachments::Refused as FileRefused;
use crate::edition::Part;
use crate::forum::{Fault, Refusal};
use crate::http::App;
use crate::http::caller::language_of;
use crate::http::rates;
use crate::locale::Locale;
use crate::policies::{ALWAYS, Answer, content_policy};
use crate::storage::StorageError;

/// When a caller may try again where the database was busy.
const BUSY_SECONDS: &str = "5";

/// Something that went wrong, in the service's own words.
#[derive(Clone, Debug)]
pub(super) enum Problem {
    /// Hidden and absent alike.
    NotFound,
    /// Parameters or fields with values that cannot be used.
    Invalid(Vec<Invalid>),
    /// A body that is no JSON, or not of the shape.
    BadBody,
    /// A token that is wrong in any way.
    Unauthorized,
    /// Members write, and this caller is nobody.
    SignInNeeded,
    /// A session that ran out, was ended, or is none of ours.
    SessionEnded,
    /// What the forum does not let this member do.
    Refused(Refusal),
    /// A file that is not taken.
    FileRefused(FileRefused),
    /// Asked by a page of another site.
    CrossSite,
    MethodNotAllowed,
    TooLarge,
    /// A page's own form, which may hold more.
    FormTooLarge,
    /// A body that came too slowly.
    BodyTooSlow,
    UriTooLong,
    HeadersTooLarge,
    /// No host, several, or one that is none.
    BadHost,
    UnsupportedMediaType,
    /// `If-Match` names what is not here any more.
    PreconditionFailed,
    /// A part that begins behind the end; the head says where that is.
    RangeNotSatisfiable,
    TimedOut,
    /// More than one caller may ask for; [`crate::http::rates`] says for how long.
    TooManyRequests,
    /// Nothing can be written now, and nothing was.
    Busy,
    /// The database broke off at the commit: whether it was kept nobody knows here.
    Unsure,
    /// There is no next edition, for this part of it.
    EditionKept(Part),
    /// More than can be answered in time.
    Overloaded,
    /// What the service waits for, or that it is about to end.
    NotReady(Vec<Unready>),
    /// Logged with the request's id; the caller learns nothing of it.
    Internal(String),
}

/// A field or parameter, and why its value cannot be used.
#[derive(Clone, Debug)]
pub(super) struct Invalid {
    pub(super) field: &'static str,
    pub(super) reason: Reason,
}

#[derive(Clone, Debug)]
pub(super) enum Reason {
    OneOf(String),
    Number {
        from: usize,
        to: usize,
    },
    Version,
    Date,
    Text,
    TooLong(usize),
    Missing,
    /// What a member wrote.
    Fault(Fault),
}

/// Why nothing should be sent here now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unready {
    Storage,
    Writing,
    Stopping,
}

impl Problem {
    pub(super) fn invalid(field: &'static str, reason: Reason) -> Self {
        Problem::Invalid(vec![Invalid { field, reason }])
    }

    /// Our own fault, which is logged and hidden.
    pub(super) fn internal(error: impl Into<anyhow::Error>) -> Self {
        Problem::Internal(format!("{:#}", error.into()))
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::Invalid(_) | Problem::BadBody | Problem::BadHost => StatusCode::BAD_REQUEST,
            Problem::Unauthorized | Problem::SignInNeeded | Problem::SessionEnded => {
                StatusCode::UNAUTHORIZED
            }
            Problem::Refused(Refusal::TooMany) => StatusCode::TOO_MANY_REQUESTS,
            Problem::CrossSite | Problem::Refused(_) => StatusCode::FORBIDDEN,
            Problem::FileRefused(refused) => match refused {
                FileRefused::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                FileRefused::Unknown => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                FileRefused::TooManyFiles { .. } | FileRefused::TooManyBytes { .. } => {
                    StatusCode::TOO_MANY_REQUESTS
                }
                FileRefused::Empty | FileRefused::Damaged | FileRefused::TooManyPixels { .. } => {
                    StatusCode::BAD_REQUEST
                }
            },
            Problem::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Problem::TooLarge | Problem::FormTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Problem::UriTooLong => StatusCode::URI_TOO_LONG,
            Problem::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Problem::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            Problem::RangeNotSatisfiable => StatusCode::RANGE_NOT_SATISFIABLE,
            Problem::TimedOut
            | Problem::Busy
            | Problem::Unsure
            | Problem::Overloaded
            | Problem::NotReady(_) => StatusCode::SERVICE_UNAVAILABLE,
            Problem::EditionKept(_) => StatusCode::CONFLICT,
            Problem::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Problem::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The last part of `type`, stable.
    fn name(&self) -> &'static str {
        match self {
            Problem::NotFound => "not-found",
            Problem::Invalid(_) => "invalid-value",
            Problem::BadBody => "invalid-body",
            Problem::Unauthorized => "unauthorized",
            Problem::SignInNeeded => "sign-in-needed",
            Problem::SessionEnded => "session-ended",
            Problem::Refused(_) => "refused",
            Problem::FileRefused(_) => "file-refused",
            Problem::CrossSite => "cross-site",
            Problem::MethodNotAllowed => "method-not-allowed",
            Problem::TooLarge | Problem::FormTooLarge => "too-large",
            Problem::BodyTooSlow => "body-too-slow",
            Problem::UriTooLong => "uri-too-long",
            Problem::HeadersTooLarge => "headers-too-large",
            Problem::BadHost => "bad-host",
            Problem::UnsupportedMediaType => "unsupported-media-type",
            Problem::PreconditionFailed => "precondition-failed",
            Problem::RangeNotSatisfiable => "range-not-satisfiable",
            Problem::TimedOut => "timed-out",
            Problem::TooManyRequests => "too-many-requests",
            Problem::Busy => "busy",
            Problem::Unsure => "unsure",
            Problem::EditionKept(_) => "edition-kept",
            Problem::Overloaded => "overloaded",
            Problem::NotReady(_) => "not-ready",
            Problem::Internal(_) => "internal",
        }
    }

    /// What a bare status stands for, when something below us answered with it.
    fn of_status(status: StatusCode) -> Option<Self> {
        Some(match status {
            // A path that cannot be decoded names nothing.
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => Problem::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Problem::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            StatusCode::URI_TOO_LONG => Problem::UriTooLong,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::UnsupportedMediaType,
            StatusCode::FORBIDDEN => Problem::CrossSite,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => Problem::TimedOut,
            status if status.is_client_error() => Problem::BadBody,
            status if status.is_server_error() => Problem::Internal(status.to_string()),
            _ => return None,
        })
    }
}

impl Problem {
    fn headers(&self, locale: Locale) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut say = |name: HeaderName, value: &'static str| {
            headers.insert(name, HeaderValue::from_static(value));
        };
        say(CONTENT_TYPE, "application/problem+json");
        say(CACHE_CONTROL, "private, no-store");
        say(CONTENT_LANGUAGE, locale.code());
        match self {
            Problem::Unauthorized => say(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""),
            // RFC 9110 wants a challenge with each 401; a session has no error to name in it.
            Problem::SessionEnded | Problem::SignInNeeded => say(WWW_AUTHENTICATE, "Bearer"),
            Problem::Busy | Problem::Unsure => say(RETRY_AFTER, BUSY_SECONDS),
            _ if self.status() == StatusCode::SERVICE_UNAVAILABLE => say(RETRY_AFTER, "2"),
            _ => {}
        }
        headers
    }

    /// What keeps state from being read or written: it passes, or it is our mistake.
    pub(super) fn storage(error: StorageError) -> Self {
        match error.is_passing() {
            _ if error.is_unsure() => Problem::Unsure,
            true => Problem::Busy,
            false => Problem::internal(error),
        }
    }
}

/// The body of a failure.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Document {
    /// Stable name of the kind of problem, `urn:ayuda:problem:not-found`.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    /// What is wrong with each field or parameter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// Absent where the request was refused before it was looked at.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(required = false)]
    request_id: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct FieldError {
    field: &'static str,
    message: String,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A failure in words, with all headers that go with it, where no request is known.
pub(super) fn written(app: &App, problem: &Problem, locale: Locale) -> (HeaderMap, Bytes) {
    let mut headers = problem.headers(locale);
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = content_policy(Answer::Page, &app.config);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    let document = problem.document(&app.messages, locale, "");
    let words = serde_json::to_vec(&document).unwrap_or_default();
    (headers, words.into())
}

/// A panic is our mistake; the caller learns only that there was one, and the log no more
/// than its place: what it says may hold what somebody wrote.
pub(super) fn panicked() -> Response {
    Problem::Internal("a handler panicked".to_owned()).into_response()
}

/// What has to be known of a request to say in words why it failed.
pub(super) struct Asked {
    uri: Uri,
    wanted: HeaderMap,
    id: Option<HeaderValue>,
}

impl Asked {
    pub(super) fn of(request: &Request, id: Option<&HeaderValue>) -> Self {
        let languages = request.headers().get_all(ACCEPT_LANGUAGE).iter();
        Asked {
            uri: request.uri().clone(),
            wanted: languages
                .map(|one| (ACCEPT_LANGUAGE, one.clone()))
                .collect(),
            id: id.cloned(),
        }
    }
}

/// Gives every failure its body. Pages that say themselves what is wrong are left alone.
pub(super) fn worded(app: &App, asked: &Asked, response: Response) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let locale = language_of(&app.config, &asked.uri, &asked.wanted);
    let request_id = asked.id.as_ref().and_then(|id| id.to_str().ok());
    let request_id = request_id.unwrap_or_default();
    let known = response.extensions().get::<Problem>().cloned();
    let html = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let Some(problem) = known.or_else(|| Problem::of_status(status).filter(|_| !html)) else {
        return response;
    };
    if let Problem::Internal(reason) = &problem {
        tracing::error!(request.id = %request_id, "Request `{request_id}` failed: {reason}");
    }
    let document = problem.document(&app.messages, locale, request_id);
    let mut finished = (problem.status(), Json(document)).into_response();
    let headers = finished.headers_mut();
    headers.extend(problem.headers(locale));
    let kept = [
        ALLOW,
        RETRY_AFTER,
        CONTENT_RANGE,
        rates::RATE_LIMIT,
        rates::RATE_LIMIT_POLICY,
    ];
    for name in kept {
        if let Some(value) = response.headers().get(&name) {
            headers.insert(name, value.clone());
        }
    }
    if matches!(problem, Problem::Unsure) {
        for cookie in response.headers().get_all(SET_COOKIE) {
            headers.append(SET_COOKIE, cookie.clone());
        }
    }
    finished
}
