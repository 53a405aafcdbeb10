//! Finds and scores the threads of opened shelves, segment by segment.
//!
//! How rare a word is comes from the dictionaries of the opened segments, which hold nothing
//! that may not be found. A score is a sum over words, whose order is that of the plan's
//! rarity: never of how threads lie in segments.
//!
//! A thread that has none of the rarest words cannot be found once the others together tell
//! too little (`coverage_floor`): from there on only threads that were touched before are
//! looked at. This leaves nobody out, and saves most of the work of questions with a word
//! that stands nearly everywhere.

use tantivy::DocId;

use crate::search::SearchError;
use crate::search::answer::MatchedBy;
use crate::search::plan::{Alternative, Demand, Plan, Word};
use crate::search::ranking::{FieldRanking, Ranking, idf};
use crate::search::schema::FOLDED_MARK;
use crate::search::threads::segment::{Part, Segment};

/// What a word in each part is worth, against 1 for the body.
const PARTS: [FieldRanking; Part::ALL.len()] = [
    FieldRanking {
        weight: 3.0,
        length: 0.4,
        saturation: 0.4,
    },
    FieldRanking {
        weight: 1.0,
        length: 0.75,
        saturation: 1.2,
    },
    // What is answered says much of what was asked, but strays further from it.
    FieldRanking {
        weight: 0.8,
        length: 0.75,
        saturation: 1.2,
    },
];

/// A plan with what its words tell on the opened segments of one language.
pub(super) struct Asked<'a> {
    plan: &'a Plan,
    ranking: &'a Ranking,
    averages: [f32; Part::ALL.len()],
    /// The rarest word first.
    words: Vec<Telling<'a>>,
    /// What all known words tell.
    known: f32,
    /// The same with those that nobody wrote.
    asked: f32,
}

struct Telling<'a> {
    word: &'a Word,
    own: [f32; Part::ALL.len()],
    others: [f32; Part::ALL.len()],
    /// Most that it can add.
    most: f32,
}

/// A thread that fits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub document: DocId,
    pub score: f32,
    pub coverage: f32,
    pub share: f32,
    pub matched_by: MatchedBy,
}

impl<'a> Asked<'a> {
    /// Fills in what the words of the plan tell.
    pub fn new(plan: &'a mut Plan, ranking: &'a Ranking, segments: &[&Segment]) -> Self {
        let threads: usize = segments.iter().map(|one| one.len()).sum();
        let averages = Part::ALL.map(|part| {
            let words = segments
                .iter()
                .map(|one| one.part(part).stems.total_num_tokens());
            words.sum::<u64>() as f32 / threads.max(1) as f32
        });
        let rarity = |alternatives: &[Alternative], part: Part, light: bool| {
            let with =
                |stem: &String| -> usize { segments.iter().map(|one| one.with(part, stem)).sum() };
            let holding = alternatives
                .iter()
                .map(|one| one.stems.iter().map(with).min().unwrap_or(0));
            match holding.max().unwrap_or(0) {
                0 => (0.0, 0),
                holding if light => (ranking.light * idf(holding, threads), holding),
                holding => (idf(holding, threads), holding),
            }
        };
        let mut tell = Vec::with_capacity(plan.words.len());
        for word in &mut plan.words {
            let own = Part::ALL.map(|part| rarity(&word.own, part, word.light));
            let others = Part::ALL.map(|part| rarity(&word.others, part, word.light));
            let known = match own.iter().any(|(_, holding)| *holding > 0) {
                true => &own,
                false => &others,
            };
            // By the part in which most have it: a thread holds the word anywhere.
            let widest = known.iter().max_by_key(|(_, holding)| *holding);
            word.idf = widest.map_or(0.0, |(idf, _)| *idf);
            let own = own.map(|(idf, _)| idf);
            let mut others = others.map(|(idf, _)| idf);
            for (other, own) in others.iter_mut().zip(own) {
                if own > 0.0 {
                    *other = other.min(own);
                }
            }
            tell.push((own, others));
        }
        let plan = &*plan;
        let mut words: Vec<Telling<'a>> = plan
            .words
            .iter()
            .zip(tell)
            .map(|(word, (own, others))| Telling {
                word,
                most: ranking.most * own.iter().chain(&others).copied().fold(0.0, f32::max),
                own,
                others,
            })
            .collect();
        words.sort_by(|one, other| other.word.counted().total_cmp(&one.word.counted()));
        let known = plan.words.iter().map(|word| word.counted()).sum();
        let unknown = plan.words.iter().filter(|word| word.idf == 0.0).count();
        Asked {
            plan,
            ranking,
            averages,
            words,
            known,
            asked: known + unknown as f32 * idf(0, threads),
        }
    }

    pub fn has_words(&self) -> bool {
        !self.plan.words.is_empty()
    }

    /// Calls `each` for the threads of a segment that hold a word, every required phrase and
    /// nothing excluded; without words, for all that are left. Those that cover less than
    /// `floor` may be left out.
    pub fn find(
        &self,
        segment: &Segment,
        marks: &mut Marks,
        floor: f32,
        mut each: impl FnMut(Hit),
    ) -> Result<(), SearchError> {
        marks.begin(segment.len());
        let mut left = self.known;
        for telling in &self.words {
            if telling.most == 0.0 {
                continue;
            }
            // Whoever has only what is left covers too little.
            let is_enough = left >= floor * self.known;
            left -= telling.word.counted();
            let only = (!is_enough).then(|| marks.sorted());
            self.add_word(segment, telling, marks, only.as_deref())?;
        }
        for demand in &self.plan.required {
            holding(segment, demand, marks, |mark| mark.required += 1)?;
        }
        for demand in &self.plan.excluded {
            holding(segment, demand, marks, |mark| mark.excluded = true)?;
        }
        let of = |covered: f32, all: f32| if all > 0.0 { covered / all } else { 1.0 };
        let lengths = &segment.part(Part::Title).lengths;
        let mut take = |document: DocId, mark: &Mark| {
            if usize::from(mark.required) < self.plan.required.len() || mark.excluded {
                return;
            }
            let coverage = of(mark.covered, self.known);
            let mut title = 1.0;
            if mark.in_title > 0 {
                let said = f32::from(mark.in_title) / lengths.fieldnorm(document).max(1) as f32;
                title += self.ranking.title_complete * said.min(1.0);
            }
            let covering = self.ranking.covering(coverage, self.plan.words.len());
            each(Hit {
                document,
                score: mark.score * covering * title,
                coverage,
                share: of(mark.covered, self.asked),
                matched_by: mark.matched_by,
            });
        };
        match self.has_words() {
            true => {
                for document in &marks.touched {
                    take(*document, &marks.all[*document as usize]);
                }
            }
            false => {
                for (document, mark) in marks.all.iter().enumerate() {
                    take(document as DocId, mark);
                }
            }
        }
        marks.end();
        Ok(())
    }

    fn add_word(
        &self,
        segment: &Segment,
        telling: &Telling<'_>,
        marks: &mut Marks,
        only: Option<&[DocId]>,
    ) -> Result<(), SearchError> {
        let word = telling.word;
        for part in Part::ALL {
            let at = part as usize;
            let own = word.own.iter().map(|one| (one, telling.own[at]));
            let others = word.others.iter().map(|one| (one, telling.others[at]));
            let reader = segment.part(part);
            let ranking = &PARTS[at];
            for (alternative, idf) in own.chain(others).filter(|(_, idf)| *idf > 0.0) {
                let weight = alternative.weight * ranking.weight * idf;
                segment.for_each(part, &alternative.stems, only, |document, count| {
                    let length = reader.lengths.fieldnorm(document);
                    let relative = length as f32 / self.averages[at].max(1.0);
                    let norm =
                        ranking.saturation * (1.0 - ranking.length + ranking.length * relative);
                    let count = count as f32;
                    let added = weight * count * (ranking.saturation + 1.0) / (count + norm);
                    let tally = &mut marks.tallies[document as usize];
                    if tally.best == 0.0 {
                        marks.in_part.push(document);
                    }
                    if tally.sum == 0.0 && tally.best == 0.0 {
                        tally.found_by = alternative.found_by;
                    }
                    tally.best = tally.best.max(added);
                    tally.found_by = tally.found_by.min(alternative.found_by);
                })?;
            }
            for document in marks.in_part.drain(..) {
                let tally = &mut marks.tallies[document as usize];
                if tally.sum == 0.0 {
                    marks.holding.push(document);
                }
                tally.sum += std::mem::take(&mut tally.best);
                if part == Part::Title {
                    let mark = &mut marks.all[document as usize];
                    mark.in_title = mark.in_title.saturating_add(1);
                }
            }
        }
        self.prefer_as_typed(segment, word, marks, only)?;
        for document in marks.holding.drain(..) {
            let tally = std::mem::take(&mut marks.tallies[document as usize]);
            let mark = &mut marks.all[document as usize];
            if !std::mem::replace(&mut mark.touched, true) {
                marks.touched.push(document);
            }
            mark.score += tally.sum * telling.most / (tally.sum + telling.most);
            mark.covered += word.counted();
            mark.matched_by = mark.matched_by.max(tally.found_by);
        }
        Ok(())
    }

    /// Raises the threads in which the word stands as it was typed.
    fn prefer_as_typed(
        &self,
        segment: &Segment,
        word: &Word,
        marks: &mut Marks,
        only: Option<&[DocId]>,
    ) -> Result<(), SearchError> {
        let mut forms = vec![(word.exact.clone(), self.ranking.exact)];
        if word.folded != word.exact {
            forms.push((word.folded.clone(), self.ranking.folded));
        }
        forms.push((format!("{FOLDED_MARK}{}", word.folded), self.ranking.folded));
        for (term, form) in forms {
            segment.for_each_spelt(&term, only, |document| {
                let tally = &mut marks.tallies[document as usize];
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

/// Calls `each` once for every thread that meets `demand`.
fn holding(
    segment: &Segment,
    demand: &Demand,
    marks: &mut Marks,
    mut each: impl FnMut(&mut Mark),
) -> Result<(), SearchError> {
    let mut holding = vec![false; segment.len()];
    let mut hold = |document: DocId| holding[document as usize] = true;
    match demand {
        Demand::Spelling(folded) => {
            segment.for_each_spelt(folded, None, &mut hold)?;
            segment.for_each_spelt(&format!("{FOLDED_MARK}{folded}"), None, &mut hold)?;
        }
        Demand::Sequence(stems) => {
            for part in Part::ALL {
                segment.for_each_sequence(part, stems, &mut hold)?;
            }
        }
    }
    for (document, _) in holding.iter().enumerate().filter(|(_, held)| **held) {
        each(&mut marks.all[document]);
        marks.demanded.push(document as DocId);
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    score: f32,
    covered: f32,
    matched_by: MatchedBy,
    in_title: u8,
    required: u8,
    touched: bool,
    excluded: bool,
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
pub(super) struct Marks {
    all: Vec<Mark>,
    tallies: Vec<Tally>,
    touched: Vec<DocId>,
    in_part: Vec<DocId>,
    holding: Vec<DocId>,
    demanded: Vec<DocId>,
}

impl Marks {
    fn begin(&mut self, threads: usize) {
        if self.all.len() < threads {
            self.tallies.resize(threads, Tally::default());
        }
        self.all.resize(threads, Mark::default());
    }

    fn sorted(&mut self) -> Vec<DocId> {
        let mut sorted = self.touched.clone();
        sorted.sort_unstable();
        sorted
    }

    fn end(&mut self) {
        for document in self.touched.drain(..).chain(self.demanded.drain(..)) {
            self.all[document as usize] = Mark::default();
        }
    }
}
