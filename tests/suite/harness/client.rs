//! Asks the router as different viewers.

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use ayuda::attachments::Attachments;
use ayuda::edition::{Edition, Outcome, Published, Renewal};
use ayuda::feedback::Feedback;
use ayuda::forum::{Forum, Taken};
use ayuda::gate::Viewer;
use ayuda::http::{App, InTurn, connection_limit, demo_router, router, routes, serve};
use ayuda::i18n::Messages;
use ayuda::identity::{Identity, Permission, Sessions, Tokens};
use ayuda::insight::Insight;
use ayuda::outbox::Wanted;
use ayuda::pictures::{put_away, with_variants};
use ayuda::storage::{Clock, Place, Storage};
use ayuda::theme::Theme;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use super::{HelpCenter, NOW};

/// A running service, without a network.
pub struct Service {
    runtime: Runtime,
    storage: Storage,
    router: Router,
    theme: Arc<Theme>,
    /// The database lies there.
    _folder: Arc<tempfile::TempDir>,
    pub app: Arc<App>,
}

/// One viewer of a service, with the cookies it was given.
pub struct Client<'a> {
    service: &'a Service,
    token: Option<String>,
    language: Option<&'static str>,
    address: Option<SocketAddr>,
    cookies: RefCell<Option<String>>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Service {
    pub(super) fn start(help: &HelpCenter) -> Self {
        // What the service logs stands in the output of a test that fails.
        let _ = tracing_subscriber::fmt()
            .with_test_writer()
            .with_env_filter("warn")
            .try_init();
        let runtime = Runtime::new().expect("a runtime");
        let config = Arc::new(help.config());
        let library = help.compile().library;
        let theme = help.theme();
        let edition = Edition::build(
            library,
            &help.path("index/built"),
            Arc::new(help.search_settings()),
            Arc::clone(&config),
            Arc::clone(&theme),
        )
        .expect("an edition");
        let storage = runtime
            .block_on(Storage::open(Place::of(&config)))
            .expect("a database");
        let feedback = runtime
            .block_on(Feedback::open(storage.clone()))
            .expect("the counts");
        runtime
            .block_on(feedback.follow(edition.library()))
            .expect("followed");
        let tokens = Tokens::load(&config).expect("a key");
        let clock = Clock::Fixed(NOW.parse().expect("a moment"));
        let insight = Insight::start(storage.clone(), clock, config.insight.keep_days);
        let insight = runtime.block_on(insight).expect("a log of searches");
        let forum = {
            // A task follows what is written.
            let _running = runtime.enter();
            Forum::new(storage.clone(), &config.forum.categories)
                .with_outbox(Wanted::of(&config.outbox))
                .searched(&config.forum_folder())
        };
        runtime.block_on(forum.follow_settings()).expect("counted");
        let app = Arc::new(App {
            attachments: Attachments::open(&config, storage.clone()).expect("a folder"),
            config,
            forum,
            messages: Arc::new(Messages::built_in()),
            published: Published::new(edition),
            renewal: Renewal::default(),
            tokens,
            sessions: Sessions::new(storage.clone()),
            feedback,
            insight,
            storage: storage.clone(),
            stopping: AtomicBool::new(false),
            clock,
        });
        Service {
            runtime,
            storage,
            router: router(Arc::clone(&app)),
            theme,
            _folder: Arc::clone(&help.folder),
            app,
        }
    }

    /// The same with the demo app, as `serve --demo` has it.
    pub fn with_demo(mut self) -> Self {
        self.router = demo_router(Arc::clone(&self.app));
        self
    }

    /// Without what is answered ahead of the routes.
    pub fn by_routes_alone(mut self) -> Self {
        self.router = self.routes();
        self
    }

    /// Answers on a real socket from now on.
    pub(super) fn listen(&self) -> SocketAddr {
        let listener = self.runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let limit = connection_limit(&self.app.config);
        let forever = std::future::pending();
        let service = InTurn::new(&self.app, self.router.clone());
        self.runtime.spawn(serve(listener, service, limit, forever));
        address
    }

    /// From now on, who asks for a next edition is told this, and none is made.
    pub fn renews(&self, outcome: Outcome) {
        let app = Arc::clone(&self.app);
        self.runtime.spawn(async move {
            let mut last = 0;
            loop {
                (last, _) = app.renewal.next(last).await;
                app.renewal.done(last, outcome.clone(), app.clock.now());
            }
        });
        while !self.app.renewal.is_attended() {
            std::thread::yield_now();
        }
    }

    /// Somebody who keeps the help center.
    pub fn sign_in_to_keep(&self, who: &str) -> Client<'_> {
        let viewer = Viewer::from_who(who).expect("a viewer");
        let mut identity = Identity::new("keeper", viewer);
        identity.permissions = [Permission::Admin].into();
        let token = self.app.tokens.sign(&identity, self.app.clock.now());
        self.client(Some(token.expect("a token")))
    }

    /// Takes the database away.
    pub fn close_storage(&self) {
        let closed = self.runtime.block_on(self.app.storage.clone().close());
        closed.expect("an end");
    }

    /// The routes as they are, for a look at what there is.
    pub fn routes(&self) -> Router {
        routes(Arc::clone(&self.app))
    }

    /// Publishes the content as it is now.
    pub fn publish(&self, help: &HelpCenter) {
        let edition = Edition::build(
            help.compile().library,
            &help.path("index/built"),
            Arc::new(help.search_settings()),
            Arc::clone(&self.app.config),
            help.theme(),
        );
        self.publish_edition(edition.expect("an edition"));
    }

    /// The same with what the last edition has, as a service does that watches its files; the
    /// theme is that of before.
    pub fn publish_what_changed(&self, help: &HelpCenter) {
        let index = help.path("index/built");
        let last = self.app.published.current();
        let library = with_variants(help.compile().library, &index, Some(last.library()));
        let library = put_away(library, &index);
        let shelves = last
            .shelves()
            .renewed(&library, Arc::new(help.search_settings()));
        let edition = Edition::assemble(
            library,
            Arc::new(shelves.expect("texts").expect("few changes")),
            &index,
            Arc::clone(&self.app.config),
            Arc::clone(&self.theme),
            Some(&last),
        );
        self.publish_edition(edition.expect("an edition"));
    }

    fn publish_edition(&self, edition: Edition) {
        self.runtime
            .block_on(self.app.feedback.follow(edition.library()))
            .expect("followed");
        self.app.published.publish(edition);
    }

    /// Takes in what others wrote to the database, as a running service does four times a second.
    pub fn catch_up(&self) {
        let caught_up = self.runtime.block_on(self.app.feedback.catch_up());
        caught_up.expect("read");
    }

    /// From here on nothing can be written.
    pub fn close_database(&self) {
        let closed = self.runtime.block_on(self.storage.clone().close());
        closed.expect("closed");
    }

    /// Writes what was searched so far.
    pub fn settle(&self) {
        self.runtime.block_on(self.app.insight.settle());
    }

    /// Waits for something that only ends with time or disk.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    pub fn anonymous(&self) -> Client<'_> {
        self.client(None)
    }

    /// A viewer by `WHO`; `public` has no token.
    pub fn sign_in(&self, who: &str) -> Client<'_> {
        self.sign_in_as(who, "someone")
    }

    pub fn sign_in_as(&self, who: &str, subject: &str) -> Client<'_> {
        let viewer = Viewer::from_who(who).expect("a viewer");
        if viewer.is_anonymous() {
            return self.anonymous();
        }
        let identity = Identity::new(subject, viewer);
        let token = self.app.tokens.sign(&identity, self.app.clock.now());
        self.client(Some(token.expect("a token")))
    }

    /// Threads from elsewhere, which can be found when this returns.
    pub fn take_over(&self, threads: Vec<Taken>) {
        self.wait(self.app.forum.take_over(threads)).expect("kept");
        assert!(self.wait(self.app.forum.settled()), "not indexed");
    }

    /// Forgets a member, with what they wrote.
    pub fn forget_member(&self, name: &str, texts: bool) {
        let identity = Identity::new(name, Viewer::anonymous());
        let voter = self.app.tokens.voter(&identity);
        let forgotten = self.wait(self.app.forum.forget(&voter, texts));
        forgotten.expect("forgotten");
    }

    /// A member of the forum; a moderator, where `may` names it.
    pub fn member(&self, who: &str, name: &str, may: &[Permission]) -> Client<'_> {
        let viewer = Viewer::from_who(who).expect("a viewer");
        let mut identity = Identity::new(name, viewer);
        identity.name = Some(name.to_owned());
        identity.permissions = may.iter().copied().collect();
        let token = self.app.tokens.sign(&identity, self.app.clock.now());
        self.client(Some(token.expect("a token")))
    }

    /// The token of a member, for a caller of one's own.
    pub fn member_token(&self, who: &str, name: &str) -> String {
        self.member(who, name, &[]).token.expect("a token")
    }

    /// A caller with this text where the token goes.
    pub fn with_token(&self, token: &str) -> Client<'_> {
        self.client(Some(token.to_owned()))
    }

    fn client(&self, token: Option<String>) -> Client<'_> {
        Client {
            service: self,
            token,
            language: None,
            address: None,
            cookies: RefCell::default(),
        }
    }
}

impl<'a> Client<'a> {
    /// The same viewer with a session in place of the token.
    pub fn in_a_browser(&self) -> Client<'a> {
        let browser = self.service.anonymous();
        if self.token.is_some() {
            let answer = self.post("/api/v1/support/session", "");
            assert_eq!(answer.status, StatusCode::NO_CONTENT);
            *browser.cookies.borrow_mut() = self.cookies.take();
        }
        browser
    }
}

impl Client<'_> {
    /// The same viewer with another `Accept-Language`.
    pub fn reading(mut self, language: &'static str) -> Self {
        self.language = Some(language);
        self
    }

    /// The cookies that it was given so far.
    pub fn cookies(&self) -> Option<String> {
        self.cookies.borrow().clone()
    }

    /// As if what was answered since had not been.
    pub fn keep_cookies(&self, cookies: Option<String>) {
        self.cookies.replace(cookies);
    }

    /// The same viewer over a network, from this address.
    pub fn at(mut self, address: &str) -> Self {
        let address: IpAddr = address.parse().expect("an address");
        self.address = Some(SocketAddr::new(address, 4711));
        self
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "")
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, path, headers, "")
    }

    pub fn post(&self, path: &str, json: &str) -> Answer {
        self.send(
            Method::POST,
            path,
            &[("content-type", "application/json")],
            json,
        )
    }

    pub fn post_form(&self, path: &str, form: &str) -> Answer {
        let form_type = ("content-type", "application/x-www-form-urlencoded");
        self.send(Method::POST, path, &[form_type], form)
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &[], "")
    }

    pub fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.send_bytes(method, path, headers, body.as_bytes())
    }

    /// The same with a body that need not be text.
    pub fn send_bytes(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:8080");
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(language) = self.language {
            request = request.header("accept-language", language);
        }
        if let Some(cookies) = &*self.cookies.borrow() {
            request = request.header(COOKIE, cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::from(body.to_vec())).expect("a request");
        if let Some(address) = self.address {
            request.extensions_mut().insert(ConnectInfo(address));
        }
        let router = self.service.router.clone();
        let answer = self.service.runtime.block_on(async {
            let response = router.oneshot(request).await.expect("an answer");
            let (parts, body) = response.into_parts();
            Answer {
                status: parts.status,
                headers: parts.headers,
                body: to_bytes(body, usize::MAX).await.expect("a body").to_vec(),
            }
        });
        if let Some(cookie) = answer.headers.get(SET_COOKIE) {
            let cookie = cookie
                .to_str()
                .expect("a cookie")
                .split(';')
                .next()
                .unwrap_or_default();
            *self.cookies.borrow_mut() = Some(cookie.to_owned());
        }
        answer
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        assert!(
            self.header("content-type").contains("json"),
            "{} {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a text"))
    }

    /// The content type alone, for those that care about nothing else.
    pub fn media_type(&self) -> &str {
        self.header(CONTENT_TYPE.as_str())
    }

    /// Status, headers and body, without what differs by nature: the request id, and what
    /// the caller has left to ask.
    pub fn comparable(&self) -> (u16, String, String) {
        // What comes ahead of the routes is given its length on the wire alone.
        let length = self.body.len().to_string();
        let mut headers: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| !["x-request-id", "ratelimit"].contains(&name.as_str()))
            .filter(|(name, value)| *name != "content-length" || *value != &*length)
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?")))
            .collect();
        headers.sort();
        let id = self.header("x-request-id");
        assert_eq!(id.len(), 32, "each answer carries the id of its request");
        let body = String::from_utf8_lossy(&self.body).replace(id, "REQUEST");
        (self.status.as_u16(), headers.join("\n"), body)
    }
}
