//! What a translation follows: some fields of the front matter, and the body cut at headings.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::content::Impact;
use crate::spanned::{Fenced, Node, Value};

/// The fields whose change a translation has to follow. The others name the file, order
/// it, open and close it, or are words of one language (`keywords`).
const FOLLOWED: [&str; 10] = [
    "title", "summary", "kind", "module", "contexts", "tags", "version", "video", "duration",
    "related",
];
/// More headings than this are no headings: the text is then one section.
const MAX_SECTIONS: usize = 2_000;
/// Front matter of more bytes is compared as it is written.
const MAX_FRONT_MATTER: usize = 64 * 1024;

/// A file as far as its translations follow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// By name, with what they say in one line.
    pub fields: BTreeMap<String, String>,
    /// The first stands above the first heading.
    pub sections: Vec<Section>,
    /// Weight of the edit that made the text what it is.
    pub impact: Option<Impact>,
}

/// A heading and what stands below it, up to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// 0 above the first heading.
    pub level: u8,
    pub heading: String,
    /// Without line ends, and without blank lines around.
    pub lines: Vec<String>,
    /// The line of the file where it starts, from 1.
    pub line: usize,
}

impl Text {
    /// Reads a whole file. `front_matter` has our names of fields by those of another system.
    pub fn read(file: &str, front_matter: &BTreeMap<String, String>) -> Self {
        let (fields, impact, body) = match Fenced::find(file) {
            Fenced::Closed(front) => {
                let small = front.inner.len() <= MAX_FRONT_MATTER;
                let table = small.then(|| front.table(file).ok()).flatten();
                let mut fields = BTreeMap::new();
                let mut impact = None;
                match table {
                    Some(table) => {
                        for entry in &table.entries {
                            let key = front_matter.get(&entry.key).unwrap_or(&entry.key);
                            let said = said(&entry.node);
                            if key == "impact" {
                                impact = Impact::from_word(&said);
                            } else if FOLLOWED.contains(&key.as_str()) && !said.is_empty() {
                                fields.entry(key.clone()).or_insert(said);
                            }
                        }
                    }
                    None => {
                        let written = &file[front.inner.clone()];
                        fields.insert(front.fence.to_owned(), one_line(written));
                    }
                }
                (fields, impact, front.body)
            }
            Fenced::Nothing(start) => (BTreeMap::new(), None, start),
            Fenced::Open { .. } => (BTreeMap::new(), None, 0),
        };
        Text {
            fields,
            sections: sections(file, body),
            impact,
        }
    }

    /// Whether both say the same to those who translate it.
    pub fn says_the_same(&self, other: &Text) -> bool {
        let alike = |a: &Section, b: &Section| a.is_like(b);
        self.fields == other.fields
            && self.sections.len() == other.sections.len()
            && self
                .sections
                .iter()
                .zip(&other.sections)
                .all(|(a, b)| alike(a, b))
    }

    /// What there is to translate, in words.
    pub fn words(&self) -> usize {
        let fields: usize = ["title", "summary"]
            .iter()
            .filter_map(|field| self.fields.get(*field))
            .map(|said| count(said))
            .sum();
        fields + self.sections.iter().map(Section::words).sum::<usize>()
    }
}

impl Section {
    /// The same words under the same heading, wherever it stands.
    pub fn is_like(&self, other: &Section) -> bool {
        self.level == other.level && self.heading == other.heading && self.lines == other.lines
    }

    pub fn words(&self) -> usize {
        count(&self.heading) + self.lines.iter().map(|line| count(line)).sum::<usize>()
    }

    fn is_empty(&self) -> bool {
        self.heading.is_empty() && self.lines.is_empty()
    }
}

/// Words are what has a letter or a digit in it.
pub(super) fn count(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}

/// A value as one line.
fn said(node: &Node) -> String {
    match &node.value {
        Value::Null => String::new(),
        Value::Scalar { text, .. } => one_line(text),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(said).collect();
            items.join(", ")
        }
        Value::Table(table) => {
            let entries = table.entries.iter();
            let entries = entries.map(|entry| format!("{}: {}", entry.key, said(&entry.node)));
            entries.collect::<Vec<_>>().join(", ")
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cuts the body at the headings that stand outside of lists, quotes and code.
fn sections(file: &str, body: usize) -> Vec<Section> {
    let text = &file[body..];
    let mut starts: Vec<(usize, usize, u8)> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                starts.push((range.start, range.end, level_of(level)));
            }
            Event::Start(
                Tag::List(_) | Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_),
            ) => depth += 1,
            Event::End(
                TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition,
            ) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if starts.len() > MAX_SECTIONS {
        starts.clear();
    }
    let mut line = file[..body].matches('\n').count() + 1;
    let mut counted = 0;
    let mut sections = Vec::with_capacity(starts.len() + 1);
    let first = starts.first().map_or(text.len(), |(start, ..)| *start);
    let intro = Section {
        lines: lines(&text[..first]),
        line,
        ..Section::default()
    };
    if !intro.is_empty() || starts.is_empty() {
        sections.push(intro);
    }
    for (at, (start, end, level)) in starts.iter().enumerate() {
        let next = starts.get(at + 1).map_or(text.len(), |(start, ..)| *start);
        line += text[counted..*start].matches('\n').count();
        counted = *start;
        sections.push(Section {
            level: *level,
            heading: heading(&text[*start..*end]),
            lines: lines(&text[*end..next]),
            line,
        });
    }
    sections
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The words of a heading, written with `#` before it or a line below it.
fn heading(written: &str) -> String {
    let written = written.trim();
    match written.starts_with('#') {
        true => one_line(written.trim_matches('#')),
        false => {
            let underline = |line: &&str| !line.trim().trim_matches(['=', '-']).is_empty();
            let lines: Vec<&str> = written.lines().filter(underline).collect();
            one_line(&lines.join(" "))
        }
    }
}

/// Lines without their ends and with one blank line for many, since neither says anything.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let blank = |line: &String| line.trim().is_empty();
    lines.dedup_by(|next, line| blank(next) && blank(line));
    while lines.last().is_some_and(blank) {
        lines.pop();
    }
    let first = lines.iter().position(|line| !blank(line));
    lines.split_off(first.unwrap_or(lines.len()))
}
