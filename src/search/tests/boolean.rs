//! What a query takes in and leaves out, against an evaluator that reads the texts
//! and knows no index.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::content::{Article, Kind};
use crate::locale::Locale;
use crate::search::Ranking;
use crate::search::analyzer::Analyzer;
use crate::search::ranking::idf;
use crate::search::tests::{Page, Shop, request};

const WORDS: &[&str] = &[
    "factura", "facturas", "año", "ano", "orden", "órdenes", "cambio", "portal", "cliente", "de",
];
const TAGS: &[&str] = &["uno", "dos"];

/// A part of a query that both evaluators understand.
#[derive(Clone, Debug)]
enum Part {
    Word(&'static str),
    Phrase(Vec<&'static str>),
    Without(&'static str),
    WithoutPhrase(Vec<&'static str>),
    Tag(&'static str),
    Video,
}

impl Part {
    fn written(&self) -> String {
        match self {
            Part::Word(word) => (*word).to_owned(),
            Part::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Part::Without(word) => format!("-{word}"),
            Part::WithoutPhrase(words) => format!("-\"{}\"", words.join(" ")),
            Part::Tag(tag) => format!("tag:{tag}"),
            Part::Video => "kind:video".to_owned(),
        }
    }
}

fn part() -> impl Strategy<Value = Part> {
    let word = || select(WORDS.to_vec());
    let phrase = || vec(word(), 2..4);
    prop_oneof![
        6 => word().prop_map(Part::Word),
        2 => phrase().prop_map(Part::Phrase),
        2 => word().prop_map(Part::Without),
        1 => phrase().prop_map(Part::WithoutPhrase),
        1 => select(TAGS.to_vec()).prop_map(Part::Tag),
        1 => Just(Part::Video),
    ]
}

fn text(most: usize) -> impl Strategy<Value = String> {
    vec(select(WORDS.to_vec()), 0..most).prop_map(|words| words.join(" "))
}

prop_compose! {
    fn page()(
        title in text(4),
        heading in text(3),
        above in text(9),
        below in text(9),
        keyword in text(2),
        tag in select(TAGS.to_vec()),
        kind in select(vec![Kind::Article, Kind::Video]),
    ) -> Page {
        Page::es("", &title)
            .text(&above)
            .section("part", &heading, &below)
            .with(|article| {
                article.keywords = vec![keyword];
                article.tags = vec![tag.to_owned()];
                article.kind = kind;
            })
    }
}

/// Reads the texts of an article, one after the other.
struct Naive<'a> {
    analyzer: Analyzer,
    articles: &'a [Page],
}

impl Naive<'_> {
    fn stems(&mut self, word: &str) -> BTreeSet<String> {
        self.analyzer
            .forms(word)
            .stems()
            .map(str::to_owned)
            .collect()
    }

    /// Whether the words stand one behind the other in one text of the article.
    fn holds(&mut self, article: &Article, words: &[&str]) -> bool {
        let sections = article.body.sections().expect("in memory");
        let sections = sections.iter();
        let texts: Vec<&str> = sections
            .flat_map(|section| [section.heading.as_str(), section.text.as_str()])
            .chain([article.title.as_str(), article.summary.as_str()])
            .chain(
                article
                    .keywords
                    .iter()
                    .chain(&article.tags)
                    .map(String::as_str),
            )
            .collect();
        texts.iter().any(|text| {
            let written: Vec<&str> = text.split_whitespace().collect();
            written.windows(words.len()).any(|window| {
                let mut pairs = window.iter().zip(words);
                pairs.all(|(one, other)| !self.stems(one).is_disjoint(&self.stems(other)))
            })
        })
    }

    fn ids(&mut self, parts: &[Part], floor: f32) -> BTreeSet<String> {
        let pages = self.articles;
        let mut words: Vec<&str> = Vec::new();
        for part in parts {
            match part {
                Part::Word(word) => words.push(word),
                Part::Phrase(phrase) => words.extend(phrase),
                _ => {}
            }
        }
        let telling: Vec<&str> = words.iter().copied().filter(|word| *word != "de").collect();
        if !telling.is_empty() {
            words = telling;
        }
        let weights: Vec<f32> = words
            .iter()
            .map(|word| {
                let holding = pages
                    .iter()
                    .filter(|page| self.holds(&page.0, &[word]))
                    .count();
                if holding == 0 {
                    0.0
                } else {
                    idf(holding, pages.len())
                }
            })
            .collect();
        let known: f32 = weights.iter().sum();
        let mut found: Vec<(String, f32)> = Vec::new();
        for Page(article) in pages {
            let passes = parts.iter().all(|part| match part {
                Part::Word(_) => true,
                Part::Phrase(phrase) => self.holds(article, phrase),
                Part::Without(word) => !self.holds(article, &[word]),
                Part::WithoutPhrase(phrase) => !self.holds(article, phrase),
                Part::Tag(tag) => article.tags.iter().any(|given| given == tag),
                Part::Video => article.kind == Kind::Video,
            });
            let held = words.iter().zip(&weights);
            let covered: f32 = held
                .filter(|(word, _)| self.holds(article, &[word]))
                .map(|(_, weight)| weight)
                .sum();
            if passes && (words.is_empty() || covered > 0.0) {
                let share = if known > 0.0 { covered / known } else { 1.0 };
                found.push((article.id.to_string(), share));
            }
        }
        // The last tag that was asked for replaces the others: left to the caller.
        if found.iter().any(|(_, share)| *share >= floor) {
            found.retain(|(_, share)| *share >= floor);
        }
        found.into_iter().map(|(id, _)| id).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn queries_take_in_what_reading_every_text_takes_in(
        pages in vec(page(), 1..16),
        queries in vec(vec(part(), 1..6), 40),
    ) {
        let pages: Vec<Page> = pages
            .into_iter()
            .enumerate()
            .map(|(at, page)| page.with(|article| {
                article.id = crate::content::ArticleId::new(&format!("a{at}/x"));
                article.url = format!("/es/a{at}/");
            }))
            .collect();
        let shop = Shop::open(pages.clone());
        let mut naive = Naive { analyzer: Analyzer::new(Locale::Es), articles: &pages };
        for mut parts in queries {
            // A later tag replaces the earlier one.
            let last = parts.iter().rposition(|part| matches!(part, Part::Tag(_)));
            let mut at = 0;
            parts.retain(|part| {
                at += 1;
                !matches!(part, Part::Tag(_)) || Some(at - 1) == last
            });
            let written: Vec<String> = parts.iter().map(Part::written).collect();
            // The space ends the last word: it is not to be completed.
            let query = format!("{} ", written.join(" "));
            let mut request = request(Locale::Es, &query);
            request.limit = 100;
            let answer = shop.answer("public", &request);
            let hits = answer.groups.iter().flat_map(|group| &group.hits);
            let found: BTreeSet<String> = hits.map(|hit| hit.id.to_string()).collect();
            let expected = naive.ids(&parts, Ranking::default().coverage_floor);
            prop_assert_eq!(found, expected, "{}", query);
        }
    }
}
