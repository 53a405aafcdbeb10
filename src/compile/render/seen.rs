//! What pages lead to, and the sections of them that are not there.

use super::Page;
use crate::compile::plan::Plan;
use crate::compile::review::Used;
use crate::content::Film;
use crate::diagnostic::Diagnostic;

/// Collects over all pages, once those of the articles are rendered.
pub(super) struct Seen<'a> {
    pages: &'a [Page],
    plan: &'a Plan,
    used: Used,
    found: Vec<Diagnostic>,
}

impl<'a> Seen<'a> {
    /// Looks through the pages of the articles.
    pub(super) fn new(pages: &'a [Page], plan: &'a Plan) -> Self {
        let mut seen = Seen {
            pages,
            plan,
            used: Used::default(),
            found: Vec::new(),
        };
        for (at, page) in pages.iter().enumerate() {
            seen.page(Some(at), page);
        }
        seen
    }

    /// Notes what one page uses, and judges the sections that it links to.
    pub(super) fn page(&mut self, at: Option<usize>, page: &Page) {
        self.used.link(page.linked.iter().copied(), at, self.plan);
        let film = page.video.as_ref().and_then(|video| video.source.film());
        let film = film.into_iter().flat_map(Film::urls);
        let pictures = page.body.pictures().iter().chain(film);
        self.used.pictures.extend(pictures.cloned());
        for anchored in &page.anchors {
            let target = anchored.target.map_or(page, |target| &self.pages[target]);
            // Of a link in a passage, the page that lacks the section is the one around it.
            let file = anchored.target.or(at);
            let file = file.map(|file| &*self.plan.articles[file].file);
            let judged = anchored.judged(&target.body, &target.title, file);
            self.found.extend(judged);
        }
    }

    pub(super) fn done(self) -> (Used, Vec<Diagnostic>) {
        (self.used, self.found)
    }
}
