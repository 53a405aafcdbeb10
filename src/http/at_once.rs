//! Public pages that lie packed, and the help for screens that is remembered, answered ahead of
//! the router: they are most of what is asked for.
//!
//! They are answered by the same rules and in the same words, or not here.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::Method;
use axum::http::header::{AUTHORIZATION, COOKIE, RANGE};
use axum::response::Response;
use futures_util::future::Either;
use tower::Service;

use crate::http::around::Around;
use crate::http::contextual::{CONTEXTUAL, remembered_contextual};
use crate::http::pages::packed_page;
use crate::http::requests::PAGE;

/// How the address of the search page ends, in each language.
const SEARCH: &str = "/search/";

/// A service behind the answers that need not wait for it.
#[derive(Clone)]
pub(super) struct AtOnce<S> {
    around: Arc<Around>,
    /// The address of the help for screens.
    contextual: Arc<str>,
    others: S,
}

impl<S> AtOnce<S> {
    pub(super) fn new(around: Arc<Around>, others: S) -> Self {
        let base = around.app().config.base_path();
        AtOnce {
            around,
            contextual: format!("{base}{CONTEXTUAL}").into(),
            others,
        }
    }

    /// The answer, if nothing about the request has to be looked at but its address, its language
    /// and what the caller can unpack or has already.
    fn answer(&self, request: &mut Request) -> Option<Response> {
        let headers = request.headers();
        let is_plain = *request.method() == Method::GET
            && !headers.contains_key(AUTHORIZATION)
            && !headers.contains_key(RANGE);
        if !is_plain {
            return None;
        }
        let (app, path) = (self.around.app(), request.uri().path());
        if path == &*self.contextual {
            // Unlike a page, it is each reader's own, whom a cookie may name.
            if headers.contains_key(COOKIE) {
                return None;
            }
            return self.around.at_once(request, CONTEXTUAL, |uri, headers| {
                remembered_contextual(app, uri, headers)
            });
        }
        // The one page with a route of its own: it is each reader's.
        if path.ends_with(SEARCH) {
            return None;
        }
        let edition = app.published.current();
        let page = edition.public().kept.find(path)?;
        self.around
            .at_once(request, PAGE, |_, headers| packed_page(&page, headers))
    }
}

impl<S: Service<Request, Response = Response, Error = Infallible>> Service<Request> for AtOnce<S> {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.others.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        match self.answer(&mut request) {
            Some(answer) => Either::Left(ready(Ok(answer))),
            None => Either::Right(self.others.call(request)),
        }
    }
}
