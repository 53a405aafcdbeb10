//! What a plan asks of an opened shelf: which words are written there, and how often.

use tantivy::index::InvertedIndexReader;

use crate::locale::Locale;
use crate::search::ranking::Field;
use crate::search::shelf::Shelf;

/// The words of a shelf, or of a part of one.
pub(super) trait Lexicon {
    fn language(&self) -> Locale;

    /// Whether the stem stands in any field.
    fn knows(&self, stem: &str) -> bool;

    /// How many articles or threads have the stem in each field.
    fn holding(&self, stem: &str) -> [usize; Field::ALL.len()];

    /// The words as they are written; with
    /// [`FOLDED_MARK`](crate::search::schema::FOLDED_MARK), without their accents.
    fn words(&self) -> &InvertedIndexReader;

    /// How many articles or threads have one of them.
    fn writing(&self, word: &str) -> u32 {
        match self.words().terms().get(word) {
            Ok(Some(info)) => info.doc_freq,
            _ => 0,
        }
    }

    fn writes(&self, word: &str) -> bool {
        matches!(self.words().terms().get(word), Ok(Some(_)))
    }
}

impl Lexicon for Shelf {
    fn language(&self) -> Locale {
        self.language
    }

    fn knows(&self, stem: &str) -> bool {
        Field::ALL.iter().any(|field| self.holds(*field, stem))
    }

    fn holding(&self, stem: &str) -> [usize; Field::ALL.len()] {
        Field::ALL.map(|field| self.articles_with(field, stem))
    }

    fn words(&self) -> &InvertedIndexReader {
        &self.words
    }
}
