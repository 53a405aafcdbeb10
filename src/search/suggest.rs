//! Completion while somebody types: titles, headings and terms that go on as begun.
//!
//! Entry point: [`Suggestions`], made of one viewer's library, so that nothing comes up
//! that the viewer may not read.

use std::collections::HashMap;
use std::sync::Arc;

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

/// All that can be suggested in one language. There are some ten entries to an article, so each
/// word is kept once, and addresses and titles are those of the articles.
#[derive(Debug, Default)]
pub struct Suggestions {
    entries: Vec<Entry>,
    /// All words, in order.
    words: Vec<Box<str>>,
    /// Each word of each entry, in order, with the entry's place.
    places: Vec<(Number, u32)>,
}

/// The place of a word among all words.
type Number = u32;

#[derive(Debug)]
struct Entry {
    text: Box<str>,
    kind: SuggestionKind,
    /// Where it leads.
    article: Option<Arc<Article>>,
    /// Empty for the article as a whole.
    anchor: Box<str>,
    words: Box<[Number]>,
}

impl Suggestions {
    /// Of the articles and terms of `library` in `language`.
    pub fn new(library: &Library, language: Locale) -> Self {
        let mut all = Suggestions::default();
        let mut numbers = HashMap::new();
        let mut add = |text: &str, kind, article: Option<&Arc<Article>>, anchor: &str| {
            let words = words_of(text);
            if words.is_empty() || text.chars().count() > MAX_CHARS {
                return;
            }
            let words = words.into_iter().map(|word| {
                let next = numbers.len() as Number;
                *numbers.entry(word).or_insert(next)
            });
            all.entries.push(Entry {
                words: words.collect(),
                text: text.into(),
                kind,
                article: article.cloned(),
                anchor: anchor.into(),
            });
        };
        let articles = library.articles.iter();
        for article in articles.filter(|article| article.language == language) {
            add(&article.title, SuggestionKind::Title, Some(article), "");
            // What cannot be read completes nothing.
            for section in article.body.sections().unwrap_or_default().iter() {
                if !section.anchor.is_empty() {
                    let kind = SuggestionKind::Heading;
                    add(&section.heading, kind, Some(article), &section.anchor);
                }
            }
        }
        let terms = library.terms.iter();
        for term in terms.filter(|term| term.language == language) {
            let article = term.article.as_ref();
            let article = article.and_then(|id| library.article(id, language));
            add(&term.title, SuggestionKind::Term, article, "");
        }
        all.number(numbers);
        all
    }

    /// Numbers the words by their order instead of that in which they came.
    fn number(&mut self, numbers: HashMap<Box<str>, Number>) {
        let mut words: Vec<(Box<str>, Number)> = numbers.into_iter().collect();
        words.sort_unstable();
        let mut in_order = vec![0; words.len()];
        for (at, (_, number)) in words.iter().enumerate() {
            in_order[*number as usize] = at as Number;
        }
        self.words = words.into_iter().map(|(word, _)| word).collect();
        for (place, entry) in self.entries.iter_mut().enumerate() {
            for number in &mut entry.words {
                *number = in_order[*number as usize];
                self.places.push((*number, place as u32));
            }
        }
        self.places.sort_unstable();
        self.places.shrink_to_fit();
        self.entries.shrink_to_fit();
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
        let begun_by = |word: &str| {
            let start = self.words.partition_point(|one| **one < *word) as Number;
            let rest = &self.words[start as usize..];
            start..start + rest.partition_point(|one| one.starts_with(word)) as Number
        };
        let (keys, lasts) = (begun_by(key), begun_by(last));
        let whole = whole.iter().map(|word| {
            let number = self.words.binary_search(word).ok();
            number.map(|at| at as Number)
        });
        // What nobody wrote is in no entry.
        let whole: Option<Vec<Number>> = whole.collect();
        let Some(whole) = whole else {
            return Vec::new();
        };
        let start = self.places.partition_point(|(word, _)| *word < keys.start);
        let reachable = self.places[start..]
            .iter()
            .take_while(|(word, _)| keys.contains(word))
            .take(MAX_COMPARED);
        let mut found: Vec<(Rank<'_>, &Entry)> = reachable
            .filter_map(|(_, place)| {
                let entry = &self.entries[*place as usize];
                let begun = entry.words.iter().position(|word| lasts.contains(word))?;
                let article = entry.article.as_ref();
                let rank = Rank {
                    in_order: !entry.words.starts_with(&whole) || begun != whole.len(),
                    kind: entry.kind,
                    words: entry.words.len(),
                    text: &entry.text,
                    url: article.map(|article| (article.url.as_str(), &*entry.anchor)),
                };
                let has_all = whole.iter().all(|typed| entry.words.contains(typed));
                has_all.then_some((rank, entry))
            })
            .collect();
        found.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut suggestions: Vec<Suggestion> = Vec::new();
        for (_, entry) in found {
            let known = suggestions
                .iter()
                .any(|one| fold(&one.text.to_lowercase()) == fold(&entry.text.to_lowercase()));
            if !known {
                suggestions.push(entry.suggestion());
            }
            if suggestions.len() == limit {
                break;
            }
        }
        suggestions
    }
}

impl Entry {
    fn suggestion(&self) -> Suggestion {
        let article = self.article.as_ref();
        let titled = article.filter(|_| self.kind != SuggestionKind::Title);
        Suggestion {
            text: self.text.to_string(),
            kind: self.kind,
            url: article.map(|article| match self.anchor.is_empty() {
                true => article.url.clone(),
                false => format!("{}#{}", article.url, self.anchor),
            }),
            article: titled.map(|article| article.title.clone()),
        }
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
    /// Of the article, and the place in it.
    url: Option<(&'e str, &'e str)>,
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
