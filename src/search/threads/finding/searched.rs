//! The segments of one language, searched by as many processors as it is worth.

use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

use crate::search::plan::Plan;
use crate::search::ranking::quantised;
use crate::search::threads::facts::Facts;
use crate::search::threads::finding::Wanted;
use crate::search::threads::finding::tray::{Candidate, Passing, Tray};
use crate::search::threads::scoring::{Asked, Hit, Marks};
use crate::search::threads::snapshot::{ShelfView, View};
use crate::search::{SearchError, SearchSettings};

/// What an answer is worth more that staff or a moderator found right. More than all of the
/// others together.
const VERIFIED: f32 = 0.4;
/// The same where the asker did.
const ACCEPTED: f32 = 0.1;
/// The same for many votes; half of it for [`HALF_OF_VOTES`].
const VOTED: f32 = 0.12;
const HALF_OF_VOTES: f32 = 5.0;
/// The same where something was said lately; half of it half a year before the last word.
const RECENT: f32 = 0.08;
const HALF_AS_RECENT: f32 = 180.0 * 86_400.0;
/// What a question is worth less that another one asks as well.
const DUPLICATE: f32 = 0.3;

/// Threads that are worth searching with more than one processor.
const MANY: usize = 60_000;
/// Threads that are kept in order, whatever page is asked for.
const DEEPEST: usize = 10_000;

/// One language of a search.
pub(super) struct Searched<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) settings: &'a SearchSettings,
    pub(super) passing: &'a Passing,
    /// When something was last said on the opened shelves: the clock is not asked.
    pub(super) newest: u32,
    /// Whether the question is in this language.
    pub(super) own: bool,
}

impl Searched<'_> {
    pub(super) fn tray(
        &self,
        shelves: &[&ShelfView],
        plan: &mut Plan,
    ) -> Result<Tray, SearchError> {
        let views: Vec<(&ShelfView, &View)> = shelves
            .iter()
            .flat_map(|shelf| shelf.segments.iter().map(|view| (*shelf, view)))
            .collect();
        let segments: Vec<_> = views.iter().map(|(_, view)| &*view.segment).collect();
        let ranking = &self.settings.ranking;
        let asked = Asked::new(plan, ranking, &segments);
        let wanted: Vec<(&ShelfView, &View)> = views
            .into_iter()
            .filter(|(shelf, _)| {
                let only = self.wanted.only.as_ref();
                only.is_none_or(|only| only.iter().any(|key| **key == *shelf.category))
            })
            .collect();
        let tray = self.over(&wanted, &asked, ranking.coverage_floor)?;
        match tray.total == 0 && self.own && asked.has_words() {
            true => self.over(&wanted, &asked, 0.0),
            false => Ok(tray),
        }
    }

    fn over(
        &self,
        views: &[(&ShelfView, &View)],
        asked: &Asked<'_>,
        floor: f32,
    ) -> Result<Tray, SearchError> {
        let threads: usize = views.iter().map(|(_, view)| view.facts.len()).sum();
        let workers = thread::available_parallelism().map_or(1, NonZero::get);
        if threads < MANY || workers == 1 {
            let mut tray = Tray::default();
            let mut marks = Marks::default();
            for (shelf, view) in views {
                self.segment(shelf, view, asked, floor, &mut marks, &mut tray)?;
            }
            return Ok(tray);
        }
        let next = Mutex::new(views.iter());
        let work = || {
            let mut tray = Tray::default();
            let mut marks = Marks::default();
            loop {
                let view = next.lock().map(|mut next| next.next()).unwrap_or_default();
                let Some((shelf, view)) = view else {
                    return Ok(tray);
                };
                self.segment(shelf, view, asked, floor, &mut marks, &mut tray)?;
            }
        };
        let trays: Vec<Result<Tray, SearchError>> = thread::scope(|scope| {
            let others: Vec<_> = (1..workers.min(4)).map(|_| scope.spawn(work)).collect();
            let own = work();
            let others = others.into_iter().map(|one| {
                let broken = |_| std::io::Error::other("a search ended early").into();
                one.join().unwrap_or_else(|panic| Err(broken(panic)))
            });
            std::iter::once(own).chain(others).collect()
        });
        let mut all = Tray::default();
        for tray in trays {
            all.add(tray?, self.depth());
        }
        Ok(all)
    }

    fn depth(&self) -> usize {
        let pages = self.wanted.page.max(1);
        pages.saturating_mul(self.wanted.limit.max(1)).min(DEEPEST)
    }

    fn segment(
        &self,
        shelf: &ShelfView,
        view: &View,
        asked: &Asked<'_>,
        floor: f32,
        marks: &mut Marks,
        tray: &mut Tray,
    ) -> Result<(), SearchError> {
        let before = tray.total;
        asked.find(&view.segment, marks, floor, |hit: Hit| {
            let facts = &view.facts[hit.document as usize];
            // Most words of a question are not of the other language.
            let covered = if self.own { hit.coverage } else { hit.share };
            if covered < floor || !self.passing.takes(facts) {
                return;
            }
            tray.total += 1;
            tray.progress[facts.progress() as usize] += 1;
            let tags = facts.tags as usize;
            if tray.tags.len() <= tags {
                tray.tags.resize(tags + 1, 0);
            }
            tray.tags[tags] += 1;
            let score = if asked.has_words() { hit.score } else { 1.0 };
            tray.best.push(Candidate {
                score: quantised(score * self.worth(facts)),
                number: facts.number,
                key: facts.key,
                matched_by: hit.matched_by,
            });
            if tray.best.len() >= 2 * self.depth() + 1_000 {
                tray.cut(self.depth());
            }
        })?;
        if tray.total > before {
            let counted = tray.categories.entry(shelf.category.to_string());
            *counted.or_default() += tray.total - before;
        }
        Ok(())
    }

    /// How much more a thread is worth than its words say.
    fn worth(&self, facts: &Facts) -> f32 {
        let mut worth = 1.0;
        if facts.verified > 0 {
            worth *= 1.0 + VERIFIED;
        }
        if facts.accepted > 0 {
            worth *= 1.0 + ACCEPTED;
        }
        let votes = facts.votes.max(0) as f32;
        worth *= 1.0 + VOTED * votes / (votes + HALF_OF_VOTES);
        let age = self.newest.saturating_sub(facts.active) as f32;
        worth *= 1.0 + RECENT * (-age / HALF_AS_RECENT).exp2();
        if facts.is_duplicate {
            worth *= 1.0 - DUPLICATE;
        }
        worth
    }
}
