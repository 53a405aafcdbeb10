//! The section that a hit opens at, and a few words of it.
//!
//! Entry point: [`Marker::extract`], called for the shown hits only. Words are marked
//! by the same analyzer that found them, so `órdenes` is marked for `orden`.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::content::{Article, Section};
use crate::locale::Locale;
use crate::search::analyzer::{Analyzer, fold};
use crate::search::answer::SectionHit;
use crate::search::plan::Plan;
use crate::search::starts::{Beginning, Starts, beginning, beginnings};
use crate::search::tokens::{Pieces, surface};

/// Characters of a snippet, without markup: two lines of a phone.
const SNIPPET_CHARS: usize = 190;
/// Characters shown before the first word that is marked.
const LEAD_CHARS: usize = 50;

/// Further sections that are named beside the best, and how much of what it says they
/// must say.
const FURTHER: usize = 2;
const FURTHER_SHARE: f32 = 0.6;

/// What a word in a heading is worth against one that fills the text.
const HEADING: f32 = 1.2;
/// How soon saying a word again stops to count.
const SATURATION: f32 = 0.5;

/// Where a hit opens and what is shown of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extract {
    /// `None` above the first heading, and where no section answers.
    pub anchor: Option<String>,
    /// Of the section at the anchor.
    pub heading: Option<String>,
    /// Further sections that answer nearly as well, the best first.
    pub sections: Vec<SectionHit>,
    /// HTML in which `<mark>` is the only markup.
    pub snippet: String,
}

/// Finds the words of one query in the texts of its hits.
#[derive(Debug)]
pub(super) struct Marker {
    analyzer: Analyzer,
    /// What each word of the query tells.
    idf: Vec<f32>,
    stems: HashMap<String, Words>,
    /// What stood in quotation marks, folded.
    phrases: Vec<String>,
    /// How the stems begin: stemming each word of an article would cost more than the
    /// search, and no stemmer changes how a word begins.
    beginnings: Vec<Beginning>,
    /// The same by their first two bytes, to pass over nearly all words at once.
    starts: Starts,
    /// Words of the texts that were looked at before.
    seen: HashMap<Box<str>, Words, RandomState>,
}

/// Words of the query, a bit for each.
pub(super) type Words = u64;

/// A place in a text where words of the query stand.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    range: Range<usize>,
    pub(super) words: Words,
}

impl Marker {
    /// Of a plan that was asked, so that its words know what they tell.
    pub fn new(plan: &Plan, language: Locale) -> Self {
        let mut stems: HashMap<String, Words> = HashMap::new();
        for (at, word) in plan.words.iter().enumerate() {
            for stem in word
                .own
                .iter()
                .chain(&word.others)
                .flat_map(|one| &one.stems)
            {
                *stems.entry(stem.clone()).or_default() |= 1 << at;
            }
        }
        let beginnings = beginnings(stems.keys());
        Marker {
            analyzer: Analyzer::new(language),
            idf: plan.words.iter().map(|word| word.idf).collect(),
            phrases: plan.phrases.clone(),
            starts: Starts::of(&beginnings),
            beginnings,
            stems,
            seen: HashMap::default(),
        }
    }

    /// Chooses the section that says most of the words, by what they tell: in its heading
    /// above all, in its text by how often and how short the text is. Of equals the first.
    ///
    /// The summary is shown when no section holds any word, and when they cannot be read.
    pub fn extract(&mut self, article: &Article) -> Extract {
        let sections = &*article.body.sections().unwrap_or_default();
        let letters: usize = sections.iter().map(|section| section.text.len()).sum();
        let average = letters as f32 / sections.len().max(1) as f32;
        let mut best: Option<(f32, &Section, Vec<Spot>)> = None;
        let mut answering: Vec<(f32, &Section)> = Vec::new();
        for section in sections {
            let in_heading = words_at(&self.spots(&section.heading));
            let spots = self.spots(&section.text);
            let length = section.text.len() as f32 / average.max(1.0);
            let mut said = HEADING * self.told(in_heading);
            said += self.said(&spots, SATURATION * (0.5 + 0.5 * length));
            if !self.phrases.is_empty() {
                said += self.quoted(section) * self.told(Words::MAX);
            }
            if said > 0.0 && !section.anchor.is_empty() {
                answering.push((said, section));
            }
            if said > best.as_ref().map_or(0.0, |(most, ..)| *most) {
                best = Some((said, section, spots));
            }
        }
        let Some((most, section, spots)) = best else {
            return Extract {
                snippet: self.snippet_of_summary(article),
                ..Extract::default()
            };
        };
        // Stable: of equals the one that stands first.
        answering.sort_by(|one, other| other.0.total_cmp(&one.0));
        let further = answering
            .iter()
            .filter(|(said, one)| one.anchor != section.anchor && *said >= FURTHER_SHARE * most);
        // Who names an article wants all of it, unless a heading is named as well.
        let in_title = words_at(&self.spots(&article.title));
        let in_heading = words_at(&self.spots(&section.heading));
        let all = self.told(Words::MAX);
        let whole = self.told(in_title) >= all && self.told(in_heading) < all;
        let section_shown = !whole && !section.anchor.is_empty();
        let named = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Extract {
            anchor: named(&section.anchor).filter(|_| section_shown),
            heading: named(&section.heading).filter(|_| section_shown),
            sections: further
                .take(FURTHER)
                .map(|(_, section)| SectionHit {
                    anchor: section.anchor.clone(),
                    heading: section.heading.clone(),
                })
                .collect(),
            snippet: match section.text.trim().is_empty() {
                true => self.snippet_of_summary(article),
                false => self.snippet(&section.text, &spots),
            },
        }
    }

    /// What a text says of the words, by what they tell and how often they stand there.
    pub(super) fn said(&self, spots: &[Spot], saturation: f32) -> f32 {
        let words = self.idf.iter().enumerate().map(|(at, idf)| {
            let told = spots.iter().filter(|spot| spot.words & (1 << at) != 0);
            let times = told.count() as f32;
            idf * times / (times + saturation)
        });
        words.sum()
    }

    pub(super) fn spots(&mut self, text: &str) -> Vec<Spot> {
        let bytes = text.as_bytes();
        let mut spots = Vec::new();
        let mut at = 0;
        // No word goes on behind white space, so that each run can be looked at alone; most
        // of them no word of the query can be in.
        while let Some(found) = self.starts.find(bytes, at) {
            let before = &bytes[at..found];
            let start = before.iter().rposition(u8::is_ascii_whitespace);
            let start = start.map_or(at, |space| at + space + 1);
            let end = bytes[found..].iter().position(u8::is_ascii_whitespace);
            let end = end.map_or(bytes.len(), |space| found + space);
            self.add_spots(&text[start..end], start, &mut spots);
            at = end;
        }
        spots
    }

    fn add_spots(&mut self, run: &str, start: usize, spots: &mut Vec<Spot>) {
        for piece in Pieces::new(run) {
            let raw = &run[piece.range.clone()];
            let compound = piece.parts > 1;
            if !compound && !self.may_be_meant(raw) {
                continue;
            }
            let words = self.words_of(raw);
            if words != 0 {
                spots.push(Spot {
                    range: start + piece.range.start..start + piece.range.end,
                    words,
                });
            }
        }
    }

    /// Whether a stem begins as `raw` does, as far as stems are long.
    fn may_be_meant(&self, raw: &str) -> bool {
        let word = beginning(raw);
        self.beginnings.iter().any(|begun| {
            let letters = begun.iter().take_while(|letter| **letter != '\0');
            letters.zip(&word).all(|(letter, own)| letter == own)
        })
    }

    /// The words of the query that a word of a text answers.
    fn words_of(&mut self, raw: &str) -> Words {
        if let Some(words) = self.seen.get(raw) {
            return *words;
        }
        let mut written = String::new();
        surface(raw, &mut written);
        let forms = self.analyzer.forms(&written);
        let words = forms.stems().filter_map(|stem| self.stems.get(stem));
        let words = words.fold(0, |all, words| all | words);
        self.seen.insert(raw.into(), words);
        words
    }

    /// How many of the phrases in quotation marks the section says word for word.
    fn quoted(&self, section: &Section) -> f32 {
        let said = format!("{} {}", section.heading, section.text);
        let mut words = String::with_capacity(said.len());
        let mut written = String::new();
        for piece in Pieces::new(&said).filter(|piece| piece.parts == 1) {
            surface(&said[piece.range], &mut written);
            words.push(' ');
            words.push_str(&fold(&written));
        }
        words.push(' ');
        let says = |phrase: &&String| words.contains(&format!(" {phrase} "));
        self.phrases.iter().filter(says).count() as f32
    }

    /// Sum of what the words tell.
    pub(super) fn told(&self, words: Words) -> f32 {
        let all = self.idf.iter().enumerate();
        all.filter(|(at, _)| words & (1 << at) != 0)
            .map(|(_, idf)| idf)
            .sum()
    }

    fn snippet_of_summary(&mut self, article: &Article) -> String {
        let sections = article.body.sections().unwrap_or_default();
        let sections = sections.iter();
        let mut texts = std::iter::once(article.summary.as_str())
            .chain(sections.map(|section| section.text.as_str()));
        let text = texts
            .find(|text| !text.trim().is_empty())
            .unwrap_or_default();
        let spots = self.spots(text);
        self.snippet(text, &spots)
    }

    /// The piece of `text` in which the spots tell most, cut at words.
    pub(super) fn snippet(&self, text: &str, spots: &[Spot]) -> String {
        let mut first = 0;
        let mut most = 0.0;
        for (at, spot) in spots.iter().enumerate() {
            let reach = spot.range.start + SNIPPET_CHARS - LEAD_CHARS;
            let window = spots[at..]
                .iter()
                .take_while(|other| other.range.end <= reach)
                .fold(0, |all, other| all | other.words);
            let told = self.told(window);
            if told > most {
                (first, most) = (spot.range.start, told);
            }
        }
        let window = window(text, first);
        let mut html = String::new();
        if window.start > 0 {
            html.push('…');
        }
        let mut at = window.start;
        let shown = spots
            .iter()
            .filter(|spot| spot.range.start >= window.start && spot.range.end <= window.end);
        for spot in shown {
            // A compound and its parts overlap: the compound came first.
            if spot.range.start < at {
                continue;
            }
            escape(&text[at..spot.range.start], &mut html);
            html.push_str("<mark>");
            escape(&text[spot.range.clone()], &mut html);
            html.push_str("</mark>");
            at = spot.range.end;
        }
        escape(&text[at..window.end], &mut html);
        if window.end < text.trim_end().len() {
            html.push('…');
        }
        html
    }
}

pub(super) fn words_at(spots: &[Spot]) -> Words {
    spots.iter().fold(0, |all, spot| all | spot.words)
}

/// About [`SNIPPET_CHARS`] around the byte `spot`, cut at white space where there is some.
fn window(text: &str, spot: usize) -> Range<usize> {
    let text = text.trim_end();
    let back = |from: usize, chars: usize| {
        let earlier = text[..from].char_indices().rev().nth(chars);
        earlier.map_or(0, |(at, _)| at)
    };
    let ahead = |from: usize, chars: usize| {
        let later = text[from..].char_indices().nth(chars);
        later.map_or(text.len(), |(at, _)| from + at)
    };
    let spot = spot.min(text.len());
    // Near the end of the text, more of what stands before fits in.
    let start = back(spot, LEAD_CHARS).min(back(text.len(), SNIPPET_CHARS));
    let start = match text[start..spot].find(char::is_whitespace) {
        Some(space) if start > 0 => start + space,
        _ => start,
    };
    let start = start + text[start..].len() - text[start..].trim_start().len();
    let end = ahead(start, SNIPPET_CHARS);
    let last_space = || text[start..end].rfind(char::is_whitespace);
    let end = match end < text.len() && !text[end..].starts_with(char::is_whitespace) {
        true => last_space().map_or(end, |space| start + space),
        false => end,
    };
    start..end.max(start)
}

/// Writes text as HTML, white space as single spaces.
fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if c.is_whitespace() => {
                if !html.ends_with(' ') {
                    html.push(' ');
                }
            }
            c => html.push(c),
        }
    }
}
