//! A query in the terms of one language: what to look for on its shelves.
//!
//! Entry point: [`Plan::new`]. Synonyms and spellings have their place here too: each
//! is one more [`Alternative`] of a word.

use crate::locale::Locale;
use crate::search::analyzer::{Analyzer, fold, is_stop_word};
use crate::search::query::{Query, QueryWord};

/// What the stem without accents is worth where the accented one is another: `años`
/// finds *ano* too, but *año* before it.
const PLAIN_STEM_WEIGHT: f32 = 0.8;

/// Terms of one language, made from a [`Query`].
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub words: Vec<Word>,
    pub required: Vec<Demand>,
    pub excluded: Vec<Demand>,
}

/// A word that makes an article a better answer.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// As written, and without accents, to tell the exact form from the others.
    pub exact: String,
    pub folded: String,
    /// Ways to be found; of those in one field the best counts.
    pub alternatives: Vec<Alternative>,
    pub position: usize,
    /// It may go on: see [`Query`].
    pub unfinished: bool,
    /// How much it tells; known once the shelves were asked.
    pub idf: f32,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Alternative {
    /// One stem, or several that stand next to one another.
    pub stems: Vec<String>,
    /// What it is worth, against 1 for the word itself.
    pub weight: f32,
}

/// What an article must hold, or must not.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Demand {
    /// Stems at these distances, in one field.
    Sequence(Vec<(usize, String)>),
    /// A single word in quotation marks: as it is spelt, accents aside.
    Spelling(String),
}

impl Plan {
    /// For the shelves of `language`, of a query by a reader of the language `reader`.
    ///
    /// Stop words of both are passed over, but for queries that have nothing else;
    /// within phrases they count.
    pub fn new(query: &Query, reader: Locale, language: Locale) -> Self {
        let analyzer = &mut Analyzer::new(language);
        let says_something = |word: &&QueryWord| {
            let folded = fold(&word.surface);
            !is_stop_word(reader, &folded) && !is_stop_word(language, &folded)
        };
        let mut words: Vec<&QueryWord> = query.words.iter().filter(says_something).collect();
        if words.is_empty() {
            words = query.words.iter().collect();
        }
        let last = query.words.last().map(|word| word.position);
        let words = words
            .into_iter()
            .map(|word| Word {
                unfinished: query.unfinished && Some(word.position) == last,
                ..Word::new(word, analyzer)
            })
            .collect();
        let mut demands = |phrases: &[Vec<QueryWord>], spelt: bool| -> Vec<Demand> {
            phrases
                .iter()
                .map(|phrase| Demand::new(phrase, spelt, analyzer))
                .collect()
        };
        Plan {
            words,
            required: demands(&query.phrases, true),
            excluded: demands(&query.excluded, false),
        }
    }
}

impl Word {
    fn new(word: &QueryWord, analyzer: &mut Analyzer) -> Self {
        let forms = analyzer.forms(&word.surface);
        let mut alternatives = match &forms.own_stem {
            None => vec![Alternative::word(&forms.plain_stem, 1.0)],
            Some(own) => vec![
                Alternative::word(&forms.plain_stem, PLAIN_STEM_WEIGHT),
                Alternative::word(own, 1.0),
            ],
        };
        // `sign-in` is found as `signin` and as `sign in`; a code such as `W-9` only as
        // a whole, for its parts say nothing.
        let is_code = word.surface.contains(|c: char| !c.is_alphabetic());
        if !word.parts.is_empty() && !is_code {
            alternatives.push(Alternative {
                stems: word
                    .parts
                    .iter()
                    .map(|part| analyzer.forms(part).plain_stem)
                    .collect(),
                weight: 1.0,
            });
        }
        Word {
            exact: forms.exact,
            folded: forms.folded,
            alternatives,
            position: word.position,
            unfinished: false,
            idf: 0.0,
        }
    }

    /// The stem that every spelling of the word has.
    pub fn plain_stem(&self) -> Option<&str> {
        match self.alternatives.first()?.stems.as_slice() {
            [stem] => Some(stem),
            _ => None,
        }
    }
}

impl Alternative {
    pub fn word(stem: &str, weight: f32) -> Self {
        Alternative {
            stems: vec![stem.to_owned()],
            weight,
        }
    }
}

impl Demand {
    /// Of `phrase`; with `spelt`, a single word is meant as it is spelt.
    fn new(phrase: &[QueryWord], spelt: bool, analyzer: &mut Analyzer) -> Self {
        if let [word] = phrase
            && word.parts.is_empty()
            && spelt
        {
            return Demand::Spelling(fold(&word.surface));
        }
        let start = phrase.first().map_or(0, |word| word.position);
        let mut stems = Vec::new();
        for word in phrase {
            let own = std::slice::from_ref(&word.surface);
            let parts = if word.parts.is_empty() {
                own
            } else {
                &word.parts
            };
            for (at, part) in parts.iter().enumerate() {
                let stem = analyzer.forms(part).plain_stem;
                stems.push((word.position - start + at, stem));
            }
        }
        Demand::Sequence(stems)
    }
}
