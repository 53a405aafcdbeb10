//! How the scores of chosen articles came about, line by line.
//!
//! Entry point: [`Trace`]: the search itself writes down what it adds, so that an
//! explanation cannot say anything else than what was done.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::content::ArticleId;
use crate::search::answer::MatchedBy;
use crate::search::ranking::Field;

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
    /// Two words stand close together.
    Pair { words: String, added: f32 },
    /// The sum so far is multiplied.
    Factor { name: &'static str, factor: f32 },
}

/// Writes down the scores of the articles that are watched.
#[derive(Debug)]
pub struct Trace {
    watched: BTreeSet<ArticleId>,
    lines: RefCell<BTreeMap<ArticleId, Vec<Line>>>,
}

impl Trace {
    pub fn new(watched: impl IntoIterator<Item = ArticleId>) -> Self {
        Trace {
            watched: watched.into_iter().collect(),
            lines: RefCell::default(),
        }
    }

    pub(super) fn note(&self, id: &ArticleId, line: impl FnOnce() -> Line) {
        if self.watched.contains(id) {
            let mut lines = self.lines.borrow_mut();
            lines.entry(id.clone()).or_default().push(line());
        }
    }

    /// What was written down.
    pub fn into_lines(self) -> BTreeMap<ArticleId, Vec<Line>> {
        self.lines.into_inner()
    }
}
