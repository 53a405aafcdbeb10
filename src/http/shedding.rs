//! What is refused when more is asked than can be answered in time (SPEC 10).
//!
//! Each request waits for its turn behind all others whose heads were read. How long that takes
//! is known: so many wait, and one begins so long after another. A short burst may wait a while;
//! where the wait does not go away, it is kept short for whoever gets in, and the others are
//! told at once. The rules are those of controlled delay (CoDel), with the clock of the queue
//! itself: there is nothing to set.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics::counter;

use crate::http::measures::SHED;
use crate::http::problem::Problem;

/// A wait that nobody notices.
const SHORT: Duration = Duration::from_millis(8);

/// A wait that a burst may have.
const LONG: Duration = Duration::from_millis(250);

/// A queue that has not been short for this long is no burst.
const BURST: Duration = Duration::from_millis(300);

/// Weight of the newest sample.
const SAMPLE: f64 = 0.1;

/// A sample counts as so many times what is expected, at most.
const ODD: f64 = 8.0;

/// Seconds that are expected where nothing is known.
const START: f64 = 0.000_1;

/// The queue of a service.
#[derive(Clone, Debug)]
pub(super) struct Turns {
    queue: Arc<Mutex<Queue>>,
}

#[derive(Debug)]
struct Queue {
    /// Requests that are here and were not begun.
    waiting: usize,
    /// As many as this may always wait.
    free: usize,
    /// Seconds from the beginning of one to that of the next, while some wait.
    slot: f64,
    /// When the last one was begun, if others waited behind it.
    begun: Option<Instant>,
    /// Since when the queue has been long each time that it filled.
    long_since: Option<Instant>,
    /// Whether it was long since it was last empty.
    was_long: bool,
}

impl Queue {
    fn new(cores: usize) -> Self {
        Queue {
            waiting: 0,
            free: cores * 2,
            slot: 0.0,
            begun: None,
            long_since: None,
            was_long: false,
        }
    }

    /// Whether one more may wait.
    fn enter(&mut self, now: Instant) -> bool {
        let wait = Duration::from_secs_f64(self.waiting as f64 * self.slot);
        if self.waiting >= self.free && wait > SHORT {
            self.was_long = true;
            let since = *self.long_since.get_or_insert(now);
            let is_burst = now.duration_since(since) < BURST;
            if !is_burst || wait > LONG {
                return false;
            }
        }
        self.waiting += 1;
        true
    }

    /// One is begun, or has gone.
    fn begin(&mut self, now: Instant) {
        self.waiting -= 1;
        if let Some(before) = self.begun {
            let gap = now.duration_since(before).as_secs_f64();
            // A process that did not run for a while says nothing about requests.
            let gap = gap.min(self.slot * ODD + START);
            self.slot += (gap - self.slot) * SAMPLE;
        }
        self.begun = (self.waiting > 0).then_some(now);
        if self.waiting == 0 {
            if !self.was_long {
                self.long_since = None;
            }
            self.was_long = false;
        }
    }
}

impl Turns {
    pub(super) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        Turns {
            queue: Arc::new(Mutex::new(Queue::new(cores))),
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the queue, given back also when the caller leaves.
struct Place(Turns);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.queue().begin(Instant::now());
    }
}

/// Whoever watches over the service is always answered, and so is who makes an article stricter.
fn is_of_keepers(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz") || path.ends_with("/admin/reload")
}

/// Refuses what would wait too long.
pub(super) async fn in_turn(State(turns): State<Turns>, request: Request, next: Next) -> Response {
    if is_of_keepers(request.uri().path()) {
        return next.run(request).await;
    }
    if !turns.queue().enter(Instant::now()) {
        counter!(SHED).increment(1);
        return Problem::Overloaded.into_response();
    }
    let place = Place(turns);
    // All heads that have come are read before any work is begun: else they would wait unseen.
    tokio::task::yield_now().await;
    drop(place);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A queue that is asked `each` requests at a time, which take a millisecond each, for so
    /// many rounds. Returns how many were let in in each round.
    fn rounds(queue: &mut Queue, clock: &mut Instant, each: usize, rounds: usize) -> Vec<usize> {
        let mut round = || {
            let entered = (0..each).filter(|_| queue.enter(*clock)).count();
            for _ in 0..entered {
                queue.begin(*clock);
                *clock += Duration::from_millis(1);
            }
            entered
        };
        (0..rounds).map(|_| round()).collect()
    }

    #[test]
    fn a_burst_waits_and_what_does_not_end_is_kept_short() {
        let mut queue = Queue::new(1);
        let mut clock = Instant::now();
        // It takes some requests to know how long they take.
        rounds(&mut queue, &mut clock, 50, 4);
        rounds(&mut queue, &mut clock, 1, 1);
        let burst = rounds(&mut queue, &mut clock, 90, 1);
        assert_eq!(burst, [90]);
        // A moment of rest, and there may be another one.
        rounds(&mut queue, &mut clock, 3, 1);
        assert_eq!(rounds(&mut queue, &mut clock, 400, 1), [251]);
        // It has been long for long now.
        rounds(&mut queue, &mut clock, 400, 1);
        assert_eq!(rounds(&mut queue, &mut clock, 400, 3), [9, 9, 9]);
        // And over.
        assert_eq!(rounds(&mut queue, &mut clock, 5, 1), [5]);
        assert_eq!(rounds(&mut queue, &mut clock, 90, 1), [90]);
    }

    #[test]
    fn what_takes_no_time_is_never_too_much() {
        let mut queue = Queue::new(2);
        let now = Instant::now();
        for _ in 0..100 {
            assert!((0..10_000).all(|_| queue.enter(now)));
            (0..10_000).for_each(|_| queue.begin(now));
        }
    }

    #[test]
    fn few_may_always_wait_however_slow_they_are() {
        let mut queue = Queue::new(2);
        let mut now = Instant::now();
        for _ in 0..100 {
            assert!((0..4).all(|_| queue.enter(now)));
            for _ in 0..4 {
                queue.begin(now);
                now += Duration::from_secs(1);
            }
        }
        assert!(!(0..5).all(|_| queue.enter(now)));
    }
}
