//! Search over closed shelves: one index for each lock and language, of which a
//! viewer's search opens only those that admit the viewer.
//!
//! Entry points: [`Shelves::open_or_build`], then [`Shelves::search`] with a
//! [`Request`]. This room never reads Markdown, decides visibility only through
//! [`Gate::admits`](crate::gate::Gate::admits), and knows nothing of HTTP.
//!
//! A search goes from text to [`Query`] (any language), to terms of one language
//! (`plan`), to marks on the articles of the opened shelves (`matching`), and with
//! the viewer's library to an [`Answer`].

mod analyzer;
mod answer;
mod cards;
mod dictionary;
mod expand;
mod explain;
mod indexed;
mod kin;
mod lexicon;
mod matching;
mod plan;
mod planner;
mod proximity;
mod query;
mod ranked;
mod ranking;
mod renewed;
mod schema;
mod settings;
mod shelf;
mod shelves;
mod snippet;
mod spelling;
mod starts;
mod suggest;
#[cfg(test)]
mod tests;
pub mod threads;
mod tokens;
mod vocabulary;
mod words;
mod writing;

pub use answer::{Answer, FacetCount, Group, Hit, MatchedBy, Pagination, Request, SectionHit};
pub use explain::{Explained, Line, Near};
pub use query::{Filters, MAX_QUERY_CHARS, MAX_QUERY_TERMS, Query};
pub use ranking::{Field, FieldRanking, Ranking};
pub use settings::SearchSettings;
pub use shelves::{Labels, Shelves};
pub use suggest::{Suggestion, SuggestionKind, Suggestions};

use std::io;
use std::path::{Path, PathBuf};

/// Why shelves could not be written or read. No query is an error.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Another process writes into the index folder.
    #[error("another process is writing the index in `{}`", folder.display())]
    Busy { folder: PathBuf },
    /// A shelf does not hold what it was written with; building mends it.
    #[error("the shelf in `{}` is damaged", folder.display())]
    Damaged { folder: PathBuf },
    #[error("cannot write `{}`", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("the index cannot be read")]
    Index(#[from] tantivy::TantivyError),
}

impl SearchError {
    fn io(path: &Path, source: io::Error) -> Self {
        SearchError::Io {
            path: path.to_owned(),
            source,
        }
    }
}

impl From<io::Error> for SearchError {
    fn from(source: io::Error) -> Self {
        SearchError::Index(source.into())
    }
}
