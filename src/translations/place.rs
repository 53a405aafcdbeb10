//! Where in a translation a section of its original is found.

use crate::translations::{SectionChange, Text};

/// A place in the file of a translation, by line from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The section that starts there is the one to edit.
    At(usize),
    /// The new section goes behind the one that starts there.
    After(usize),
}

impl Place {
    pub fn line(self) -> usize {
        match self {
            Place::At(line) | Place::After(line) => line,
        }
    }
}

/// Where a change of the original is to be made in its translation.
///
/// A translation has the outline of the text that it was made from, or already that of the
/// present one. `None` where it has neither: then only a person can tell.
pub fn place(
    change: &SectionChange,
    before: &Text,
    now: &Text,
    translation: &Text,
) -> Option<Place> {
    let levels = |text: &Text| -> Vec<u8> { text.sections.iter().map(|one| one.level).collect() };
    let line = |at: usize| translation.sections.get(at).map(|one| one.line);
    let own = levels(translation);
    if own == levels(before) {
        let at = change.before.and_then(line).map(Place::At);
        let after = change.after.and_then(line).map(Place::After);
        if let Some(place) = at.or(after) {
            return Some(place);
        }
    }
    match own == levels(now) {
        true => change.now.and_then(line).map(Place::At),
        false => None,
    }
}
