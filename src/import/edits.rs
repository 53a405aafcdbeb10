//! A text that is changed in several passes, each line of which still knows the line
//! that it was written on.

use std::cell::OnceCell;
use std::ops::Range;

/// A text and, for each of its lines, the line of the file it comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    text: String,
    lines: Vec<usize>,
    /// Where each line starts, once somebody asks.
    starts: OnceCell<Vec<usize>>,
}

impl Text {
    /// A text whose first line is `first` of its file, from 1.
    pub(super) fn new(text: &str, first: usize) -> Self {
        let lines = (first..first + text.lines().count().max(1)).collect();
        Text {
            text: text.to_owned(),
            lines,
            starts: OnceCell::new(),
        }
    }

    /// Adds lines that come from line `number`.
    pub(super) fn push(&mut self, lines: &str, number: usize) {
        for line in lines.split('\n') {
            self.text.push_str(line);
            self.text.push('\n');
            self.lines.push(number);
        }
        self.starts = OnceCell::new();
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }

    /// Lines with their numbers.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines.iter().copied().zip(self.text.lines())
    }

    /// The line of the file that `offset` comes from.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        let starts = self.starts.get_or_init(|| {
            let ends = self.text.match_indices('\n');
            std::iter::once(0)
                .chain(ends.map(|(at, _)| at + 1))
                .collect()
        });
        let number = starts
            .partition_point(|start| *start <= offset)
            .saturating_sub(1);
        let known = self.lines.get(number).or(self.lines.last());
        known.copied().unwrap_or(1)
    }

    /// The text with each range replaced. Of two that overlap the first one counts.
    pub(super) fn edited(self, mut edits: Vec<(Range<usize>, String)>) -> Self {
        if edits.is_empty() {
            return self;
        }
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut edited = Text {
            text: String::with_capacity(self.text.len()),
            lines: vec![self.lines.first().copied().unwrap_or(1)],
            starts: OnceCell::new(),
        };
        let (mut at, mut number) = (0, 0);
        for (range, text) in edits {
            if range.start < at || range.end > self.text.len() {
                continue;
            }
            number = edited.take(&self, at..range.start, number);
            for (place, line) in text.split('\n').enumerate() {
                if place > 0 {
                    edited.text.push('\n');
                    let here = self.lines.get(number).or(self.lines.last());
                    edited.lines.push(here.copied().unwrap_or(1));
                }
                edited.text.push_str(line);
            }
            number += self.text[range.clone()].matches('\n').count();
            at = range.end;
        }
        edited.take(&self, at..self.text.len(), number);
        edited
    }

    /// Adds what is not changed; gives the line that it ends on.
    fn take(&mut self, from: &Text, range: Range<usize>, mut number: usize) -> usize {
        for (place, line) in from.text[range].split('\n').enumerate() {
            if place > 0 {
                self.text.push('\n');
                number += 1;
                let here = from.lines.get(number).or(from.lines.last());
                self.lines.push(here.copied().unwrap_or(1));
            }
            // A line is of the line that its first words are from.
            let fresh = self.text.is_empty() || self.text.ends_with('\n');
            if fresh
                && let (Some(last), Some(here)) = (self.lines.last_mut(), from.lines.get(number))
            {
                *last = *here;
            }
            self.text.push_str(line);
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_known_after_several_edits() {
        let text = Text::new("one\ntwo\nthree\nfour", 10);
        // `two` becomes three lines, `three` goes.
        let text = text.edited(vec![(4..7, "a\nb\nc".to_owned()), (8..14, String::new())]);
        assert_eq!(text.as_str(), "one\na\nb\nc\nfour");
        let numbered: Vec<(usize, &str)> = text.numbered().collect();
        assert_eq!(
            numbered,
            [(10, "one"), (11, "a"), (11, "b"), (11, "c"), (13, "four")]
        );
        let text = text.edited(vec![(10..14, "vier".to_owned())]);
        assert_eq!(text.line_at(12), 13);
    }
}
