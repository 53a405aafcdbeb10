//! What a word may mean that stands nowhere as it was typed: one that goes on, one that was
//! mistyped, another form of it, or two without the space between them.

use std::collections::BTreeMap;

use crate::search::SearchError;
use crate::search::analyzer::{Analyzer, fold};
use crate::search::answer::MatchedBy;
use crate::search::expand::completions;
use crate::search::kin::{bare_forms, kin};
use crate::search::lexicon::Lexicon;
use crate::search::plan::{Alternative, Word};
use crate::search::planner::Planner;
use crate::search::ranking::Field;
use crate::search::spelling::{Correction, corrections};

/// What a correction is worth of a word that may be right.
const DOUBTED: f32 = 0.7;
/// How sure it is what a word with one mistake was meant to be, and one with more.
const LIKELY: f32 = 0.75;
const GUESSED: f32 = 0.5;
/// What another form of a word is worth that the stemmer does not join.
const KIN_WEIGHT: f32 = 0.8;
/// It is one only where so many times more articles have it.
const MORE_USUAL: usize = 3;
/// Shorter parts of a word that was typed without its space are none.
const MIN_PART: usize = 3;

impl Planner<'_> {
    /// Looks for what else was meant by a word that nobody wrote, though some other word
    /// has its stem: *comming* and *comms*. A neighbour of the same stem settles it.
    pub(super) fn doubt(
        &self,
        word: &mut Word,
        shelves: &[&dyn Lexicon],
        analyzer: &mut Analyzer,
    ) -> Result<(), SearchError> {
        if word.unfinished || self.is_inflected(word, analyzer) {
            return Ok(());
        }
        let found = corrections(self.few(shelves), &word.folded, false)?;
        let stems: Vec<String> = found
            .iter()
            .map(|correction| analyzer.forms(&correction.word).plain_stem)
            .collect();
        let is_own = |stem: &String| word.own.iter().any(|own| own.stems == [stem.as_str()]);
        if stems.iter().any(is_own) {
            return Ok(());
        }
        for (correction, stem) in found.iter().zip(&stems) {
            let weight = DOUBTED * self.settings.ranking.typo * (1.0 - correction.cost);
            word.own
                .push(Alternative::word(stem, weight, MatchedBy::Typo));
        }
        word.corrected = found.first().map(|best| best.word.clone());
        Ok(())
    }

    /// Whether the word is one that somebody wrote with an ending: `watching` where *watch*
    /// stands.
    fn is_inflected(&self, word: &Word, analyzer: &mut Analyzer) -> bool {
        let Some(stem) = word.plain_stem() else {
            return false;
        };
        let mut written = bare_forms(&word.folded, self.reader).into_iter();
        written.any(|bare| {
            analyzer.forms(&bare).plain_stem == stem
                && self.of(self.reader).any(|shelf| shelf.writes(&bare))
        })
    }

    /// Gives a word the stems of its other forms that are written, where they are far more
    /// usual: *corrijo* finds *corregir*.
    pub(super) fn add_kin(
        &self,
        word: &mut Word,
        shelves: &[&dyn Lexicon],
        analyzer: &mut Analyzer,
    ) -> bool {
        let own = word
            .own
            .iter()
            .filter_map(|own| match own.stems.as_slice() {
                [stem] => Some(articles_with(shelves, stem)),
                _ => None,
            });
        let own = own.max().unwrap_or(0);
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for form in kin(&word.folded, self.reader) {
            if shelves.iter().any(|shelf| shelf.writes(&form)) {
                let stem = analyzer.forms(&form).plain_stem;
                found
                    .entry(stem)
                    .or_insert_with_key(|stem| articles_with(shelves, stem));
            }
        }
        let before = word.own.len();
        for (stem, articles) in found {
            let known = word.own.iter().any(|own| own.stems == [stem.as_str()]);
            if !known && articles >= MORE_USUAL * own {
                let kin = Alternative::word(&stem, KIN_WEIGHT, MatchedBy::Stem);
                word.own.push(kin);
            }
        }
        word.own.len() > before
    }

    /// What a word that nobody wrote may mean: one that goes on, one that was mistyped,
    /// or two without the space between them.
    pub(super) fn find_meant(
        &self,
        word: &mut Word,
        shelves: &[&dyn Lexicon],
        analyzer: &mut Analyzer,
    ) -> Result<(), SearchError> {
        let ranking = &self.settings.ranking;
        if word.unfinished {
            let stems = completions(self.few(shelves), &word.folded)?;
            let begun = stems.iter().map(|stem| Alternative {
                stems: vec![stem.clone()],
                weight: ranking.prefix,
                found_by: MatchedBy::Stem,
            });
            word.own.extend(begun);
            if !stems.is_empty() {
                return Ok(());
            }
        }
        let mut found = corrections(self.few(shelves), &word.folded, false)?;
        let foreign = self.is_written(word);
        if foreign {
            // The other language knows it: only what is one mistake away was meant.
            found.retain(|correction| {
                strsim::osa_distance(&fold(&correction.word), &word.folded) == 1
            });
            if found.is_empty() {
                return Ok(());
            }
        }
        let mistakes = |one: &Correction| strsim::osa_distance(&fold(&one.word), &word.folded);
        if found.iter().all(|one| mistakes(one) > 1)
            && let Some(divided) = self.divided(&word.folded, analyzer)
        {
            found = vec![divided];
        }
        if found.is_empty() && word.unfinished {
            found = corrections(self.few(shelves), &word.folded, true)?;
        }
        let Some(best) = found.first() else {
            return Ok(());
        };
        // A word of the other language is no mistake to be told of.
        word.corrected = Some(best.word.clone()).filter(|_| !foreign);
        word.certainty = match mistakes(best) {
            ..=1 => LIKELY,
            _ => GUESSED,
        };
        word.own.clear();
        for correction in &found {
            let stem = analyzer.forms(&correction.word).plain_stem;
            let weight = ranking.typo * (1.0 - correction.cost);
            let alternative = Alternative::word(&stem, weight, MatchedBy::Typo);
            if !word.own.iter().any(|one| one.stems == alternative.stems) {
                word.own.push(alternative);
            }
        }
        word.exact.clone_from(&best.word);
        word.folded = fold(&best.word);
        word.typed.surface.clone_from(&best.word);
        word.typed.parts.clear();
        Ok(())
    }

    /// Two known words that were typed as one, the longest first.
    fn divided(&self, folded: &str, analyzer: &mut Analyzer) -> Option<Correction> {
        let mut is_known = |part: &str| {
            let stem = analyzer.forms(part).plain_stem;
            part.len() >= MIN_PART && self.of(self.reader).any(|shelf| shelf.knows(&stem))
        };
        let cuts = folded
            .char_indices()
            .rev()
            .map(|(at, _)| folded.split_at(at));
        let mut cuts = cuts.filter(|(one, other)| is_known(one) && is_known(other));
        let (one, other) = cuts.next()?;
        Some(Correction {
            word: format!("{one} {other}"),
            cost: 0.0,
        })
    }

    /// Lets `time sheet` find *timesheet*.
    pub(super) fn join_divided(&self, words: &mut [Word], analyzer: &mut Analyzer) {
        for at in 1..words.len() {
            let (one, other) = (&words[at - 1], &words[at]);
            if other.typed.position != one.typed.position + 1 {
                continue;
            }
            let joined = format!("{}{}", one.exact, other.exact);
            let letters = joined.chars().all(char::is_alphabetic);
            if letters && self.of(self.reader).any(|shelf| shelf.writes(&joined)) {
                let stem = analyzer.forms(&joined).plain_stem;
                for word in &mut words[at - 1..=at] {
                    word.own
                        .push(Alternative::word(&stem, 1.0, MatchedBy::Stem));
                }
            }
        }
    }
}

/// In how many articles a stem stands, in the field where most have it.
fn articles_with(shelves: &[&dyn Lexicon], stem: &str) -> usize {
    let mut with = [0; Field::ALL.len()];
    for shelf in shelves {
        for (all, own) in with.iter_mut().zip(shelf.holding(stem)) {
            *all += own;
        }
    }
    with.into_iter().max().unwrap_or(0)
}
