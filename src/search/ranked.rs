//! The articles of one language that answer a request, with their final scores.
//!
//! Entry point: [`Shelves::rank`]. Here matches on shelves meet what is known of the
//! reader: the role, the screen, the version, and how helpful others found an article.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use tantivy::DocId;

use crate::content::{Article, ArticleId, Kind, Library};
use crate::gate::Viewer;
use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::answer::{MatchedBy, Request};
use crate::search::cards::Card;
use crate::search::explain::{Line, Trace};
use crate::search::lexicon::Lexicon;
use crate::search::matching::{Match, find};
use crate::search::plan::Plan;
use crate::search::planner::Planner;
use crate::search::ranking::{Ranking, put_best_first, quantised};
use crate::search::shelf::Shelf;
use crate::search::shelves::Shelves;

/// Days in which a release loses half of what it gains by being new.
const HALF_AS_NEW: f32 = 180.0;

/// What a score is worth that the version in another language got.
const LENT: f32 = 0.9;

/// The articles of one language that answer, in no order.
#[derive(Debug)]
pub(super) struct Ranked<'s> {
    pub language: Locale,
    pub shelves: Vec<&'s Shelf>,
    pub plan: Plan,
    pub matches: Vec<Match>,
}

impl<'s> Ranked<'s> {
    pub fn article(&self, one: &Match) -> &'s Arc<Article> {
        &self.shelves[one.shelf].articles[one.document as usize]
    }

    pub fn card(&self, one: &Match) -> &'s Card {
        &self.shelves[one.shelf].cards[one.document as usize]
    }

    /// Leaves the best of `matches`, at most so many, in their order.
    pub fn put_first(&self, matches: &mut Vec<Match>, most: usize) {
        // Only what is shown has to be in order.
        let by_id = |one: &Match, other: &Match| self.order(one, other);
        put_best_first(matches, most, |one| one.score, by_id);
        matches.truncate(most);
        matches.sort_unstable_by(|one, other| self.order(one, other));
    }

    /// By score, then by id: never by where a document lies.
    pub fn order(&self, one: &Match, other: &Match) -> Ordering {
        let by_score = other.score.total_cmp(&one.score);
        by_score.then_with(|| match one.shelf == other.shelf {
            // On one shelf documents lie in the order of their ids.
            true => one.document.cmp(&other.document),
            false => self.article(one).id.cmp(&self.article(other).id),
        })
    }
}

impl Shelves {
    /// The articles of the request's language that answer it, best first and at most `most`, for
    /// lists such as `/kb/articles?q=`. `page` and `limit` are not looked at.
    ///
    /// # Errors
    /// See [`Shelves::search`].
    pub fn rank(
        &self,
        library: &Library,
        viewer: &Viewer,
        request: &Request,
        most: usize,
    ) -> Result<Vec<(Arc<Article>, f32)>, SearchError> {
        let Some(mut ranked) = self
            .ranked(library, viewer, request, None)?
            .into_iter()
            .next()
        else {
            return Ok(Vec::new());
        };
        let mut matches = std::mem::take(&mut ranked.matches);
        ranked.put_first(&mut matches, most);
        Ok(matches
            .iter()
            .map(|one| (Arc::clone(ranked.article(one)), one.score))
            .collect())
    }

    /// What answers in each language, the reader's first; of another language only what
    /// the reader's does not have.
    pub(super) fn ranked<'s>(
        &'s self,
        library: &Library,
        viewer: &Viewer,
        request: &Request,
        trace: Option<&Trace>,
    ) -> Result<Vec<Ranked<'s>>, SearchError> {
        let query = &request.query;
        if query.is_empty() && request.filters.is_empty() {
            return Ok(Vec::new());
        }
        let opened = self.opened(viewer);
        let lexicons: Vec<&dyn Lexicon> = opened.iter().map(|shelf| *shelf as _).collect();
        let planner = Planner {
            settings: &self.settings,
            reader: request.language,
            opened: &lexicons,
            dictionaries: usize::MAX,
        };
        let asked = Asked {
            library,
            request,
            ranking: &self.settings.ranking,
            roles: viewer
                .roles
                .iter()
                .filter_map(|role| self.names.role(role))
                .collect(),
            module: request
                .module
                .as_ref()
                .and_then(|key| self.names.module(key)),
            trace,
        };
        let of = |language: Locale| -> Vec<&'s Shelf> {
            let shelves = opened.iter().copied();
            shelves.filter(|shelf| shelf.language == language).collect()
        };
        let plan = planner.plan(query)?;
        let is_foreign = plan.is_foreign();
        let mut all = vec![asked.ranked(request.language, of(request.language), plan, true)?];
        for language in library.languages.iter().copied() {
            if language == request.language {
                continue;
            }
            // Who typed the other language is answered as its readers are.
            let plan = match is_foreign {
                true => Planner {
                    reader: language,
                    ..planner
                }
                .plan(query)?,
                false => planner.translated(query, &all[0].plan, language),
            };
            let mut other = asked.ranked(language, of(language), plan, is_foreign)?;
            let (own, foreign) = asked.by_family(&other);
            other.matches = foreign;
            if is_foreign {
                asked.lend(&mut all[0], &own, language);
            }
            all.push(other);
        }
        Ok(all)
    }
}

/// Who asks for what.
struct Asked<'a> {
    library: &'a Library,
    request: &'a Request,
    ranking: &'a Ranking,
    /// Of the viewer.
    roles: Vec<u32>,
    /// Of the screen that the viewer looks at.
    module: Option<u32>,
    trace: Option<&'a Trace>,
}

impl Asked<'_> {
    fn ranked<'s>(
        &self,
        language: Locale,
        shelves: Vec<&'s Shelf>,
        mut plan: Plan,
        own: bool,
    ) -> Result<Ranked<'s>, SearchError> {
        let found = match shelves.is_empty() {
            true => Vec::new(),
            false => find(&shelves, &mut plan, self.ranking, self.trace)?,
        };
        let mut ranked = Ranked {
            language,
            shelves,
            plan,
            matches: Vec::new(),
        };
        let floor = self.ranking.coverage_floor;
        // Most words of a query are not of the other language: what holds the one that
        // happens to be (a `de`, a `real`) is no answer there.
        let is_good = |one: &Match| match own {
            true => one.coverage >= floor,
            false => one.share >= floor,
        };
        let taken = |one: &Match| self.takes(ranked.article(one));
        let mut matches: Vec<Match> = found
            .iter()
            .filter(|one| is_good(one) && taken(one))
            .copied()
            .collect();
        if matches.is_empty() && own {
            matches = found.into_iter().filter(taken).collect();
        }
        let newest = newest_release(&ranked, &matches);
        for one in &mut matches {
            one.score = quantised(one.score * self.prior(&ranked, one, newest));
        }
        ranked.matches = matches;
        Ok(ranked)
    }

    fn takes(&self, article: &Article) -> bool {
        let request = self.request;
        let (typed, given) = (request.query.filters(), &request.filters);
        (typed.is_empty() || typed.pass(article)) && (given.is_empty() || given.pass(article))
    }

    /// What was found in another language: the articles that the reader's has too, with
    /// their scores, and the matches of those that it has not.
    fn by_family<'s>(&self, other: &Ranked<'s>) -> (Vec<(&'s ArticleId, f32)>, Vec<Match>) {
        let (mut own, mut foreign) = (Vec::new(), Vec::new());
        for one in &other.matches {
            let id = &other.article(one).id;
            match self.library.article(id, self.request.language) {
                Some(_) => own.push((id, one.score)),
                None => foreign.push(*one),
            }
        }
        (own, foreign)
    }

    /// Gives the reader's articles the scores by which their versions in the language of
    /// the query were found, where these are the higher ones.
    fn lend(&self, own: &mut Ranked<'_>, found: &[(&ArticleId, f32)], language: Locale) {
        let mut places: HashMap<(usize, DocId), usize> = HashMap::new();
        for (at, one) in own.matches.iter().enumerate() {
            places.insert((one.shelf, one.document), at);
        }
        for (id, score) in found {
            let on_shelves = own.shelves.iter().enumerate();
            let mut place = on_shelves.filter_map(|(shelf, of)| Some((shelf, of.document(id)?)));
            let Some((shelf, document)) = place.next() else {
                continue;
            };
            let lent = Match {
                shelf,
                document,
                score: quantised(LENT * score),
                coverage: 1.0,
                share: 1.0,
                matched_by: MatchedBy::Synonym,
            };
            if !self.takes(own.article(&lent)) {
                continue;
            }
            match places.get(&(shelf, document)) {
                Some(at) if own.matches[*at].score >= lent.score => continue,
                Some(at) => own.matches[*at] = lent,
                None => own.matches.push(lent),
            }
            if let Some(trace) = self.trace {
                trace.note(own.article(&lent), || Line::Translation {
                    language,
                    score: lent.score,
                });
            }
        }
    }

    /// How much more an article is worth to this reader than its words say.
    fn prior(&self, ranked: &Ranked<'_>, one: &Match, newest: Option<Date>) -> f32 {
        let card = ranked.card(one);
        let article = || ranked.article(one);
        let mut prior = 1.0;
        let mut raise = |name: &'static str, by: f32| {
            if by != 0.0 {
                prior *= 1.0 + by;
                if let Some(trace) = self.trace {
                    let factor = 1.0 + by;
                    trace.note(article(), || Line::Factor { name, factor });
                }
            }
        };
        let named = card.roles.as_deref().unwrap_or_default();
        if named.iter().any(|role| self.roles.contains(role)) {
            raise("role", self.ranking.role);
        }
        if card.featured {
            raise("featured", self.ranking.featured);
        }
        if self.module.is_some() && card.module == self.module {
            raise("module", self.ranking.module);
        }
        if !self.request.on_screen.is_empty() && self.request.on_screen.contains(&article().id) {
            raise("screen", self.ranking.screen);
        }
        if let Some(version) = &self.request.version
            && !article().is_for_version(version)
        {
            raise("version", -self.ranking.version);
        }
        if !self.request.helpful.is_empty()
            && let Some(helpful) = self.request.helpful.get(&article().id)
        {
            raise("helpful", self.ranking.helpful * helpful);
        }
        if card.kind == Kind::Release {
            raise("release", -self.ranking.release);
        }
        if card.kind == Kind::Release
            && let (Some(newest), Some(date)) = (newest, article().date)
        {
            let days = newest.duration_since(date).as_hours() as f32 / 24.0;
            raise(
                "recent",
                self.ranking.recent * 0.5_f32.powf(days / HALF_AS_NEW),
            );
        }
        prior
    }
}

/// Releases are as new as the newest one that answers: the clock is not asked.
fn newest_release(ranked: &Ranked<'_>, matches: &[Match]) -> Option<Date> {
    let releases = matches
        .iter()
        .filter(|one| ranked.card(one).kind == Kind::Release);
    releases.filter_map(|one| ranked.article(one).date).max()
}
