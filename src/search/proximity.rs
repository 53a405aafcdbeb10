//! Words of the query that stand close together in the best articles.
//!
//! Entry point: [`Proximity::add`]. Only the best by their words alone are looked at:
//! positions are the dearest part of an index to read.

use std::ops::Range;

use tantivy::DocSet;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;

use crate::search::SearchError;
use crate::search::explain::{Line, Near, Trace};
use crate::search::matching::Match;
use crate::search::plan::{Plan, Word};
use crate::search::ranking::{Field, Ranking, put_best_first, quantised};
use crate::search::shelf::Shelf;

/// Articles that are looked at.
const LOOKED_AT: usize = 48;
/// Words further apart than this do not stand close together.
const WINDOW: u32 = 8;

/// Words of a passage: two or three sentences.
const PASSAGE: u32 = 32;
/// So many words in a row are no accident.
const VERBATIM: usize = 3;
/// What a word tells that is otherwise passed over, among others in a row.
const SMALL: f32 = 0.5;

pub(super) struct Proximity<'a> {
    pub shelves: &'a [&'a Shelf],
    pub ranking: &'a Ranking,
    pub trace: Option<&'a Trace>,
}

/// A word of the query in one field.
struct Asked<'w> {
    word: &'w Word,
    /// How much it tells there.
    told: f32,
    /// Where it stands in each of the best articles, in order.
    places: Vec<Vec<u32>>,
}

impl Proximity<'_> {
    /// Adds to the articles in which words of the query stand close together: neighbours,
    /// less the further they are apart; many in one passage; three or more word for word.
    pub fn add(&self, plan: &Plan, matches: &mut [Match]) -> Result<(), SearchError> {
        let known: Vec<&Word> = plan.words.iter().filter(|word| word.idf > 0.0).collect();
        if known.len() < 2 {
            return Ok(());
        }
        let looked_at = LOOKED_AT.min(matches.len());
        let score = |one: &Match| quantised(one.score);
        put_best_first(matches, looked_at, score, |one, other| {
            match one.shelf == other.shelf {
                // On one shelf documents lie in the order of their ids.
                true => one.document.cmp(&other.document),
                false => self.id(one).cmp(self.id(other)),
            }
        });
        let best = &mut matches[..looked_at];
        best.sort_unstable_by_key(|one| (one.shelf, one.document));
        let mut bonus = vec![0.0_f32; best.len()];
        for field in Field::ALL {
            let mut asked: Vec<Asked<'_>> = known
                .iter()
                .map(|word| self.asked(word, word.field_idf[field as usize], field, best))
                .collect::<Result<_, _>>()?;
            self.add_pairs(&asked, field, best, &mut bonus);
            if field == Field::Body {
                self.add_passages(&asked, best, &mut bonus);
            }
            if known.len() + plan.small.len() >= VERBATIM {
                for word in &plan.small {
                    asked.push(self.asked(word, SMALL, field, best)?);
                }
                asked.sort_by_key(|one| one.word.typed.position);
                self.add_verbatim(&asked, field, best, &mut bonus);
            }
        }
        for (one, bonus) in best.iter_mut().zip(bonus) {
            one.score += bonus * self.ranking.covering(one.coverage, plan.words.len());
        }
        Ok(())
    }

    fn add_pairs(&self, asked: &[Asked<'_>], field: Field, best: &[Match], bonus: &mut [f32]) {
        for pair in asked.windows(2) {
            let [earlier, later] = pair else { continue };
            let apart = (later.word.typed.position - earlier.word.typed.position).max(1);
            let told = (earlier.told + later.told) / 2.0;
            for (at, one) in best.iter().enumerate() {
                let near = nearness(&earlier.places[at], &later.places[at], apart as u32);
                if near > 0.0 {
                    let weight = self.ranking.field(field).weight;
                    let added = self.ranking.adjacent * weight * told * near;
                    bonus[at] += added;
                    let words = || format!("{} {}", earlier.word.exact, later.word.exact);
                    self.note(one, Near::Pair, words, added);
                }
            }
        }
    }

    fn add_passages(&self, asked: &[Asked<'_>], best: &[Match], bonus: &mut [f32]) {
        for (at, one) in best.iter().enumerate() {
            let added = self.ranking.passage * best_passage(asked, at);
            if added > 0.0 {
                bonus[at] += added;
                self.note(one, Near::Passage, String::new, added);
            }
        }
    }

    fn add_verbatim(&self, asked: &[Asked<'_>], field: Field, best: &[Match], bonus: &mut [f32]) {
        for (at, one) in best.iter().enumerate() {
            let (told, words) = longest_run(asked, at);
            let added = self.ranking.verbatim * self.ranking.field(field).weight * told;
            if added > 0.0 {
                bonus[at] += added;
                let words = || {
                    let words = asked[words].iter().map(|one| one.word.exact.as_str());
                    format!("“{}”", words.collect::<Vec<_>>().join(" "))
                };
                self.note(one, Near::Verbatim, words, added);
            }
        }
    }

    fn asked<'w>(
        &self,
        word: &'w Word,
        told: f32,
        field: Field,
        best: &[Match],
    ) -> Result<Asked<'w>, SearchError> {
        Ok(Asked {
            word,
            told,
            places: self.places(word, field, best)?,
        })
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
                    postings = self.shelves[shelf].index.postings(field, stem, option)?;
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
        &self.shelves[one.shelf].articles[one.document as usize].id
    }

    fn note(&self, one: &Match, kind: Near, words: impl FnOnce() -> String, added: f32) {
        if let Some(trace) = self.trace {
            let articles = &self.shelves[one.shelf].articles;
            trace.note(&articles[one.document as usize], || Line::Near {
                kind,
                words: words(),
                added,
            });
        }
    }
}

/// The longest run of words, three at least, that stand in the article one behind the other
/// as they were typed: what they tell together, and which they are.
fn longest_run(asked: &[Asked<'_>], article: usize) -> (f32, Range<usize>) {
    /// Words that end at a place.
    #[derive(Clone, Copy)]
    struct Run {
        place: u32,
        length: usize,
        told: f32,
    }
    let mut most = (0.0_f32, 0..0);
    let mut before: Vec<Run> = Vec::new();
    let mut last = 0;
    for (at, one) in asked.iter().enumerate() {
        let apart = (one.word.typed.position - last) as u32;
        last = one.word.typed.position;
        let places = one.places[article].iter();
        let runs: Vec<Run> = places
            .map(|place| {
                let earlier = place.checked_sub(apart).and_then(|place| {
                    let found = before.binary_search_by_key(&place, |run| run.place);
                    found.ok().map(|at| before[at])
                });
                Run {
                    place: *place,
                    length: earlier.map_or(0, |run| run.length) + 1,
                    told: earlier.map_or(0.0, |run| run.told) + one.told,
                }
            })
            .collect();
        for run in runs.iter().filter(|run| run.length >= VERBATIM) {
            if run.told > most.0 {
                most = (run.told, at + 1 - run.length..at + 1);
            }
        }
        before = runs;
    }
    most
}

/// What the words tell together that stand in the best passage of the article.
fn best_passage(asked: &[Asked<'_>], article: usize) -> f32 {
    let mut places: Vec<(u32, usize)> = Vec::new();
    for (word, one) in asked.iter().enumerate() {
        places.extend(one.places[article].iter().map(|place| (*place, word)));
    }
    places.sort_unstable();
    let mut best = 0.0_f32;
    let mut held = vec![0_u32; asked.len()];
    let mut start = 0;
    for (place, word) in &places {
        held[*word] += 1;
        while place - places[start].0 > PASSAGE {
            held[places[start].1] -= 1;
            start += 1;
        }
        // Added up anew and not kept: sums must not depend on what was passed before.
        let words = asked.iter().zip(&held).filter(|(_, held)| **held > 0);
        best = best.max(words.map(|(one, _)| one.word.idf).sum());
    }
    best
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
