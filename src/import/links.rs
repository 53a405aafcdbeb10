//! Links and pictures of a Markdown text, each given a new target, or taken away.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use crate::import::edits::Text;
use crate::markup;

/// What a target is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Link,
    Picture,
}

/// What becomes of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Keep,
    Change(String),
    /// Only the words stay.
    Words,
}

/// Asks for the fate of every target, with its line, and carries it out.
pub(super) fn rewrite(text: Text, mut fate: impl FnMut(What, &str, usize) -> Fate) -> Text {
    let source = text.as_str();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (event, range) in Parser::new_ext(source, markup::options()).into_offset_iter() {
        let (what, link_type, target) = match &event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => (What::Link, *link_type, dest_url),
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                ..
            }) => (What::Picture, *link_type, dest_url),
            _ => continue,
        };
        let decided = fate(what, target, text.line_at(range.start));
        if decided == Fate::Keep {
            continue;
        }
        if let Some(parts) = Parts::of(source, &range, link_type) {
            parts.edit(what, decided, source, &mut edits);
        }
    }
    text.edited(edits)
}

/// Where the words and the target of a link stand.
struct Parts {
    whole: Range<usize>,
    words: Range<usize>,
    /// The address alone, where it is written in place.
    target: Option<Range<usize>>,
}

impl Parts {
    fn of(source: &str, range: &Range<usize>, link_type: LinkType) -> Option<Self> {
        let written = source.get(range.clone())?;
        let start = range.start + written.find('[')? + 1;
        let after = |mark: &str| {
            let at = written.rfind(mark)?;
            (range.start + at >= start).then_some(range.start + at)
        };
        let (end, target) = match link_type {
            LinkType::Inline => {
                let end = after("](")?;
                (end, Some(address(source, end + 2, range.end)?))
            }
            LinkType::Reference | LinkType::ReferenceUnknown => (after("][")?, None),
            LinkType::Collapsed | LinkType::CollapsedUnknown => {
                // The empty brackets may stand outside of what the parser marks.
                (after("][]").or_else(|| after("]"))?, None)
            }
            LinkType::Shortcut | LinkType::ShortcutUnknown => (after("]")?, None),
            _ => return None,
        };
        let collapsed = matches!(link_type, LinkType::Collapsed | LinkType::CollapsedUnknown);
        let tail = if collapsed && !written.ends_with("[]") {
            2
        } else {
            0
        };
        Some(Parts {
            whole: range.start..range.end + tail,
            words: start..end,
            target,
        })
    }

    fn edit(self, what: What, fate: Fate, source: &str, edits: &mut Vec<(Range<usize>, String)>) {
        match (fate, self.target) {
            (Fate::Keep, _) => {}
            (Fate::Change(address), Some(target)) => edits.push((target, address)),
            (Fate::Change(address), None) => {
                edits.push((self.words.end..self.whole.end, format!("]({address})")));
            }
            (Fate::Words, _) if what == What::Picture => {
                edits.push((self.whole, source[self.words].to_owned()));
            }
            // What stands in the words, a picture say, has its own fate.
            (Fate::Words, _) => {
                edits.push((self.whole.start..self.words.start, String::new()));
                edits.push((self.words.end..self.whole.end, String::new()));
            }
        }
    }
}

/// The address after `](`, with its angle brackets, without its title.
fn address(source: &str, from: usize, end: usize) -> Option<Range<usize>> {
    let rest = source.get(from..end)?;
    let start = from + rest.len() - rest.trim_start().len();
    let rest = source.get(start..end)?;
    if rest.starts_with('<') {
        return Some(start..start + rest.find('>')? + 1);
    }
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(start..start + at),
            ')' => depth -= 1,
            c if c.is_whitespace() => return Some(start..start + at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, expected: &str) {
        let text = rewrite(Text::new(markdown, 1), |_, target, _| match target {
            "gone" => Fate::Words,
            "stay" => Fate::Keep,
            other => Fate::Change(format!("new/{other}")),
        });
        assert_eq!(text.into_string(), expected);
    }

    #[test]
    fn every_way_to_write_a_link_is_rewritten() {
        check(
            "[a](b \"t\") and [c](<d e>)",
            "[a](new/b \"t\") and [c](new/d e)",
        );
        check("[a](b(1)) [a](stay)", "[a](new/b(1)) [a](stay)");
        check("See [a *b*](gone).", "See a *b*.");
        check("![alt](gone) ![alt](x.png)", "alt ![alt](new/x.png)");
        check("[![alt](x.png)](gone)", "![alt](new/x.png)");
        check("[![alt](gone)](b)", "[alt](new/b)");
        check(
            "[a][r] [r][] [r]\n\n[r]: b",
            "[a](new/b) [r](new/b) [r](new/b)\n\n[r]: b",
        );
        check("`[a](b)`\n\n    [a](b)\n", "`[a](b)`\n\n    [a](b)\n");
    }
}
