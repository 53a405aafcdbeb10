//! What a reader typed, as words, phrases, exclusions and filters.
//!
//! Entry point: [`Query::parse`], which takes any text: what is not understood is
//! text to look for, never an error. Nothing here depends on a language.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::content::{Article, Kind};
use crate::search::analyzer::fold;
use crate::search::tokens::{Pieces, surface};

/// A longer query is cut here.
pub const MAX_QUERY_CHARS: usize = 256;
/// Words beyond these are passed over, those of phrases and exclusions included.
pub const MAX_QUERY_TERMS: usize = 16;

/// A query, cut to [`MAX_QUERY_CHARS`] and [`MAX_QUERY_TERMS`].
///
/// ```
/// use ayuda::search::Query;
///
/// let query = Query::parse(r#"refund -tax "change order" module:invoicing"#);
/// assert_eq!(query.filters().module.as_deref(), Some("invoicing"));
/// assert!(Query::parse("  ?! ").is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    text: String,
    pub(super) words: Vec<QueryWord>,
    pub(super) phrases: Vec<Vec<QueryWord>>,
    pub(super) excluded: Vec<Vec<QueryWord>>,
    /// The last word may go on: nothing was typed behind it yet.
    pub(super) unfinished: bool,
    filters: Filters,
}

/// A word or a compound of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct QueryWord {
    /// As [`surface`] writes it.
    pub surface: String,
    /// Of a compound such as `sign-in`: its words.
    pub parts: Vec<String>,
    /// Counted in words, over the whole query.
    pub position: usize,
    /// Bytes of the query's text.
    pub range: Range<usize>,
}

/// What an article must be, besides what it must say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    /// Path of a category; articles of the categories below it pass too.
    pub category: Option<String>,
    pub module: Option<String>,
    /// Passes what is meant for this role, or for everybody.
    pub role: Option<String>,
    pub tag: Option<String>,
    pub kind: Option<Kind>,
    /// Passes what is for this release of the host app, or for all.
    pub version: Option<semver::Version>,
}

impl Filters {
    /// Whether `article` passes all filters that are set. Case does not matter.
    pub fn pass(&self, article: &Article) -> bool {
        let same = |wanted: &String, given: &str| wanted.to_lowercase() == given.to_lowercase();
        self.category
            .as_ref()
            .is_none_or(|path| is_below(&article.category, path))
            && self.module.as_ref().is_none_or(|module| {
                article
                    .module
                    .as_ref()
                    .is_some_and(|given| same(module, given))
            })
            && self.role.as_ref().is_none_or(|role| {
                let gate = &article.gate;
                gate.is_for_role(role) || gate.is_for_role(&role.to_lowercase())
            })
            && self.tag.as_ref().is_none_or(|tag| {
                let tag = fold(&tag.to_lowercase());
                article
                    .tags
                    .iter()
                    .any(|given| fold(&given.to_lowercase()) == tag)
            })
            && self.kind.is_none_or(|kind| kind == article.kind)
            && self
                .version
                .as_ref()
                .is_none_or(|version| article.is_for_version(version))
    }

    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }

    /// Takes `name:value`; false when it is no filter.
    fn take(&mut self, name: &str, value: &str) -> bool {
        let value = value.trim();
        if value.is_empty() {
            return false;
        }
        let target = match name {
            "category" => &mut self.category,
            "module" => &mut self.module,
            "role" => &mut self.role,
            "tag" => &mut self.tag,
            "kind" => {
                let kind = Kind::from_word(&value.to_lowercase());
                self.kind = kind.or(self.kind);
                return kind.is_some();
            }
            _ => return false,
        };
        *target = Some(value.to_owned());
        true
    }
}

/// Whether the category `path` is `folder` or lies below it.
fn is_below(path: &str, folder: &str) -> bool {
    let (path, folder) = (path.to_lowercase(), folder.to_lowercase());
    let folder = folder.trim_matches('/');
    match path.strip_prefix(folder) {
        Some(rest) => folder.is_empty() || rest.is_empty() || rest.starts_with('/'),
        None => false,
    }
}

impl Query {
    /// Reads any text: words, `"a phrase"`, `-word`, `-"a phrase"`, and the filters
    /// `module:`, `role:`, `kind:`, `category:` and `tag:` (a later one of a name
    /// replaces the earlier; `tag:"two words"` works too).
    pub fn parse(text: &str) -> Self {
        let end = text.char_indices().nth(MAX_QUERY_CHARS);
        let text = &text[..end.map_or(text.len(), |(at, _)| at)];
        let mut query = Query {
            text: text.trim().to_owned(),
            ..Query::default()
        };
        // A space behind the last word says that it is finished.
        let finished = text.ends_with(char::is_whitespace);
        let text = text.trim();
        let mut room = Room {
            words: MAX_QUERY_TERMS,
            position: 0,
            text,
        };
        let mut rest = text;
        while !rest.is_empty() {
            rest = query.take_next(rest, &mut room).trim_start();
        }
        query.unfinished &= !finished;
        query
    }

    /// The text with other words at the positions of some.
    pub(super) fn corrected(&self, corrections: &BTreeMap<usize, &str>) -> String {
        let mut text = self.text.clone();
        for word in self.words.iter().rev() {
            if let Some(corrected) = corrections.get(&word.position) {
                text.replace_range(word.range.clone(), corrected);
            }
        }
        text
    }

    /// The text as it was typed, cut.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The filters that were typed.
    pub fn filters(&self) -> &Filters {
        &self.filters
    }

    /// Whether nothing was asked for: no word, no exclusion, no filter.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.excluded.is_empty() && self.filters.is_empty()
    }

    /// Takes one word, phrase, exclusion or filter off `text` and returns the rest.
    fn take_next<'t>(&mut self, text: &'t str, room: &mut Room<'t>) -> &'t str {
        self.unfinished = false;
        let excluded = text
            .strip_prefix('-')
            .filter(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || is_quote(c)));
        let start = excluded.unwrap_or(text);
        let (inside, rest) = match quoted(start) {
            Some((phrase, rest)) => {
                let words = room.words_of(phrase);
                if excluded.is_none() && !words.is_empty() {
                    self.words.extend(words.iter().cloned());
                    self.phrases.push(words);
                    return rest;
                }
                (words, rest)
            }
            None => {
                let end = start.find(char::is_whitespace).unwrap_or(start.len());
                if let Some((name, value)) = start[..end].split_once(':')
                    && excluded.is_none()
                {
                    let behind = &start[name.len() + 1..];
                    let (value, rest) = quoted(behind).unwrap_or((value, &start[end..]));
                    if self.filters.take(&name.to_lowercase(), value) {
                        return rest;
                    }
                }
                (room.words_of(&start[..end]), &start[end..])
            }
        };
        if inside.is_empty() {
            return rest;
        }
        if excluded.is_some() {
            self.excluded.push(inside);
        } else {
            self.unfinished = rest.is_empty() && text.ends_with(char::is_alphanumeric);
            self.words.extend(inside);
        }
        rest
    }
}

/// What is left of the limits, and where the next word stands.
struct Room<'t> {
    words: usize,
    position: usize,
    /// The whole query, of which the other texts are parts.
    text: &'t str,
}

impl Room<'_> {
    fn words_of(&mut self, text: &str) -> Vec<QueryWord> {
        let start = text.as_ptr().addr() - self.text.as_ptr().addr();
        let mut words: Vec<QueryWord> = Vec::new();
        let mut parts = 0;
        let mut last = 0;
        for piece in Pieces::new(text) {
            let mut written = String::new();
            surface(&text[piece.range.clone()], &mut written);
            last = piece.position + 1;
            if let Some(compound) = words.last_mut().filter(|_| parts > 0) {
                parts -= 1;
                compound.parts.push(written);
                continue;
            }
            if self.words == 0 {
                break;
            }
            self.words -= 1;
            parts = if piece.parts > 1 { piece.parts } else { 0 };
            words.push(QueryWord {
                surface: written,
                parts: Vec::new(),
                position: self.position + piece.position,
                range: start + piece.range.start..start + piece.range.end,
            });
        }
        self.position += last;
        words
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '«' | '»')
}

/// Reads `"…"`, with any kind of quotation marks; an open one ends with the text.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let opened = text.strip_prefix(is_quote)?;
    let end = opened.find(is_quote).unwrap_or(opened.len());
    Some((&opened[..end], opened[end..].trim_start_matches(is_quote)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A short account of a query: words, then phrases, exclusions and filters.
    fn account(text: &str) -> String {
        let query = Query::parse(text);
        let joined = |words: &[QueryWord]| {
            let words: Vec<&str> = words.iter().map(|word| word.surface.as_str()).collect();
            words.join(" ")
        };
        let mut account = joined(&query.words);
        for phrase in &query.phrases {
            account += &format!(" [{}]", joined(phrase));
        }
        for excluded in &query.excluded {
            account += &format!(" -[{}]", joined(excluded));
        }
        let filters = &query.filters;
        let texts = [
            &filters.category,
            &filters.module,
            &filters.role,
            &filters.tag,
        ];
        for (name, value) in ["category", "module", "role", "tag"].iter().zip(texts) {
            if let Some(value) = value {
                account += &format!(" {name}={value}");
            }
        }
        if let Some(kind) = filters.kind {
            account += &format!(" kind={}", kind.word());
        }
        if query.unfinished {
            account += " …";
        }
        account
    }

    #[test]
    fn any_text_is_a_query() {
        let check = |text: &str, expected: &str| assert_eq!(account(text), expected, "{text}");
        check("", "");
        check("create an Estimate", "create an estimate …");
        check("estimate ", "estimate");
        check(
            "\"change order\" -draft",
            "change order [change order] -[draft]",
        );
        check(
            "“cambio de orden” -\"a b\"",
            "cambio de orden [cambio de orden] -[a b]",
        );
        check("\"open phrase", "open phrase [open phrase]");
        check("a -", "a");
        check("- a -- b", "a b …");
        check("\"\" \"", "");
        check(
            "module:estimating kind:Video x",
            "x module=estimating kind=video …",
        );
        check("tag:\"two words\" y", "y tag=two words …");
        check("kind:book color:red role:", "kind book color red role");
        check("-module:x", " -[module x]");
        check("MODULE:a module:b", " module=b");
        check("AND OR NOT (a:b)~2 [* TO *] \\", "and or not a b 2 to");
        check("KB-000012", "kb000012 …");
        check("https://x.example/a?b=1", "https x example a b 1 …");
        check("İ:x ẞ:\"y", "i\u{307} x ß y …");
    }

    #[test]
    fn what_is_too_long_is_cut() {
        assert_eq!(Query::parse(&"a ".repeat(500)).words.len(), MAX_QUERY_TERMS);
        let long = Query::parse(&"ﷺ".repeat(5_000));
        assert_eq!(long.text().chars().count(), MAX_QUERY_CHARS);
        let many = Query::parse("\"a b c d e f g h\" -\"i j k l m n\" o p q r");
        assert_eq!((many.words.len(), many.excluded[0].len()), (10, 6));
    }

    #[test]
    fn a_category_holds_those_below_it() {
        let check = |path, folder, expected| assert_eq!(is_below(path, folder), expected);
        check("a/b", "a", true);
        check("a/b", "A/B/", true);
        check("ab", "a", false);
        check("", "a", false);
        check("a", "", true);
    }
}
