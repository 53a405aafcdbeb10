//! The Markdown twin: the document's own text with what it refers to resolved.

use std::ops::Range;

/// Replacements to make in a document, by range.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub(super) fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.0.push((range, with.into()));
    }

    /// The text with the edits made; an edit inside of another one is passed over.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (range, with) in self.0 {
            let fits = range.start >= done
                && range.end <= text.len()
                && text.is_char_boundary(range.start)
                && text.is_char_boundary(range.end);
            if fits {
                out.push_str(&text[done..range.start]);
                out.push_str(&with);
                done = range.end;
            }
        }
        out.push_str(&text[done..]);
        let text = out.trim();
        if text.is_empty() {
            return String::new();
        }
        // As much as it needs: it stays for as long as the edition does.
        let mut twin = String::with_capacity(text.len() + 1);
        twin.push_str(text);
        twin.push('\n');
        twin
    }
}
