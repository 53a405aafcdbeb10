//! The section that a hit opens at, and a few words of it.
//!
//! Entry point: [`extract`], called for the shown hits only. Words are marked by the
//! same analyzer that found them, so `órdenes` is marked for `orden`.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::content::{Article, Section};
use crate::search::analyzer::Analyzer;
use crate::search::plan::Word;
use crate::search::tokens::{Pieces, surface};

/// Characters of a snippet, without markup: two lines of a phone.
const SNIPPET_CHARS: usize = 190;
/// Characters shown before the first word that is marked.
const LEAD_CHARS: usize = 50;

/// Where a hit opens and what is shown of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extract {
    /// `None` above the first heading, and where no section answers.
    pub anchor: Option<String>,
    /// HTML in which `<mark>` is the only markup.
    pub snippet: String,
}

/// Chooses the section that covers most of the words, by what they tell; of equals
/// the one whose heading does, then the first.
///
/// The summary is shown when no section holds any word.
pub(super) fn extract(article: &Article, words: &[Word], analyzer: &mut Analyzer) -> Extract {
    let mut marker = Marker::new(words, analyzer);
    let mut best: Option<(f32, f32, &Section, Vec<Spot>)> = None;
    for section in &article.body.sections {
        let heading = marker.spots(&section.heading);
        let text = marker.spots(&section.text);
        let in_heading = marker.told(&heading);
        let in_both = marker.told(heading.iter().chain(&text));
        let better = best.as_ref().map_or(in_both > 0.0, |(both, heading, ..)| {
            (in_both, in_heading) > (*both, *heading)
        });
        if better {
            best = Some((in_both, in_heading, section, text));
        }
    }
    if let Some((_, _, section, spots)) = best {
        let anchor = Some(section.anchor.clone()).filter(|anchor| !anchor.is_empty());
        let snippet = match section.text.trim().is_empty() {
            true => marker.snippet_of_summary(article),
            false => marker.snippet(&section.text, &spots),
        };
        return Extract { anchor, snippet };
    }
    Extract {
        anchor: None,
        snippet: marker.snippet_of_summary(article),
    }
}

/// A place in a text where a word of the query stands.
#[derive(Clone, Debug)]
struct Spot {
    range: Range<usize>,
    word: usize,
}

struct Marker<'a> {
    words: &'a [Word],
    analyzer: &'a mut Analyzer,
    /// Stem to the words of the query that it answers.
    stems: HashMap<&'a str, Vec<usize>>,
    /// First letters of the stems: stemming each word of an article would cost more
    /// than the search, and no stemmer changes how a word begins.
    initials: BTreeSet<char>,
}

impl<'a> Marker<'a> {
    fn new(words: &'a [Word], analyzer: &'a mut Analyzer) -> Self {
        let mut stems: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, word) in words.iter().enumerate() {
            for stem in word.alternatives.iter().flat_map(|one| &one.stems) {
                stems.entry(stem).or_default().push(at);
            }
        }
        let initials = stems
            .keys()
            .filter_map(|stem| stem.chars().next())
            .collect();
        Marker {
            words,
            analyzer,
            stems,
            initials,
        }
    }

    fn spots(&mut self, text: &str) -> Vec<Spot> {
        let mut spots = Vec::new();
        let mut written = String::new();
        for piece in Pieces::new(text) {
            let raw = &text[piece.range.clone()];
            let initial = raw.chars().next().unwrap_or_default().to_ascii_lowercase();
            if initial.is_ascii() && !self.initials.contains(&initial) {
                continue;
            }
            surface(raw, &mut written);
            let forms = self.analyzer.forms(&written);
            let words: BTreeSet<usize> = forms
                .stems()
                .filter_map(|stem| self.stems.get(stem))
                .flatten()
                .copied()
                .collect();
            spots.extend(words.into_iter().map(|word| Spot {
                range: piece.range.clone(),
                word,
            }));
        }
        spots
    }

    /// Sum of what the different words at `spots` tell.
    fn told<'s>(&self, spots: impl IntoIterator<Item = &'s Spot>) -> f32 {
        let words: BTreeSet<usize> = spots.into_iter().map(|spot| spot.word).collect();
        words.into_iter().map(|word| self.words[word].idf).sum()
    }

    fn snippet_of_summary(&mut self, article: &Article) -> String {
        let texts = article
            .body
            .sections
            .iter()
            .map(|section| section.text.as_str());
        let mut texts = std::iter::once(article.summary.as_str()).chain(texts);
        let text = texts
            .find(|text| !text.trim().is_empty())
            .unwrap_or_default();
        let spots = self.spots(text);
        self.snippet(text, &spots)
    }

    /// The piece of `text` in which the spots tell most, cut at words.
    fn snippet(&self, text: &str, spots: &[Spot]) -> String {
        let mut first = 0;
        let mut most = 0.0;
        for (at, spot) in spots.iter().enumerate() {
            let reach = spot.range.start + SNIPPET_CHARS - LEAD_CHARS;
            let window = spots[at..]
                .iter()
                .take_while(|other| other.range.end <= reach);
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
