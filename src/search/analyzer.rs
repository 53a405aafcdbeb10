//! What a word is compared by, in each language: as written, without accents, as a stem.
//!
//! Entry point: [`Analyzer::forms`]. It reads one word at a time, as
//! [`tokens`](crate::search::tokens) cuts them, and never sees an article.

use std::fmt;

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::locale::Locale;

/// To be raised with every change of what [`Analyzer`] or the tokens give: shelves
/// made by another version are built again.
pub(super) const ANALYZER_VERSION: u32 = 1;

/// Words whose stems go into the fingerprint of a shelf, so that shelves are built
/// again when the stemmer changes under us: its rules follow Snowball's main branch.
pub(super) const PROBE: &[&str] = &[
    "configuraciones",
    "facturación",
    "facturas",
    "órdenes",
    "pagar",
    "pagos",
    "años",
    "usos",
    "contraseña",
    "estimaciones",
    "rápidamente",
    "construyendo",
    "estimates",
    "scheduling",
    "invoices",
    "generally",
    "retainage",
    "approved",
    "policies",
    "payment",
];

/// One word in the graded forms, exact first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms {
    /// As written, in lower case: `año`.
    pub exact: String,
    /// Without accents and tilde: `ano`.
    pub folded: String,
    /// Stem of `folded`: every spelling of a word has it, with accents or without.
    pub plain_stem: String,
    /// Stem of `exact`, folded but for ñ; `None` where it is the same. It joins what
    /// only the accented rules of the language join, and keeps `años` from `ano`.
    pub own_stem: Option<String>,
}

impl Forms {
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.plain_stem.as_str()).chain(self.own_stem.as_deref())
    }
}

/// The rules of one language.
#[derive(Clone)]
pub struct Analyzer {
    language: Locale,
    stemmer: TextAnalyzer,
}

impl Analyzer {
    pub fn new(language: Locale) -> Self {
        let rules = match language {
            Locale::En => Language::English,
            Locale::Es => Language::Spanish,
        };
        Analyzer {
            language,
            stemmer: TextAnalyzer::builder(RawTokenizer::default())
                .filter(Stemmer::new(rules))
                .build(),
        }
    }

    /// The forms of a word in lower case. Words with digits or signs have no stem of
    /// their own: codes such as `kb000012` are found whole or not at all.
    pub fn forms(&mut self, surface: &str) -> Forms {
        let folded = fold(surface);
        if !folded.chars().all(char::is_alphabetic) {
            return Forms {
                exact: surface.to_owned(),
                plain_stem: folded.clone(),
                folded,
                own_stem: None,
            };
        }
        let plain_stem = self.stem(&folded);
        let own_stem = match folded == surface {
            true => None,
            false => Some(self.stem(surface)).filter(|stem| *stem != plain_stem),
        };
        Forms {
            exact: surface.to_owned(),
            folded,
            plain_stem,
            own_stem,
        }
    }

    /// Snowball's stem, folded but for ñ.
    fn stem(&mut self, word: &str) -> String {
        let mut stream = self.stemmer.token_stream(word);
        let stem = match stream.advance() {
            true => fold_but_tilde(&stream.token().text),
            false => fold_but_tilde(word),
        };
        match self.language {
            Locale::Es => without_short_plural(stem, word),
            Locale::En => stem,
        }
    }
}

impl fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Analyzer")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

/// Joins short plurals (`años`, `usos`, `días`), whose ending lies outside of the
/// region in which Snowball's Spanish rules remove anything.
fn without_short_plural(mut stem: String, word: &str) -> String {
    let untouched = stem.chars().count() == word.chars().count();
    let plural = stem.len() >= 4
        && ["as", "es", "os"]
            .iter()
            .any(|ending| stem.ends_with(ending));
    if untouched && plural {
        stem.pop();
    }
    stem
}

/// Lower-case text without accents, tildes and other marks: `ñ` becomes `n`.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            c => folded.push(c),
        }
    }
    folded
}

/// The same, with `ñ` kept: in Spanish it is a letter and not an accent.
fn fold_but_tilde(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let text: String = text.nfc().collect();
    let folded: Vec<String> = text.split('ñ').map(fold).collect();
    folded.join("ñ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the two words meet: a query of one finds an article with the other.
    fn meet(language: Locale, one: &str, other: &str) -> bool {
        let mut analyzer = Analyzer::new(language);
        let (one, other) = (analyzer.forms(one), analyzer.forms(other));
        one.stems().any(|stem| other.stems().any(|o| o == stem))
    }

    #[test]
    fn spanish_words_meet_with_and_without_accents_and_in_the_plural() {
        let families = [
            "año años ano anos",
            "configuración configuracion configuraciones",
            "factura facturas facturar facturación facturacion",
            "orden órdenes ordenes",
            "contraseña contrasena contraseñas contrasenas",
            "pago pagos pagar",
            "día días dia dias",
            "uso usos",
            "rápido rapido rápidos",
            "presupuesto presupuestos",
            "crédito credito créditos creditos",
        ];
        for family in families {
            let words: Vec<&str> = family.split(' ').collect();
            for one in &words {
                for other in &words {
                    assert!(meet(Locale::Es, one, other), "{one} and {other}");
                }
            }
        }
        assert!(!meet(Locale::Es, "pago", "página"));
    }

    #[test]
    fn english_words_meet_in_the_plural_and_conjugated() {
        for (one, other) in [
            ("estimate", "estimates"),
            ("estimating", "estimate"),
            ("invoice", "invoices"),
            ("résumé", "resume"),
            ("schedule", "scheduling"),
            ("policy", "policies"),
        ] {
            assert!(meet(Locale::En, one, other), "{one} and {other}");
        }
        assert!(!meet(Locale::En, "kb000012", "kb000013"));
        assert!(!meet(Locale::En, "c++", "c"));
    }

    /// A change here means that [`ANALYZER_VERSION`] is to be raised.
    #[test]
    fn stems_are_those_that_published_shelves_were_made_with() {
        let mut spanish = Analyzer::new(Locale::Es);
        let stems: Vec<String> = PROBE[..12]
            .iter()
            .map(|word| spanish.forms(word).stems().collect::<Vec<_>>().join("/"))
            .collect();
        insta::assert_snapshot!(
            stems.join(" "),
            @"configur factur factur orden pag pag ano/año uso contrasen/contraseñ estim rapid constru"
        );
        let mut english = Analyzer::new(Locale::En);
        let stems: Vec<String> = PROBE[12..]
            .iter()
            .map(|word| english.forms(word).stems().collect::<Vec<_>>().join("/"))
            .collect();
        insta::assert_snapshot!(
            stems.join(" "),
            @"estim schedul invoic general retainag approv polici payment"
        );
    }
}
