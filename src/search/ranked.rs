//! The articles of one language that answer a request, in their order.
//!
//! Entry point: [`Shelves::rank`]. Here matches on shelves become articles: a match
//! that the viewer's library does not hold is dropped.

use std::sync::Arc;

use crate::content::{Article, Library};
use crate::gate::Viewer;
use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::answer::Request;
use crate::search::matching::{Match, find};
use crate::search::plan::Plan;
use crate::search::ranking::quantised;
use crate::search::shelf::Shelf;
use crate::search::shelves::Shelves;

/// An article with its place in the order of one language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked<'l> {
    pub article: &'l Arc<Article>,
    pub score: f32,
    /// See [`Match::exact`].
    pub exact: bool,
}

impl Shelves {
    /// All articles of the request's language that answer it, best first, for lists
    /// such as `/kb/articles?q=`. `page` and `limit` are not looked at.
    ///
    /// # Errors
    /// See [`Shelves::search`].
    pub fn rank(
        &self,
        library: &Library,
        viewer: &Viewer,
        request: &Request,
    ) -> Result<Vec<(Arc<Article>, f32)>, SearchError> {
        let (ranked, _) = self.ranked(library, viewer, request, request.language)?;
        Ok(ranked
            .into_iter()
            .map(|one| (one.article.clone(), one.score))
            .collect())
    }

    /// The articles of `language` in their order, by score and then by id; of another
    /// language than the reader's, only those that the reader's does not have.
    ///
    /// Also gives what was looked for, or `None` when nothing was asked.
    pub(super) fn ranked<'l>(
        &self,
        library: &'l Library,
        viewer: &Viewer,
        request: &Request,
        language: Locale,
    ) -> Result<(Vec<Ranked<'l>>, Option<Plan>), SearchError> {
        let query = &request.query;
        let shelves = self.opened(viewer, language);
        if shelves.is_empty() || (query.is_empty() && request.filters.is_empty()) {
            return Ok((Vec::new(), None));
        }
        let mut plan = Plan::new(query, request.language, language);
        let matches = find(&shelves, &mut plan, &self.ranking)?;
        let asked = Asked {
            library,
            viewer,
            request,
            language,
        };
        let floor = self.ranking.coverage_floor;
        // Most words of a query are not of the other language: what holds the one that
        // happens to be (a `de`, a `real`) is no answer there.
        let (good, poor): (Vec<Match>, Vec<Match>) = match language == request.language {
            true => matches.into_iter().partition(|one| one.coverage >= floor),
            false => {
                let good = matches.into_iter().filter(|one| one.share >= floor);
                (good.collect(), Vec::new())
            }
        };
        let mut ranked = asked.articles(&shelves, good);
        if ranked.is_empty() {
            ranked = asked.articles(&shelves, poor);
        }
        ranked.sort_by(|one, other| {
            let by_score = other.score.total_cmp(&one.score);
            by_score.then_with(|| one.article.id.cmp(&other.article.id))
        });
        Ok((ranked, Some(plan)))
    }
}

/// Who asks for what, on the shelves of one language.
struct Asked<'a, 'l> {
    library: &'l Library,
    viewer: &'a Viewer,
    request: &'a Request,
    language: Locale,
}

impl<'l> Asked<'_, 'l> {
    /// The matched articles that pass the filters.
    fn articles(&self, shelves: &[&Shelf], matches: Vec<Match>) -> Vec<Ranked<'l>> {
        let mut articles = Vec::with_capacity(matches.len());
        for one in matches {
            let id = &shelves[one.shelf].ids[one.document as usize];
            let Some(article) = self.library.article(id, self.language) else {
                debug_assert!(false, "`{id}` is not in the viewer's library");
                continue;
            };
            if article.gate.admits(self.viewer) && self.takes(article) {
                articles.push(Ranked {
                    article,
                    score: quantised(one.score),
                    exact: one.exact,
                });
            }
        }
        articles
    }

    fn takes(&self, article: &Article) -> bool {
        let request = self.request;
        let translated = || {
            self.library
                .article(&article.id, request.language)
                .is_some()
        };
        request.query.filters().pass(article)
            && request.filters.pass(article)
            && (self.language == request.language || !translated())
    }
}
