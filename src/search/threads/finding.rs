//! From a question to the threads that answer it: groups by language, counts, facets.
//!
//! Entry point: [`Snapshot::search`]. What is shown of a thread comes from elsewhere: here are
//! its key, and how good an answer it is.

mod searched;
mod tray;

use std::collections::BTreeMap;

use crate::locale::Locale;
use crate::search::answer::{FacetCount, MatchedBy, corrected, missing};
use crate::search::lexicon::Lexicon;
use crate::search::plan::Plan;
use crate::search::planner::Planner;
use crate::search::query::Query;
use crate::search::snippet::Marker;
use crate::search::threads::finding::searched::Searched;
use crate::search::threads::finding::tray::{Candidate, Passing, Tray, better, facets};
use crate::search::threads::snapshot::{ShelfView, Snapshot, View};
use crate::search::threads::{Progress, unpacked};
use crate::search::{SearchError, SearchSettings};

/// Dictionaries of segments, the largest first, in which a mistyped word is looked up.
const DICTIONARIES: usize = 12;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub query: Query,
    /// The reader's: its group comes first.
    pub language: Locale,
    /// Whose shelves are opened: those that the viewer may read.
    pub opened: Vec<String>,
    /// Of these, those that are looked into; all if not given.
    pub only: Option<Vec<String>>,
    pub progress: Option<Progress>,
    pub author: Option<String>,
    pub tag: Option<String>,
    /// When it was asked, in seconds since 1970; both are in it.
    pub from: Option<u32>,
    pub to: Option<u32>,
    /// From 1.
    pub page: usize,
    /// Of each group on a page.
    pub limit: usize,
}

impl Wanted {
    /// Threads of a group that are kept in order: there is no page behind them.
    pub const DEEPEST: usize = 10_000;

    pub fn new(query: Query, language: Locale, opened: Vec<String>) -> Self {
        Wanted {
            query,
            language,
            opened,
            only: None,
            progress: None,
            author: None,
            tag: None,
            from: None,
            to: None,
            page: 1,
            limit: 10,
        }
    }

    fn is_narrowed(&self) -> bool {
        self.only.is_some() || self.chooses()
    }

    /// Whether not all threads of a shelf pass that have the words.
    fn chooses(&self) -> bool {
        self.progress.is_some()
            || self.author.is_some()
            || self.tag.is_some()
            || self.from.is_some()
            || self.to.is_some()
    }
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    pub groups: Vec<FoundGroup>,
    /// `category`, `status` and `tag`, over all groups and pages.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
    pub did_you_mean: Option<String>,
    pub missing: Vec<String>,
}

/// Threads of one language.
#[derive(Debug)]
pub struct FoundGroup {
    pub language: Locale,
    /// On all pages.
    pub total: usize,
    pub threads: Vec<FoundThread>,
    pub(super) marker: Marker,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FoundThread {
    pub key: String,
    pub matched_by: MatchedBy,
    pub score: f32,
}

impl Snapshot {
    /// Answers from the shelves of the opened categories. The answer is the same, to the bits
    /// of its scores, whatever the other shelves hold.
    ///
    /// # Errors
    /// Only when the index cannot be read; no question is an error.
    pub fn search(&self, wanted: &Wanted, settings: &SearchSettings) -> Result<Found, SearchError> {
        let mut found = Found {
            groups: Vec::new(),
            facets: BTreeMap::new(),
            did_you_mean: None,
            missing: Vec::new(),
        };
        let query = &wanted.query;
        if query.is_empty() && !wanted.is_narrowed() {
            return Ok(found);
        }
        let opened: Vec<&ShelfView> = self
            .shelves
            .iter()
            .filter(|shelf| wanted.opened.iter().any(|key| **key == *shelf.category))
            .collect();
        let mut views: Vec<&View> = opened.iter().flat_map(|shelf| &shelf.segments).collect();
        views.sort_by_key(|view| std::cmp::Reverse(view.facts.len()));
        let lexicons: Vec<&dyn Lexicon> = views.iter().map(|view| &*view.segment as _).collect();
        let planner = Planner {
            settings,
            reader: wanted.language,
            opened: &lexicons,
            dictionaries: DICTIONARIES,
        };
        let names = self.names();
        let passing = Passing::new(wanted, &names);
        let newest = views.iter().map(|view| view.newest).max().unwrap_or(0);
        let mut plan = planner.plan(query)?;
        let is_foreign = plan.is_foreign();
        let mut other_plans = Vec::new();
        for language in Locale::ALL
            .into_iter()
            .filter(|one| *one != wanted.language)
        {
            // Who typed the other language is answered as its readers are.
            let plan = match is_foreign {
                true => Planner {
                    reader: language,
                    ..planner
                }
                .plan(query)?,
                false => planner.translated(query, &plan, language),
            };
            other_plans.push((language, plan));
        }
        let mut all = Tray::default();
        let mut search = |language: Locale, plan: &mut Plan, own: bool| {
            let searched = Searched {
                wanted,
                settings,
                passing: &passing,
                newest,
                own,
            };
            let shelves: Vec<&ShelfView> = opened
                .iter()
                .filter(|shelf| shelf.language == language)
                .copied()
                .collect();
            let mut tray = searched.tray(&shelves, plan)?;
            tray.best.sort_unstable_by(better);
            let start = wanted
                .page
                .max(1)
                .saturating_sub(1)
                .saturating_mul(wanted.limit);
            let shown = tray.best.iter().skip(start).take(wanted.limit);
            let group = FoundGroup {
                language,
                total: tray.total,
                threads: shown.map(FoundThread::new).collect(),
                marker: Marker::new(plan, language),
            };
            if group.total > 0 {
                found.groups.push(group);
            }
            all.add(tray, 0);
            Ok::<_, SearchError>(())
        };
        search(wanted.language, &mut plan, true)?;
        for (language, plan) in &mut other_plans {
            search(*language, plan, is_foreign)?;
        }
        found.facets = facets(all, &names);
        let read = match other_plans.first() {
            Some((_, other)) if is_foreign => other,
            _ => &plan,
        };
        found.did_you_mean = corrected(query, read);
        if found.groups.is_empty() {
            found.missing = missing(query, read);
        }
        Ok(found)
    }
}

impl FoundThread {
    fn new(one: &Candidate) -> Self {
        FoundThread {
            key: unpacked(one.key),
            matched_by: one.matched_by,
            score: one.score,
        }
    }
}
