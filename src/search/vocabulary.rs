//! The words that are met while an index is written, each with its terms.
//!
//! Entry point: [`Vocabulary::meet`]. A word is stemmed once and not each time that it is
//! met, and its terms have numbers: whoever lists where they stand looks nothing up by text.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::locale::Locale;
use crate::search::analyzer::{Analyzer, Forms};
use crate::search::schema::FOLDED_MARK;
use crate::search::tokens::surface;

/// More words than this are forgotten before the next index begins.
const REMEMBERED_WORDS: usize = 100_000;

/// Words of one language. A thread that writes many shelves has one for all of them.
pub(super) struct Vocabulary {
    language: Locale,
    analyzer: Analyzer,
    words: HashMap<Box<str>, Word, RandomState>,
    pub(super) stems: Terms,
    pub(super) spellings: Terms,
    surface: String,
    documents: u64,
}

/// The numbers of the terms of one word: a stem or two, and what it is spelt by.
#[derive(Clone, Copy)]
pub(super) struct Word {
    pub(super) stems: Pair,
    pub(super) spellings: Pair,
    /// The document that had it last.
    document: u64,
}

#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) first: u32,
    pub(super) second: Option<u32>,
}

/// Terms by number, in the order in which they were met.
#[derive(Default)]
pub(super) struct Terms {
    numbers: HashMap<Arc<str>, u32, RandomState>,
    texts: Vec<Arc<str>>,
}

impl Terms {
    pub(super) fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u32;
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }
}

impl Vocabulary {
    pub(super) fn new(language: Locale) -> Self {
        Vocabulary {
            language,
            analyzer: Analyzer::new(language),
            words: HashMap::default(),
            stems: Terms::default(),
            spellings: Terms::default(),
            surface: String::new(),
            documents: 0,
        }
    }

    /// Makes room before an index begins, whose lists go by the numbers until it is written.
    pub(super) fn begin_index(&mut self) {
        if self.words.len() > REMEMBERED_WORDS {
            *self = Vocabulary::new(self.language);
        }
    }

    pub(super) fn begin_document(&mut self) {
        self.documents += 1;
    }

    /// A word as it stands in a text, and whether the document has it for the first time.
    pub(super) fn meet(&mut self, raw: &str) -> (Word, bool) {
        if let Some(word) = self.words.get_mut(raw) {
            let before = std::mem::replace(&mut word.document, self.documents);
            return (*word, before != self.documents);
        }
        surface(raw, &mut self.surface);
        let forms = self.analyzer.forms(&self.surface);
        let word = self.word(&forms);
        self.words.insert(raw.into(), word);
        (word, true)
    }

    fn word(&mut self, forms: &Forms) -> Word {
        let folded = (forms.folded != forms.exact).then(|| {
            let marked = format!("{FOLDED_MARK}{}", forms.folded);
            self.spellings.number(&marked)
        });
        let own_stem = forms.own_stem.as_ref();
        Word {
            stems: Pair {
                first: self.stems.number(&forms.plain_stem),
                second: own_stem.map(|stem| self.stems.number(stem)),
            },
            spellings: Pair {
                first: self.spellings.number(&forms.exact),
                second: folded,
            },
            document: self.documents,
        }
    }
}
