//! Editions change while readers ask: nobody fails, and no answer is of two editions.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::asking::{Witness, at_rate_with};
use crate::client::{Answer, Caller, request};
use crate::editions::{Editions, PATHS};
use crate::measured::{Measured, percentile};

/// What was found.
#[derive(Debug)]
pub struct Found {
    pub swaps: u64,
    pub measured: Measured,
    pub wrong: Vec<String>,
    /// From the request for an edition to its acknowledgement.
    pub took: Vec<Duration>,
    /// From the acknowledgement until each way to what became stricter was asked.
    pub gone: Vec<Duration>,
    /// Kilobytes after a tenth of the swaps, and at the end.
    pub memory: (u64, u64),
}

impl Found {
    pub fn holds(&self) -> bool {
        self.wrong.is_empty() && self.measured.failures() == 0 && self.measured.refused.is_empty()
    }

    /// Whether what became stricter was gone everywhere within a second each time.
    pub fn is_gone_in_time(&self) -> bool {
        self.wrong.is_empty() && self.gone.iter().all(|took| *took < Duration::from_secs(1))
    }

    /// Whether the last nine tenths of the swaps cost no memory to speak of. Of few nobody knows.
    pub fn is_flat(&self) -> bool {
        let (early, late) = self.memory;
        self.swaps < 50 || late <= early + early / 10 + 8 * 1024
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut took = self.took.clone();
        let (p50, worst) = (percentile(&mut took, 50.0), percentile(&mut took, 100.0));
        writeln!(
            f,
            "{} swaps, each acknowledged after {:.0} ms (worst {:.0} ms)",
            self.swaps,
            p50.as_secs_f64() * 1e3,
            worst.as_secs_f64() * 1e3
        )?;
        writeln!(f, "{}", self.measured)?;
        writeln!(
            f,
            "{} answers of two editions, of one that is gone, or with what is hidden",
            self.wrong.len()
        )?;
        for one in self.wrong.iter().take(10) {
            writeln!(f, "  {one}")?;
        }
        let mut gone = self.gone.clone();
        writeln!(
            f,
            "{} times something became stricter: each way to it was asked, the last one {:.0} ms after the acknowledgement at worst",
            gone.len(),
            percentile(&mut gone, 100.0).as_secs_f64() * 1e3
        )?;
        let (early, late) = self.memory;
        write!(
            f,
            "memory {} MB after a tenth of the swaps, at the end {} MB",
            early / 1024,
            late / 1024
        )
    }
}

struct Readers(Rc<Editions>);

impl Witness for Readers {
    fn before(&self) -> u64 {
        self.0.served()
    }

    fn after(&self, path: &str, before: u64, answer: &io::Result<Answer>) {
        if let Ok(answer) = answer {
            self.0.look(path, before, answer);
        }
    }
}

/// Publishes `swaps` editions, each changed on disk and asked for, while `rate` requests a
/// second are answered.
///
/// # Errors
/// The content cannot be written, or the service takes in no edition.
pub async fn swaps(
    address: SocketAddr,
    process: u32,
    editions: &Rc<Editions>,
    token: &str,
    swaps: u64,
    connections: usize,
    rate: f64,
) -> io::Result<Found> {
    let paths: Vec<String> = PATHS.iter().map(|path| (*path).to_owned()).collect();
    let ended = Rc::new(std::cell::Cell::new(false));
    let readers = at_rate_with(
        address,
        &paths,
        connections,
        rate,
        Rc::clone(&ended),
        Rc::new(Readers(Rc::clone(editions))),
    );
    let changes = async {
        let found = change(address, process, editions, token, swaps).await;
        ended.set(true);
        found
    };
    let (measured, changed) = tokio::join!(readers, changes);
    Ok(Found {
        measured,
        wrong: editions.wrong(),
        ..changed?
    })
}

async fn change(
    address: SocketAddr,
    process: u32,
    editions: &Editions,
    token: &str,
    swaps: u64,
) -> io::Result<Found> {
    let mut caller = Caller::new(address);
    let (mut took, mut gone) = (Vec::new(), Vec::new());
    let mut early = 0;
    let authorization = format!("Authorization: Bearer {token}\r\nContent-Length: 0\r\n");
    let reload = request("POST", "/api/v1/support/admin/reload", &authorization);
    let first = editions.served();
    for swap in 1..=swaps {
        editions.write(first + swap)?;
        let started = Instant::now();
        let answer = caller.ask(reload.as_bytes()).await?;
        if answer.status != 200 {
            let said = format!("reload: {} {}", answer.status, answer.text());
            return Err(io::Error::other(said));
        }
        editions.acknowledged(first + swap);
        took.push(started.elapsed());
        let acknowledged = Instant::now();
        for path in PATHS {
            let answer = caller.get(path).await?;
            editions.look(path, first + swap, &answer);
        }
        if (first + swap).is_multiple_of(2) {
            gone.push(acknowledged.elapsed());
        }
        if swap == (swaps / 10).max(1) {
            early = resident(process);
        }
        // Each edition is read for a while.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(Found {
        swaps,
        measured: Measured::default(),
        wrong: Vec::new(),
        took,
        gone,
        memory: (early, resident(process)),
    })
}

/// Kilobytes of memory that a process holds.
pub fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}
