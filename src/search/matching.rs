//! Finds and scores the articles of opened shelves, word by word.
//!
//! Entry point: [`find`]. Every posting of every opened shelf is visited and nothing
//! else is: no statistics of other shelves, no pruning (it is not exact where average
//! lengths differ), no sum whose order depends on how documents lie. The frequency of
//! a word is counted from what was visited, so that it cannot hold what is closed.
//!
//! Terms are read with tantivy, but combined here: each article gets a sum and a few
//! marks. That also leaves out tantivy's unions within intersections, which have
//! returned wrong documents before (quickwit-oss/tantivy#3086, #3103).

use std::io;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, PhraseQuery, Query as _};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, Term};

use crate::search::SearchError;
use crate::search::expand::completions;
use crate::search::plan::{Alternative, Demand, Plan, Word};
use crate::search::ranking::{Field, Ranking, idf};
use crate::search::schema::FOLDED_MARK;
use crate::search::shelf::{FieldReader, Shelf};

/// Pairs of words that tell less by their idf are not looked for side by side: most
/// articles have them (*de la*), which makes them the dearest to find and worth nothing.
const LEAST_TOLD: f32 = 1.0;

/// An article that fits, on its shelf.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Match {
    pub shelf: usize,
    pub document: DocId,
    pub score: f32,
    /// Share of the query's known words, by idf, that it holds.
    pub coverage: f32,
    /// The same of all its words: one that nobody wrote counts as the rarest.
    pub share: f32,
    /// Each word that it holds stands in it as typed, accents aside.
    pub exact: bool,
}

/// The marks of one article while words are added up.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    score: f32,
    covered: f32,
    stemmed: bool,
    /// Required phrases that it holds.
    required: u8,
    excluded: bool,
}

/// What one word adds to the articles of one shelf.
#[derive(Debug, Default)]
struct Tally {
    /// By document; 0 for those that do not hold the word.
    sums: Vec<f32>,
    /// Those that do, in the order they were found.
    holding: Vec<DocId>,
}

/// Finds all articles on `shelves` that hold a word of `plan`, every required phrase
/// and nothing excluded; without words, all that are left. In no order.
///
/// Words that go on are completed in `plan`, and their idf is filled in.
pub(super) fn find(
    shelves: &[&Shelf],
    plan: &mut Plan,
    ranking: &Ranking,
) -> Result<Vec<Match>, SearchError> {
    let finder = Finder {
        shelves,
        ranking,
        averages: averages(shelves),
        articles: shelves.iter().map(|shelf| shelf.len()).sum(),
    };
    let mut marks: Vec<Vec<Mark>> = shelves
        .iter()
        .map(|shelf| vec![Mark::default(); shelf.len()])
        .collect();
    for word in &mut plan.words {
        finder.add_word(word, &mut marks)?;
    }
    finder.add_neighbours(&plan.words, &mut marks)?;
    for demand in &plan.required {
        finder.for_each_holding(demand, &mut marks, |mark| mark.required += 1)?;
    }
    for demand in &plan.excluded {
        finder.for_each_holding(demand, &mut marks, |mark| mark.excluded = true)?;
    }
    Ok(finder.matches(plan, &marks))
}

/// Average number of words of each field, over the opened shelves alone.
fn averages(shelves: &[&Shelf]) -> [f32; Field::ALL.len()] {
    Field::ALL.map(|field| {
        let words: u64 = shelves
            .iter()
            .map(|shelf| shelf.field(field).stems.total_num_tokens())
            .sum();
        let articles: usize = shelves.iter().map(|shelf| shelf.len()).sum();
        words as f32 / articles.max(1) as f32
    })
}

struct Finder<'a> {
    shelves: &'a [&'a Shelf],
    ranking: &'a Ranking,
    averages: [f32; Field::ALL.len()],
    articles: usize,
}

impl Finder<'_> {
    fn add_word(&self, word: &mut Word, marks: &mut [Vec<Mark>]) -> Result<(), SearchError> {
        let mut tallies = self.tallies(&word.alternatives)?;
        // Only a word that nobody wrote is taken for the beginning of another one, so
        // that finished words find what they say.
        if word.unfinished && tallies.iter().all(|tally| tally.holding.is_empty()) {
            let stems = completions(self.shelves, &word.folded)?;
            let weight = self.ranking.prefix;
            word.alternatives
                .extend(stems.iter().map(|stem| Alternative::word(stem, weight)));
            tallies = self.tallies(&word.alternatives)?;
        }
        let holding: usize = tallies.iter().map(|tally| tally.holding.len()).sum();
        if holding == 0 {
            return Ok(());
        }
        word.idf = idf(holding, self.articles);
        for ((shelf, marks), mut tally) in self.shelves.iter().zip(marks).zip(tallies) {
            let mut stemmed = vec![false; shelf.len()];
            for document in &tally.holding {
                stemmed[*document as usize] = true;
            }
            for (term, form) in [
                (word.exact.clone(), self.ranking.exact),
                (word.folded.clone(), self.ranking.folded),
                (format!("{FOLDED_MARK}{}", word.folded), self.ranking.folded),
            ] {
                for_each_spelt(shelf, &term, |document| {
                    let at = document as usize;
                    if std::mem::take(&mut stemmed[at]) {
                        tally.sums[at] *= form;
                    }
                })?;
            }
            for document in &tally.holding {
                let at = *document as usize;
                marks[at].score += word.idf * tally.sums[at];
                marks[at].covered += word.idf;
                marks[at].stemmed |= stemmed[at];
            }
        }
        Ok(())
    }

    fn matches(&self, plan: &Plan, marks: &[Vec<Mark>]) -> Vec<Match> {
        let known: f32 = plan.words.iter().map(|word| word.idf).sum();
        let unknown = plan.words.iter().filter(|word| word.idf == 0.0).count();
        let asked = known + unknown as f32 * idf(0, self.articles);
        let of = |covered: f32, all: f32| if all > 0.0 { covered / all } else { 1.0 };
        let mut matches = Vec::new();
        for (shelf, marks) in marks.iter().enumerate() {
            for (document, mark) in marks.iter().enumerate() {
                let asked_for = plan.words.is_empty() || mark.covered > 0.0;
                let holds_all = usize::from(mark.required) == plan.required.len();
                if !asked_for || !holds_all || mark.excluded {
                    continue;
                }
                let coverage = of(mark.covered, known);
                matches.push(Match {
                    shelf,
                    document: document as DocId,
                    score: mark.score * coverage.powf(self.ranking.coverage),
                    coverage,
                    share: of(mark.covered, asked),
                    exact: !mark.stemmed,
                });
            }
        }
        matches
    }

    /// What the best alternative in each field adds, for each shelf.
    fn tallies(&self, alternatives: &[Alternative]) -> Result<Vec<Tally>, SearchError> {
        let mut tallies = Vec::with_capacity(self.shelves.len());
        for shelf in self.shelves {
            let mut tally = Tally {
                sums: vec![0.0; shelf.len()],
                holding: Vec::new(),
            };
            let mut best = vec![0.0f32; shelf.len()];
            for field in Field::ALL {
                let mut found: Vec<DocId> = Vec::new();
                for alternative in alternatives {
                    let weight = alternative.weight * self.ranking.field(field).weight;
                    self.for_each_frequency(shelf, field, alternative, |document, frequency| {
                        let best = &mut best[document as usize];
                        if *best == 0.0 {
                            found.push(document);
                        }
                        *best = best.max(weight * frequency);
                    })?;
                }
                for document in found {
                    let at = document as usize;
                    if tally.sums[at] == 0.0 {
                        tally.holding.push(document);
                    }
                    tally.sums[at] += std::mem::take(&mut best[at]);
                }
            }
            tallies.push(tally);
        }
        Ok(tallies)
    }

    /// Calls `each` with the saturated frequency of `alternative` in `field`.
    fn for_each_frequency(
        &self,
        shelf: &Shelf,
        field: Field,
        alternative: &Alternative,
        mut each: impl FnMut(DocId, f32),
    ) -> Result<(), SearchError> {
        let reader = shelf.field(field);
        let average = self.averages[field as usize];
        let mut add = |document, count| {
            let length = reader.lengths.fieldnorm(document);
            let frequency = self.ranking.frequency(field, count, length, average);
            each(document, frequency);
        };
        if let [stem] = alternative.stems.as_slice() {
            if let Some(mut postings) = postings(reader, stem)? {
                while postings.doc() != TERMINATED {
                    add(postings.doc(), postings.term_freq());
                    postings.advance();
                }
            }
            return Ok(());
        }
        let stems: Vec<(usize, String)> = alternative.stems.iter().cloned().enumerate().collect();
        for_each_sequence(shelf, field, &stems, |document| add(document, 1))
    }

    /// Adds to articles in which two words of the query stand as they were typed.
    fn add_neighbours(&self, words: &[Word], marks: &mut [Vec<Mark>]) -> Result<(), SearchError> {
        for pair in words.windows(2) {
            let (Some(one), Some(other)) = (pair[0].plain_stem(), pair[1].plain_stem()) else {
                continue;
            };
            let told = pair[0].idf + pair[1].idf;
            let both_known = pair[0].idf > 0.0 && pair[1].idf > 0.0;
            let distance = pair[1].position - pair[0].position;
            if !both_known || distance == 0 || told < LEAST_TOLD {
                continue;
            }
            let stems = [(0, one.to_owned()), (distance, other.to_owned())];
            let bonus = self.ranking.adjacent * told;
            let demand = Demand::Sequence(stems.to_vec());
            self.for_each_holding(&demand, marks, |mark| mark.score += bonus)?;
        }
        Ok(())
    }

    /// Calls `each` once for every article that meets `demand`.
    fn for_each_holding(
        &self,
        demand: &Demand,
        marks: &mut [Vec<Mark>],
        mut each: impl FnMut(&mut Mark),
    ) -> Result<(), SearchError> {
        for (shelf, marks) in self.shelves.iter().zip(marks) {
            let mut holding = vec![false; shelf.len()];
            let mut hold = |document: DocId| holding[document as usize] = true;
            match demand {
                Demand::Spelling(folded) => {
                    for_each_spelt(shelf, folded, &mut hold)?;
                    for_each_spelt(shelf, &format!("{FOLDED_MARK}{folded}"), &mut hold)?;
                }
                Demand::Sequence(stems) => {
                    for field in Field::ALL {
                        for_each_sequence(shelf, field, stems, &mut hold)?;
                    }
                }
            }
            for (mark, _) in marks.iter_mut().zip(holding).filter(|(_, held)| *held) {
                each(mark);
            }
        }
        Ok(())
    }
}

fn postings(reader: &FieldReader, stem: &str) -> io::Result<Option<SegmentPostings>> {
    match reader.stems.terms().get(stem)? {
        Some(info) => reader
            .stems
            .read_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)
            .map(Some),
        None => Ok(None),
    }
}

/// Calls `each` for the articles that hold `term` among their words as written.
fn for_each_spelt(
    shelf: &Shelf,
    term: &str,
    mut each: impl FnMut(DocId),
) -> Result<(), SearchError> {
    if let Some(info) = shelf.words.terms().get(term)? {
        let mut postings = shelf
            .words
            .read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
        while postings.doc() != TERMINATED {
            each(postings.doc());
            postings.advance();
        }
    }
    Ok(())
}

/// Calls `each` for the articles in whose `field` the stems stand at their distances.
fn for_each_sequence(
    shelf: &Shelf,
    field: Field,
    stems: &[(usize, String)],
    mut each: impl FnMut(DocId),
) -> Result<(), SearchError> {
    if let [(_, stem)] = stems {
        if let Some(mut postings) = postings(shelf.field(field), stem)? {
            while postings.doc() != TERMINATED {
                each(postings.doc());
                postings.advance();
            }
        }
        return Ok(());
    }
    let schema = &shelf.schema;
    let terms = stems
        .iter()
        .map(|(at, stem)| (*at, Term::from_field_text(schema.field(field), stem)))
        .collect();
    let weight = PhraseQuery::new_with_offset(terms)
        .weight(EnableScoring::disabled_from_schema(&schema.tantivy))?;
    let mut scorer = weight.scorer(&shelf.segment, 1.0)?;
    while scorer.doc() != TERMINATED {
        each(scorer.doc());
        scorer.advance();
    }
    Ok(())
}
