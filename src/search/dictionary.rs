//! What the writers of a help center know of its words: stop words, synonyms, and the
//! glossary that carries a query into the other language.
//!
//! Entry point: [`Dictionary`], one for each language, which
//! [`settings`](crate::search::settings) reads. Everything here is compared by stem and
//! without accents, so that a rule stands for every form of its words.

use std::collections::{HashMap, HashSet};

use crate::locale::Locale;
use crate::search::analyzer::Analyzer;
use crate::search::tokens::{Pieces, surface};
use crate::search::words::{LIGHT_EN, LIGHT_ES, STOP_EN, STOP_ES};

/// A word or several, as stems.
pub(super) type Stems = Vec<String>;

/// The words of one language.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    /// As they are written.
    pub stop_words: HashSet<String>,
    /// Stems of the words that say little.
    pub light_words: HashSet<String>,
    pub synonyms: Rules,
    /// Into the other language, in its stems.
    pub translations: Rules,
}

/// What else the words of a text may be called.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    /// By the first stem of what was typed.
    by_first: HashMap<String, Vec<Rule>>,
}

#[derive(Clone, Debug)]
struct Rule {
    typed: Stems,
    found: Vec<Stems>,
}

/// A rule that fits a query.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fitting<'r> {
    /// How many stems of the query it covers.
    pub length: usize,
    pub found: &'r [Stems],
}

impl Dictionary {
    /// The built-in lists, and nothing else.
    pub fn built_in(language: Locale) -> Self {
        let (stop_words, light_words) = match language {
            Locale::En => (STOP_EN, LIGHT_EN),
            Locale::Es => (STOP_ES, LIGHT_ES),
        };
        let mut analyzer = Analyzer::new(language);
        let light_words = light_words.iter();
        Dictionary {
            stop_words: stop_words.iter().map(|word| (*word).to_owned()).collect(),
            light_words: light_words
                .flat_map(|word| stems_of(word, &mut analyzer))
                .collect(),
            ..Dictionary::default()
        }
    }

    /// Whether a word says nothing on its own, as it is written: *sé* does, *se* does not.
    pub fn is_stop_word(&self, surface: &str) -> bool {
        self.stop_words.contains(surface)
    }
}

impl Rules {
    /// Adds: who types `typed` also finds `found`.
    pub fn add(&mut self, typed: &Stems, found: &Stems) {
        let Some(first) = typed
            .first()
            .filter(|_| typed != found && !found.is_empty())
        else {
            return;
        };
        let rules = self.by_first.entry(first.clone()).or_default();
        match rules.iter_mut().find(|rule| rule.typed == *typed) {
            Some(rule) if rule.found.contains(found) => {}
            Some(rule) => rule.found.push(found.clone()),
            None => rules.push(Rule {
                typed: typed.clone(),
                found: vec![found.clone()],
            }),
        }
    }

    /// The rules that fit where `stems` begins.
    pub fn fitting<'r, 's: 'r>(
        &'r self,
        stems: &'s [&'s str],
    ) -> impl Iterator<Item = Fitting<'r>> + use<'r, 's> {
        let rules = stems.first().and_then(|first| self.by_first.get(*first));
        let fits = move |rule: &&Rule| {
            rule.typed.len() <= stems.len() && rule.typed.iter().zip(stems).all(|(a, b)| a == b)
        };
        rules
            .into_iter()
            .flatten()
            .filter(fits)
            .map(|rule| Fitting {
                length: rule.typed.len(),
                found: &rule.found,
            })
    }
}

/// The stems of `text`, in their order; compounds by their parts.
pub(super) fn stems_of(text: &str, analyzer: &mut Analyzer) -> Stems {
    let mut written = String::new();
    Pieces::new(text)
        .filter(|piece| piece.parts == 1)
        .map(|piece| {
            surface(&text[piece.range], &mut written);
            analyzer.forms(&written).plain_stem
        })
        .collect()
}

/// A word of a stop list as queries are compared with it.
pub(super) fn stop_word(text: &str) -> String {
    let mut written = String::new();
    surface(text, &mut written);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_fit_by_stem_and_the_words_behind_the_first() {
        let mut analyzer = Analyzer::new(Locale::Es);
        let mut rules = Rules::default();
        let mut add = |typed: &str, found: &str| {
            let typed = stems_of(typed, &mut analyzer);
            rules.add(&typed, &stems_of(found, &mut analyzer));
        };
        add("cotización", "presupuesto");
        add("trabajo extra", "orden de cambio");
        add("trabajo extra", "adicional");
        add("trabajo", "trabajo");
        let mut found = |typed: &str| -> Vec<(usize, Vec<String>)> {
            let stems = stems_of(typed, &mut analyzer);
            let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
            rules
                .fitting(&stems)
                .map(|rule| {
                    let found = rule.found.iter().map(|stems| stems.join(" "));
                    (rule.length, found.collect())
                })
                .collect()
        };
        let expected = vec![(1, vec!["presupuest".to_owned()])];
        assert_eq!(found("cotizaciones nuevas"), expected);
        assert_eq!(found("cotizacion"), expected);
        let expected = vec![(2, vec!["orden de cambi".to_owned(), "adicional".to_owned()])];
        assert_eq!(found("trabajos extras"), expected);
        assert_eq!(found("trabajo"), vec![]);
        assert_eq!(found("extra"), vec![]);
    }
}
