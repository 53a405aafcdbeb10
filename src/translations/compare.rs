//! What changed between two texts of an original, section by section.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::translations::text::count;
use crate::translations::{Section, Text};

/// Below this share of common words, a section is another one, not the same with another heading.
const ALIKE: f64 = 0.4;

/// What changed in an original.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub fields: Vec<FieldChange>,
    /// In the order of the text as it is now; what is gone stands where it was.
    pub sections: Vec<SectionChange>,
}

/// A field of the front matter that says something else now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub field: String,
    /// Empty where there was none.
    pub before: String,
    pub now: String,
}

/// What became of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Changed,
    Added,
    Removed,
    /// It says the same at another place.
    Moved,
}

/// A section that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionChange {
    pub change: Change,
    /// Its number in the earlier text; absent for what was added.
    pub before: Option<usize>,
    /// Its number in the text as it is now; absent for what was removed.
    pub now: Option<usize>,
    /// For what was added: the number, in the earlier text, of the section in front of it.
    pub after: Option<usize>,
    /// Words to translate: of all that it says now, since a sentence is translated whole.
    pub words: usize,
}

impl Changes {
    pub fn words(&self) -> usize {
        let fields = self.fields.iter().map(|field| match field.field.as_str() {
            "title" | "summary" => count(&field.now),
            _ => 0,
        });
        fields.sum::<usize>() + self.sections.iter().map(|one| one.words).sum::<usize>()
    }
}

/// Compares what an original said with what it says.
pub fn compare(before: &Text, now: &Text) -> Changes {
    Changes {
        fields: fields(before, now),
        sections: sections(&before.sections, &now.sections),
    }
}

fn fields(before: &Text, now: &Text) -> Vec<FieldChange> {
    let mut names: Vec<&String> = before.fields.keys().chain(now.fields.keys()).collect();
    names.sort();
    names.dedup();
    let said = |text: &Text, name: &String| text.fields.get(name).cloned().unwrap_or_default();
    let changes = names.into_iter().map(|name| FieldChange {
        field: name.clone(),
        before: said(before, name),
        now: said(now, name),
    });
    changes.filter(|one| one.before != one.now).collect()
}

/// Which section of before is which now, and whether it stands elsewhere.
#[derive(Clone, Copy)]
struct Pair {
    before: usize,
    moved: bool,
}

fn sections(before: &[Section], now: &[Section]) -> Vec<SectionChange> {
    let pairs = pairs(before, now);
    let mut gone: Vec<bool> = vec![true; before.len()];
    for pair in pairs.iter().flatten() {
        gone[pair.before] = false;
    }
    let mut changes = Vec::new();
    let mut next = 0;
    let mut removed_up_to = |end: usize, changes: &mut Vec<SectionChange>| {
        while next < end {
            if gone[next] {
                changes.push(SectionChange {
                    change: Change::Removed,
                    before: Some(next),
                    now: None,
                    after: None,
                    words: 0,
                });
            }
            next += 1;
        }
    };
    let mut last = None;
    for (at, section) in now.iter().enumerate() {
        let pair = pairs[at];
        let after = last;
        last = pair.map(|pair| pair.before).or(last);
        if let Some(pair) = pair.filter(|pair| !pair.moved) {
            removed_up_to(pair.before, &mut changes);
        }
        let change = match pair {
            None => Change::Added,
            Some(pair) if !before[pair.before].is_like(section) => Change::Changed,
            Some(pair) if pair.moved => Change::Moved,
            Some(_) => continue,
        };
        changes.push(SectionChange {
            change,
            before: pair.map(|pair| pair.before),
            now: Some(at),
            after: after.filter(|_| pair.is_none()),
            words: match change {
                Change::Moved => 0,
                _ => section.words(),
            },
        });
    }
    removed_up_to(before.len(), &mut changes);
    changes
}

/// For each section of now, the one of before that it comes from.
fn pairs(before: &[Section], now: &[Section]) -> Vec<Option<Pair>> {
    let key = |section: &Section| (section.level, section.heading.clone());
    let old: Vec<_> = before.iter().map(key).collect();
    let new: Vec<_> = now.iter().map(key).collect();
    let mut pairs: Vec<Option<Pair>> = vec![None; now.len()];
    let mut taken = vec![false; before.len()];
    let mut gaps = Vec::new();
    // 1. The same headings in the same order.
    for step in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (old, new) = (step.old_range(), step.new_range());
        match step {
            DiffOp::Equal { .. } => {
                for (before, now) in old.zip(new) {
                    taken[before] = true;
                    pairs[now] = Some(Pair {
                        before,
                        moved: false,
                    });
                }
            }
            _ => gaps.push((old, new)),
        }
    }
    // 2. The same heading elsewhere: it was moved.
    let mut left: HashMap<&(u8, String), Vec<usize>> = HashMap::new();
    for at in (0..before.len()).rev().filter(|at| !taken[*at]) {
        left.entry(&old[at]).or_default().push(at);
    }
    for at in 0..now.len() {
        if pairs[at].is_none()
            && let Some(before) = left.get_mut(&new[at]).and_then(Vec::pop)
        {
            taken[before] = true;
            pairs[at] = Some(Pair {
                before,
                moved: true,
            });
        }
    }
    // 3. Another heading in the same place over much the same text: it was renamed.
    for (old, new) in gaps {
        let mut free = old.filter(|at| !taken[*at]).peekable();
        for at in new {
            if pairs[at].is_none()
                && let Some(before) = free.next_if(|free| alike(&before[*free], &now[at]))
            {
                pairs[at] = Some(Pair {
                    before,
                    moved: false,
                });
            }
        }
    }
    pairs
}

/// Whether two sections share enough of their words to be one.
fn alike(a: &Section, b: &Section) -> bool {
    let mut words: HashMap<&str, isize> = HashMap::new();
    let of = |section: &'_ Section| -> usize { section.lines.iter().map(|line| count(line)).sum() };
    let (long_a, long_b) = (of(a), of(b));
    if a.level != b.level {
        return false;
    }
    for word in a.lines.iter().flat_map(|line| line.split_whitespace()) {
        *words.entry(word).or_default() += 1;
    }
    let mut common = 0_usize;
    for word in b.lines.iter().flat_map(|line| line.split_whitespace()) {
        if let Some(left) = words.get_mut(word).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    let longer = long_a.max(long_b);
    longer == 0 || common as f64 / longer as f64 >= ALIKE
}
