//! The text of one page, put together of lines that each know where they come from.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Mend, Place};

/// A Markdown text with its includes in place.
#[derive(Clone, Debug, Default)]
pub struct Document {
    text: String,
    lines: Vec<Line>,
    files: Vec<(Arc<str>, Arc<str>)>,
}

#[derive(Clone, Copy, Debug)]
struct Line {
    /// Where the line starts in `Document::text`.
    start: usize,
    file: usize,
    /// Where the line starts in its file, and its number there.
    offset: usize,
    number: usize,
}

impl Document {
    /// A document of the part of a file from byte `from` on.
    pub fn of_file(name: &str, text: &str, from: usize) -> Self {
        let mut document = Document::default();
        let file = document.add_file(name, text);
        for (line, offset, number) in numbered(text, from) {
            document.push_line(line, file, offset, number);
        }
        document
    }

    /// Registers a file that lines will come from.
    pub fn add_file(&mut self, name: &str, text: &str) -> usize {
        self.files.push((name.into(), text.into()));
        self.files.len() - 1
    }

    /// Adds a line that stands at `offset` in `file`, where it has this number.
    pub fn push_line(&mut self, line: &str, file: usize, offset: usize, number: usize) {
        self.lines.push(Line {
            start: self.text.len(),
            file,
            offset,
            number,
        });
        self.text.push_str(line.trim_end_matches(['\n', '\r']));
        self.text.push('\n');
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn len(&self) -> usize {
        self.text.len()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The lines, without their ends.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }

    pub(super) fn line_start(&self, line: usize) -> usize {
        self.lines
            .get(line)
            .map_or(self.text.len(), |line| line.start)
    }

    /// Another text for `written`, which stands once in a range of one line.
    pub fn mend(&self, range: Range<usize>, written: &str, instead: &str) -> Option<Mend> {
        let at = self.lines.partition_point(|line| line.start <= range.start);
        let line = self.lines[at.checked_sub(1)?];
        let (_, text) = &self.files[line.file];
        // Passages may stand deeper in the page than in their own file.
        let whole = self.text[line.start..].lines().next()?;
        let own = text[line.offset..].lines().next()?;
        let indent = whole.len().checked_sub(own.len())?;
        if !whole.ends_with(own) || range.end > line.start + whole.len() {
            return None;
        }
        let from = (range.start - line.start).checked_sub(indent)?;
        let mut found = own.get(from..from + range.len())?.match_indices(written);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => {
                Mend::new(line.offset + from + at, written, instead.to_owned())
            }
            _ => None,
        }
    }

    /// A diagnostic about a range of the document, shown in the file it came from.
    pub fn diagnostic(&self, code: Code, range: Range<usize>) -> Diagnostic {
        let at = self.lines.partition_point(|line| line.start <= range.start);
        let Some(line) = at.checked_sub(1).map(|at| self.lines[at]) else {
            return Diagnostic::new(code, self.files.first().map_or("", |(name, _)| name));
        };
        let (name, text) = &self.files[line.file];
        let written = &text[line.offset..];
        let written = written.split('\n').next().unwrap_or_default();
        let from = range.start - line.start;
        let mut diagnostic = Diagnostic::new(code, &**name);
        diagnostic.place = Some(Place::in_line(
            line.number,
            written,
            from..from + range.len(),
        ));
        diagnostic
    }
}

/// The lines of a text from byte `from` on, each with its offset and number.
pub fn numbered(text: &str, from: usize) -> impl Iterator<Item = (&str, usize, usize)> {
    let first = text[..from].matches('\n').count() + 1;
    let mut offset = from;
    text[from..]
        .split_inclusive('\n')
        .zip(first..)
        .map(move |(line, number)| {
            let here = offset;
            offset += line.len();
            (line, here, number)
        })
}
