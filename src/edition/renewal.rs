//! Where the next edition is asked for, and what became of it.
//!
//! Whoever asks takes a number. One place makes editions, one at a time, and says which numbers
//! an edition was begun after: an edition that was under way already when somebody asked may
//! have read a file before it changed, so they are answered by the one after it. Whoever asks
//! meanwhile is answered by that one too.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;

/// What an edition is made of, each with a way to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Settings,
    Content,
    Theme,
    Index,
}

impl Part {
    pub const ALL: [Part; 4] = [Part::Settings, Part::Content, Part::Theme, Part::Index];

    pub fn word(self) -> &'static str {
        match self {
            Part::Settings => "settings",
            Part::Content => "content",
            Part::Theme => "theme",
            Part::Index => "index",
        }
    }
}

/// An edition that was published because somebody asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// Counted from 1 at the start of the service.
    pub number: u64,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    /// What is still that of an earlier edition, as the new one cannot be used.
    pub kept: Option<Part>,
}

/// A new edition, or what stands in its way.
pub type Outcome = Result<Renewed, Part>;

/// That readers are not shown what lies on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    pub part: Part,
    pub since: Timestamp,
}

#[derive(Clone, Debug, Default)]
struct Done {
    ticket: u64,
    outcome: Option<Outcome>,
}

/// The numbers that were taken so far.
#[derive(Clone, Copy, Debug, Default)]
struct Wanted {
    ticket: u64,
    /// The last one of somebody who knows of no single file that changed.
    whole: u64,
}

/// The wishes for a next edition, and their end.
#[derive(Debug, Default)]
pub struct Renewal {
    wanted: watch::Sender<Wanted>,
    done: watch::Sender<Done>,
    behind: Mutex<Option<Behind>>,
    attended: AtomicBool,
}

impl Renewal {
    /// Asks for an edition of all that there is, begun from now on; [`Renewal::outcome`]
    /// waits for it.
    pub fn wish(&self) -> u64 {
        let mut ticket = 0;
        self.wanted.send_modify(|wanted| {
            wanted.ticket += 1;
            wanted.whole = wanted.ticket;
            ticket = wanted.ticket;
        });
        ticket
    }

    /// Asks for an edition with some changes that the maker of editions was told of.
    pub fn wish_for_changes(&self) {
        self.wanted.send_modify(|wanted| wanted.ticket += 1);
    }

    /// Waits until the edition of a wish is served, or cannot be.
    pub async fn outcome(&self, ticket: u64) -> Outcome {
        let mut done = self.done.subscribe();
        let found = done.wait_for(|done| done.ticket >= ticket).await;
        let outcome = found.ok().and_then(|done| done.outcome.clone());
        // The sender lives as long as `self`.
        outcome.unwrap_or(Err(Part::Content))
    }

    /// For the one who makes editions: waits for wishes that came after `last`. Returns the
    /// newest, and whether one of them is for all that there is.
    pub async fn next(&self, last: u64) -> (u64, bool) {
        self.attended.store(true, Ordering::Relaxed);
        let mut wanted = self.wanted.subscribe();
        let found = wanted.wait_for(|wanted| wanted.ticket > last).await;
        // The sender lives as long as `self`.
        let wanted = found.map_or_else(|_| Wanted::default(), |wanted| *wanted);
        (wanted.ticket, wanted.whole > last)
    }

    /// Tells all whose wishes came up to `ticket`.
    pub fn done(&self, ticket: u64, outcome: Outcome, now: Timestamp) {
        let part = match &outcome {
            Ok(renewed) => renewed.kept,
            Err(part) => Some(*part),
        };
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        let since = behind.map_or(now, |behind| behind.since);
        *behind = part.map(|part| Behind { part, since });
        drop(behind);
        let outcome = Some(outcome);
        self.done.send_replace(Done { ticket, outcome });
    }

    /// Whether there is one who makes editions on request.
    pub fn is_attended(&self) -> bool {
        self.attended.load(Ordering::Relaxed)
    }

    /// Whether what is served is older than what lies on disk, and since when.
    pub fn behind(&self) -> Option<Behind> {
        *self.behind.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn renewed(number: u64) -> Outcome {
        Ok(Renewed {
            number,
            errors: 0,
            warnings: 0,
            notes: 0,
            kept: None,
        })
    }

    /// What a future has to say without waiting.
    fn now<T>(future: impl Future<Output = T>) -> Option<T> {
        let mut context = Context::from_waker(Waker::noop());
        match pin!(future).poll(&mut context) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }

    #[test]
    fn who_asks_while_an_edition_is_made_is_answered_by_the_next() {
        let renewal = Renewal::default();
        assert_eq!(now(renewal.next(0)), None);
        let first = renewal.wish();
        let (begun, whole) = now(renewal.next(0)).expect("a wish");
        assert!(whole);
        // It may have been read already what these two changed.
        let (second, third) = (renewal.wish(), renewal.wish());
        renewal.done(begun, renewed(2), Timestamp::UNIX_EPOCH);
        assert_eq!(now(renewal.outcome(first)), Some(renewed(2)));
        assert_eq!(now(renewal.outcome(second)), None);
        let (begun, _) = now(renewal.next(begun)).expect("two wishes");
        renewal.wish_for_changes();
        assert_eq!(now(renewal.next(begun)), Some((begun + 1, false)));
        renewal.done(begun, renewed(3), Timestamp::UNIX_EPOCH);
        assert_eq!(now(renewal.outcome(second)), Some(renewed(3)));
        assert_eq!(now(renewal.outcome(third)), Some(renewed(3)));
    }

    #[test]
    fn what_is_behind_says_since_when_until_it_is_not() {
        let renewal = Renewal::default();
        let at = |second| Timestamp::from_second(second).expect("a moment");
        let behind = || renewal.behind().map(|one| (one.part, one.since));
        renewal.done(1, Err(Part::Content), at(1));
        renewal.done(2, Err(Part::Index), at(2));
        assert_eq!(behind(), Some((Part::Index, at(1))));
        let kept = renewed(2).map(|renewed| Renewed {
            kept: Some(Part::Theme),
            ..renewed
        });
        renewal.done(3, kept, at(3));
        assert_eq!(behind(), Some((Part::Theme, at(1))));
        renewal.done(4, renewed(3), at(4));
        assert_eq!(behind(), None);
    }
}
