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

mod marks;

use tantivy::DocId;

use crate::search::SearchError;
use crate::search::answer::MatchedBy;
use crate::search::explain::{Line, Trace};
use crate::search::matching::marks::{Mark, Marks, Tallies, Tally};
use crate::search::plan::{Alternative, Demand, Plan, Word};
use crate::search::proximity::Proximity;
use crate::search::ranking::{Field, Ranking, idf};
use crate::search::schema::FOLDED_MARK;
use crate::search::shelf::Shelf;

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
    /// By the weakest of the words that it holds.
    pub matched_by: MatchedBy,
}

/// How much a word tells on all opened shelves.
#[derive(Debug, Default)]
struct Told {
    /// In each field; 0 where no article has it.
    idf: [f32; Field::ALL.len()],
    /// The same wherever it stands.
    any_idf: f32,
}

/// Finds all articles on `shelves` that hold a word of `plan`, every required phrase
/// and nothing excluded; without words, all that are left. In no order.
///
/// The idf of the plan's words is filled in.
pub(super) fn find(
    shelves: &[&Shelf],
    plan: &mut Plan,
    ranking: &Ranking,
    trace: Option<&Trace>,
) -> Result<Vec<Match>, SearchError> {
    let finder = Finder {
        shelves,
        ranking,
        averages: averages(shelves),
        articles: shelves.iter().map(|shelf| shelf.len()).sum(),
        trace,
    };
    let marks = shelves.iter().map(|shelf| Marks::new(shelf.documents()));
    let mut marks: Vec<Marks> = marks.collect();
    let mut tallies = Tallies::new(shelves.len());
    for word in &mut plan.words {
        finder.add_word(word, &mut tallies, &mut marks)?;
    }
    for demand in &plan.required {
        finder.for_each_holding(demand, &mut marks, |mark| mark.required += 1)?;
    }
    for demand in &plan.excluded {
        finder.for_each_holding(demand, &mut marks, |mark| mark.excluded = true)?;
    }
    let mut matches = finder.matches(plan, &marks);
    let proximity = Proximity {
        shelves,
        ranking,
        trace,
    };
    proximity.add(plan, &mut matches)?;
    Ok(matches)
}

/// Average number of words of each field, over the opened shelves alone.
fn averages(shelves: &[&Shelf]) -> [f32; Field::ALL.len()] {
    Field::ALL.map(|field| {
        let words: u64 = shelves.iter().map(|shelf| shelf.tokens(field)).sum();
        let articles: usize = shelves.iter().map(|shelf| shelf.len()).sum();
        words as f32 / articles.max(1) as f32
    })
}

struct Finder<'a> {
    shelves: &'a [&'a Shelf],
    ranking: &'a Ranking,
    averages: [f32; Field::ALL.len()],
    articles: usize,
    trace: Option<&'a Trace>,
}

impl Finder<'_> {
    fn add_word(
        &self,
        word: &mut Word,
        tallies: &mut Tallies,
        marks: &mut [Marks],
    ) -> Result<(), SearchError> {
        let Tallies { own, others } = tallies;
        let told = self.found(&word.own, word.light, None, own)?;
        // Another name cannot tell more than the word that was typed.
        let called = self.found(&word.others, word.light, Some(&told.idf), others)?;
        word.field_idf = std::array::from_fn(|field| told.idf[field].max(called.idf[field]));
        word.idf = match told.any_idf > 0.0 {
            true => told.any_idf,
            false => called.any_idf,
        };
        for (shelf, own) in self.shelves.iter().zip(&mut *own) {
            self.prefer_as_typed(word, shelf, own)?;
        }
        let of_shelves = own.iter_mut().zip(others);
        for (at, (marks, (own, others))) in marks.iter_mut().zip(of_shelves).enumerate() {
            let only_others = others.holding.iter();
            let only_others = only_others.filter(|document| own.sum(**document) == 0.0);
            for document in own.holding.iter().chain(only_others) {
                let place = *document as usize;
                let best = match own.sum(*document) >= others.sum(*document) {
                    true => own.adding[place],
                    false => others.adding[place],
                };
                let mark = &mut marks.all[place];
                if !std::mem::replace(&mut mark.touched, true) {
                    marks.touched.push(*document);
                }
                mark.score += best.sum;
                mark.covered += word.counted();
                mark.matched_by = mark.matched_by.max(best.found_by);
                self.note(at, *document, || Line::Word {
                    word: word.exact.clone(),
                    matched_by: best.found_by,
                    idf: word.idf,
                    added: best.sum,
                });
            }
            for (document, begins) in own.in_title.iter().chain(&others.in_title) {
                let mark = &mut marks.all[*document as usize];
                mark.in_title = mark.in_title.saturating_add(1);
                mark.begins |= begins;
            }
            own.clear();
            others.clear();
        }
        Ok(())
    }

    /// Raises the articles in which the word stands as it was typed.
    fn prefer_as_typed(
        &self,
        word: &Word,
        shelf: &Shelf,
        tally: &mut Tally,
    ) -> Result<(), SearchError> {
        if tally.holding.is_empty() {
            return Ok(());
        }
        let mut raise = |term: &str, form: f32| {
            shelf.for_each_spelt(term, |document| {
                let adding = &mut tally.adding[document as usize];
                if adding.sum > 0.0 && !std::mem::replace(&mut adding.raised, true) {
                    adding.sum *= form;
                    if adding.found_by == MatchedBy::Stem {
                        adding.found_by = MatchedBy::Exact;
                    }
                }
            })
        };
        raise(&word.exact, self.ranking.exact)?;
        if word.folded != word.exact {
            raise(&word.folded, self.ranking.folded)?;
        }
        raise(
            &format!("{FOLDED_MARK}{}", word.folded),
            self.ranking.folded,
        )?;
        Ok(())
    }

    fn matches(&self, plan: &Plan, marks: &[Marks]) -> Vec<Match> {
        let known: f32 = plan.words.iter().map(|word| word.counted()).sum();
        let unknown = plan.words.iter().filter(|word| word.idf == 0.0).count();
        let asked = known + unknown as f32 * idf(0, self.articles);
        let of = |covered: f32, all: f32| if all > 0.0 { covered / all } else { 1.0 };
        // Articles that hold the same words mostly come one after the other.
        let mut last = (1.0, 1.0);
        let mut matches = Vec::new();
        for (shelf, marks) in marks.iter().enumerate() {
            let mut take = |document: DocId| {
                let mark = &marks.all[document as usize];
                let holds_all = usize::from(mark.required) == plan.required.len();
                if !holds_all || mark.excluded || self.shelves[shelf].is_gone(document) {
                    return;
                }
                let coverage = of(mark.covered, known);
                let title = self.title(shelf, document, mark);
                if coverage != last.0 {
                    last = (coverage, self.ranking.covering(coverage, plan.words.len()));
                }
                let covering = last.1;
                self.note(shelf, document, || Line::Factor {
                    name: "coverage",
                    factor: covering,
                });
                matches.push(Match {
                    shelf,
                    document,
                    score: mark.score * covering * title,
                    coverage,
                    share: of(mark.covered, asked),
                    matched_by: mark.matched_by,
                });
            };
            match plan.words.is_empty() {
                true => (0..marks.all.len() as DocId).for_each(&mut take),
                false => marks.touched.iter().copied().for_each(&mut take),
            }
        }
        matches
    }

    /// What a title is worth that says little besides the query, or begins with it.
    fn title(&self, shelf: usize, document: DocId, mark: &Mark) -> f32 {
        if mark.in_title == 0 {
            return 1.0;
        }
        let words = self.shelves[shelf]
            .index
            .field(Field::Title)
            .lengths
            .fieldnorm(document);
        let said = f32::from(mark.in_title) / words.max(1) as f32;
        let mut factor = 1.0 + self.ranking.title_complete * said.min(1.0);
        if mark.begins {
            factor += self.ranking.title_start;
        }
        self.note(shelf, document, || Line::Factor {
            name: "title",
            factor,
        });
        factor
    }

    /// Adds what the best of `alternatives` adds in each field to `tallies`, which are empty.
    ///
    /// A word tells by how few articles have it in that field: *change* stands in nearly
    /// every text of some help centers and in few titles.
    fn found(
        &self,
        alternatives: &[Alternative],
        light: bool,
        most: Option<&[f32; Field::ALL.len()]>,
        tallies: &mut [Tally],
    ) -> Result<Told, SearchError> {
        let mut told = Told::default();
        if alternatives.is_empty() {
            return Ok(told);
        }
        let rarity = |holding: usize| match light {
            true => self.ranking.light * idf(holding, self.articles),
            false => idf(holding, self.articles),
        };
        for (shelf, tally) in self.shelves.iter().zip(&mut *tallies) {
            tally.begin(shelf.documents());
        }
        for field in Field::ALL {
            for (at, tally) in tallies.iter_mut().enumerate() {
                for alternative in alternatives {
                    self.add_field(at, field, alternative, tally)?;
                }
            }
            let holding: usize = tallies.iter().map(|tally| tally.in_field.len()).sum();
            if holding == 0 {
                continue;
            }
            let idf = match most.map(|most| most[field as usize]) {
                Some(most) if most > 0.0 => rarity(holding).min(most),
                _ => rarity(holding),
            };
            told.idf[field as usize] = idf;
            for tally in &mut *tallies {
                for document in tally.in_field.drain(..) {
                    let adding = &mut tally.adding[document as usize];
                    if adding.sum == 0.0 {
                        tally.holding.push(document);
                    }
                    adding.sum += idf * std::mem::take(&mut adding.in_field);
                }
            }
        }
        let most = self.ranking.most * told.idf.iter().copied().fold(0.0, f32::max);
        for tally in &mut *tallies {
            for document in &tally.holding {
                let sum = &mut tally.adding[*document as usize].sum;
                *sum = *sum * most / (*sum + most);
            }
            // Several alternatives may stand in one title: it holds the word once.
            tally.in_title.sort_unstable();
            tally.in_title.dedup_by(|later, earlier| {
                let same = later.0 == earlier.0;
                if same {
                    earlier.1 |= later.1;
                }
                same
            });
        }
        let holding: usize = tallies.iter().map(|tally| tally.holding.len()).sum();
        if holding > 0 {
            told.any_idf = rarity(holding);
        }
        Ok(told)
    }

    /// Adds one alternative in one field of one shelf; of several the best counts.
    fn add_field(
        &self,
        at: usize,
        field: Field,
        alternative: &Alternative,
        tally: &mut Tally,
    ) -> Result<(), SearchError> {
        let shelf = self.shelves[at];
        let lengths = &shelf.index.field(field).lengths;
        let average = self.averages[field as usize];
        let weight = alternative.weight * self.ranking.field(field).weight;
        let add = |document: DocId, count: u32, begins: Option<bool>| {
            let length = lengths.fieldnorm(document);
            let frequency = self.ranking.frequency(field, count, length, average);
            let added = weight * frequency;
            let adding = &mut tally.adding[document as usize];
            adding.found_by = adding.found_by.min(alternative.found_by);
            if adding.in_field == 0.0 {
                tally.in_field.push(document);
            }
            adding.in_field = adding.in_field.max(added);
            if let Some(begins) = begins {
                tally.in_title.push((document, begins));
            }
            self.note(at, document, || Line::Field {
                field,
                term: alternative.stems.join(" "),
                count,
                weight: alternative.weight,
                added,
            });
        };
        shelf.for_each_frequency(field, &alternative.stems, add)
    }

    /// Calls `each` once for every article that meets `demand`.
    fn for_each_holding(
        &self,
        demand: &Demand,
        marks: &mut [Marks],
        mut each: impl FnMut(&mut Mark),
    ) -> Result<(), SearchError> {
        for (shelf, marks) in self.shelves.iter().zip(marks) {
            let mut holding = vec![false; shelf.documents()];
            let mut hold = |document: DocId| holding[document as usize] = true;
            match demand {
                Demand::Spelling(folded) => {
                    shelf.for_each_spelt(folded, &mut hold)?;
                    shelf.for_each_spelt(&format!("{FOLDED_MARK}{folded}"), &mut hold)?;
                }
                Demand::Sequence(stems) => {
                    for field in Field::ALL {
                        shelf.for_each_sequence(field, stems, &mut hold)?;
                    }
                }
            }
            for (mark, _) in marks.all.iter_mut().zip(holding).filter(|(_, held)| *held) {
                each(mark);
            }
        }
        Ok(())
    }

    /// Writes down how the score of a watched article came about.
    fn note(&self, shelf: usize, document: DocId, line: impl FnOnce() -> Line) {
        if let Some(trace) = self.trace {
            trace.note(&self.shelves[shelf].articles[document as usize], line);
        }
    }
}
