//! Who asks, and in which language.
//!
//! A bearer token goes before a session. On the API a bad one of either is a 401; pages
//! pass a bad session over, and public ones never look at it.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Uri};
use axum_extra::extract::PrivateCookieJar;

use crate::config::Config;
use crate::edition::{Edition, View};
use crate::gate::Viewer;
use crate::http::App;
use crate::http::problem::{Problem, Reason};
use crate::http::requests::Asker;
use crate::identity::{Identity, Session, TokenError};
use crate::locale::{Locale, negotiate};

/// Who asks: a person with a checked token or session, or anybody.
///
/// A token or session that is wrong in any way is refused, never taken for none.
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

    /// Lets the log know what class of viewer it was.
    fn noted(self, extensions: &Extensions) -> Self {
        if let Some(asker) = extensions.get::<Asker>() {
            asker.is(self.viewer().visibility);
        }
        self
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
        let identity = match bearer(&parts.headers, app)? {
            Some(identity) => Some(identity),
            None => session(&parts.headers, app)
                .await?
                .map(|session| session.identity),
        };
        Ok(Caller { identity }.noted(&parts.extensions))
    }
}

/// Who asks for a page: like [`Caller`], but a session is only looked at when the page
/// is not public, and one that is over opens nothing.
#[derive(Debug)]
pub(super) struct Reader {
    bearer: Option<Identity>,
    extensions: Extensions,
}

impl Reader {
    /// The same reader, for another page in the place of this one.
    pub(super) fn again(&self) -> Self {
        Reader {
            bearer: self.bearer.clone(),
            extensions: self.extensions.clone(),
        }
    }

    pub(super) async fn caller(self, headers: &HeaderMap, app: &App) -> Result<Caller, Problem> {
        let identity = match self.bearer {
            Some(identity) => Some(identity),
            None => match session(headers, app).await {
                Ok(session) => session.map(|session| session.identity),
                Err(Problem::SessionEnded) => None,
                Err(problem) => return Err(problem),
            },
        };
        Ok(Caller { identity }.noted(&self.extensions))
    }
}

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        bearer(&parts.headers, app).map(|bearer| Reader {
            bearer,
            extensions: parts.extensions.clone(),
        })
    }
}

/// The name of the cookie that holds a session. Browsers keep one that begins with
/// `__Host-` for this host alone, and only over HTTPS.
pub(super) fn session_cookie(config: &Config) -> &'static str {
    match config.base_url.starts_with("https://") {
        true => "__Host-ayuda_session",
        false => "ayuda_session",
    }
}

/// The session that the cookies hold, if they hold one.
///
/// # Errors
/// There is one, and it is over.
pub(super) async fn session(headers: &HeaderMap, app: &App) -> Result<Option<Session>, Problem> {
    let name = session_cookie(&app.config);
    // The jar passes over what it cannot decrypt, which is no reason to forget it.
    let mut named = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|one| one.trim().split_once('='));
    if !named.any(|(one, _)| one == name) {
        return Ok(None);
    }
    let session = sealed_session(headers, app).ok_or(Problem::SessionEnded)?;
    let ended = app.sessions.is_ended(&session).await;
    match ended.map_err(Problem::storage)? {
        true => Err(Problem::SessionEnded),
        false => Ok(Some(session)),
    }
}

/// The session that a cookie holds, which may have been ended since.
fn sealed_session(headers: &HeaderMap, app: &App) -> Option<Session> {
    let jar: PrivateCookieJar = PrivateCookieJar::from_headers(headers, app.session_key());
    let cookie = jar.get(session_cookie(&app.config))?;
    app.tokens
        .resume_session(cookie.value(), app.clock.now())
        .ok()
}

/// Whom requests are counted for: opens nothing, and asks no database.
pub(super) fn counted_person(headers: &HeaderMap, app: &App) -> Option<Identity> {
    match bearer(headers, app) {
        Ok(None) => sealed_session(headers, app).map(|session| session.identity),
        bearer => bearer.ok().flatten(),
    }
}

/// The person that the `Authorization` header names.
///
/// # Errors
/// Any header that is not exactly one good bearer token.
pub(super) fn bearer(headers: &HeaderMap, app: &App) -> Result<Option<Identity>, Problem> {
    match bearer_text(headers)? {
        None => Ok(None),
        Some(token) => match app.tokens.verify(token, app.clock.now()) {
            Ok(identity) => Ok(Some(identity)),
            Err(error) => Err(refused(&error)),
        },
    }
}

/// The caller learns nothing of why; who wrote the host app finds it in the log.
pub(super) fn refused(error: &TokenError) -> Problem {
    match error {
        // What cannot be read is quoted in the reason, and people are not to be in logs.
        TokenError::Claims(_) => tracing::debug!("a token was refused: the claims cannot be read"),
        error => tracing::debug!("a token was refused: {error}"),
    }
    Problem::Unauthorized
}

/// The text of the only bearer token.
pub(super) fn bearer_text(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Problem::Unauthorized);
    }
    let text = value.to_str().map_err(|_| Problem::Unauthorized)?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim())),
        _ => Err(Problem::Unauthorized),
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

/// The language of the page that an address leads to.
fn of_page(config: &Config, path: &str) -> Option<Locale> {
    let below = path.strip_prefix(config.base_path().as_str())?;
    let first = below.strip_prefix('/')?.split('/').next()?;
    let mut languages = config.languages.iter().copied();
    languages.find(|language| language.code() == first)
}

/// What is asked for and offered, else that of the page, else the default language.
pub(super) fn language_of(config: &Config, uri: &Uri, headers: &HeaderMap) -> Locale {
    let named = named(uri)
        .and_then(|tag| Locale::from_tag(&tag))
        .filter(|locale| config.languages.contains(locale));
    named
        .or_else(|| {
            let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
            negotiate(header, &config.languages)
        })
        .or_else(|| of_page(config, uri.path()))
        .or_else(|| config.languages.first().copied())
        .unwrap_or(Locale::En)
}
