//! Asks as fast as answers come, or as often as it is told to, whatever comes back.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::task::LocalSet;

use crate::client::{Answer, Caller, request};
use crate::measured::Measured;

/// Asks one after another on each of some connections.
pub async fn as_answered(
    address: SocketAddr,
    paths: &[String],
    connections: usize,
    seconds: u64,
) -> Measured {
    let all = Rc::new(RefCell::new(Measured::default()));
    let end = Instant::now() + Duration::from_secs(seconds);
    let tasks = LocalSet::new();
    for number in 0..connections {
        let (all, paths) = (Rc::clone(&all), requests(paths));
        tasks.spawn_local(async move {
            let mut caller = Caller::new(address);
            let mut mine = Measured::default();
            let mut requests = paths.iter().cycle().skip(number);
            while Instant::now() < end {
                let Some(request) = requests.next() else {
                    break;
                };
                let started = Instant::now();
                let answer = caller.ask(request.as_bytes()).await;
                mine.add(&answer, started.elapsed());
            }
            all.borrow_mut().join(mine);
        });
    }
    tasks.await;
    let mut all = all.take();
    all.seconds = seconds as f64;
    all
}

/// What is still to be sent, each with the moment at which it was due.
#[derive(Default)]
struct Due {
    queue: RefCell<VecDeque<(Instant, usize)>>,
    news: Notify,
    ended: Cell<bool>,
}

/// Looks at each answer.
pub trait Witness {
    /// What is known when a request is sent.
    fn before(&self) -> u64;
    fn after(&self, path: &str, before: u64, answer: &io::Result<Answer>);
}

struct Nobody;

impl Witness for Nobody {
    fn before(&self) -> u64 {
        0
    }

    fn after(&self, _: &str, _: u64, _: &io::Result<Answer>) {}
}

/// The same for a while, with nobody who looks.
pub async fn at_rate(
    address: SocketAddr,
    paths: &[String],
    connections: usize,
    rate: f64,
    time: Duration,
) -> Measured {
    let ended = Rc::new(Cell::new(false));
    let asked = at_rate_with(
        address,
        paths,
        connections,
        rate,
        Rc::clone(&ended),
        Rc::new(Nobody),
    );
    let clock = async {
        tokio::time::sleep(time).await;
        ended.set(true);
    };
    tokio::join!(asked, clock).0
}

/// Asks so often a second until it has `ended`, on as many connections as there are, whether or
/// not what was asked before is answered. Times are counted from the moment at which a request
/// was due: what has to wait for a connection here has waited.
pub async fn at_rate_with(
    address: SocketAddr,
    paths: &[String],
    connections: usize,
    rate: f64,
    ended: Rc<Cell<bool>>,
    witness: Rc<dyn Witness>,
) -> Measured {
    let all = Rc::new(RefCell::new(Measured::default()));
    let due = Rc::new(Due::default());
    let tasks = LocalSet::new();
    let asked = requests(paths);
    for _ in 0..connections {
        let (all, due, asked) = (Rc::clone(&all), Rc::clone(&due), Rc::clone(&asked));
        let (witness, paths) = (Rc::clone(&witness), paths.to_vec());
        tasks.spawn_local(async move {
            let mut caller = Caller::new(address);
            let mut mine = Measured::default();
            loop {
                let next = due.queue.borrow_mut().pop_front();
                let Some((moment, number)) = next else {
                    if due.ended.get() {
                        break;
                    }
                    due.news.notified().await;
                    continue;
                };
                let at = number % asked.len();
                let before = witness.before();
                let answer = caller.ask(asked[at].as_bytes()).await;
                witness.after(&paths[at], before, &answer);
                mine.add(&answer, moment.elapsed());
            }
            // The next one that waits has to know as well.
            due.news.notify_one();
            all.borrow_mut().join(mine);
        });
    }
    let started = Instant::now();
    tasks.spawn_local(async move {
        let mut ticks = tokio::time::interval(Duration::from_millis(1));
        let mut sent = 0;
        while !ended.get() {
            ticks.tick().await;
            let elapsed = started.elapsed().as_secs_f64();
            while (sent as f64) < elapsed * rate {
                let moment = started + Duration::from_secs_f64(sent as f64 / rate);
                due.queue.borrow_mut().push_back((moment, sent));
                due.news.notify_one();
                sent += 1;
            }
        }
        due.ended.set(true);
        due.news.notify_one();
    });
    tasks.await;
    let mut all = all.take();
    // Until the last answer: what was asked and left lying counts.
    all.seconds = started.elapsed().as_secs_f64();
    all
}

fn requests(paths: &[String]) -> Rc<Vec<String>> {
    Rc::new(paths.iter().map(|path| request("GET", path, "")).collect())
}
