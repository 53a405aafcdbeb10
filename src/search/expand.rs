//! What an unfinished word may become, from the words of opened shelves alone.
//!
//! Entry point: [`completions`].

use std::collections::{BTreeMap, BTreeSet};

use crate::search::SearchError;
use crate::search::analyzer::Analyzer;
use crate::search::lexicon::Lexicon;
use crate::search::schema::FOLDED_MARK;

/// Shorter beginnings say too little.
const MIN_PREFIX_CHARS: usize = 2;
/// The words on most articles; the others would hardly be seen.
const MAX_COMPLETIONS: usize = 24;

/// Stems of the words that begin with `prefix`, which has no accents.
///
/// The words that most articles of all opened shelves hold come in, not the first
/// ones of each dictionary.
pub(super) fn completions(
    shelves: &[&dyn Lexicon],
    prefix: &str,
) -> Result<BTreeSet<String>, SearchError> {
    let Some(shelf) = shelves.first() else {
        return Ok(BTreeSet::new());
    };
    if prefix.chars().count() < MIN_PREFIX_CHARS {
        return Ok(BTreeSet::new());
    }
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for shelf in shelves {
        for start in [prefix.to_owned(), format!("{FOLDED_MARK}{prefix}")] {
            let mut words = shelf.words().terms().range().ge(&start).into_stream()?;
            while words.advance() && words.key().starts_with(start.as_bytes()) {
                let written = String::from_utf8_lossy(words.key());
                let count = shelf.counted(&written, words.value());
                if count > 0 {
                    let word = written.trim_start_matches(FOLDED_MARK);
                    *counts.entry(word.to_owned()).or_default() += u64::from(count);
                }
            }
        }
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts.truncate(MAX_COMPLETIONS);
    let mut analyzer = Analyzer::new(shelf.language());
    Ok(counts
        .iter()
        .flat_map(|(word, _)| {
            let forms = analyzer.forms(word);
            forms.stems().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect())
}
