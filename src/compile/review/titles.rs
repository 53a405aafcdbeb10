//! Titles and summaries, as they are read in lists of results.

use std::collections::HashMap;
use std::sync::Arc;

use super::Written;
use crate::content::{Article, Library};
use crate::diagnostic::{Code, Diagnostic};
use crate::gate::Visibility;
use crate::locale::Locale;

/// Search engines cut titles and summaries of more characters.
const MAX_TITLE: usize = 60;
const MAX_SUMMARY: usize = 160;

pub(super) fn review(library: &Library, written: &Written<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for article in &library.articles {
        // What search engines never see may be as long as it likes.
        if article.gate.visibility == Visibility::Public && !article.noindex {
            let lengths = [
                (Code::LongTitle, "title", &article.title, MAX_TITLE),
                (Code::LongSummary, "summary", &article.summary, MAX_SUMMARY),
            ];
            for (code, field, text, limit) in lengths {
                let length = text.chars().count();
                if length > limit {
                    let long = written.at_field(code, article, field);
                    diagnostics.push(long.with("length", length).with("limit", limit));
                }
            }
        }
    }
    doubled(library, written, diagnostics);
}

/// Two articles of one title cannot be told apart in a list. Of two that are for other
/// releases, a reader sees one.
fn doubled(library: &Library, written: &Written<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(Locale, String), &Arc<Article>> = HashMap::new();
    let mut by_file: Vec<&Arc<Article>> = library.articles.iter().collect();
    by_file.sort_by_key(|article| &article.file);
    for article in by_file {
        let key = (article.language, article.title.to_lowercase());
        match first.get(&key) {
            Some(other) if other.version.is_some() && article.version.is_some() => {}
            Some(other) => diagnostics.push(
                written
                    .at_field(Code::DoubledTitle, article, "title")
                    .with("title", &article.title)
                    .with("file", &other.file),
            ),
            None => {
                first.insert(key, article);
            }
        }
    }
}
