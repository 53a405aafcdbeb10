//! The segments of one language, searched by as many processors as it is worth.

use std::sync::{LazyLock, Mutex};
use std::thread;

use tantivy::DocId;

use crate::search::answer::MatchedBy;
use crate::search::plan::Plan;
use crate::search::ranking::quantised;
use crate::search::threads::facts::Facts;
use crate::search::threads::finding::Wanted;
use crate::search::threads::finding::tray::{Candidate, Passing, Tray};
use crate::search::threads::scoring::{Asked, Holding, Weights};
use crate::search::threads::snapshot::{ShelfView, View};
use crate::search::{SearchError, SearchSettings};

/// What a thread is worth more where something was said lately; half of it half a year before
/// the last word.
const RECENT: f32 = 0.08;
const HALF_AS_RECENT: f32 = 180.0 * 86_400.0;
/// What a thread is multiplied by at most for being recent.
const MOST_RECENT: f32 = 1.0 + RECENT;

/// Threads that are worth searching with more than one processor.
const MANY: usize = 60_000;
/// Processors on which one search may be at work. To ask the system takes long.
static WORKERS: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, |all| all.get().min(4)));

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
        let asked = Asked::new(plan, ranking, &segments)?;
        let wanted: Vec<Opened<'_>> = views
            .into_iter()
            .enumerate()
            .map(|(at, (shelf, view))| Opened { at, shelf, view })
            .filter(|Opened { shelf, .. }| {
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
        opened: &[Opened<'_>],
        asked: &Asked<'_>,
        floor: f32,
    ) -> Result<Tray, SearchError> {
        let threads: usize = opened.iter().map(|one| one.view.facts.len()).sum();
        if threads < MANY || *WORKERS == 1 {
            let mut search = Search::default();
            for one in opened {
                self.segment(one, asked, floor, &mut search)?;
            }
            return Ok(search.tray);
        }
        let next = Mutex::new(opened.iter());
        let work = || {
            let mut search = Search::default();
            loop {
                let one = next.lock().map(|mut next| next.next()).unwrap_or_default();
                let Some(one) = one else {
                    return Ok(search.tray);
                };
                self.segment(one, asked, floor, &mut search)?;
            }
        };
        let trays: Vec<Result<Tray, SearchError>> = thread::scope(|scope| {
            let others: Vec<_> = (1..*WORKERS).map(|_| scope.spawn(work)).collect();
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
        pages
            .saturating_mul(self.wanted.limit.max(1))
            .min(Wanted::DEEPEST)
    }

    fn segment(
        &self,
        opened: &Opened<'_>,
        asked: &Asked<'_>,
        floor: f32,
        search: &mut Search,
    ) -> Result<(), SearchError> {
        let Opened { at, shelf, view } = *opened;
        let Search { holding, tray, .. } = search;
        let (before, mut hopeful) = (tray.total, Vec::new());
        asked.hold(at, &view.segment, holding)?;
        asked.each_fitting(&view.segment, holding, |document, fit| {
            // Most words of a question are not of the other language.
            let covered = if self.own { fit.coverage } else { fit.share };
            let (facts, at) = (&view.facts, document as usize);
            if covered < floor || !self.passing.takes(facts, at) {
                return;
            }
            tray.count(facts, at);
            let most = fit.most * facts.worth_at_most(at) * MOST_RECENT;
            if tray.wants(most) {
                hopeful.push((most, document));
            }
        });
        if tray.total > before {
            let counted = tray.categories.entry(shelf.category.to_string());
            *counted.or_default() += tray.total - before;
        }
        let first = 2 * self.depth() + 500;
        if hopeful.len() > 2 * first {
            // The most hopeful ones say how good the others would have to be.
            hopeful.select_nth_unstable_by(first, |one, other| other.0.total_cmp(&one.0));
            let others = hopeful.split_off(first);
            self.weigh(opened, asked, hopeful, search)?;
            hopeful = others;
        }
        self.weigh(opened, asked, hopeful, search)
    }

    /// Puts those on the tray that are among the best.
    fn weigh(
        &self,
        opened: &Opened<'_>,
        asked: &Asked<'_>,
        hopeful: Vec<(f32, DocId)>,
        search: &mut Search,
    ) -> Result<(), SearchError> {
        let view = opened.view;
        let Search {
            holding,
            weights,
            tray,
        } = search;
        let chosen = hopeful.into_iter().filter(|(most, _)| tray.wants(*most));
        let mut chosen: Vec<DocId> = chosen.map(|(_, document)| document).collect();
        chosen.sort_unstable();
        let mut put = |document: DocId, score: f32, matched_by: MatchedBy| {
            let worth = view.facts.worth_at_most(document as usize);
            if !tray.wants(score * worth * MOST_RECENT) {
                return;
            }
            let facts = &view.facts[document as usize];
            tray.best.push(Candidate {
                score: quantised(score * facts.worth(self.recent(facts))),
                number: facts.number,
                key: facts.key,
                matched_by,
            });
        };
        match asked.has_words() {
            true => asked.weigh(opened.at, &view.segment, &chosen, holding, weights, put)?,
            false => {
                let by_nothing = MatchedBy::default();
                chosen.into_iter().for_each(|one| put(one, 1.0, by_nothing));
            }
        }
        tray.cut(self.depth());
        Ok(())
    }

    fn recent(&self, facts: &Facts) -> f32 {
        let age = self.newest.saturating_sub(facts.active) as f32;
        1.0 + RECENT * (-age / HALF_AS_RECENT).exp2()
    }
}

/// A segment on which a search goes.
#[derive(Clone, Copy)]
struct Opened<'a> {
    /// Its number among all on which the plan was made.
    at: usize,
    shelf: &'a ShelfView,
    view: &'a View,
}

/// What was found so far, and room to find more.
#[derive(Debug, Default)]
struct Search {
    holding: Holding,
    weights: Weights,
    tray: Tray,
}
