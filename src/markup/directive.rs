//! `:::name` containers, found before Markdown is parsed.
//!
//! Each marker line is replaced by an HTML comment on a line of its own, which
//! Markdown keeps apart from what stands around it, lists included. The writer
//! then meets the comments in their right place of the tree.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::markup::{Document, MAX_PROBLEMS};

/// The containers that ayuda knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Steps,
    Tabs,
    Tab,
    Cards,
    Video,
    Annotated,
}

const NAMES: [(&str, Name); 6] = [
    ("steps", Name::Steps),
    ("tabs", Name::Tabs),
    ("tab", Name::Tab),
    ("cards", Name::Cards),
    ("video", Name::Video),
    ("annotated", Name::Annotated),
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    Open {
        name: Name,
        argument: String,
    },
    Close {
        name: Name,
    },
    /// The end of a container that we do not know: written as nothing.
    Nothing,
}

/// The document's text with comments for markers.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) text: String,
    /// Where each line starts in `text`.
    starts: Vec<usize>,
    /// By line.
    markers: Vec<(usize, Marker)>,
}

impl Marked {
    /// The marker that stands at `offset` of the marked text.
    pub(super) fn marker_at(&self, offset: usize) -> Option<&Marker> {
        let line = self.line_of(offset);
        let at = self.markers.binary_search_by_key(&line, |(line, _)| *line);
        at.ok().map(|at| &self.markers[at].1)
    }

    /// A range of the marked text as a range of the document.
    pub(super) fn in_document(&self, document: &Document, range: Range<usize>) -> Range<usize> {
        self.point(document, range.start)..self.point(document, range.end)
    }

    fn point(&self, document: &Document, offset: usize) -> usize {
        let line = self.line_of(offset);
        let column = offset - self.starts.get(line).copied().unwrap_or(offset);
        let next = document.line_start(line + 1);
        (document.line_start(line) + column).min(next)
    }

    fn line_of(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }
}

/// Finds the markers outside of code, and what is wrong with them.
pub(super) fn mark(document: &Document) -> (Marked, Vec<Diagnostic>) {
    let mut marked = Marked {
        text: String::with_capacity(document.len() + 64),
        starts: Vec::new(),
        markers: Vec::new(),
    };
    let mut problems = Vec::new();
    let mut open: Vec<(Option<Name>, Range<usize>)> = Vec::new();
    let mut fence = Fence::default();
    let mut offset = 0;
    for (number, line) in document.lines().enumerate() {
        let range = offset..offset + line.len();
        offset += line.len() + 1;
        marked.starts.push(marked.text.len());
        let marker = match fence.covers(line) {
            true => None,
            false => read(line).and_then(|found| match found {
                Found::Open(..) | Found::Unknown { .. } if open.len() >= MAX_OPEN => {
                    if open.len() == MAX_OPEN {
                        problems.push(document.diagnostic(Code::TooDeep, range.clone()));
                        // Said once; what follows is text.
                        open.push((None, range.clone()));
                    }
                    None
                }
                Found::Open(name, argument) => {
                    open.push((Some(name), range.clone()));
                    Some(Marker::Open { name, argument })
                }
                Found::Unknown { name, whole } => {
                    if problems.len() < MAX_PROBLEMS {
                        problems.push(
                            document
                                .diagnostic(Code::UnknownDirective, range.clone())
                                .with("name", &name)
                                .near(crate::spanned::nearest(
                                    &name,
                                    NAMES.map(|(known, _)| known),
                                ))
                                .mended(
                                    crate::spanned::only_near(&name, NAMES.map(|(known, _)| known))
                                        .and_then(|only| document.mend(range.clone(), &name, only)),
                                ),
                        );
                    }
                    if !whole {
                        open.push((None, range.clone()));
                    }
                    None
                }
                Found::Close => match open.pop() {
                    Some((Some(name), _)) => Some(Marker::Close { name }),
                    Some((None, _)) => Some(Marker::Nothing),
                    None => None,
                },
            }),
        };
        match marker {
            Some(marker) => {
                let indent = line.len() - line.trim_start().len();
                marked.text.push_str(&line[..indent]);
                marked.text.push_str(COMMENT);
                marked.markers.push((number, marker));
            }
            None => marked.text.push_str(line),
        }
        marked.text.push('\n');
    }
    for (name, range) in open {
        if let Some(name) = name {
            let known = NAMES
                .iter()
                .find(|(_, one)| *one == name)
                .map_or("", |(text, _)| text);
            problems.push(
                document
                    .diagnostic(Code::OpenDirective, range)
                    .with("name", known),
            );
        }
    }
    (marked, problems)
}

/// Containers inside of each other.
const MAX_OPEN: usize = 16;

const COMMENT: &str = "<!--:::-->";

enum Found {
    Open(Name, String),
    Unknown {
        name: String,
        /// Opened and closed on one line: `:::image source="x.png":::`.
        whole: bool,
    },
    Close,
}

fn read(line: &str) -> Option<Found> {
    let rest = line
        .trim()
        .strip_prefix(":::")?
        .trim_start_matches(':')
        .trim();
    if rest.is_empty() {
        return Some(Found::Close);
    }
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .unwrap_or(rest.len());
    let (name, argument) = rest.split_at(end);
    if name.is_empty() {
        return None;
    }
    Some(match NAMES.iter().find(|(known, _)| *known == name) {
        Some((_, known)) => Found::Open(*known, argument.trim().to_owned()),
        None => Found::Unknown {
            name: name.to_owned(),
            whole: rest.ends_with(":::") || name.ends_with("-end"),
        },
    })
}

/// Whether lines stand in a fenced code block; approximate where fences are nested
/// in quotes, which no marker is looked for in.
#[derive(Debug, Default)]
pub(crate) struct Fence {
    open: Option<(char, usize)>,
}

impl Fence {
    /// Takes the next line; true for fences and what stands between them.
    pub(crate) fn covers(&mut self, line: &str) -> bool {
        let line = line.trim_start();
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = mark.map_or(0, |mark| line.chars().take_while(|c| *c == mark).count());
        match (self.open, mark) {
            (None, Some(mark)) if length >= 3 => {
                let info = &line[length..];
                if mark == '~' || !info.contains('`') {
                    self.open = Some((mark, length));
                    return true;
                }
                false
            }
            (Some((open, wanted)), Some(mark)) => {
                if mark == open && length >= wanted && line[length..].trim().is_empty() {
                    self.open = None;
                }
                true
            }
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}
