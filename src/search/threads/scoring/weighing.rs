//! How well those threads of a segment answer that can be among the best.

use tantivy::DocId;

use crate::search::SearchError;
use crate::search::answer::MatchedBy;
use crate::search::plan::Word;
use crate::search::schema::FOLDED_MARK;
use crate::search::threads::scoring::{Asked, Holding, PARTS, Telling};
use crate::search::threads::segment::{Part, Segment};

/// What the words say for a thread.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    score: f32,
    matched_by: MatchedBy,
    in_title: u8,
}

/// What one word adds to a thread.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    sum: f32,
    /// In the part that is read.
    best: f32,
    found_by: MatchedBy,
    is_raised: bool,
}

/// Room for the sums of a segment, used again for the next.
#[derive(Debug, Default)]
pub(in crate::search::threads) struct Weights {
    all: Vec<Mark>,
    tallies: Vec<Tally>,
    in_part: Vec<DocId>,
    holding: Vec<DocId>,
}

impl Asked<'_> {
    /// Weighs these threads of the segment that `holding` holds, which are in order: `each` is told how good
    /// an answer their words make them, and by what they were found.
    pub fn weigh(
        &self,
        at: usize,
        segment: &Segment,
        chosen: &[DocId],
        holding: &mut Holding,
        weights: &mut Weights,
        mut each: impl FnMut(DocId, f32, MatchedBy),
    ) -> Result<(), SearchError> {
        if chosen.is_empty() {
            return Ok(());
        }
        weights.all.resize(segment.len(), Mark::default());
        weights.tallies.resize(segment.len(), Tally::default());
        for telling in self.words.iter().filter(|telling| telling.most > 0.0) {
            self.add_word((at, segment), telling, weights, chosen)?;
        }
        for document in chosen {
            let mark = std::mem::take(&mut weights.all[*document as usize]);
            let title = self.title_factor(segment, *document, mark.in_title);
            let covering = self.fit_of(*document, holding).covering;
            each(*document, mark.score * covering * title, mark.matched_by);
        }
        Ok(())
    }

    fn add_word(
        &self,
        (at, segment): (usize, &Segment),
        telling: &Telling<'_>,
        weights: &mut Weights,
        chosen: &[DocId],
    ) -> Result<(), SearchError> {
        for part in Part::ALL {
            let reader = segment.part(part);
            let (ranking, norms) = (&PARTS[part as usize], &self.norms[part as usize]);
            for way in telling.ways(part) {
                let (weight, found_by) = (way.weight(part), way.alternative.found_by);
                let mut add = |document: DocId, count: u32| {
                    let norm = norms[usize::from(reader.lengths.fieldnorm_id(document))];
                    let count = count as f32;
                    let added = weight * count * (ranking.saturation + 1.0) / (count + norm);
                    let tally = &mut weights.tallies[document as usize];
                    if tally.best == 0.0 {
                        weights.in_part.push(document);
                    }
                    if tally.sum == 0.0 && tally.best == 0.0 {
                        tally.found_by = found_by;
                    }
                    tally.best = tally.best.max(added);
                    tally.found_by = tally.found_by.min(found_by);
                };
                match way.stem {
                    None => segment.for_each_row(part, &way.alternative.stems, |document| {
                        if chosen.binary_search(&document).is_ok() {
                            add(document, 1);
                        }
                    })?,
                    Some(stem) => {
                        if let Some(info) = self.terms.of(at, stem, part) {
                            segment.for_each_among(part, info, chosen, add)?;
                        }
                    }
                }
            }
            for document in weights.in_part.drain(..) {
                let tally = &mut weights.tallies[document as usize];
                if tally.sum == 0.0 {
                    weights.holding.push(document);
                }
                tally.sum += std::mem::take(&mut tally.best);
                if part == Part::Title {
                    let mark = &mut weights.all[document as usize];
                    mark.in_title = mark.in_title.saturating_add(1);
                }
            }
        }
        self.prefer_as_typed(segment, telling.word, weights, chosen)?;
        for document in weights.holding.drain(..) {
            let tally = std::mem::take(&mut weights.tallies[document as usize]);
            let mark = &mut weights.all[document as usize];
            mark.score += telling.saturated(tally.sum);
            mark.matched_by = mark.matched_by.max(tally.found_by);
        }
        Ok(())
    }

    /// Raises the threads in which the word stands as it was typed.
    fn prefer_as_typed(
        &self,
        segment: &Segment,
        word: &Word,
        weights: &mut Weights,
        chosen: &[DocId],
    ) -> Result<(), SearchError> {
        let mut forms = vec![(word.exact.clone(), self.ranking.exact)];
        if word.folded != word.exact {
            forms.push((word.folded.clone(), self.ranking.folded));
        }
        forms.push((format!("{FOLDED_MARK}{}", word.folded), self.ranking.folded));
        for (term, form) in forms {
            segment.for_each_spelt_among(&term, chosen, |document| {
                let tally = &mut weights.tallies[document as usize];
                if tally.sum > 0.0 && !std::mem::replace(&mut tally.is_raised, true) {
                    tally.sum *= form;
                    if tally.found_by == MatchedBy::Stem {
                        tally.found_by = MatchedBy::Exact;
                    }
                }
            })?;
        }
        Ok(())
    }
}
