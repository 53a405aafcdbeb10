//! The forum as pages that work without scripts: each act is a form that is sent to the page
//! it stands on, answered with the way back to its place, or after a refusal with the page
//! itself, the words kept and the reason beside them.
//!
//! Pages of the forum are each reader's own, as the search page is. What a reader may not see
//! is answered by `get_page`, which answers whatever is absent: nobody can tell them apart.

mod acts;
mod answers;
mod following;
mod found;
mod history;
mod lists;
mod machine;
mod moderation;
mod old;
mod post;
mod rows;
mod writing;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::forum::{Target, Who};
use crate::http::App;
use crate::http::caching::{PERSONAL, PUBLIC, tagged, varies};
use crate::http::caller::{Reader, Seen};
use crate::http::forum::sent::Sent;
use crate::http::forum::who;
use crate::http::pages::get_page;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::locale::Locale;
use crate::site::forum::ForumAbout;
use crate::site::{Page, Site};
use crate::theme::forum::ForumFrame;

/// A text of 32 KiB in which each letter takes six bytes, as forms have it, and what is
/// around it.
const FORM_LIMIT: usize = 200 * 1024;

/// How long the body of a form of these pages may be.
pub(in crate::http) fn form_limit(method: &Method, path: &str) -> Option<usize> {
    let is_page = path.contains("/forum/") && !path.contains("/api/");
    (*method == Method::POST && is_page).then_some(FORM_LIMIT)
}

/// The routes; without a forum there are none, and its addresses are as free as any other.
pub(in crate::http) fn router(app: &App) -> Router<Arc<App>> {
    if !app.forum.is_open() {
        return Router::new();
    }
    let base = app.config.base_path();
    let page = || get(get_forum_page).post(post_forum_page);
    Router::new()
        .route(&format!("{base}/{{lang}}/forum"), page())
        .route(&format!("{base}/{{lang}}/forum/"), page())
        .route(&format!("{base}/{{lang}}/forum/{{*rest}}"), page())
        .route(&format!("{base}/forum/from"), get(old::get_from))
        .route(
            &format!("{base}/forum/{{map}}"),
            get(machine::get_forum_map),
        )
}

/// What stands at an address below the language.
#[derive(Clone, Debug, PartialEq)]
enum Place {
    Home,
    Category(String),
    Post(String),
    Ask,
    Member(String),
    Moderation,
    Following,
    Search,
    /// Of all categories, or of one.
    Feed(Option<String>),
}

impl Place {
    /// Reads what stands behind `/en/forum`; an address without its last `/` is read as well.
    fn read(rest: &str) -> Option<Self> {
        let parts: Vec<&str> = rest.trim_matches('/').split('/').collect();
        Some(match parts[..] {
            [""] => Place::Home,
            ["ask"] => Place::Ask,
            ["moderation"] => Place::Moderation,
            ["following"] => Place::Following,
            ["search"] => Place::Search,
            ["feed.xml"] => Place::Feed(None),
            [category, "feed.xml"] => Place::Feed(Some(category.to_owned())),
            ["posts", key] | ["posts", key, _] => match Target::from_key(key)? {
                Target::Post(key) => Place::Post(key),
                Target::Reply(_) => return None,
            },
            ["members", handle] => Place::Member(handle.to_owned()),
            [category] => Place::Category(category.to_owned()),
            _ => return None,
        })
    }
}

/// Who asks for which page, and what it is made of.
struct Asked<'a> {
    app: &'a App,
    seen: Seen,
    who: Who,
    is_anonymous: bool,
    language: Locale,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    base: String,
}

impl<'a> Asked<'a> {
    /// # Errors
    /// There is no such language, or the token is wrong.
    async fn new(
        app: &'a App,
        reader: Reader,
        uri: &'a Uri,
        headers: &'a HeaderMap,
    ) -> Result<(Self, Place), Problem> {
        let base = app.config.base_path();
        let inner = uri.path().strip_prefix(&base).unwrap_or(uri.path());
        let (code, rest) = inner
            .trim_start_matches('/')
            .split_once("/forum")
            .ok_or(Problem::NotFound)?;
        let mut languages = app.config.languages.iter();
        let language = languages.find(|known| known.code() == code).copied();
        let language = language.ok_or(Problem::NotFound)?;
        let place = Place::read(rest).ok_or(Problem::NotFound)?;
        let caller = reader.caller(headers, app).await?;
        let asked = Asked {
            who: who(app, &caller),
            is_anonymous: caller.identity.is_none(),
            seen: caller.sees(app)?,
            app,
            language,
            uri,
            headers,
            base,
        };
        // Who may read no part of it has no forum.
        let is_there = app.forum.categories(&asked.who.viewer).next().is_some();
        match is_there {
            true => Ok((asked, place)),
            false => Err(Problem::NotFound),
        }
    }

    fn site(&self) -> &Site {
        &self.seen.view.site
    }

    /// Root-relative address below the forum in this language.
    fn below(&self, rest: &str) -> String {
        format!("{}/{}/forum/{rest}", self.base, self.language)
    }

    fn say(&self, key: &str) -> String {
        let found = self.app.messages.find(self.language, key, &[]);
        found.unwrap_or_default()
    }

    async fn frame(&self, feed: Option<String>) -> Result<ForumFrame, Problem> {
        let handle = self.app.forum.handle_of(&self.who).await?;
        let path = self.uri.path();
        Ok(ForumFrame {
            home: self.below(""),
            ask: self.below("ask/"),
            search: self.below("search/"),
            moderation: self.who.is_keeper().then(|| self.below("moderation/")),
            feed,
            following: following::is_offered(self).then(|| self.below("following/")),
            profile: handle.map(|handle| self.below(&format!("members/{handle}/"))),
            signed_in: self.who.member.is_some(),
            sign_in: match self.who.member {
                Some(_) => None,
                None => self.site().forum_sign_in(path, self.uri.query()),
            },
            api: format!("{}/api/v1/support/forum/", self.base),
            refusal: None,
        })
    }

    /// A page that was drawn: everybody's, or this reader's own.
    fn answer<P: serde::Serialize>(
        &self,
        status: StatusCode,
        template: &str,
        about: ForumAbout,
        page: &P,
    ) -> Result<Response, Problem> {
        let page = self
            .site()
            .forum_page(template, self.language, about, page)
            .map_err(Problem::internal)?;
        self.sent(status, page)
    }

    fn sent(&self, status: StatusCode, page: Page) -> Result<Response, Problem> {
        let is_public = self.is_anonymous && status == StatusCode::OK;
        let caching = if is_public { PUBLIC } else { PERSONAL };
        let mut response = tagged(page.bytes.to_vec(), page.media_type, caching, self.headers)?;
        if status != StatusCode::OK {
            *response.status_mut() = status;
        }
        varies(&mut response, "authorization, cookie");
        Ok(response)
    }

    /// Elsewhere for good, for whoever asked.
    fn moved(&self, url: &str) -> Response {
        let kept = if self.is_anonymous { PUBLIC } else { PERSONAL };
        let headers = [(LOCATION, url.to_owned()), (CACHE_CONTROL, kept.to_owned())];
        let mut response = (StatusCode::MOVED_PERMANENTLY, headers).into_response();
        varies(&mut response, "authorization, cookie");
        response
    }
}

/// What was sent is done: the reader goes to where it is seen.
fn done(url: String) -> Response {
    let headers = [(LOCATION, url), (CACHE_CONTROL, PERSONAL.to_owned())];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Why something was not done, in words for a page.
#[derive(Debug, Default)]
struct Refused {
    status: StatusCode,
    text: Option<String>,
    errors: BTreeMap<String, String>,
}

impl Refused {
    /// # Errors
    /// It is nothing that a page says beside its form.
    fn of(problem: Problem, asked: &Asked<'_>) -> Result<Self, Problem> {
        let (messages, language) = (&asked.app.messages, asked.language);
        let (_, detail) = problem.words(messages, language);
        match problem {
            Problem::Invalid(fields) => Ok(Refused {
                status: StatusCode::BAD_REQUEST,
                text: Some(asked.say("forum-page-mend")),
                errors: fields
                    .iter()
                    .map(|one| (one.field.to_owned(), one.reason.words(messages, language)))
                    .collect(),
            }),
            Problem::SignInNeeded => Ok(Refused {
                status: StatusCode::FORBIDDEN,
                text: Some(detail),
                errors: BTreeMap::new(),
            }),
            Problem::Refused(_) | Problem::Busy | Problem::Unsure => Ok(Refused {
                status: problem.status(),
                text: Some(detail),
                errors: BTreeMap::new(),
            }),
            problem => Err(problem),
        }
    }
}

async fn get_forum_page(
    State(app): State<Arc<App>>,
    reader: Result<Reader, Problem>,
    mut parameters: Parameters,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let again = reader.as_ref().ok().map(Reader::again);
    let drawn = match Asked::new(&app, reader?, &uri, &headers).await {
        Ok((asked, place)) => drawn(&asked, place, &mut parameters).await,
        Err(problem) => Err(problem),
    };
    match (drawn, again) {
        (Err(Problem::NotFound), Some(reader)) => {
            get_page(State(app), Ok(reader), method, parameters, uri, headers).await
        }
        (drawn, _) => drawn,
    }
}

async fn drawn(
    asked: &Asked<'_>,
    place: Place,
    parameters: &mut Parameters,
) -> Result<Response, Problem> {
    let slashed = asked.uri.path().ends_with('/');
    let is_feed = matches!(place, Place::Feed(_));
    let response = match place {
        Place::Home => lists::home(asked).await,
        Place::Category(key) => lists::category(asked, &key, parameters, Refused::default()).await,
        Place::Post(key) => post::read(asked, &key, parameters).await,
        Place::Ask => writing::ask_page(asked, parameters).await,
        Place::Member(handle) => lists::member(asked, &handle, Refused::default()).await,
        Place::Moderation => moderation::page(asked, Refused::default()).await,
        Place::Following => following::page(asked, Refused::default()).await,
        Place::Search => found::page(asked, parameters).await,
        Place::Feed(category) => machine::feed(asked, category.as_deref()).await,
    }?;
    // Only what is there is led on to.
    if slashed == is_feed && response.status() == StatusCode::OK {
        let path = asked.uri.path();
        let url = match is_feed {
            true => path.trim_end_matches('/').to_owned(),
            false => format!("{path}/"),
        };
        return Ok(asked.moved(&url));
    }
    Ok(response)
}

async fn post_forum_page(
    State(app): State<Arc<App>>,
    reader: Result<Reader, Problem>,
    parameters: Parameters,
    request: Request,
) -> Result<Response, Problem> {
    let uri = request.uri().clone();
    let headers = request.headers().clone();
    let again = reader.as_ref().ok().map(Reader::again);
    let written = match Asked::new(&app, reader?, &uri, &headers).await {
        Ok((asked, place)) => written(&asked, place, request).await,
        Err(problem) => Err(problem),
    };
    match (written, again) {
        (Err(Problem::NotFound), Some(reader)) => {
            get_page(
                State(app),
                Ok(reader),
                Method::GET,
                parameters,
                uri,
                headers,
            )
            .await
        }
        (written, _) => written,
    }
}

async fn written(asked: &Asked<'_>, place: Place, request: Request) -> Result<Response, Problem> {
    match place {
        Place::Ask => {
            let sent = Sent::read_up_to(request, FORM_LIMIT).await?;
            writing::ask(asked, sent).await
        }
        Place::Post(key) => {
            // Whoever may not read it sends nothing to it.
            let cards = asked.app.forum.cards_of(&asked.who, &[&key]).await;
            if cards?.is_empty() {
                return Err(Problem::NotFound);
            }
            let sent = Sent::read_up_to(request, FORM_LIMIT).await?;
            acts::act(asked, &key, sent).await
        }
        Place::Member(handle) => {
            let sent = Sent::read_up_to(request, FORM_LIMIT).await?;
            moderation::block(asked, &handle, sent).await
        }
        Place::Category(key) => {
            let sent = Sent::read_up_to(request, FORM_LIMIT).await?;
            following::of_category(asked, &key, sent).await
        }
        Place::Following if following::is_offered(asked) => {
            let sent = Sent::read_up_to(request, FORM_LIMIT).await?;
            following::change(asked, sent).await
        }
        Place::Moderation if asked.who.is_keeper() => {
            let sent = Sent::read_up_to(request, FORM_LIMIT).await?;
            moderation::decide(asked, sent).await
        }
        _ => Err(Problem::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn addresses_are_read() {
        let check = |rest: &str, expected: Option<Place>| assert_eq!(Place::read(rest), expected);
        check("", Some(Place::Home));
        check("/", Some(Place::Home));
        check("/estimating/", Some(Place::Category("estimating".into())));
        check(
            "/estimating/feed.xml",
            Some(Place::Feed(Some("estimating".into()))),
        );
        check(
            "/posts/p0123456789a/a-slug/",
            Some(Place::Post("p0123456789a".into())),
        );
        check("/posts/r0123456789a/", None);
        check("/posts/p0123456789a/a/b/", None);
        check("/members/ana/", Some(Place::Member("ana".into())));
    }
}
