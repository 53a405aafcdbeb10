//! From a question to the threads that answer it: groups by language, counts, facets.
//!
//! Entry point: [`Snapshot::search`]. What is shown of a thread comes from elsewhere: here are
//! its key, and how good an answer it is.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

use crate::locale::Locale;
use crate::search::answer::{FacetCount, MatchedBy, corrected, missing};
use crate::search::lexicon::Lexicon;
use crate::search::plan::Plan;
use crate::search::planner::Planner;
use crate::search::query::Query;
use crate::search::ranking::quantised;
use crate::search::settings::SearchSettings;
use crate::search::snippet::Marker;
use crate::search::threads::facts::{Facts, Names};
use crate::search::threads::scoring::{Asked, Hit, Marks};
use crate::search::threads::snapshot::{ShelfView, Snapshot, View};
use crate::search::threads::{Progress, unpacked};
use crate::search::{SearchError, SearchSettings as Settings};

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

/// Dictionaries of segments, the largest first, in which a mistyped word is looked up.
const DICTIONARIES: usize = 12;
/// Threads that are worth searching with more than one processor.
const MANY: usize = 60_000;
/// Threads that are kept in order, whatever page is asked for.
const DEEPEST: usize = 10_000;

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
        self.only.is_some()
            || self.progress.is_some()
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

#[derive(Clone, Copy, Debug)]
struct Candidate {
    score: f32,
    number: u32,
    key: u64,
    matched_by: MatchedBy,
}

/// What passes besides the words, in numbers.
struct Passing {
    author: Option<Option<u32>>,
    /// By number of a set of tags.
    tags: Option<Vec<bool>>,
    progress: Option<Progress>,
    from: u32,
    to: u32,
}

impl Passing {
    fn new(wanted: &Wanted, names: &Names) -> Self {
        Passing {
            author: wanted.author.as_deref().map(|one| names.author(one)),
            tags: wanted.tag.as_deref().map(|one| names.with_tag(one)),
            progress: wanted.progress,
            from: wanted.from.unwrap_or(0),
            to: wanted.to.unwrap_or(u32::MAX),
        }
    }

    fn takes(&self, facts: &Facts) -> bool {
        let has_tag = |tags: &Vec<bool>| tags.get(facts.tags as usize) == Some(&true);
        self.author
            .is_none_or(|author| author == Some(facts.author))
            && self.tags.as_ref().is_none_or(has_tag)
            && self.progress.is_none_or(|one| one == facts.progress())
            && (self.from..=self.to).contains(&facts.created)
    }
}

/// What was found in some segments.
#[derive(Debug, Default)]
struct Tray {
    best: Vec<Candidate>,
    total: usize,
    categories: HashMap<String, usize>,
    progress: [usize; 3],
    /// By number of a set of tags.
    tags: Vec<usize>,
}

impl Tray {
    fn cut(&mut self, wanted: usize) {
        if self.best.len() > wanted {
            self.best.select_nth_unstable_by(wanted, better);
            self.best.truncate(wanted);
        }
    }

    fn add(&mut self, other: Tray, wanted: usize) {
        self.best.extend(other.best);
        self.cut(wanted);
        self.total += other.total;
        for (category, count) in other.categories {
            *self.categories.entry(category).or_default() += count;
        }
        for (all, own) in self.progress.iter_mut().zip(other.progress) {
            *all += own;
        }
        self.tags.resize(self.tags.len().max(other.tags.len()), 0);
        for (all, own) in self.tags.iter_mut().zip(other.tags) {
            *all += own;
        }
    }
}

/// By score; of equals, the one that was asked later.
fn better(one: &Candidate, other: &Candidate) -> std::cmp::Ordering {
    let by_score = other.score.total_cmp(&one.score);
    by_score.then_with(|| other.number.cmp(&one.number))
}

impl Snapshot {
    /// Answers from the shelves of the opened categories. The answer is the same, to the bits
    /// of its scores, whatever the other shelves hold.
    ///
    /// # Errors
    /// Only when the index cannot be read; no question is an error.
    pub fn search(&self, wanted: &Wanted, settings: &Settings) -> Result<Found, SearchError> {
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

/// One language of a search.
struct Searched<'a> {
    wanted: &'a Wanted,
    settings: &'a SearchSettings,
    passing: &'a Passing,
    /// When something was last said on the opened shelves: the clock is not asked.
    newest: u32,
    /// Whether the question is in this language.
    own: bool,
}

impl Searched<'_> {
    fn tray(&self, shelves: &[&ShelfView], plan: &mut Plan) -> Result<Tray, SearchError> {
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

fn facets(tray: Tray, names: &Names) -> BTreeMap<&'static str, Vec<FacetCount>> {
    let mut tags: HashMap<String, usize> = HashMap::new();
    for (set, count) in tray
        .tags
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0)
    {
        for tag in names.tags(set as u32) {
            *tags.entry(tag.to_owned()).or_default() += count;
        }
    }
    let progress = Progress::ALL
        .iter()
        .map(|one| (one.word().to_owned(), tray.progress[*one as usize]));
    let counted = |counts: Vec<(String, usize)>| {
        let mut counts: Vec<FacetCount> = counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(value, count)| FacetCount { value, count })
            .collect();
        counts.sort_by(|one, other| {
            let by_count = other.count.cmp(&one.count);
            by_count.then_with(|| one.value.cmp(&other.value))
        });
        counts
    };
    let mut facets = BTreeMap::from([
        ("category", counted(tray.categories.into_iter().collect())),
        ("status", counted(progress.collect())),
        ("tag", counted(tags.into_iter().collect())),
    ]);
    facets.retain(|_, counts| !counts.is_empty());
    facets
}
