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

use tantivy::schema::{self, IndexRecordOption, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::locale::Locale;
use crate::search::analyzer::{Analyzer, Forms};
use crate::search::ranking::Field;
use crate::search::tokens::{Pieces, surface};

/// Stands before a word without its accents in the field of words, to tell the
/// `ano` of *año* from a written *ano*. No word can begin with it.
pub const FOLDED_MARK: char = '~';

/// Forms of words that are remembered while a shelf is written.
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

/// The tokenizers of a language's shelves.
pub fn tokenizers(language: Locale) -> TokenizerManager {
    // The default set: tantivy asks it for a tokenizer of the ids, though it never
    // cuts them.
    let manager = TokenizerManager::default();
    for (name, form) in [(STEMS, Form::Stem), (WORDS, Form::Word)] {
        let tokenizer = FormTokenizer {
            form,
            analyzer: Analyzer::new(language),
            remembered: HashMap::new(),
            surface: String::new(),
        };
        manager.register(name, TextAnalyzer::from(tokenizer));
    }
    manager
}

#[derive(Clone, Copy, Debug)]
enum Form {
    Stem,
    Word,
}

/// Gives one or two terms for each word, both at its position.
#[derive(Clone)]
struct FormTokenizer {
    form: Form,
    analyzer: Analyzer,
    /// Raw word to its terms: stemming a word once and not each time halves the cost
    /// of a build.
    remembered: HashMap<Box<str>, Terms>,
    surface: String,
}

#[derive(Clone, Debug)]
struct Terms {
    first: Box<str>,
    second: Option<Box<str>>,
}

impl FormTokenizer {
    fn remember(&mut self, raw: &str) {
        if self.remembered.contains_key(raw) {
            return;
        }
        if self.remembered.len() >= REMEMBERED_WORDS {
            self.remembered.clear();
        }
        surface(raw, &mut self.surface);
        let forms = self.analyzer.forms(&self.surface);
        self.remembered.insert(raw.into(), terms(self.form, forms));
    }
}

fn terms(form: Form, forms: Forms) -> Terms {
    match form {
        Form::Stem => Terms {
            first: forms.plain_stem.into(),
            second: forms.own_stem.map(Into::into),
        },
        Form::Word => Terms {
            second: (forms.folded != forms.exact)
                .then(|| format!("{FOLDED_MARK}{}", forms.folded).into()),
            first: forms.exact.into(),
        },
    }
}

impl Tokenizer for FormTokenizer {
    type TokenStream<'a> = FormStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FormStream<'a> {
        FormStream {
            pieces: Pieces::new(text),
            text,
            tokenizer: self,
            second: None,
            token: Token::default(),
        }
    }
}

struct FormStream<'a> {
    pieces: Pieces<'a>,
    text: &'a str,
    tokenizer: &'a mut FormTokenizer,
    second: Option<Box<str>>,
    token: Token,
}

impl TokenStream for FormStream<'_> {
    fn advance(&mut self) -> bool {
        self.token.text.clear();
        if let Some(second) = self.second.take() {
            self.token.text.push_str(&second);
            return true;
        }
        let Some(piece) = self.pieces.next() else {
            return false;
        };
        let raw = &self.text[piece.range.clone()];
        self.tokenizer.remember(raw);
        if let Some(terms) = self.tokenizer.remembered.get(raw) {
            self.token.text.push_str(&terms.first);
            self.second.clone_from(&terms.second);
        }
        self.token.position = piece.position;
        self.token.offset_from = piece.range.start;
        self.token.offset_to = piece.range.end;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
