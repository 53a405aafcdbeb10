//! What scripts say: files of words, one for each language, fetched when they are needed.
//!
//! They are no part of pages, each of which would carry words that few readers come to see.

use std::collections::BTreeMap;

use fluent_bundle::FluentValue;
use serde_json::{Map, Value};

use crate::i18n::{Messages, text};
use crate::locale::Locale;

/// How a script calls a text, the message, and its variables.
type Word = (&'static str, &'static str, Variables);
type Variables = &'static [(&'static str, &'static str)];

/// The words of `search.js`, which itself puts something in the place of `{n}` and `{q}`.
const SEARCH: [Word; 20] = [
    ("list", "site-search-list", &[]),
    ("completions", "site-search-completions", &[]),
    ("meant", "site-search-did-you-mean", &[("query", "{q}")]),
    ("article", "site-group-article", &[]),
    ("video", "site-group-video", &[]),
    ("release", "site-group-release", &[]),
    ("forum", "site-group-forum", &[]),
    ("en", "site-also-in", &[("language", "en")]),
    ("es", "site-also-in", &[("language", "es")]),
    (
        "all",
        "site-search-all-for",
        &[("query", "{q}"), ("total", "{n}")],
    ),
    ("one", "site-search-total", &[("total", "1")]),
    ("many", "site-search-total", &[("total", "{n}")]),
    ("none", "site-search-nothing", &[("query", "{q}")]),
    ("advice", "site-search-advice", &[]),
    ("instead", "site-search-instead", &[]),
    ("browse", "site-search-topics", &[]),
    ("contact", "site-contact", &[]),
    ("waiting", "site-search-waiting", &[]),
    ("offline", "site-search-offline", &[]),
    ("failing", "site-search-failing", &[]),
];

/// The files: `search-en.json` and the like.
pub(super) fn files(messages: &Messages) -> impl Iterator<Item = (String, Vec<u8>)> {
    Locale::ALL.into_iter().map(|language| {
        let words: Map<String, Value> = SEARCH
            .iter()
            .filter_map(|(name, key, variables)| {
                let variables: Vec<(&str, FluentValue<'_>)> = variables
                    .iter()
                    .map(|(name, text)| (*name, variable(text)))
                    .collect();
                let text = messages.find(language, key, &variables)?;
                Some(((*name).to_owned(), Value::String(text)))
            })
            .collect();
        let text = Value::Object(words).to_string();
        (format!("search-{language}.json"), text.into_bytes())
    })
}

/// The messages whose key begins with `prefix`, by the rest of it; `{n}` stands where the
/// variable `n` comes.
pub(super) fn named(
    messages: &Messages,
    language: Locale,
    prefix: &str,
) -> BTreeMap<&'static str, String> {
    let keys = text::KEYS.iter();
    let found = keys.filter_map(|(key, variables)| {
        let name = key.strip_prefix(prefix)?;
        let marks: Vec<(&str, FluentValue<'_>)> = variables
            .iter()
            .map(|name| (*name, FluentValue::from(format!("{{{name}}}"))))
            .collect();
        Some((name, messages.find(language, key, &marks)?))
    });
    found.collect()
}

/// Numbers choose a form of the message.
fn variable(text: &str) -> FluentValue<'_> {
    match text.parse::<i64>() {
        Ok(number) => FluentValue::from(number),
        Err(_) => FluentValue::from(text),
    }
}
