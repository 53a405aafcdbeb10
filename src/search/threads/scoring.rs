//! Finds and scores the threads of opened shelves, segment by segment.
//!
//! How rare a word is comes from the dictionaries of the opened segments, which hold nothing
//! that may not be found. A score is a sum over words, whose order is that of the plan's
//! rarity: never of how threads lie in segments.
//!
//! A segment is read twice. [`holding`] marks which words each thread has, which says whether
//! it is found, how much of the question it covers, and how good it can be at most. All are
//! counted by that, and nobody is left out; only those that can be among the best are looked at
//! by [`weighing`], word by word.

mod holding;
mod terms;
mod weighing;

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;

use crate::search::SearchError;
use crate::search::plan::{Alternative, Plan, Word};
use crate::search::ranking::{FieldRanking, Ranking, idf};
use crate::search::threads::scoring::terms::Terms;
use crate::search::threads::segment::{Part, Segment};

pub(super) use holding::Holding;
pub(super) use weighing::Weights;

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

/// A plan with what its words tell on the opened segments of one language. These go by their
/// number from here on.
pub(super) struct Asked<'a> {
    plan: &'a Plan,
    ranking: &'a Ranking,
    terms: Terms,
    /// What the length of a part counts against a word in it, by the number that stands for the
    /// length.
    norms: Vec<[f32; 256]>,
    /// The rarest word first.
    words: Vec<Telling<'a>>,
    /// What all known words tell.
    known: f32,
    /// The same with those that nobody wrote.
    asked: f32,
}

struct Telling<'a> {
    word: &'a Word,
    ways: Vec<Way<'a>>,
    /// Most that it can add.
    most: f32,
    /// Most that it adds to a thread without it in the title.
    most_elsewhere: f32,
    /// The same with it there.
    most_in_title: f32,
}

/// Something that stands for a word.
struct Way<'a> {
    alternative: &'a Alternative,
    /// The number of its stem, unless it has several.
    stem: Option<usize>,
    /// How rare it is, by part; 0 where it is not.
    idf: [f32; Part::ALL.len()],
}

impl<'a> Asked<'a> {
    /// Fills in what the words of the plan tell.
    ///
    /// # Errors
    /// A dictionary cannot be read.
    pub fn new(
        plan: &'a mut Plan,
        ranking: &'a Ranking,
        segments: &[&Segment],
    ) -> Result<Self, SearchError> {
        let threads: usize = segments.iter().map(|one| one.len()).sum();
        let norms = Part::ALL.iter().map(|part| {
            let words = segments
                .iter()
                .map(|one| one.part(*part).stems.total_num_tokens());
            let average = words.sum::<u64>() as f32 / threads.max(1) as f32;
            norms(&PARTS[*part as usize], average)
        });
        let terms = Terms::new(&plan.words, segments)?;
        let rarity = |alternatives: &[Alternative], part: Part, light: bool| {
            let with = |stem: &String| terms.holding(stem, part);
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
            .map(|(word, (own, others))| Telling::new(word, own, others, &terms, ranking))
            .collect();
        words.sort_by(|one, other| other.word.counted().total_cmp(&one.word.counted()));
        let known = plan.words.iter().map(|word| word.counted()).sum();
        let unknown = plan.words.iter().filter(|word| word.idf == 0.0).count();
        Ok(Asked {
            plan,
            ranking,
            terms,
            norms: norms.collect(),
            words,
            known,
            asked: known + unknown as f32 * idf(0, threads),
        })
    }

    /// Whether there are words that make one thread a better answer than another.
    pub fn has_words(&self) -> bool {
        !self.plan.words.is_empty()
    }

    /// Factor of a thread with so many of the words in its title: the more of it they are, the
    /// more it asks just that.
    fn title_factor(&self, segment: &Segment, document: DocId, words: u8) -> f32 {
        if words == 0 {
            return 1.0;
        }
        let length = segment.part(Part::Title).lengths.fieldnorm(document);
        let said = f32::from(words) / length.max(1) as f32;
        1.0 + self.ranking.title_complete * said.min(1.0)
    }
}

impl<'a> Telling<'a> {
    fn new(
        word: &'a Word,
        own: [f32; Part::ALL.len()],
        others: [f32; Part::ALL.len()],
        terms: &Terms,
        ranking: &Ranking,
    ) -> Self {
        let way = |alternative: &'a Alternative, idf| Way {
            alternative,
            stem: match alternative.stems.as_slice() {
                [stem] => terms.stem(stem),
                _ => None,
            },
            idf,
        };
        let own_ways = word.own.iter().map(|one| way(one, own));
        let other_ways = word.others.iter().map(|one| way(one, others));
        let mut telling = Telling {
            word,
            ways: own_ways.chain(other_ways).collect(),
            most: ranking.most * own.iter().chain(&others).copied().fold(0.0, f32::max),
            most_elsewhere: 0.0,
            most_in_title: 0.0,
        };
        let raised = ranking.exact.max(ranking.folded).max(1.0);
        let most_in = |parts: &[Part]| {
            let weights = parts.iter().map(|part| {
                let weights = telling.ways(*part).map(|way| way.weight(*part));
                weights.fold(0.0, f32::max) * (PARTS[*part as usize].saturation + 1.0)
            });
            telling.saturated(weights.sum::<f32>() * raised)
        };
        let (elsewhere, anywhere) = (most_in(&[Part::Body, Part::Replies]), most_in(&Part::ALL));
        telling.most_elsewhere = elsewhere;
        telling.most_in_title = anywhere;
        telling
    }

    /// All that stands for the word in `part` and tells something.
    fn ways(&self, part: Part) -> impl Iterator<Item = &Way<'a>> {
        let ways = self.ways.iter();
        ways.filter(move |way| way.weight(part) > 0.0)
    }

    /// What is left of `sum`, since a word in one part more counts less and less.
    fn saturated(&self, sum: f32) -> f32 {
        match sum > 0.0 {
            true => sum * self.most / (sum + self.most),
            false => 0.0,
        }
    }
}

impl Way<'_> {
    fn weight(&self, part: Part) -> f32 {
        self.alternative.weight * PARTS[part as usize].weight * self.idf[part as usize]
    }
}

fn norms(ranking: &FieldRanking, average: f32) -> [f32; 256] {
    std::array::from_fn(|id| {
        let length = FieldNormReader::id_to_fieldnorm(id as u8);
        let relative = length as f32 / average.max(1.0);
        ranking.saturation * (1.0 - ranking.length + ranking.length * relative)
    })
}
