//! What a shelf's index holds.
//!
//! Entry point: [`Schema::new`]. All shelves have one schema, so that a term means the same in
//! each of one language.
//!
//! The stems of all five fields stand with frequencies and positions. The words as
//! written would be the dearest part of an index, so they stand
//! once, over all fields, without either: enough to tell the exact form from the
//! stem, to go on with an unfinished word, and to spell by.

use tantivy::schema::{self, IndexRecordOption, TextFieldIndexing, TextOptions};

use crate::search::ranking::Field;

/// Stands before a word without its accents in the field of words, to tell the
/// `ano` of *año* from a written *ano*. No word can begin with it.
pub const FOLDED_MARK: char = '~';

/// How the terms of a field are made. They stand in the index by these names, and nothing but
/// [`Writing`](crate::search::writing::Writing) makes them.
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
