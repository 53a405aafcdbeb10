//! The help for screens as everybody gets it, remembered as the bytes of the answer: a host app has
//! few screens, asked for again and again.
//!
//! It belongs to one edition and to the viewer without a token. It is right as long as nothing
//! moved of what readers made of the articles, so each answer has the number that told of this.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;
use lru::LruCache;

use crate::locale::Locale;

/// Answers that are remembered in one language, at most.
const MOST: usize = 1_024;

/// What they take, at most.
const ROOM: usize = 6 * 1024 * 1024;

/// Longer queries are no host app's, and would keep what everybody asks out.
const MAX_QUERY: usize = 512;

/// Longer answers are those with a `limit` that no panel asks for.
const MAX_ANSWER: usize = 32 * 1024;

/// What an entry takes besides query and bytes, about.
const ENTRY: usize = 256;

/// The help for one screen, as JSON.
#[derive(Debug)]
pub struct KeptHelp {
    /// How often counts had moved before it was put together.
    moves: u64,
    pub bytes: Bytes,
    pub hash: blake3::Hash,
    /// Made for the first who can unpack it.
    packed: OnceLock<Bytes>,
}

impl KeptHelp {
    /// Of bytes in which all counts are at least those of `moves`.
    pub fn new(bytes: Vec<u8>, moves: u64) -> Self {
        KeptHelp {
            moves,
            hash: blake3::hash(&bytes),
            bytes: bytes.into(),
            packed: OnceLock::new(),
        }
    }

    pub fn packed(&self, pack: impl FnOnce(&[u8], &blake3::Hash) -> Bytes) -> Bytes {
        let packed = || pack(&self.bytes, &self.hash);
        self.packed.get_or_init(packed).clone()
    }

    /// How much of the room it takes: once more for the packed bytes, which are fewer.
    fn weight(&self, query: &str) -> usize {
        ENTRY + query.len() + 2 * self.bytes.len()
    }
}

/// What was asked for last, in each language.
#[derive(Debug, Default)]
pub struct Screens([Mutex<Remembered>; Locale::ALL.len()]);

impl Screens {
    /// The answer to this query, if no count moved since.
    pub fn find(&self, language: Locale, query: &str, moves: u64) -> Option<Arc<KeptHelp>> {
        let mut all = self.of(language);
        let known = all.answers.get(query)?;
        (known.moves == moves).then(|| Arc::clone(known))
    }

    /// Remembers the answer to a query as it was sent, unless one of them is too long.
    pub fn keep(&self, language: Locale, query: &str, help: &Arc<KeptHelp>) {
        if query.len() <= MAX_QUERY && help.bytes.len() <= MAX_ANSWER {
            self.of(language).keep(query, help);
        }
    }

    fn of(&self, language: Locale) -> MutexGuard<'_, Remembered> {
        let of_language = self.0[language as usize].lock();
        of_language.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers by query, and what they take together.
#[derive(Debug)]
struct Remembered {
    answers: LruCache<Box<str>, Arc<KeptHelp>>,
    weight: usize,
}

impl Default for Remembered {
    fn default() -> Self {
        Remembered {
            answers: LruCache::unbounded(),
            weight: 0,
        }
    }
}

impl Remembered {
    fn keep(&mut self, query: &str, help: &Arc<KeptHelp>) {
        self.weight += help.weight(query);
        if let Some(before) = self.answers.put(query.into(), Arc::clone(help)) {
            self.weight -= before.weight(query);
        }
        while self.weight > ROOM || self.answers.len() > MOST {
            let Some((query, last)) = self.answers.pop_lru() else {
                return;
            };
            self.weight -= last.weight(&query);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(length: usize, moves: u64) -> Arc<KeptHelp> {
        Arc::new(KeptHelp::new(vec![b'x'; length], moves))
    }

    #[test]
    fn an_answer_is_found_by_its_query_and_language_until_a_count_moves() {
        let screens = Screens::default();
        let (one, two) = (help(10, 7), help(20, 7));
        screens.keep(Locale::En, "url=/a", &one);
        screens.keep(Locale::Es, "url=/a", &two);
        let found = |language, query, moves| {
            let found = screens.find(language, query, moves);
            found.map(|found| found.bytes.len())
        };
        assert_eq!(found(Locale::En, "url=/a", 7), Some(10));
        assert_eq!(found(Locale::Es, "url=/a", 7), Some(20));
        for (query, moves) in [
            ("url=/a", 8),
            ("url=/a", 6),
            ("url=/a&explain=1", 7),
            ("", 7),
        ] {
            assert_eq!(found(Locale::En, query, moves), None, "{query} {moves}");
        }
        // The next answer takes its place, and its room.
        screens.keep(Locale::En, "url=/a", &help(30, 8));
        assert_eq!(found(Locale::En, "url=/a", 8), Some(30));
        assert_eq!(screens.of(Locale::En).weight, ENTRY + 6 + 60);
    }

    #[test]
    fn what_is_remembered_is_bounded_in_number_and_bytes() {
        let screens = Screens::default();
        let weighed = |all: &Remembered| -> usize {
            let all = all.answers.iter();
            all.map(|(query, help)| help.weight(query)).sum()
        };
        for at in 0..MOST + 10 {
            screens.keep(Locale::En, &format!("url=/{at}"), &help(1, 0));
            // Whoever is asked for again stays.
            assert!(screens.find(Locale::En, "url=/0", 0).is_some(), "{at}");
        }
        let all = screens.of(Locale::En);
        assert_eq!((all.answers.len(), all.weight), (MOST, weighed(&all)));
        drop(all);
        assert!(screens.find(Locale::En, "url=/1", 0).is_none());

        for at in 0..MOST {
            screens.keep(Locale::En, &format!("url=/{at}"), &help(MAX_ANSWER, 1));
            let all = screens.of(Locale::En);
            assert!(all.weight <= ROOM && all.weight == weighed(&all), "{at}");
        }
        let last = format!("url=/{}", MOST - 1);
        assert!(screens.find(Locale::En, &last, 1).is_some());

        screens.keep(Locale::Es, "url=/a", &help(MAX_ANSWER + 1, 0));
        screens.keep(Locale::Es, &"x".repeat(MAX_QUERY + 1), &help(1, 0));
        assert_eq!(screens.of(Locale::Es).answers.len(), 0);
        screens.keep(Locale::Es, &"x".repeat(MAX_QUERY), &help(MAX_ANSWER, 0));
        assert_eq!(screens.of(Locale::Es).answers.len(), 1);
    }
}
