//! How the scores of chosen articles came about, line by line.
//!
//! Entry point: [`Trace`]: the search itself writes down what it adds, so that an
//! explanation cannot say anything else than what was done.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::content::{Article, ArticleId, Library};
use crate::gate::Viewer;
use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::answer::{Hit, MatchedBy, Request};
use crate::search::ranking::Field;
use crate::search::shelves::Shelves;

/// One step of a score.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "lowercase")]
pub enum Line {
    /// A term stands in a field.
    Field {
        field: Field,
        term: String,
        /// How often.
        count: u32,
        /// Of the term, against 1 for the word as it was typed.
        weight: f32,
        /// Before the idf of the word, and before the form that was typed is preferred.
        added: f32,
    },
    /// A word of the query, from its best terms in all fields.
    Word {
        word: String,
        matched_by: MatchedBy,
        idf: f32,
        added: f32,
    },
    /// Words stand close together.
    Near {
        kind: Near,
        /// Which; empty for a passage.
        words: String,
        added: f32,
    },
    /// It was found by its version in the language of the query, with this score.
    Translation { language: Locale, score: f32 },
    /// The sum so far is multiplied.
    Factor { name: &'static str, factor: f32 },
}

/// In which way words stand close together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Near {
    /// Two that are neighbours in the query.
    Pair,
    /// Many within a few sentences.
    Passage,
    /// Three or more, word for word.
    Verbatim,
}

/// A hit with the steps of its score, in the order in which they were taken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    pub id: ArticleId,
    pub language: Locale,
    pub title: String,
    pub score: f32,
    pub lines: Vec<Line>,
}

impl Shelves {
    /// The first hits of all kinds, by language and score, with how their scores came
    /// about.
    ///
    /// # Errors
    /// See [`Shelves::search`].
    pub fn explain(
        &self,
        library: &Library,
        viewer: &Viewer,
        request: &Request,
    ) -> Result<Vec<Explained>, SearchError> {
        let answer = self.search(library, viewer, request)?;
        let mut hits: Vec<&Hit> = answer.groups.iter().flat_map(|group| &group.hits).collect();
        hits.sort_by(|one, other| {
            let foreign = |hit: &Hit| hit.language != request.language;
            let by_language = foreign(one).cmp(&foreign(other));
            by_language.then_with(|| other.score.total_cmp(&one.score))
        });
        hits.truncate(request.limit);
        let trace = Trace::new(hits.iter().map(|hit| (hit.language, hit.id.clone())));
        self.ranked(library, viewer, request, Some(&trace))?;
        let mut lines = trace.into_lines();
        Ok(hits
            .into_iter()
            .map(|hit| Explained {
                id: hit.id.clone(),
                language: hit.language,
                title: hit.title.clone(),
                score: hit.score,
                lines: lines
                    .remove(&(hit.language, hit.id.clone()))
                    .unwrap_or_default(),
            })
            .collect())
    }
}

/// Writes down the scores of the articles that are watched.
#[derive(Debug)]
pub(super) struct Trace {
    watched: BTreeSet<(Locale, ArticleId)>,
    lines: RefCell<BTreeMap<(Locale, ArticleId), Vec<Line>>>,
}

impl Trace {
    pub fn new(watched: impl IntoIterator<Item = (Locale, ArticleId)>) -> Self {
        Trace {
            watched: watched.into_iter().collect(),
            lines: RefCell::default(),
        }
    }

    pub(super) fn note(&self, article: &Article, line: impl FnOnce() -> Line) {
        let place = (article.language, article.id.clone());
        if self.watched.contains(&place) {
            self.lines
                .borrow_mut()
                .entry(place)
                .or_default()
                .push(line());
        }
    }

    /// What was written down.
    pub fn into_lines(self) -> BTreeMap<(Locale, ArticleId), Vec<Line>> {
        self.lines.into_inner()
    }
}
