//! Who asks, and in which language.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};

use crate::config::Config;
use crate::edition::{Edition, View};
use crate::gate::Viewer;
use crate::http::App;
use crate::http::problem::{Problem, Reason};
use crate::http::requests::Asker;
use crate::identity::Identity;
use crate::locale::{Locale, negotiate};

/// Who asks: a person with a checked token, or anybody.
///
/// A token that is wrong in any way is refused, never taken for none.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) identity: Option<Identity>,
}

impl Caller {
    pub(super) fn viewer(&self) -> Viewer {
        self.identity
            .as_ref()
            .map_or_else(Viewer::anonymous, |identity| identity.viewer.clone())
    }

    /// The edition of now, as far as the caller may see it.
    pub(super) fn sees(&self, app: &App) -> Result<Seen, Problem> {
        let edition = app.published.current();
        let viewer = self.viewer();
        let view = edition.view(&viewer).map_err(Problem::internal)?;
        Ok(Seen {
            edition,
            viewer,
            view,
        })
    }
}

/// What a caller is answered from: taken once, and kept to the end of the request.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) edition: Arc<Edition>,
    pub(super) viewer: Viewer,
    /// The edition as this viewer may see it.
    pub(super) view: Arc<View>,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let caller = identity(&parts.headers, app).map(|identity| Caller { identity })?;
        if let Some(asker) = parts.extensions.get::<Asker>() {
            asker.is(caller.viewer().visibility);
        }
        Ok(caller)
    }
}

/// The person that the `Authorization` header names.
///
/// # Errors
/// Any header that is not exactly one good bearer token.
pub(super) fn identity(headers: &HeaderMap, app: &App) -> Result<Option<Identity>, Problem> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Problem::Unauthorized);
    }
    let text = value.to_str().map_err(|_| Problem::Unauthorized)?;
    let token = match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => return Err(Problem::Unauthorized),
    };
    match app.tokens.verify(token, app.clock.now()) {
        Ok(identity) => Ok(Some(identity)),
        Err(_) => Err(Problem::Unauthorized),
    }
}

/// The language of the answer: `lang=` wins over `Accept-Language`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Language(pub(super) Locale);

impl FromRequestParts<Arc<App>> for Language {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let named = named(&parts.uri);
        let offered = |tag: &String| {
            Locale::from_tag(tag).is_some_and(|one| app.config.languages.contains(&one))
        };
        if named.as_ref().is_some_and(|tag| !offered(tag)) {
            let known: Vec<&str> = app.config.languages.iter().map(|one| one.code()).collect();
            return Err(Problem::invalid("lang", Reason::OneOf(known.join(", "))));
        }
        Ok(Language(language_of(
            &app.config,
            &parts.uri,
            &parts.headers,
        )))
    }
}

/// `lang=`; of several, the first counts, as of every parameter.
fn named(uri: &Uri) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let (_, tag) = pairs.find(|(key, _)| key == "lang")?;
    (!tag.is_empty()).then(|| tag.into_owned())
}

/// What is asked for and offered, else the default language.
pub(super) fn language_of(config: &Config, uri: &Uri, headers: &HeaderMap) -> Locale {
    let named = named(uri)
        .and_then(|tag| Locale::from_tag(&tag))
        .filter(|locale| config.languages.contains(locale));
    named
        .or_else(|| {
            let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
            negotiate(header, &config.languages)
        })
        .or_else(|| config.languages.first().copied())
        .unwrap_or(Locale::En)
}
