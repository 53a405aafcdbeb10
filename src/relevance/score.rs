//! The measures: first hit, MRR, nDCG, and the section that a hit opens at.

use std::sync::Arc;

use serde::Serialize;

use crate::content::{ArticleId, Library};
use crate::context::{articles_at, module_at};
use crate::relevance::cases::{Case, Cases};
use crate::search::{Hit, Query, Request, SearchError, Shelves};

/// Hits that are looked at.
const DEPTH: usize = 10;
/// What the article that must come first is worth against one that is good too.
const FIRST_GAIN: f64 = 3.0;
const ALSO_GAIN: f64 = 1.0;

/// How all cases of a language did; shares from 0 to 1.
#[derive(Clone, Debug, Serialize)]
pub struct Scores {
    pub cases: usize,
    /// Share of cases whose article comes first.
    pub first_hit: f64,
    /// Mean of one by the place of the article (Voorhees, TREC-8, 1999), 0 below ten.
    pub mrr: f64,
    /// Normalised discounted cumulated gain of the first ten (Järvelin and Kekäläinen,
    /// "Cumulated gain-based evaluation of IR techniques", 2002).
    pub ndcg: f64,
    /// Share of the cases that name a section whose first hit opens there.
    pub section: f64,
    pub sections: usize,
    pub failed: Vec<Outcome>,
}

/// A case that failed.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    pub line: usize,
    pub query: String,
    #[serde(rename = "as")]
    pub who: String,
    pub expected: ArticleId,
    /// What came first instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<ArticleId>,
    /// Place of the expected article, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
    pub reason: Reason,
}

/// Why an article did not come first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No article has this id.
    Unknown,
    /// The viewer of the case may not read it.
    Closed,
    /// It holds too few of the words, or none.
    NotFound,
    /// It was found further down.
    Outranked,
    /// It came first, and opened elsewhere.
    OtherSection,
}

impl Cases {
    /// Asks every case of the shelves of `library`, which is everybody's.
    ///
    /// # Errors
    /// The shelves cannot be read.
    pub fn score(&self, library: &Library, shelves: &Shelves) -> Result<Scores, SearchError> {
        let mut scores = Scores {
            cases: self.cases.len(),
            first_hit: 0.0,
            mrr: 0.0,
            ndcg: 0.0,
            section: 0.0,
            sections: 0,
            failed: Vec::new(),
        };
        for case in &self.cases {
            let visible = library.visible_to(&case.viewer);
            let request = Request {
                module: case
                    .screen
                    .as_ref()
                    .and_then(|screen| module_at(&visible, screen))
                    .map(|module| module.key.clone()),
                limit: DEPTH,
                on_screen: Arc::new(
                    case.screen
                        .as_ref()
                        .map(|screen| articles_at(&visible, screen))
                        .unwrap_or_default(),
                ),
                helpful: Arc::default(),
                ..Request::new(Query::parse(&case.query), self.language)
            };
            let answer = shelves.search(&visible, &case.viewer, &request)?;
            let mut hits: Vec<&Hit> = answer.groups.iter().flat_map(|group| &group.hits).collect();
            // The groups of one language are one list here; another language comes behind.
            hits.sort_by(|one, other| {
                let foreign = |hit: &Hit| hit.language != self.language;
                let by_language = foreign(one).cmp(&foreign(other));
                by_language.then_with(|| other.score.total_cmp(&one.score))
            });
            hits.truncate(DEPTH);
            self.count(case, &hits, library, &visible, &mut scores);
        }
        let cases = scores.cases.max(1) as f64;
        scores.first_hit /= cases;
        scores.mrr /= cases;
        scores.ndcg /= cases;
        scores.section /= scores.sections.max(1) as f64;
        Ok(scores)
    }

    fn count(
        &self,
        case: &Case,
        hits: &[&Hit],
        library: &Library,
        visible: &Library,
        scores: &mut Scores,
    ) {
        let place = hits.iter().position(|hit| hit.id == case.first);
        scores.ndcg += ndcg(case, hits);
        scores.mrr += place.map_or(0.0, |place| 1.0 / (place + 1) as f64);
        let opens = |wanted: &String| hits[0].anchor.as_ref() == Some(wanted);
        let elsewhere = match (&case.section, place) {
            (Some(wanted), Some(0)) => !opens(wanted),
            _ => false,
        };
        scores.sections += usize::from(case.section.is_some());
        if place == Some(0) {
            scores.first_hit += 1.0;
            if case.section.is_some() && !elsewhere {
                scores.section += 1.0;
            }
            if !elsewhere {
                return;
            }
        }
        let known = |library: &Library| library.translations(&case.first).next().is_some();
        scores.failed.push(Outcome {
            line: case.line,
            query: case.query.clone(),
            who: case.who.clone(),
            expected: case.first.clone(),
            found: hits.first().map(|hit| hit.id.clone()),
            place: place.map(|place| place + 1),
            reason: match place {
                _ if elsewhere => Reason::OtherSection,
                Some(_) => Reason::Outranked,
                None if !known(library) => Reason::Unknown,
                None if !known(visible) => Reason::Closed,
                None => Reason::NotFound,
            },
        });
    }
}

fn ndcg(case: &Case, hits: &[&Hit]) -> f64 {
    let gain = |id: &ArticleId| match id {
        id if *id == case.first => FIRST_GAIN,
        id if case.also.contains(id) => ALSO_GAIN,
        _ => 0.0,
    };
    let discounted = |gains: &mut dyn Iterator<Item = f64>| -> f64 {
        gains
            .enumerate()
            .map(|(place, gain)| gain / (place as f64 + 2.0).log2())
            .sum()
    };
    let best = std::iter::once(FIRST_GAIN).chain(case.also.iter().map(|_| ALSO_GAIN));
    let ideal = discounted(&mut best.take(DEPTH));
    discounted(&mut hits.iter().map(|hit| gain(&hit.id))) / ideal
}
