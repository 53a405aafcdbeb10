//! What changed in a passage, line by line and, where a line was edited, word by word.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Lines of which a smaller share of the words is in both are not one line that was edited.
const ALIKE: f64 = 0.4;
/// How far ahead the line is looked for that an edited line was.
const AHEAD: usize = 20;
/// Longer passages, and lines of more words, are shown as replaced: comparing them would take long.
const LONG: usize = 5_000;

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Some lines that stayed as they were.
    Same(usize),
    Gone(String),
    New(String),
    /// One that was edited.
    Edited(Vec<Piece>),
}

/// Some words of an edited line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Same(String),
    Gone(String),
    New(String),
}

/// Compares two passages.
pub fn lines(before: &[String], now: &[String]) -> Vec<Line> {
    let mut lines = Vec::new();
    if before.len().max(now.len()) > LONG {
        replaced(before, now, &mut lines);
        return lines;
    }
    for step in capture_diff_slices(Algorithm::Myers, before, now) {
        let (old, new) = (&before[step.old_range()], &now[step.new_range()]);
        match step {
            DiffOp::Equal { len, .. } => lines.push(Line::Same(len)),
            _ => edited(old, new, &mut lines),
        }
    }
    lines
}

fn replaced(before: &[String], now: &[String], lines: &mut Vec<Line>) {
    let written = |line: &&String| !line.trim().is_empty();
    let gone = before.iter().filter(written).cloned().map(Line::Gone);
    let new = now.iter().filter(written).cloned().map(Line::New);
    lines.extend(gone.chain(new));
}

/// Finds the lines that were edited among some that went and some that came.
fn edited(before: &[String], now: &[String], lines: &mut Vec<Line>) {
    let mut next = 0;
    // New lines wait until it is known which old ones they stand for.
    let mut new = Vec::new();
    for line in now {
        let near = before.iter().enumerate().skip(next).take(AHEAD);
        let found = near
            .filter(|(_, old)| alike(old, line))
            .map(|(at, _)| at)
            .next();
        match found {
            Some(at) => {
                replaced(&before[next..at], &new, lines);
                new.clear();
                lines.push(Line::Edited(pieces(&before[at], line)));
                next = at + 1;
            }
            None => new.push(line.clone()),
        }
    }
    replaced(&before[next..], &new, lines);
}

fn alike(a: &str, b: &str) -> bool {
    let mut words: HashMap<&str, isize> = HashMap::new();
    let (mut long_a, mut long_b, mut common) = (0_usize, 0_usize, 0_usize);
    for word in a.split_whitespace() {
        *words.entry(word).or_default() += 1;
        long_a += 1;
    }
    for word in b.split_whitespace() {
        long_b += 1;
        if let Some(left) = words.get_mut(word).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    let both = long_a + long_b;
    both > 0 && both <= 2 * LONG && 2.0 * common as f64 / both as f64 >= ALIKE
}

/// Compares two texts word by word.
pub(super) fn pieces(before: &str, now: &str) -> Vec<Piece> {
    let old: Vec<&str> = before.split_whitespace().collect();
    let new: Vec<&str> = now.split_whitespace().collect();
    let join = |words: &[&str], range: Range<usize>| words[range].join(" ");
    let mut pieces = Vec::new();
    for step in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let gone = join(&old, step.old_range());
        let here = join(&new, step.new_range());
        if matches!(step, DiffOp::Equal { .. }) {
            pieces.push(Piece::Same(here));
            continue;
        }
        if !gone.is_empty() {
            pieces.push(Piece::Gone(gone));
        }
        if !here.is_empty() {
            pieces.push(Piece::New(here));
        }
    }
    pieces
}
