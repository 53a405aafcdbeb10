//! Who opened what in the last half hour, so that a visit is counted once.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::content::ArticleId;
use crate::identity::Voter;
use crate::locale::Locale;

/// A visit ends this long after the article was last opened in it.
const VISIT: SignedDuration = SignedDuration::from_mins(30);
/// More visits than this at a time are not told apart, and not counted.
const MOST: usize = 200_000;

/// One reader's visit of one article: a hash, so that nobody is named even in memory.
pub(super) type Visit = [u8; 16];

pub(super) fn visit(language: Locale, article: &ArticleId, visitor: &Voter) -> Visit {
    let mut hasher = blake3::Hasher::new();
    // A voter's name has one length, a language two letters: no two visits are spelt alike.
    hasher.update(visitor.as_str().as_bytes());
    hasher.update(language.code().as_bytes());
    hasher.update(article.as_str().as_bytes());
    let mut visit = Visit::default();
    hasher.finalize_xof().fill(&mut visit);
    visit
}

/// How often what is over is forgotten, at the latest with the next visit.
const SWEEP: SignedDuration = SignedDuration::from_mins(1);

#[derive(Debug, Default)]
pub(super) struct Visits {
    last: HashMap<Visit, Timestamp>,
    swept: Option<Timestamp>,
}

impl Visits {
    /// Whether a visit begins; if it goes on, it lasts longer.
    pub(super) fn begins(&mut self, visit: Visit, now: Timestamp) -> bool {
        let is_over = |last: Timestamp| now.duration_since(last) >= VISIT;
        let is_due = |swept: Timestamp| now.duration_since(swept) >= SWEEP;
        if self.swept.is_none_or(is_due) {
            self.last.retain(|_, last| !is_over(*last));
            self.swept = Some(now);
        }
        if self.last.len() >= MOST && !self.last.contains_key(&visit) {
            return false;
        }
        self.last.insert(visit, now).is_none_or(is_over)
    }

    /// Nothing was counted after all.
    pub(super) fn forget(&mut self, visit: Visit) {
        self.last.remove(&visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_ends_half_an_hour_after_the_last_look() {
        let mut visits = Visits::default();
        let mut begins = |visit: u8, minute: i64| {
            let now = Timestamp::from_second(minute * 60).expect("a time");
            visits.begins([visit; 16], now)
        };
        assert!(begins(1, 0));
        assert!(!begins(1, 20));
        assert!(!begins(1, 49));
        assert!(begins(2, 49));
        assert!(begins(1, 79));
        assert!(!begins(1, 60), "a clock that was set back begins no visit");
    }
}
