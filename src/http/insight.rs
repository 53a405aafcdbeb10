//! What readers do, told to [`Insight`](crate::insight::Insight) without their waiting.
//!
//! Robots, pages that a browser loads ahead, and requests that read no body are not
//! readers. What tells one reader from another is hashed at once with a key of this
//! process, and goes no further.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use axum::http::request::Parts;

use crate::content::{Article, Library, Location};
use crate::context::module_with_pattern;
use crate::http::App;
use crate::http::address::ClientAddress;
use crate::http::caller::Caller;
use crate::http::readers::may_be_person;
use crate::insight::{Asked, Asker, Opened, Screen};
use crate::locale::Locale;
use crate::search::Answer;

/// Whoever sent a request, as far as it tells them from others.
#[derive(Debug)]
pub(super) struct Sender {
    is_reader: bool,
    address: Option<IpAddr>,
    agent: Vec<u8>,
    languages: Vec<u8>,
}

impl FromRequestParts<Arc<App>> for Sender {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> Result<Self, Self::Rejection> {
        let ClientAddress(address) = ClientAddress::of(&parts.extensions, &parts.headers, app);
        let bytes = |name| {
            let value = parts.headers.get(name);
            value.map_or_else(Vec::new, |value| value.as_bytes().to_vec())
        };
        Ok(Sender {
            is_reader: parts.method != Method::HEAD && may_be_person(&parts.headers),
            address,
            agent: bytes(USER_AGENT),
            languages: bytes(ACCEPT_LANGUAGE),
        })
    }
}

impl Sender {
    /// A person with a token is known by it on every device; others by where they come
    /// from and by what.
    fn asker(&self, app: &App, caller: &Caller) -> Asker {
        match &caller.identity {
            Some(identity) => app.insight.asker(&[b"person", identity.subject.as_bytes()]),
            None => {
                let address = self.address.map(|address| address.to_string());
                let address = address.unwrap_or_default();
                app.insight
                    .asker(&[b"visitor", address.as_bytes(), &self.agent, &self.languages])
            }
        }
    }
}

/// Tells that a search was answered.
pub(super) fn note_search(
    app: &App,
    caller: &Caller,
    sender: &Sender,
    screen: Option<&str>,
    answer: &Answer,
) {
    if !sender.is_reader || !app.insight.is_on() {
        return;
    }
    let (mut found, mut elsewhere) = (0, 0);
    for group in &answer.groups {
        match group.language == answer.language {
            true => found += group.total,
            false => elsewhere += group.total,
        }
    }
    // All modules, not those of the viewer: a screen without help for them is what we
    // want to know of.
    let edition = app.published.current();
    app.insight.asked(Asked {
        asker: sender.asker(app, caller),
        at: app.clock.now().as_millisecond(),
        language: answer.language,
        visibility: caller.viewer().visibility,
        text: answer.query.clone(),
        found,
        elsewhere,
        missing: answer.missing.clone(),
        screen: screen.and_then(|url| screen_at(edition.library(), url)),
    });
}

/// Tells that an article was opened, by a search or on a screen. The caller has seen to
/// it that the reader may read `article`.
pub(super) fn note_opened(
    app: &App,
    caller: &Caller,
    sender: &Sender,
    article: &Article,
    from: From<'_>,
) {
    if !sender.is_reader || !app.insight.is_on() {
        return;
    }
    let edition = app.published.current();
    app.insight.opened(Opened {
        asker: sender.asker(app, caller),
        at: app.clock.now().as_millisecond(),
        language: from.language,
        visibility: caller.viewer().visibility,
        query: from.query.map(str::to_owned),
        screen: from.url.and_then(|url| screen_at(edition.library(), url)),
        article: article.id.clone(),
        article_language: article.language,
    });
}

/// Where a reader opened an article from.
#[derive(Clone, Copy, Debug)]
pub(super) struct From<'a> {
    /// In which the reader searched.
    pub(super) language: Locale,
    pub(super) query: Option<&'a str>,
    /// Of the screen.
    pub(super) url: Option<&'a str>,
}

/// The pattern of a screen: its address may hold names and numbers of customers.
fn screen_at(library: &Library, url: &str) -> Option<Screen> {
    let location = Location::parse(url);
    let (module, pattern) = module_with_pattern(library, &location).or_else(|| {
        let inner = location.of_hash()?;
        module_with_pattern(library, &inner)
    })?;
    Some(Screen {
        module: module.key.clone(),
        pattern,
    })
}
