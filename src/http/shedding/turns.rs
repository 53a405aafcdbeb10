//! Whose turn it is: how long a queue may be, and who begins next.
//!
//! Entry points: [`Turns::enter`] gives a place to whoever may wait, [`Turns::take`] begins an
//! answer. The rules are told in [`shedding`](crate::http::shedding).

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::yield_now;

/// A wait that nobody notices.
const SHORT: Duration = Duration::from_millis(8);

/// A wait that a burst may have.
const LONG: Duration = Duration::from_millis(100);

/// A queue that has been long for this long is no burst.
const BURST: Duration = Duration::from_millis(100);

/// A queue that was not long for this long may have another burst.
const CALM: Duration = Duration::from_secs(1);

/// Where one is begun less often than this, in seconds, each core begins one after the other.
const SLOW: f64 = 0.000_3;

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
    /// As many as there are cores may stand at the front of the queue, in the order in which
    /// they came.
    front: Arc<Semaphore>,
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
    /// When the queue became long, and when it last was, without calm in between.
    long: Option<(Instant, Instant)>,
}

impl Queue {
    fn new(cores: usize) -> Self {
        Queue {
            waiting: 0,
            free: cores * 2,
            slot: 0.0,
            begun: None,
            long: None,
        }
    }

    /// Whether one more may wait.
    fn enter(&mut self, now: Instant) -> bool {
        let wait = Duration::from_secs_f64(self.waiting as f64 * self.slot);
        if self.waiting >= self.free && wait > SHORT {
            let long = self.long.filter(|(_, last)| now - *last < CALM);
            let since = long.map_or(now, |(since, _)| since);
            self.long = Some((since, now));
            let is_burst = now - since < BURST;
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
    }
}

impl Turns {
    pub(super) fn new(cores: usize) -> Self {
        Turns {
            queue: Arc::new(Mutex::new(Queue::new(cores))),
            front: Arc::new(Semaphore::new(cores)),
        }
    }

    /// A place for one more, if it may wait.
    pub(super) fn enter(&self) -> Option<Place> {
        let may_wait = self.queue().enter(Instant::now());
        may_wait.then(|| Place(self.clone()))
    }

    /// Begins `answer` when it is the turn of the one who has this place. Where answers take long,
    /// the heads that have come until then are read before.
    pub(super) async fn take<A: Future>(&self, place: Place, answer: A) -> A::Output {
        let is_slow = self.queue().slot > SLOW;
        let front = match is_slow {
            true => self.front.acquire().await.ok(),
            false => None,
        };
        // The runtime looks for what has come before it goes on with those who give way.
        yield_now().await;
        if front.is_some() {
            step_back().await;
        }
        drop(place);
        let mut answer = pin!(answer);
        let first = poll_fn(|context| Poll::Ready(answer.as_mut().poll(context))).await;
        // Not any sooner: who comes next is woken where there is a core for them, and does not
        // stand behind an answer that takes long.
        drop(front);
        match first {
            Poll::Ready(answer) => answer,
            Poll::Pending => answer.await,
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the queue, given back also when the caller leaves.
pub(super) struct Place(Turns);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.queue().begin(Instant::now());
    }
}

/// Lets all go ahead that are ready to run: who gave way comes before those whose heads were
/// found meanwhile.
async fn step_back() {
    let mut has_waited = false;
    poll_fn(|context| match std::mem::replace(&mut has_waited, true) {
        true => Poll::Ready(()),
        false => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await;
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
        clock += CALM;
        let burst = rounds(&mut queue, &mut clock, 90, 1);
        assert_eq!(burst, [90]);
        // A moment of rest, and there may be another one.
        clock += CALM;
        assert_eq!(rounds(&mut queue, &mut clock, 400, 1), [101]);
        // It has been long for long now, and a short lull changes nothing.
        rounds(&mut queue, &mut clock, 400, 1);
        clock += CALM / 2;
        assert_eq!(rounds(&mut queue, &mut clock, 400, 3), [9, 9, 9]);
        // And over.
        assert_eq!(rounds(&mut queue, &mut clock, 5, 1), [5]);
        clock += CALM;
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

    /// Writes down what happens.
    #[derive(Clone, Default)]
    struct Seen(Arc<Mutex<Vec<&'static str>>>);

    impl Seen {
        fn note(&self, what: &'static str) {
            self.0.lock().unwrap().push(what);
        }
    }

    /// A task that waits for its turn, and does something slow then.
    fn slow(turns: &Turns, work: impl FnOnce() + Send + 'static) -> tokio::task::JoinHandle<()> {
        let turns = turns.clone();
        let place = turns.enter().unwrap();
        tokio::spawn(async move { turns.take(place, async { work() }).await })
    }

    /// On a runtime as it serves, with so many cores.
    fn on_cores<T: Send + 'static>(
        cores: usize,
        test: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(cores)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async { tokio::spawn(test).await.unwrap() })
    }

    #[test]
    fn what_comes_while_something_slow_is_answered_is_read_before_the_next_begins() {
        use std::io::Write as _;
        use tokio::io::AsyncReadExt as _;

        let seen = Seen::default();
        let noted = seen.clone();
        on_cores(1, async move {
            let turns = Turns::new(1);
            turns.queue().slot = SLOW * 2.0;
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let mut caller = std::net::TcpStream::connect(address).unwrap();
            let (mut stream, _) = listener.accept().await.unwrap();
            let [read, first, second, third] = std::array::from_fn(|_| noted.clone());
            let reading = tokio::spawn(async move {
                stream.read_u8().await.unwrap();
                read.note("read");
            });
            // It waits for the byte before anybody begins.
            yield_now().await;
            let all = [
                slow(&turns, move || {
                    first.note("first");
                    caller.write_all(b"!").unwrap();
                }),
                slow(&turns, move || second.note("second")),
                slow(&turns, move || third.note("third")),
                reading,
                // What is spawned last would be ahead of the others.
                tokio::spawn(async {}),
            ];
            for one in all {
                one.await.unwrap();
            }
        });
        let seen = seen.0.lock().unwrap();
        assert_eq!(*seen, ["first", "read", "second", "third"]);
    }

    #[test]
    fn nobody_waits_behind_a_slow_answer_while_a_core_is_free() {
        on_cores(2, async move {
            let turns = Turns::new(2);
            turns.queue().slot = SLOW * 2.0;
            let (begin, begun) = std::sync::mpsc::channel();
            let (tell, told) = std::sync::mpsc::channel();
            let long = Duration::from_secs(20);
            let all = [
                slow(&turns, move || {
                    begin.send(()).unwrap();
                    let third = told.recv_timeout(long);
                    assert!(third.is_ok(), "the third waits for the first");
                }),
                slow(&turns, move || begun.recv_timeout(long).unwrap()),
                slow(&turns, move || tell.send(()).unwrap()),
                tokio::spawn(async {}),
            ];
            for one in all {
                one.await.unwrap();
            }
        });
    }
}
