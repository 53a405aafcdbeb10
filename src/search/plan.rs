//! A query in the terms of one language: what to look for on its shelves.
//!
//! [`planner`](crate::search::planner) makes a [`Plan`], with its [`Alternative`]s for each
//! word; [`matching`](crate::search::matching) carries it out.

use crate::search::analyzer::{Analyzer, fold};
use crate::search::answer::MatchedBy;
use crate::search::dictionary::Stems;
use crate::search::query::{Query, QueryWord};
use crate::search::ranking::Field;

/// What the stem without accents is worth where the accented one is another: `años`
/// finds *ano* too, but *año* before it.
const PLAIN_STEM_WEIGHT: f32 = 0.8;

/// Terms of one language, made from a [`Query`].
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub words: Vec<Word>,
    /// Those that were passed over: they only count in what stands there word for word.
    pub small: Vec<Word>,
    /// What stood in quotation marks, folded.
    pub phrases: Vec<String>,
    pub required: Vec<Demand>,
    pub excluded: Vec<Demand>,
}

/// A word that makes an article a better answer.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// As it was typed, or as it was corrected.
    pub typed: QueryWord,
    /// As written, and without accents, to tell the exact form from the others.
    pub exact: String,
    pub folded: String,
    /// The word itself; of those in one field the best counts.
    pub own: Vec<Alternative>,
    /// Other names for it; they tell by themselves how rare they are.
    pub others: Vec<Alternative>,
    /// It may go on: see [`Query`].
    pub unfinished: bool,
    /// The word that was looked for instead of one that nobody wrote.
    pub corrected: Option<String>,
    /// Nobody wrote it in the reader's language, but somebody did in another one.
    pub foreign: bool,
    /// It says little in questions, such as *how* or *make*, however rare it is.
    pub light: bool,
    /// How sure it is that this was meant, from 0 to 1.
    pub certainty: f32,
    /// How much it tells; known once the shelves were asked.
    pub idf: f32,
    /// The same in each field.
    pub field_idf: [f32; Field::ALL.len()],
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Alternative {
    /// One stem, or several that stand next to one another.
    pub stems: Stems,
    /// What it is worth, against 1 for the word itself.
    pub weight: f32,
    pub found_by: MatchedBy,
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
    pub fn new(query: &Query, words: Vec<Word>, small: Vec<Word>, analyzer: &mut Analyzer) -> Self {
        let mut demands = |phrases: &[Vec<QueryWord>], spelt: bool| -> Vec<Demand> {
            phrases
                .iter()
                .map(|phrase| Demand::new(phrase, spelt, analyzer))
                .collect()
        };
        Plan {
            words,
            small,
            phrases: query.phrases.iter().map(|phrase| folded(phrase)).collect(),
            required: demands(&query.phrases, true),
            excluded: demands(&query.excluded, false),
        }
    }
}

impl Plan {
    /// Whether most of the query is in another language than the reader's.
    pub fn is_foreign(&self) -> bool {
        let foreign = self.words.iter().filter(|word| word.foreign).count();
        foreign > 0 && foreign * 2 >= self.words.len()
    }
}

impl Word {
    pub fn new(word: &QueryWord, analyzer: &mut Analyzer) -> Self {
        let forms = analyzer.forms(&word.surface);
        let stem = |stem: &str, weight| Alternative::word(stem, weight, MatchedBy::Stem);
        let mut own = match &forms.own_stem {
            None => vec![stem(&forms.plain_stem, 1.0)],
            Some(own) => vec![stem(&forms.plain_stem, PLAIN_STEM_WEIGHT), stem(own, 1.0)],
        };
        // `sign-in` is found as `signin` and as `sign in`; a code such as `W-9` only as
        // a whole, for its parts say nothing.
        let is_code = word.surface.contains(|c: char| !c.is_alphabetic());
        if !word.parts.is_empty() && !is_code {
            own.push(Alternative {
                stems: word
                    .parts
                    .iter()
                    .map(|part| analyzer.forms(part).plain_stem)
                    .collect(),
                weight: 1.0,
                found_by: MatchedBy::Stem,
            });
        }
        Word {
            typed: word.clone(),
            exact: forms.exact,
            folded: forms.folded,
            own,
            others: Vec::new(),
            unfinished: false,
            corrected: None,
            foreign: false,
            light: false,
            certainty: 1.0,
            idf: 0.0,
            field_idf: [0.0; Field::ALL.len()],
        }
    }

    /// The words of a correction that put a space into what was typed; else the word.
    pub fn apart(self, analyzer: &mut Analyzer) -> Vec<Word> {
        let Some((one, other)) = self
            .corrected
            .as_deref()
            .and_then(|text| text.split_once(' '))
        else {
            return vec![self];
        };
        let part = |text: &str, analyzer: &mut Analyzer| {
            let typed = QueryWord {
                surface: text.to_owned(),
                parts: Vec::new(),
                ..self.typed.clone()
            };
            let mut word = Word::new(&typed, analyzer);
            for alternative in &mut word.own {
                alternative.found_by = MatchedBy::Typo;
            }
            word
        };
        let mut one = part(one, analyzer);
        let other = part(other, analyzer);
        one.corrected.clone_from(&self.corrected);
        vec![one, other]
    }

    /// How much it counts in what an article covers of the query.
    pub fn counted(&self) -> f32 {
        self.idf * self.certainty
    }

    /// The stem that every spelling of the word has.
    pub fn plain_stem(&self) -> Option<&str> {
        match self.own.first()?.stems.as_slice() {
            [stem] => Some(stem),
            _ => None,
        }
    }
}

impl Alternative {
    pub fn word(stem: &str, weight: f32, found_by: MatchedBy) -> Self {
        Alternative {
            stems: vec![stem.to_owned()],
            weight,
            found_by,
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

/// The words of a phrase, compounds by their parts.
fn folded(phrase: &[QueryWord]) -> String {
    let words = phrase.iter().flat_map(|word| match word.parts.is_empty() {
        true => std::slice::from_ref(&word.surface),
        false => word.parts.as_slice(),
    });
    words.map(|word| fold(word)).collect::<Vec<_>>().join(" ")
}
