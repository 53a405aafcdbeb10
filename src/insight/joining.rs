//! What is typed key by key becomes one search.
//!
//! Entry point: [`Joiner`], a function of what happened and when: it has no clock, no
//! task and no database. Who asks is known here as an [`Asker`], a hash that is made
//! with a key of this process, lives in memory for some minutes, and is never kept.

use std::collections::HashMap;

use crate::content::ArticleId;
use crate::feedback::scrub::{fold, scrub};
use crate::gate::Visibility;
use crate::locale::Locale;

/// A text that follows within this time may be the same search, typed on.
pub const TYPING_MS: i64 = 8_000;
/// A search is finished when nothing followed for this time.
pub const IDLE_MS: i64 = 5_000;
/// The same text within this time is the same search: the next page, a filter, the way
/// back from an article.
pub const SAME_MS: i64 = 10 * 60 * 1_000;
/// More askers than this are not remembered at once.
const MAX_ASKERS: usize = 10_000;
/// People in one office may look like one asker; each goes on with what they typed.
const MAX_AT_ONCE: usize = 4;

/// Who asks, for as long as a search takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asker(pub(super) [u8; 16]);

/// A search as it was answered.
#[derive(Clone, Debug)]
pub struct Asked {
    pub asker: Asker,
    /// Milliseconds since 1970.
    pub at: i64,
    pub language: Locale,
    pub visibility: Visibility,
    /// As it was typed.
    pub text: String,
    /// Hits in the reader's language.
    pub found: usize,
    /// Hits in other languages.
    pub elsewhere: usize,
    /// Words that no article says.
    pub missing: Vec<String>,
    pub screen: Option<Screen>,
}

/// Where in the host app somebody stood: never an address, which may name things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    pub module: String,
    /// Of `modules.toml`: `/estimates/{id}`.
    pub pattern: String,
}

/// An article that was opened, from a search or from the help of a screen.
#[derive(Clone, Debug)]
pub struct Opened {
    pub asker: Asker,
    pub at: i64,
    /// In which the reader searched.
    pub language: Locale,
    pub visibility: Visibility,
    /// The search that it was found by, as it was typed.
    pub query: Option<String>,
    pub screen: Option<Screen>,
    pub article: ArticleId,
    pub article_language: Locale,
}

/// A finished search, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    pub at: i64,
    pub language: Locale,
    pub visibility: Visibility,
    pub text: String,
    /// The spelling that searches are grouped by.
    pub words: String,
    /// The words that no article says, folded.
    pub missing: Option<String>,
    pub found: usize,
    pub elsewhere: usize,
    pub screen: Option<Screen>,
}

/// An opened article, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub at: i64,
    pub language: Locale,
    pub visibility: Visibility,
    /// Of the search; empty when there was none.
    pub words: String,
    pub screen: Option<Screen>,
    pub article: ArticleId,
    pub article_language: Locale,
}

/// What is ready to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    Search(Search),
    Opening(Opening),
}

/// Joins what one asker types into searches.
#[derive(Debug, Default)]
pub struct Joiner {
    last: HashMap<Asker, Vec<Last>>,
}

/// A search of an asker, a short while ago.
#[derive(Debug)]
struct Last {
    search: Search,
    /// When it was last asked.
    asked: i64,
    /// It was handed out already, and is here to know it again.
    finished: bool,
}

impl Joiner {
    /// Takes a search in; gives what had to make room for it.
    pub fn asked(&mut self, asked: Asked) -> Vec<Kept> {
        let mut kept = Vec::new();
        let Some(search) = to_search(&asked) else {
            return kept;
        };
        if self.last.len() >= MAX_ASKERS && !self.last.contains_key(&asked.asker) {
            // Forgetting everybody only divides a few searches in two.
            kept = self.finish();
            self.last.clear();
        }
        let all = self.last.entry(asked.asker).or_default();
        let same = all.iter_mut().find(|last| {
            last.search.language == search.language
                && last.search.words == search.words
                && asked.at - last.asked < SAME_MS
        });
        if let Some(last) = same {
            last.asked = asked.at;
            return kept;
        }
        let typed_on = all.iter_mut().rev().find(|last| {
            !last.finished && asked.at - last.asked < TYPING_MS && goes_on(&last.search, &search)
        });
        if let Some(last) = typed_on {
            last.search = search;
            last.asked = asked.at;
            return kept;
        }
        if all.len() >= MAX_AT_ONCE {
            let oldest = all.remove(0);
            if !oldest.finished {
                kept.push(Kept::Search(oldest.search));
            }
        }
        all.push(Last {
            search,
            asked: asked.at,
            finished: false,
        });
        kept
    }

    /// Takes in that something was opened: the search that led to it is finished.
    pub fn opened(&mut self, opened: Opened) -> Vec<Kept> {
        let mut kept = Vec::new();
        let typed = opened.query.as_deref().and_then(scrub);
        let mut words = typed.as_deref().map(fold).unwrap_or_default();
        let all = self.last.get_mut(&opened.asker);
        let led = all.into_iter().flatten().rev().find(|last| {
            let own = last.search.words.as_str();
            !words.is_empty()
                && last.search.language == opened.language
                && opened.at - last.asked < SAME_MS
                && (own.starts_with(&words) || words.starts_with(own))
        });
        if let Some(last) = led {
            // A page may be opened before the last key was sent.
            words.clone_from(&last.search.words);
            if !last.finished {
                last.finished = true;
                kept.push(Kept::Search(last.search.clone()));
            }
        }
        if !words.is_empty() || opened.screen.is_some() {
            kept.push(Kept::Opening(Opening {
                at: opened.at,
                language: opened.language,
                visibility: opened.visibility,
                words,
                screen: opened.screen,
                article: opened.article,
                article_language: opened.article_language,
            }));
        }
        kept
    }

    /// The searches that nothing followed, at `now`; forgets those long past.
    pub fn idle(&mut self, now: i64) -> Vec<Kept> {
        let mut kept = Vec::new();
        self.last.retain(|_, all| {
            all.retain_mut(|last| {
                if !last.finished && now - last.asked >= IDLE_MS {
                    last.finished = true;
                    kept.push(Kept::Search(last.search.clone()));
                }
                now - last.asked < SAME_MS
            });
            !all.is_empty()
        });
        in_order(kept)
    }

    /// All searches, finished or not.
    pub fn finish(&mut self) -> Vec<Kept> {
        let all = self.last.values_mut().flatten();
        let open = all.filter(|last| !last.finished).map(|last| {
            last.finished = true;
            Kept::Search(last.search.clone())
        });
        in_order(open.collect())
    }
}

/// A map has no order of its own.
fn in_order(mut kept: Vec<Kept>) -> Vec<Kept> {
    kept.sort_by(|one, other| match (one, other) {
        (Kept::Search(one), Kept::Search(other)) => {
            (one.at, &one.words, one.language).cmp(&(other.at, &other.words, other.language))
        }
        _ => std::cmp::Ordering::Equal,
    });
    kept
}

/// `None` when nothing of it may be kept.
fn to_search(asked: &Asked) -> Option<Search> {
    let text = scrub(&asked.text)?;
    let missing = scrub(&asked.missing.join(" ")).map(|missing| fold(&missing));
    Some(Search {
        at: asked.at,
        language: asked.language,
        visibility: asked.visibility,
        words: fold(&text),
        text,
        missing,
        found: asked.found,
        elsewhere: asked.elsewhere,
        screen: asked.screen.clone(),
    })
}

/// Whether somebody who typed `before` only typed on, took back or mended.
fn goes_on(before: &Search, after: &Search) -> bool {
    if before.language != after.language {
        return false;
    }
    let (before, after) = (before.words.as_str(), after.words.as_str());
    before.starts_with(after)
        || after.starts_with(before)
        || strsim::osa_distance(before, after) <= 2 && before.len().min(after.len()) >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(asker: u8, at: i64, text: &str) -> Asked {
        Asked {
            asker: Asker([asker; 16]),
            at,
            language: Locale::En,
            visibility: Visibility::Public,
            text: text.to_owned(),
            found: text.len(),
            elsewhere: 0,
            missing: Vec::new(),
            screen: None,
        }
    }

    fn opened(asker: u8, at: i64, query: &str) -> Opened {
        Opened {
            asker: Asker([asker; 16]),
            at,
            language: Locale::En,
            visibility: Visibility::Public,
            query: Some(query.to_owned()),
            screen: None,
            article: ArticleId::new("KB-000001"),
            article_language: Locale::En,
        }
    }

    /// Each in a word or two: what was searched, or opened (`>`).
    fn account(kept: &[Kept]) -> Vec<String> {
        let line = |one: &Kept| match one {
            Kept::Search(search) => search.text.clone(),
            Kept::Opening(opening) => format!("> {} by {}", opening.article, opening.words),
        };
        kept.iter().map(line).collect()
    }

    fn played(events: &[(u8, i64, &str)]) -> Vec<String> {
        let mut joiner = Joiner::default();
        let mut kept = Vec::new();
        for (asker, at, text) in events {
            kept.append(&mut joiner.idle(*at));
            kept.append(&mut joiner.asked(asked(*asker, *at, text)));
        }
        kept.append(&mut joiner.finish());
        account(&kept)
    }

    #[test]
    fn keystrokes_of_one_search_count_as_one() {
        let typed = [
            (1, 0, "r"),
            (1, 200, "re"),
            (1, 400, "refu"),
            (1, 900, "refnud"),
            (1, 1_900, "refund"),
            (1, 2_500, "refund p"),
            (1, 3_000, "refund"),
        ];
        assert_eq!(played(&typed), ["refund"]);
    }

    #[test]
    fn another_search_and_a_later_one_count_by_themselves() {
        assert_eq!(
            played(&[(1, 0, "refund"), (1, 2_000, "schedule")]),
            ["refund", "schedule"]
        );
        assert_eq!(
            played(&[(1, 0, "refund"), (1, 9_000, "refund policy")]),
            ["refund", "refund policy"]
        );
    }

    #[test]
    fn pages_filters_and_the_way_back_are_the_same_search() {
        let asked_again = [
            (1, 0, "refund"),
            (1, 20_000, "Refund"),
            (1, 9 * 60_000, "refund "),
        ];
        assert_eq!(played(&asked_again), ["refund"]);
        let next_day = [(1, 0, "refund"), (1, 86_400_000, "refund")];
        assert_eq!(played(&next_day), ["refund", "refund"]);
    }

    #[test]
    fn askers_do_not_mix_even_where_an_office_looks_like_one() {
        let two = [(1, 0, "ref"), (2, 100, "refund"), (1, 200, "refer")];
        assert_eq!(played(&two), ["refund", "refer"]);
        let office = [
            (1, 0, "ref"),
            (1, 100, "sch"),
            (1, 200, "refund"),
            (1, 300, "schedule"),
        ];
        assert_eq!(played(&office), ["refund", "schedule"]);
        let many = ["aaaa", "bbbb", "cccc", "dddd", "eeee"].map(|text| (1, 0, text));
        assert_eq!(played(&many), ["aaaa", "bbbb", "cccc", "dddd", "eeee"]);
    }

    #[test]
    fn the_answer_to_the_last_text_is_the_one_that_counts() {
        let mut joiner = Joiner::default();
        joiner.asked(asked(1, 0, "ref"));
        joiner.asked(asked(1, 100, "refund"));
        let kept = joiner.finish();
        let [Kept::Search(search)] = &kept[..] else {
            panic!("{kept:?}");
        };
        assert_eq!((search.found, search.at), (6, 100));
    }

    #[test]
    fn opening_finishes_the_search_that_led_there() {
        let mut joiner = Joiner::default();
        assert_eq!(joiner.asked(asked(1, 0, "refund")), []);
        let kept = joiner.opened(opened(1, 1_000, "refun"));
        assert_eq!(account(&kept), ["refund", "> KB-000001 by refund"]);
        let kept = joiner.opened(opened(1, 60_000, "refund"));
        assert_eq!(account(&kept), ["> KB-000001 by refund"]);
        // Of another asker, nothing is known but what they say.
        let kept = joiner.opened(opened(2, 1_000, "Réfun ana@example.com"));
        assert_eq!(account(&kept), ["> KB-000001 by refun"]);
        assert_eq!(joiner.opened(opened(2, 1_000, "ana@example.com")), []);
        assert_eq!(joiner.finish(), []);
    }

    #[test]
    fn a_search_is_kept_once_it_was_idle_and_forgotten_later() {
        let mut joiner = Joiner::default();
        joiner.asked(asked(1, 0, "refund"));
        assert_eq!(joiner.idle(IDLE_MS - 1), []);
        assert_eq!(account(&joiner.idle(IDLE_MS)), ["refund"]);
        assert_eq!(joiner.idle(IDLE_MS + 1), []);
        joiner.idle(SAME_MS);
        assert!(joiner.last.is_empty());
    }

    #[test]
    fn many_askers_take_bounded_memory_and_lose_nothing() {
        let mut joiner = Joiner::default();
        let mut kept = 0;
        for number in 0..(2 * MAX_ASKERS + 5) {
            let mut one = asked(0, 0, "refund");
            one.asker.0[..8].copy_from_slice(&number.to_le_bytes());
            kept += joiner.asked(one).len();
            assert!(joiner.last.len() <= MAX_ASKERS);
        }
        kept += joiner.finish().len();
        assert_eq!(kept, 2 * MAX_ASKERS + 5);
    }

    #[test]
    fn what_names_somebody_is_never_handed_out() {
        let mut joiner = Joiner::default();
        let mut one = asked(1, 0, "refund ana@example.com");
        one.missing = vec!["ana@example.com".to_owned(), "Réfund".to_owned()];
        joiner.asked(one);
        joiner.asked(asked(1, 100_000, "+1 555 010 0199"));
        let kept = joiner.finish();
        assert!(!format!("{kept:?}").contains("ana"), "{kept:?}");
        let [Kept::Search(search)] = &kept[..] else {
            panic!("{kept:?}");
        };
        assert_eq!(search.missing.as_deref(), Some("refund"));
        assert_eq!(search.words, "refund");
    }
}
