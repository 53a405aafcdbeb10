//! Completion while somebody types: titles, headings and terms that go on as begun.
//!
//! Entry point: [`Suggestions`], made of one viewer's library, so that nothing comes up
//! that the viewer may not read.

use serde::Serialize;

use crate::content::{Article, Library};
use crate::locale::Locale;
use crate::search::analyzer::fold;
use crate::search::tokens::{Pieces, surface};

/// Longer texts are no suggestions.
const MAX_CHARS: usize = 100;
/// Words of what was typed that are looked at.
const MAX_WORDS: usize = 8;
/// Entries that are compared for one question.
const MAX_COMPARED: usize = 4_000;

/// A text that goes on as begun, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub text: String,
    pub kind: SuggestionKind,
    /// Root-relative; absent for a term that no article explains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Title of the article that a heading stands in, or that explains a term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SuggestionKind {
    Title,
    Term,
    Heading,
}

/// All that can be suggested in one language.
#[derive(Debug, Default)]
pub struct Suggestions {
    entries: Vec<Entry>,
    /// Each word of each entry, in order, with the entry's place.
    words: Vec<(Box<str>, u32)>,
}

#[derive(Debug)]
struct Entry {
    suggestion: Suggestion,
    words: Vec<Box<str>>,
}

impl Suggestions {
    /// Of the articles and terms of `library` in `language`.
    pub fn new(library: &Library, language: Locale) -> Self {
        let mut all = Suggestions::default();
        let articles = library.articles.iter();
        for article in articles.filter(|article| article.language == language) {
            all.add(
                &article.title,
                SuggestionKind::Title,
                Some(&article.url),
                None,
            );
            // What cannot be read completes nothing.
            for section in article.body.sections().unwrap_or_default().iter() {
                if let Some(url) = section_url(article, &section.anchor) {
                    let title = Some(article.title.as_str());
                    all.add(&section.heading, SuggestionKind::Heading, Some(&url), title);
                }
            }
        }
        let terms = library.terms.iter();
        for term in terms.filter(|term| term.language == language) {
            let article = term.article.as_ref();
            let article = article.and_then(|id| library.article(id, language));
            all.add(
                &term.title,
                SuggestionKind::Term,
                article.map(|one| one.url.as_str()),
                article.map(|one| one.title.as_str()),
            );
        }
        all.words.sort_unstable();
        all
    }

    fn add(&mut self, text: &str, kind: SuggestionKind, url: Option<&str>, article: Option<&str>) {
        let words = words_of(text);
        if words.is_empty() || text.chars().count() > MAX_CHARS {
            return;
        }
        let place = self.entries.len() as u32;
        let places = words.iter().map(|word| (word.clone(), place));
        self.words.extend(places);
        self.entries.push(Entry {
            suggestion: Suggestion {
                text: text.to_owned(),
                kind,
                url: url.map(str::to_owned),
                article: article.map(str::to_owned),
            },
            words,
        });
    }

    /// The best entries that hold all words of `typed`, the last of them perhaps only
    /// begun; accents do not matter. One entry a text.
    pub fn complete(&self, typed: &str, limit: usize) -> Vec<Suggestion> {
        let mut typed = words_of(typed);
        typed.truncate(MAX_WORDS);
        let Some((last, whole)) = typed.split_last() else {
            return Vec::new();
        };
        // The rarest way in: the longest word.
        let key = typed.iter().max_by_key(|word| word.len()).unwrap_or(last);
        let start = self.words.partition_point(|(word, _)| word < key);
        let reachable = self.words[start..]
            .iter()
            .take_while(|(word, _)| word.starts_with(&**key))
            .take(MAX_COMPARED);
        let mut found: Vec<(Rank<'_>, &Suggestion)> = reachable
            .filter_map(|(_, place)| {
                let entry = &self.entries[*place as usize];
                let begun = entry
                    .words
                    .iter()
                    .position(|word| word.starts_with(&**last))?;
                let rank = Rank {
                    in_order: !entry.words.starts_with(whole) || begun != whole.len(),
                    kind: entry.suggestion.kind,
                    words: entry.words.len(),
                    text: &entry.suggestion.text,
                    url: entry.suggestion.url.as_deref(),
                };
                let has_all = whole.iter().all(|typed| entry.words.contains(typed));
                has_all.then_some((rank, &entry.suggestion))
            })
            .collect();
        found.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut suggestions: Vec<Suggestion> = Vec::new();
        for (_, suggestion) in found {
            let known = suggestions
                .iter()
                .any(|one| fold(&one.text.to_lowercase()) == fold(&suggestion.text.to_lowercase()));
            if !known {
                suggestions.push(suggestion.clone());
            }
            if suggestions.len() == limit {
                break;
            }
        }
        suggestions
    }
}

/// Texts that begin as typed come first, then titles before terms and headings, then
/// the shortest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank<'e> {
    in_order: bool,
    kind: SuggestionKind,
    words: usize,
    text: &'e str,
    url: Option<&'e str>,
}

fn section_url(article: &Article, anchor: &str) -> Option<String> {
    (!anchor.is_empty()).then(|| format!("{}#{anchor}", article.url))
}

/// Words in lower case without accents; compounds by their parts.
fn words_of(text: &str) -> Vec<Box<str>> {
    let mut written = String::new();
    Pieces::new(text)
        .filter(|piece| piece.parts == 1)
        .map(|piece| {
            surface(&text[piece.range], &mut written);
            fold(&written).into_boxed_str()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tests::{Page, library};

    #[test]
    fn what_begins_as_typed_comes_first_and_accents_do_not_matter() {
        let library = library([
            Page::es("a", "Órdenes de cambio").section("pasos", "Crea la orden", "x"),
            Page::es("b", "Cambia el orden de las partidas"),
            Page::es("c", "Facturas").section("pasos", "Crea la orden", "x"),
            Page::en("d", "Orders"),
        ]);
        let suggestions = Suggestions::new(&library, Locale::Es);
        let complete = |typed: &str| {
            let found = suggestions.complete(typed, 10);
            let texts: Vec<String> = found
                .into_iter()
                .map(|one| format!("{} {}", one.text, one.url.unwrap_or_default()))
                .collect();
            texts.join(" | ")
        };
        assert_eq!(
            complete("orden"),
            "Órdenes de cambio /es/a/ | Cambia el orden de las partidas /es/b/ | \
             Crea la orden /es/a/#pasos"
        );
        assert_eq!(complete("ordenes de camb"), "Órdenes de cambio /es/a/");
        assert_eq!(complete("ORDEN crea"), "Crea la orden /es/a/#pasos");
        assert_eq!(complete("?"), "");
        assert_eq!(complete("nada"), "");
    }
}
