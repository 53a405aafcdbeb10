//! The part of a thread that answers best, and a few words of it.

use crate::search::snippet::{Spot, words_at};
use crate::search::threads::FoundGroup;

/// How soon saying a word again stops to count.
const SATURATION: f32 = 0.5;
/// A reply has to say so much more than the question to be opened instead of it.
const MORE: f32 = 1.05;

/// A part of a thread.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'t> {
    /// `None` for the question itself.
    pub anchor: Option<&'t str>,
    pub text: &'t str,
}

/// Where a thread is opened, and what is shown of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub anchor: Option<String>,
    /// HTML: escaped text in which `<mark>` is the only markup.
    pub snippet: String,
}

impl FoundGroup {
    /// Chooses the passage that says most of the words, by what they tell; of equals the first.
    /// What the title says counts for the question.
    pub fn show(&mut self, title: &str, passages: &[Passage<'_>]) -> Shown {
        let marker = &mut self.marker;
        let in_title = words_at(&marker.spots(title));
        let letters: usize = passages.iter().map(|one| one.text.len()).sum();
        let average = (letters as f32 / passages.len().max(1) as f32).max(1.0);
        let mut best: Option<(f32, &Passage<'_>, Vec<Spot>)> = None;
        for passage in passages {
            let spots = marker.spots(passage.text);
            let length = 0.5 + 0.5 * passage.text.len() as f32 / average;
            let mut said = marker.said(&spots, SATURATION * length);
            if passage.anchor.is_none() {
                said += marker.told(in_title) * 0.5;
            }
            let most = best.as_ref().map_or(0.0, |(most, ..)| *most * MORE);
            if best.is_none() || said > most {
                best = Some((said, passage, spots));
            }
        }
        match best {
            Some((_, passage, spots)) => Shown {
                anchor: passage.anchor.map(str::to_owned),
                snippet: marker.snippet(passage.text, &spots),
            },
            None => Shown::default(),
        }
    }
}
