//! Which words the threads of a segment have, and what follows from that alone.

use tantivy::DocId;

use crate::search::SearchError;
use crate::search::plan::Demand;
use crate::search::schema::FOLDED_MARK;
use crate::search::threads::scoring::Asked;
use crate::search::threads::segment::{Part, Segment};

/// Bits of a state for each word: one for the title, and one for what stands below it.
const LEVELS: usize = 2;
/// Words with which there is room for both. Of more, a state says only that they are there.
const TOLD_APART: usize = u32::BITS as usize / LEVELS;

/// Bits of the hash of a state by which it is looked up.
const HASHED: u32 = 8;

/// Sums are rounded: what is more than a score must stay more.
const ROUNDED: f32 = 1.001;

/// What the words of a thread say about it.
#[derive(Clone, Copy, Debug)]
pub(in crate::search::threads) struct Fit {
    /// Share of what the known words tell.
    pub coverage: f32,
    /// The same of all words.
    pub share: f32,
    /// Factor of its score for what it lacks.
    pub covering: f32,
    /// No such thread is told to be better by its words. What its title adds stands in it for
    /// [`Asked::each_fitting`] alone.
    pub most: f32,
    /// Words in its title, at most.
    in_title: u8,
}

/// Room for what the threads of a segment hold, used again for the next.
#[derive(Debug)]
pub(in crate::search::threads) struct Holding {
    /// By document; which words it has, and where.
    states: Vec<u32>,
    /// By document, whether it has all that it must and nothing that it must not have. Empty
    /// where nothing was demanded.
    admitted: Vec<bool>,
    /// What states mean to the words of this search, by a part of their hash.
    known: Vec<Option<(u32, Fit)>>,
}

impl Default for Holding {
    fn default() -> Self {
        Holding {
            states: Vec::new(),
            admitted: Vec::new(),
            known: vec![None; 1 << HASHED],
        }
    }
}

impl Asked<'_> {
    /// Looks up which words the threads of the segment with the number `at` have.
    pub fn hold(
        &self,
        at: usize,
        segment: &Segment,
        holding: &mut Holding,
    ) -> Result<(), SearchError> {
        holding.states.clear();
        holding.states.resize(segment.len(), 0);
        let states = &mut holding.states;
        let words = self.words.iter().enumerate();
        for (word, telling) in words.filter(|(_, telling)| telling.most > 0.0) {
            for part in Part::ALL {
                let bit = self.bit(word, part);
                let mut mark = |document: DocId| states[document as usize] |= bit;
                for way in telling.ways(part) {
                    match way.stem {
                        None => {
                            segment.for_each_row(part, &way.alternative.stems, &mut mark)?;
                        }
                        Some(stem) => {
                            if let Some(info) = self.terms.of(at, stem, part) {
                                segment.for_each_of(part, info, &mut mark)?;
                            }
                        }
                    }
                }
            }
        }
        self.admit(segment, holding)
    }

    fn bit(&self, word: usize, part: Part) -> u32 {
        match (self.words.len() > TOLD_APART, part) {
            (true, _) => 1 << (word % u32::BITS as usize),
            (false, Part::Title) => 1 << (LEVELS * word),
            (false, Part::Body | Part::Replies) => 1 << (LEVELS * word + 1),
        }
    }

    fn admit(&self, segment: &Segment, holding: &mut Holding) -> Result<(), SearchError> {
        holding.admitted.clear();
        let required = self.plan.required.iter().map(|demand| (demand, true));
        let excluded = self.plan.excluded.iter().map(|demand| (demand, false));
        for (demand, wanted) in required.chain(excluded) {
            holding.admitted.resize(segment.len(), true);
            let met = meeting(segment, demand)?;
            for (admitted, met) in holding.admitted.iter_mut().zip(met) {
                *admitted &= met == wanted;
            }
        }
        Ok(())
    }

    /// Calls `each` for the threads that may be found.
    pub fn each_fitting(
        &self,
        segment: &Segment,
        holding: &mut Holding,
        mut each: impl FnMut(DocId, &Fit),
    ) {
        let (states, known) = (&holding.states, &mut holding.known);
        let (admitted, has_words) = (&holding.admitted, self.has_words());
        for (document, state) in states.iter().enumerate() {
            if *state == 0 && has_words || !admitted.is_empty() && !admitted[document] {
                continue;
            }
            let document = document as DocId;
            let mut fit = self.fit(*state, known);
            fit.most *= self.title_factor(segment, document, fit.in_title);
            each(document, &fit);
        }
    }

    /// What the words of a thread say about it that was marked before.
    pub fn fit_of(&self, document: DocId, holding: &mut Holding) -> Fit {
        self.fit(holding.states[document as usize], &mut holding.known)
    }

    fn fit(&self, state: u32, known: &mut [Option<(u32, Fit)>]) -> Fit {
        let at = state.wrapping_mul(0x9E37_79B9) >> (u32::BITS - HASHED);
        match &mut known[at as usize] {
            Some((of, fit)) if *of == state => *fit,
            other => other.insert((state, self.fit_of_state(state))).1,
        }
    }

    fn fit_of_state(&self, state: u32) -> Fit {
        if !self.has_words() {
            return Fit {
                coverage: 1.0,
                share: 1.0,
                covering: 1.0,
                most: ROUNDED,
                in_title: 0,
            };
        }
        let (mut covered, mut most, mut in_title) = (0.0, 0.0, 0);
        for (at, telling) in self.words.iter().enumerate() {
            if state & self.bit(at, Part::Title) != 0 {
                in_title += 1;
                most += telling.most_in_title;
            } else if state & self.bit(at, Part::Body) != 0 {
                most += telling.most_elsewhere;
            } else {
                continue;
            }
            covered += telling.word.counted();
        }
        let of = |covered: f32, all: f32| if all > 0.0 { covered / all } else { 1.0 };
        let coverage = of(covered, self.known);
        let covering = self.ranking.covering(coverage, self.plan.words.len());
        Fit {
            coverage,
            share: of(covered, self.asked),
            covering,
            most: most * covering * ROUNDED,
            in_title,
        }
    }
}

/// Which threads meet `demand`, by document.
fn meeting(segment: &Segment, demand: &Demand) -> Result<Vec<bool>, SearchError> {
    let mut meeting = vec![false; segment.len()];
    let mut meets = |document: DocId| meeting[document as usize] = true;
    match demand {
        Demand::Spelling(folded) => {
            segment.for_each_spelt(folded, &mut meets)?;
            segment.for_each_spelt(&format!("{FOLDED_MARK}{folded}"), &mut meets)?;
        }
        Demand::Sequence(stems) => {
            for part in Part::ALL {
                segment.for_each_sequence(part, stems, &mut meets)?;
            }
        }
    }
    Ok(meeting)
}
