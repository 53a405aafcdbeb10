//! Which texts of the articles of a language there are more than once.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;

use crate::locale::Locale;

/// Hashes of all texts, in order: two of one text stand side by side.
#[derive(Clone, Debug)]
pub(super) struct Doubled(Vec<u64>);

impl Doubled {
    pub(super) fn new(hashes: impl Iterator<Item = u64>) -> Self {
        let mut hashes: Vec<u64> = hashes.collect();
        hashes.sort_unstable();
        Doubled(hashes)
    }

    /// The same after one of the texts became another. It costs as much as there are texts.
    pub(super) fn replace(&mut self, before: u64, now: u64) {
        let at = self.0.partition_point(|one| *one < before);
        if self.0.get(at) == Some(&before) {
            self.0.remove(at);
            let at = self.0.partition_point(|one| *one < now);
            self.0.insert(at, now);
        }
    }

    /// Whether the text with this hash is there more than once.
    pub(super) fn holds(&self, hash: u64) -> bool {
        let at = self.0.partition_point(|one| *one < hash);
        self.0.get(at + 1) == Some(&hash)
    }
}

/// The same in every process.
pub(super) fn hash(language: Locale, text: &str) -> u64 {
    FixedState::default().hash_one((language, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_changes_is_counted_as_it_is_now() {
        let hash = |text| hash(Locale::En, text);
        let mut doubled = Doubled::new(["Pay", "Ask", "Pay"].into_iter().map(hash));
        assert_eq!(
            ["Pay", "Ask", "Sue"].map(|text| doubled.holds(hash(text))),
            [true, false, false]
        );
        doubled.replace(hash("Pay"), hash("Ask"));
        assert_eq!(
            ["Pay", "Ask", "Sue"].map(|text| doubled.holds(hash(text))),
            [false, true, false]
        );
        let fresh = Doubled::new(["Ask", "Pay", "Ask"].into_iter().map(hash));
        assert_eq!(doubled.0, fresh.0);
    }
}
