//! What a plan asks of an opened shelf: which words are written there, and how often.

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;

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

    /// How many of those in which a word stands are not found any more.
    fn withdrawn(&self, word: &str) -> u32;

    /// How many articles or threads have one of them.
    fn writing(&self, word: &str) -> u32 {
        match self.words().terms().get(word) {
            Ok(Some(info)) => self.counted(word, &info),
            _ => 0,
        }
    }

    /// The same of a word that was come across; 0 for one of which nobody is to know.
    fn counted(&self, word: &str, info: &TermInfo) -> u32 {
        info.doc_freq.saturating_sub(self.withdrawn(word))
    }

    fn writes(&self, word: &str) -> bool {
        self.writing(word) > 0
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
        &self.index.words
    }

    fn withdrawn(&self, word: &str) -> u32 {
        self.withdrawn_with(word)
    }
}
