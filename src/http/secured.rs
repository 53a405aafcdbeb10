//! Puts the policies of [`crate::policies`] on every answer.

use std::sync::Arc;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

use crate::config::Config;
use crate::http::caching::{IMMUTABLE, PERSONAL, RENEWED};
use crate::policies::{ALWAYS, Answer, Loading, content_policy};

const LOADING: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The policies in words, made once.
#[derive(Clone, Debug)]
pub(super) struct Secured {
    always: Arc<[(HeaderName, HeaderValue)]>,
    content: Arc<[(Answer, HeaderValue)]>,
}

impl Secured {
    pub(super) fn new(config: &Config) -> Self {
        let all = [Answer::Page, Answer::Drawing, Answer::Media];
        let policy = |answer| HeaderValue::from_str(&content_policy(answer, config));
        // A policy that cannot be sent would leave answers without one.
        let strict = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
        let made = all.map(|answer| (answer, policy(answer).unwrap_or_else(|_| strict.clone())));
        let always = ALWAYS.map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        Secured {
            always: always.into(),
            content: made.into(),
        }
    }

    /// Puts them on an answer.
    pub(super) fn put(&self, response: &mut Response) {
        let (answer, loading) = (answer(response), loading(response));
        let headers = response.headers_mut();
        for (name, value) in &*self.always {
            headers.insert(name.clone(), value.clone());
        }
        headers.insert(LOADING, HeaderValue::from_static(loading.word()));
        let mut policies = self.content.iter();
        if let Some((_, policy)) = policies.find(|(one, _)| *one == answer) {
            headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
        }
    }
}

fn answer(response: &Response) -> Answer {
    let media_type = response.headers().get(CONTENT_TYPE);
    let media_type = media_type.map_or(&b""[..], |value| value.as_bytes());
    let is = |start: &str| media_type.starts_with(start.as_bytes());
    match media_type {
        b"image/svg+xml" => Answer::Drawing,
        _ if ["image/", "video/", "audio/", "text/vtt"]
            .into_iter()
            .any(is) =>
        {
            Answer::Media
        }
        _ => Answer::Page,
    }
}

/// Media may be loaded by others, and whatever has a name made of its content: the host app's
/// pages show it. A 304 says no type, but who may keep it.
fn loading(response: &Response) -> Loading {
    let kept = response.headers().get(CACHE_CONTROL);
    let is = |value: &str| kept.is_some_and(|kept| kept == value);
    match answer(response) {
        Answer::Page if is(IMMUTABLE) || is(RENEWED) => Loading::Anybody,
        Answer::Page => Loading::Own,
        Answer::Drawing | Answer::Media if is(PERSONAL) => Loading::SameSite,
        Answer::Drawing | Answer::Media => Loading::Anybody,
    }
}
