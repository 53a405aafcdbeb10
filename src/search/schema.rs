//! What a shelf's index holds, and how text is turned into its terms.
//!
//! Entry points: [`Schema::new`] and [`tokenizers`]. All shelves have one schema;
//! those of one language have one set of tokenizers, so that a term means the same
//! in each of them.
//!
//! The stems of all five fields stand with frequencies and positions. The words as
//! written would be the dearest part of an index, so they stand
//! once, over all fields, without either: enough to tell the exact form from the
//! stem, to go on with an unfinished word, and to spell by.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;
use tantivy::schema::{self, IndexRecordOption, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::locale::Locale;
use crate::search::analyzer::{Analyzer, Forms};
use crate::search::ranking::Field;
use crate::search::tokens::{Pieces, surface};

/// Stands before a word without its accents in the field of words, to tell the
/// `ano` of *año* from a written *ano*. No word can begin with it.
pub const FOLDED_MARK: char = '~';

/// Words whose forms are remembered while shelves are written.
const REMEMBERED_WORDS: usize = 100_000;

pub(super) const STEMS: &str = "stems";
pub(super) const WORDS: &str = "words";

/// The index schema with its fields.
#[derive(Clone, Debug)]
pub struct Schema {
    pub tantivy: schema::Schema,
    pub id: schema::Field,
    pub words: schema::Field,
    fields: [schema::Field; Field::ALL.len()],
}

impl Schema {
    pub fn new() -> Self {
        let mut builder = schema::Schema::builder();
        let stems = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(STEMS)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        );
        let words = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(WORDS)
                .set_index_option(IndexRecordOption::Basic)
                .set_fieldnorms(false),
        );
        let id = builder.add_text_field("id", TextOptions::default().set_fast("raw"));
        let words = builder.add_text_field("words", words);
        let fields = Field::ALL.map(|field| builder.add_text_field(field.name(), stems.clone()));
        Schema {
            tantivy: builder.build(),
            id,
            words,
            fields,
        }
    }

    pub fn field(&self, field: Field) -> schema::Field {
        self.fields[field as usize]
    }
}

/// The tokenizers of a language's shelves. Those of one set share what they remember: a thread
/// that writes many shelves asks for one set.
pub fn tokenizers(language: Locale) -> TokenizerManager {
    // The default set: tantivy asks it for a tokenizer of the ids, though it never
    // cuts them.
    let manager = TokenizerManager::default();
    let lexicon = Arc::new(Mutex::new(Lexicon::new(language)));
    for (name, form) in [(STEMS, Form::Stem), (WORDS, Form::Word)] {
        let lexicon = Arc::clone(&lexicon);
        manager.register(name, TextAnalyzer::from(FormTokenizer { form, lexicon }));
    }
    manager
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Stem,
    Word,
}

/// The words met so far with their terms: stemming a word once and not each time halves the
/// cost of a build.
struct Lexicon {
    analyzer: Analyzer,
    places: HashMap<Box<str>, usize, RandomState>,
    entries: Vec<Entry>,
    surface: String,
    /// How many texts were begun.
    texts: u64,
}

/// The terms of one word in both forms.
struct Entry {
    stems: Terms,
    words: Terms,
    /// The text that had it last.
    text: u64,
}

struct Terms {
    first: Box<str>,
    second: Option<Box<str>>,
}

impl Lexicon {
    fn new(language: Locale) -> Self {
        Lexicon {
            analyzer: Analyzer::new(language),
            places: HashMap::default(),
            entries: Vec::new(),
            surface: String::new(),
            texts: 0,
        }
    }

    /// Place of the entry of a word as it stands in a text.
    fn place(&mut self, raw: &str) -> usize {
        if let Some(place) = self.places.get(raw) {
            return *place;
        }
        if self.entries.len() >= REMEMBERED_WORDS {
            self.places.clear();
            self.entries.clear();
        }
        surface(raw, &mut self.surface);
        self.entries.push(entry(self.analyzer.forms(&self.surface)));
        let place = self.entries.len() - 1;
        self.places.insert(raw.into(), place);
        place
    }
}

fn entry(forms: Forms) -> Entry {
    Entry {
        stems: Terms {
            first: forms.plain_stem.into(),
            second: forms.own_stem.map(Into::into),
        },
        words: Terms {
            second: (forms.folded != forms.exact)
                .then(|| format!("{FOLDED_MARK}{}", forms.folded).into()),
            first: forms.exact.into(),
        },
        text: 0,
    }
}

impl Entry {
    fn terms(&self, form: Form) -> &Terms {
        match form {
            Form::Stem => &self.stems,
            Form::Word => &self.words,
        }
    }
}

/// Gives one or two terms for each word, both at its position.
#[derive(Clone)]
struct FormTokenizer {
    form: Form,
    lexicon: Arc<Mutex<Lexicon>>,
}

impl Tokenizer for FormTokenizer {
    type TokenStream<'a> = FormStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FormStream<'a> {
        // Whoever panicked left whole entries behind.
        let lexicon = self.lexicon.lock();
        let mut lexicon = lexicon.unwrap_or_else(PoisonError::into_inner);
        lexicon.texts += 1;
        FormStream {
            pieces: Pieces::new(text),
            text,
            form: self.form,
            lexicon,
            second: None,
            token: Token::default(),
        }
    }
}

struct FormStream<'a> {
    pieces: Pieces<'a>,
    text: &'a str,
    form: Form,
    /// One text is read at a time.
    lexicon: MutexGuard<'a, Lexicon>,
    /// The entry whose second term comes next.
    second: Option<usize>,
    token: Token,
}

impl TokenStream for FormStream<'_> {
    fn advance(&mut self) -> bool {
        self.token.text.clear();
        let lexicon = &mut *self.lexicon;
        if let Some(place) = self.second.take()
            && let Some(second) = &lexicon.entries[place].terms(self.form).second
        {
            self.token.text.push_str(second);
            return true;
        }
        for piece in self.pieces.by_ref() {
            let place = lexicon.place(&self.text[piece.range.clone()]);
            let entry = &mut lexicon.entries[place];
            let had = std::mem::replace(&mut entry.text, lexicon.texts);
            // The field of words only says which words an article has.
            if self.form == Form::Word && had == lexicon.texts {
                continue;
            }
            let terms = entry.terms(self.form);
            self.token.text.push_str(&terms.first);
            self.second = terms.second.is_some().then_some(place);
            self.token.position = piece.position;
            self.token.offset_from = piece.range.start;
            self.token.offset_to = piece.range.end;
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
