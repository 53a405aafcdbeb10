//! What a request may be at most, looked at before anything else is (SPEC 10).
//!
//! Bodies are read whole before a handler sees them: one that is too large or never ends is
//! refused in one place, and no handler waits for a caller.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HOST};
use axum::http::{HeaderMap, Method, Version};

use crate::attachments::Refused;
use crate::http::forum::pages::form_limit;
use crate::http::forum::upload_limit;
use crate::http::problem::Problem;
use crate::http::wire::Pulse;

/// Path and query.
pub(super) const URI_LIMIT: usize = 8 * 1024;
/// All header lines together.
pub(super) const HEADERS_LIMIT: usize = 16 * 1024;
pub(super) const BODY_LIMIT: usize = 64 * 1024;

/// How long a body may take to come.
const BODY_TIME: Duration = Duration::from_secs(8);

/// Of a body that is read whole: forms of the forum hold long texts.
fn limit_of(request: &Request) -> usize {
    form_limit(request.method(), request.uri().path()).unwrap_or(BODY_LIMIT)
}

/// What is too large by what it says of itself, before any of its body is read.
pub(super) fn too_much(request: &Request) -> Option<Problem> {
    let uri = request.uri().path_and_query();
    let headers = request.headers();
    if uri.is_some_and(|uri| uri.as_str().len() > URI_LIMIT) {
        return Some(Problem::UriTooLong);
    }
    // An address without a path, which only a proxy is asked for, names nothing here.
    if !request.uri().path().starts_with('/') {
        return Some(Problem::NotFound);
    }
    if size_of(headers) > HEADERS_LIMIT {
        return Some(Problem::HeadersTooLarge);
    }
    if request.version() == Version::HTTP_11 && !has_one_host(headers) {
        return Some(Problem::BadHost);
    }
    let declared = headers.get(CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let (method, path) = (request.method(), request.uri().path());
    let limit = upload_limit(method, path).unwrap_or_else(|| limit_of(request));
    if declared.is_some_and(|length| length > limit as u64) {
        return Some(too_large(method, path));
    }
    // Nothing is unpacked: a small body would not stay small.
    headers
        .get(CONTENT_ENCODING)
        .filter(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
        .map(|_| Problem::UnsupportedMediaType)
}

/// A body that is too large, in words that say how large it may be.
fn too_large(method: &Method, path: &str) -> Problem {
    match (upload_limit(method, path), form_limit(method, path)) {
        (Some(_), _) => Problem::FileRefused(Refused::TooLarge),
        (None, Some(_)) => Problem::FormTooLarge,
        (None, None) => Problem::TooLarge,
    }
}

/// As it was sent: `name: value` and the end of the line.
fn size_of(headers: &HeaderMap) -> usize {
    let lines = headers.iter();
    lines
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum()
}

/// Exactly one host, which is a name or an address with or without a port.
fn has_one_host(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let one = hosts.next().filter(|_| hosts.next().is_none());
    one.is_some_and(|host| {
        let letters = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~%:[]".contains(byte);
        host.as_bytes().iter().all(letters)
    })
}

/// The request with its body, so that what comes behind has it whole.
pub(super) async fn whole(request: Request) -> Result<Request, Problem> {
    let pulse = request.extensions().get::<Arc<Pulse>>().cloned();
    // From here on the service works, and its connection is not given to another caller.
    let is_whole = || pulse.iter().for_each(|pulse| pulse.asked());
    let comes_later = upload_limit(request.method(), request.uri().path()).is_some();
    if comes_later || request.body().is_end_stream() {
        is_whole();
        return Ok(request);
    }
    let limit = limit_of(&request);
    let (parts, body) = request.into_parts();
    let read = tokio::time::timeout(BODY_TIME, to_bytes(body, limit)).await;
    match read {
        Ok(Ok(bytes)) => {
            is_whole();
            Ok(Request::from_parts(parts, Body::from(bytes)))
        }
        Ok(Err(error)) if is_too_large(&error) => Err(too_large(&parts.method, parts.uri.path())),
        Ok(Err(_)) => Err(Problem::BadBody),
        Err(_) => Err(Problem::BodyTooSlow),
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        source = error.source();
    }
    false
}
