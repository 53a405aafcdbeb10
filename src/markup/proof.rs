//! What a proofreader would mark: pictures without words, levels of headings that are
//! missed out, words that stand twice.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::diagnostic::{Code, Diagnostic};
use crate::locale::Locale;
use crate::markup::directive::{Marked, Marker, Name};
use crate::markup::spaces::words_of;
use crate::markup::{Document, MAX_PROBLEMS};

/// Words that people rightly write twice: `you had had`, `log in in the app`, `muy muy`.
fn stands_twice(word: &str, locale: Locale) -> bool {
    let known: &[&str] = match locale {
        Locale::En => &[
            "had", "that", "is", "in", "on", "do", "very", "so", "no", "ha", "bye", "many", "you",
            "her", "blah", "really",
        ],
        Locale::Es => &[
            "muy", "ya", "no", "sí", "así", "bien", "casi", "tan", "nos", "poco", "ja", "bla",
            "paso", "día", "uno",
        ],
    };
    known.contains(&word)
}

/// Reads the events of one page, and the markers of its containers.
pub(super) fn read<'a>(
    events: &'a [(Event<'_>, Range<usize>)],
    document: &'a Document,
    marked: &'a Marked,
    locale: Locale,
    shift: u8,
) -> Vec<Diagnostic> {
    let mut proof = Proof {
        document,
        marked,
        locale,
        found: Vec::new(),
        level: 1_u8.saturating_sub(shift),
        images: Vec::new(),
        word: None,
        code: 0,
    };
    for (event, range) in events {
        if proof.found.len() >= MAX_PROBLEMS {
            break;
        }
        proof.event(event, range);
    }
    proof.found
}

struct Proof<'a> {
    document: &'a Document,
    marked: &'a Marked,
    locale: Locale,
    found: Vec<Diagnostic>,
    /// Of the heading before, as it is written; at first that of the page's title.
    level: u8,
    /// Where each open picture stands, and whether words were seen in it.
    images: Vec<(Range<usize>, bool)>,
    /// The word before and where it starts.
    word: Option<(&'a str, usize)>,
    code: usize,
}

impl<'a> Proof<'a> {
    fn event(&mut self, event: &'a Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.heading(*level as u8, range);
                self.word = None;
            }
            Event::Start(Tag::Image { .. }) => self.images.push((range.clone(), false)),
            Event::End(TagEnd::Image) => {
                if let Some((range, false)) = self.images.pop() {
                    self.report(Code::MissingAlt, range);
                }
                self.word = None;
            }
            Event::Start(Tag::CodeBlock(_)) => self.code += 1,
            Event::End(TagEnd::CodeBlock) => {
                self.code = self.code.saturating_sub(1);
                self.word = None;
            }
            Event::Text(text) => {
                self.in_picture(text);
                if self.code == 0 && self.images.is_empty() {
                    self.words(text, range);
                }
            }
            Event::Code(text) => {
                self.in_picture(text);
                self.word = None;
            }
            Event::SoftBreak => {}
            Event::Start(Tag::HtmlBlock) => {
                if let Some(Marker::Open { name, argument }) = self.marked.marker_at(range.start)
                    && *name == Name::Annotated
                    && argument
                        .split_once(' ')
                        .is_none_or(|(_, alt)| alt.trim().trim_matches('"').trim().is_empty())
                {
                    self.report(Code::MissingAlt, range.clone());
                }
                self.word = None;
            }
            // Emphasis and links are often put on the second of two equal words on
            // purpose; everything else ends the line of thought.
            _ => self.word = None,
        }
    }

    fn in_picture(&mut self, text: &str) {
        if let Some((_, worded)) = self.images.last_mut() {
            *worded |= !text.trim().is_empty();
        }
    }

    fn heading(&mut self, level: u8, range: &Range<usize>) {
        let next = self.level + 1;
        if level > next {
            let marks = |level: u8| "#".repeat(usize::from(level));
            let skipped = self.report(Code::SkippedHeading, range.clone());
            skipped.arguments.push(("level", marks(level)));
            skipped.arguments.push(("wanted", marks(next)));
        }
        self.level = level;
    }

    fn words(&mut self, text: &'a str, range: &Range<usize>) {
        // Entities and escapes make the text shorter than what is written: places in it
        // are then not known.
        if range.len() != text.len() {
            self.word = None;
            return;
        }
        for (at, piece) in words_of(text) {
            let start = range.start + at;
            let before = self.word.take();
            if let Some((before, from)) = before
                && is_lower_case_of(piece, before)
                && is_plain(before)
                && !stands_twice(piece, self.locale)
            {
                let doubled = self.report(Code::DoubledWord, from..start + piece.len());
                doubled.arguments.push(("word", piece.to_owned()));
            } else {
                self.word = Some((piece, start));
            }
        }
    }

    fn report(&mut self, code: Code, range: Range<usize>) -> &mut Diagnostic {
        let range = self.marked.in_document(self.document, range);
        self.found.push(self.document.diagnostic(code, range));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
}

/// A letter that is not a word stands for something: `x x x`.
fn is_plain(word: &str) -> bool {
    let is_word =
        word.chars().nth(1).is_some() || matches!(word, "a" | "A" | "y" | "Y" | "o" | "O");
    is_word && word.chars().all(char::is_alphabetic)
}

/// Whether `word` is in lower case, and is what `other` is in lower case.
fn is_lower_case_of(word: &str, other: &str) -> bool {
    let first = |text: &str| text.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
    let (one, two) = (first(word), first(other));
    // Nearly always the first letter tells.
    let differs = one != two && one.is_ascii() && two.is_ascii();
    !differs && other.chars().flat_map(char::to_lowercase).eq(word.chars())
}
