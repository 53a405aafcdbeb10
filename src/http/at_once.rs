//! Public pages that lie packed, answered ahead of the router: they are most of what is asked for.
//!
//! They are answered by the same rules and in the same words, or not here.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::Method;
use axum::http::header::{AUTHORIZATION, RANGE};
use axum::response::Response;
use futures_util::future::Either;
use tower::Service;

use crate::http::around::Around;
use crate::http::pages::packed_page;

/// How the address of the search page ends, in each language.
const SEARCH: &str = "/search/";

/// A service behind the pages that need not wait for it.
#[derive(Clone)]
pub(super) struct AtOnce<S> {
    around: Arc<Around>,
    others: S,
}

impl<S> AtOnce<S> {
    pub(super) fn new(around: Arc<Around>, others: S) -> Self {
        AtOnce { around, others }
    }

    /// The page, if nothing about the request has to be looked at but its address and what the
    /// caller can unpack or has already.
    fn page(&self, request: &mut Request) -> Option<Response> {
        let headers = request.headers();
        let is_plain = *request.method() == Method::GET
            && !headers.contains_key(AUTHORIZATION)
            && !headers.contains_key(RANGE);
        if !is_plain {
            return None;
        }
        let (app, path) = (self.around.app(), request.uri().path());
        // The one page with a route of its own: it is each reader's.
        if path.ends_with(SEARCH) {
            return None;
        }
        let edition = app.published.current();
        let page = edition.public().kept.find(path)?;
        self.around
            .at_once(request, |headers| packed_page(&page, headers))
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
        match self.page(&mut request) {
            Some(page) => Either::Left(ready(Ok(page))),
            None => Either::Right(self.others.call(request)),
        }
    }
}
