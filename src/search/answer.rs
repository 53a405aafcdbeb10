//! From a reader's request to what is shown: groups, hits, facets.
//!
//! Entry point: [`Shelves::search`]. Titles, sections and links come from the library
//! of the viewer.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use semver::Version;

use serde::Serialize;

use crate::content::{Article, ArticleId, Kind, Library};
use crate::gate::Viewer;
use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::matching::Match;
use crate::search::plan::{Plan, Word};
use crate::search::query::{Filters, Query};
use crate::search::ranked::Ranked;
use crate::search::shelves::Shelves;
use crate::search::snippet::{Extract, Marker};

/// What a reader asks for.
#[derive(Clone, Debug)]
pub struct Request {
    pub query: Query,
    /// The reader's language: its groups come first.
    pub language: Locale,
    /// Those of the API; an article must pass them and those in the query.
    pub filters: Filters,
    /// Of the screen that the reader looks at: its articles are worth more.
    pub module: Option<String>,
    /// Articles that are meant for that screen: worth more still.
    pub on_screen: Arc<HashSet<ArticleId>>,
    /// Of the reader's app: articles for others are worth less.
    pub version: Option<Version>,
    /// How helpful readers of the language found articles, from 0 to 1.
    pub helpful: Arc<HashMap<ArticleId, f32>>,
    /// From 1.
    pub page: usize,
    /// Hits of each group on a page.
    pub limit: usize,
}

impl Request {
    /// The first ten for `query`, of a reader of whom nothing else is known.
    pub fn new(query: Query, language: Locale) -> Self {
        Request {
            query,
            language,
            filters: Filters::default(),
            module: None,
            on_screen: Arc::default(),
            version: None,
            helpful: Arc::default(),
            page: 1,
            limit: 10,
        }
    }
}

/// The body of `GET /search` and of `ayuda search --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// As it was typed, cut to [`MAX_QUERY_CHARS`](crate::search::MAX_QUERY_CHARS).
    pub query: String,
    pub language: Locale,
    /// The reader's language first; in a language the group with the best hit. A group
    /// without any hit is absent.
    pub groups: Vec<Group>,
    /// `category`, `module`, `role`, `tag` and `kind`, over all groups and pages. A
    /// count says how many hits are left when that value is asked for.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
    /// The query with its mistyped words as they were taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
    /// Words that no article says in any form: what was found leaves them out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    pub pagination: Pagination,
}

/// Hits of one kind and language.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    pub kind: Kind,
    /// Not the reader's: what exists only in this language.
    pub language: Locale,
    /// On all pages.
    pub total: usize,
    pub hits: Vec<Hit>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    pub value: String,
    pub count: usize,
}

/// Pages turn in all groups at once; there are as many as the longest group needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Pagination {
    pub page: usize,
    pub limit: usize,
    /// Hits of all groups.
    pub total: usize,
    pub pages: usize,
}

/// An article that answers, opened at its best section.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    pub id: ArticleId,
    pub kind: Kind,
    pub language: Locale,
    pub title: String,
    /// Root-relative, without the anchor.
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// Of the section at the anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Further sections that answer nearly as well: two at most, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionHit>,
    /// Titles of the categories that it lies in, from the outermost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<String>,
    /// HTML: escaped text in which `<mark>` is the only markup.
    pub snippet: String,
    pub matched_by: MatchedBy,
    /// Comparable within one answer and language only.
    pub score: f32,
}

/// A section of a hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SectionHit {
    pub anchor: String,
    pub heading: String,
}

/// How an article was found, by the weakest of its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchedBy {
    /// Every word stands there as typed, but for accents.
    #[default]
    Exact,
    /// Some word stands there in another form.
    Stem,
    /// Some word stands there by another name, or in the other language.
    Synonym,
    /// Some word was taken for another one that is known.
    Typo,
}

impl Shelves {
    /// Answers `request` from the shelves that admit `viewer`.
    ///
    /// `library` is the viewer's: [`Library::visible_to`]. The answer, to the bits of
    /// its scores, is the same whatever else the other shelves hold.
    ///
    /// # Errors
    /// Only when the index cannot be read; no query is an error.
    pub fn search(
        &self,
        library: &Library,
        viewer: &Viewer,
        request: &Request,
    ) -> Result<Answer, SearchError> {
        let ranked = self.ranked(library, viewer, request, None)?;
        let groups: Vec<Group> = ranked
            .iter()
            .flat_map(|ranked| groups(ranked, request, library))
            .collect();
        let all = ranked
            .iter()
            .flat_map(|ranked| ranked.matches.iter().map(|one| ranked.card(one)));
        // The plan in the language of the query.
        let read = match ranked.first() {
            Some(own) if own.plan.is_foreign() => ranked.get(1),
            own => own,
        };
        let longest = groups.iter().map(|group| group.total).max().unwrap_or(0);
        Ok(Answer {
            query: request.query.text().to_owned(),
            language: request.language,
            facets: self.names.facets(all),
            did_you_mean: read.and_then(|ranked| corrected(&request.query, &ranked.plan)),
            missing: match groups.is_empty() {
                true => Vec::new(),
                false => read.map_or_else(Vec::new, |ranked| missing(&request.query, &ranked.plan)),
            },
            pagination: Pagination {
                page: request.page.max(1),
                limit: request.limit,
                total: groups.iter().map(|group| group.total).sum(),
                pages: longest.div_ceil(request.limit.max(1)),
            },
            groups,
        })
    }
}

/// The groups of one language, with the hits of the page that is asked for.
fn groups(ranked: &Ranked<'_>, request: &Request, library: &Library) -> Vec<Group> {
    let mut marker = Marker::new(&ranked.plan, ranked.language);
    let mut groups = Vec::new();
    for kind in [Kind::Article, Kind::Video, Kind::Release] {
        let mut of_kind: Vec<Match> = ranked
            .matches
            .iter()
            .filter(|one| ranked.card(one).kind == kind)
            .copied()
            .collect();
        if of_kind.is_empty() {
            continue;
        }
        let total = of_kind.len();
        let start = request.page.saturating_sub(1).saturating_mul(request.limit);
        let end = start.saturating_add(request.limit);
        ranked.put_first(&mut of_kind, end);
        let shown = of_kind.iter().skip(start);
        groups.push(Group {
            kind,
            language: ranked.language,
            total,
            hits: shown
                .map(|one| hit(ranked.article(one), one, library, &mut marker))
                .collect(),
        });
    }
    // Stable: of equals articles come before videos, and videos before releases.
    groups.sort_by(|one: &Group, other| {
        let best = |group: &Group| group.hits.first().map_or(0.0, |hit| hit.score);
        best(other).total_cmp(&best(one))
    });
    groups
}

fn hit(article: &Article, one: &Match, library: &Library, marker: &mut Marker) -> Hit {
    let extract: Extract = marker.extract(article);
    let trail = library.trail(article.language, &article.category);
    let trail = trail.iter().filter(|category| !category.is_home());
    Hit {
        id: article.id.clone(),
        kind: article.kind,
        language: article.language,
        title: article.title.clone(),
        url: article.url.clone(),
        anchor: extract.anchor,
        heading: extract.heading,
        sections: extract.sections,
        trail: trail.map(|category| category.title.clone()).collect(),
        snippet: extract.snippet,
        matched_by: one.matched_by,
        score: one.score,
    }
}

/// The query with the words that were corrected, or `None` when none was.
pub(super) fn corrected(query: &Query, plan: &Plan) -> Option<String> {
    let mut corrections = plan
        .words
        .iter()
        .filter_map(|word| Some((word.typed.position, word.corrected.as_deref()?)))
        .peekable();
    corrections.peek()?;
    Some(query.corrected(&corrections.collect()))
}

/// The words as they were typed that tell nothing because nobody wrote them.
pub(super) fn missing(query: &Query, plan: &Plan) -> Vec<String> {
    let mut missing: Vec<&Word> = plan
        .words
        .iter()
        .filter(|word| word.idf == 0.0 && !word.unfinished)
        .collect();
    missing.dedup_by_key(|word| word.typed.position);
    missing
        .iter()
        .map(|word| query.text()[word.typed.range.clone()].to_owned())
        .collect()
}
