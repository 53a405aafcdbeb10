//! Words of the query that stand close together in the best articles.
//!
//! Entry point: [`Proximity::add`]. Only the best by their words alone are looked at:
//! positions are the dearest part of an index to read.

use tantivy::DocSet;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;

use crate::search::SearchError;
use crate::search::explain::{Line, Trace};
use crate::search::matching::Match;
use crate::search::plan::Word;
use crate::search::ranking::{Field, Ranking, quantised};
use crate::search::shelf::Shelf;

/// Articles that are looked at.
const LOOKED_AT: usize = 48;
/// Words further apart than this do not stand close together.
const WINDOW: u32 = 8;

pub(super) struct Proximity<'a> {
    pub shelves: &'a [&'a Shelf],
    pub ranking: &'a Ranking,
    pub trace: Option<&'a Trace>,
}

impl Proximity<'_> {
    /// Adds to the articles in which neighbours of the query stand close together: all of
    /// it where they stand as they were typed, less the further they are apart.
    pub fn add(&self, words: &[Word], matches: &mut [Match]) -> Result<(), SearchError> {
        let known: Vec<&Word> = words.iter().filter(|word| word.idf > 0.0).collect();
        if known.len() < 2 {
            return Ok(());
        }
        let looked_at = LOOKED_AT.min(matches.len());
        if looked_at < matches.len() {
            matches.select_nth_unstable_by(looked_at, |one, other| {
                let by_score = quantised(other.score).total_cmp(&quantised(one.score));
                by_score.then_with(|| match one.shelf == other.shelf {
                    // On one shelf documents lie in the order of their ids.
                    true => one.document.cmp(&other.document),
                    false => self.id(one).cmp(self.id(other)),
                })
            });
        }
        let best = &mut matches[..looked_at];
        best.sort_unstable_by_key(|one| (one.shelf, one.document));
        let mut bonus = vec![0.0_f32; best.len()];
        for field in Field::ALL {
            let places: Vec<Vec<Vec<u32>>> = known
                .iter()
                .map(|word| self.places(word, field, best))
                .collect::<Result<_, _>>()?;
            for (pair, words) in known.windows(2).enumerate() {
                let apart = (words[1].typed.position - words[0].typed.position).max(1);
                let idf = |word: &Word| word.field_idf[field as usize];
                let told = (idf(words[0]) + idf(words[1])) / 2.0;
                for (at, one) in best.iter().enumerate() {
                    let near = nearness(&places[pair][at], &places[pair + 1][at], apart as u32);
                    if near > 0.0 {
                        let weight = self.ranking.field(field).weight;
                        let added = self.ranking.adjacent * weight * told * near;
                        bonus[at] += added;
                        self.note(one, || Line::Pair {
                            words: format!("{} {}", words[0].exact, words[1].exact),
                            added,
                        });
                    }
                }
            }
        }
        for (one, bonus) in best.iter_mut().zip(bonus) {
            one.score += bonus * self.ranking.covering(one.coverage, words.len());
        }
        Ok(())
    }

    /// Where the word stands in `field` of each of the articles.
    fn places(
        &self,
        word: &Word,
        field: Field,
        articles: &[Match],
    ) -> Result<Vec<Vec<u32>>, SearchError> {
        let mut places = vec![Vec::new(); articles.len()];
        let mut found = Vec::new();
        let single =
            word.own
                .iter()
                .chain(&word.others)
                .filter_map(|one| match one.stems.as_slice() {
                    [stem] => Some(stem),
                    _ => None,
                });
        for stem in single {
            let mut postings = None;
            let mut shelf = usize::MAX;
            for (article, places) in articles.iter().zip(&mut places) {
                if article.shelf != shelf {
                    shelf = article.shelf;
                    let option = IndexRecordOption::WithFreqsAndPositions;
                    postings = self.shelves[shelf].postings(field, stem, option)?;
                }
                if let Some(postings) = &mut postings {
                    if postings.doc() < article.document {
                        postings.seek(article.document);
                    }
                    if postings.doc() == article.document {
                        postings.positions(&mut found);
                        places.extend_from_slice(&found);
                    }
                }
            }
        }
        for places in &mut places {
            places.sort_unstable();
        }
        Ok(places)
    }

    fn id(&self, one: &Match) -> &crate::content::ArticleId {
        &self.shelves[one.shelf].ids[one.document as usize]
    }

    fn note(&self, one: &Match, line: impl FnOnce() -> Line) {
        if let Some(trace) = self.trace {
            let articles = &self.shelves[one.shelf].articles;
            trace.note(&articles[one.document as usize], line);
        }
    }
}

/// 1 where a word of `later` stands `apart` behind one of `earlier`, less for every word
/// more between them in any order, 0 outside of the window.
fn nearness(earlier: &[u32], later: &[u32], apart: u32) -> f32 {
    let mut least = WINDOW;
    let mut at = 0;
    for place in earlier {
        let wanted = place + apart;
        while at < later.len() && later[at] < wanted {
            at += 1;
        }
        if let Some(next) = later.get(at) {
            least = least.min(next - wanted);
        }
        // Behind one another the wrong way round counts as one further apart.
        if let Some(before) = at.checked_sub(1).map(|at| later[at])
            && before != *place
        {
            least = least.min(before.abs_diff(*place).max(apart) - apart + 1);
        }
    }
    if earlier.is_empty() || later.is_empty() {
        return 0.0;
    }
    1.0 - least as f32 / WINDOW as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_side_by_side_are_nearest() {
        let check = |earlier: &[u32], later: &[u32], expected: f32| {
            assert_eq!(
                nearness(earlier, later, 1),
                expected,
                "{earlier:?} {later:?}"
            );
        };
        check(&[4], &[5], 1.0);
        check(&[4], &[6], 0.875);
        check(&[5], &[4], 0.875);
        check(&[1, 30], &[20, 31], 1.0);
        check(&[1], &[40], 0.0);
        check(&[], &[4], 0.0);
        check(&[4], &[4], 0.0);
    }
}
