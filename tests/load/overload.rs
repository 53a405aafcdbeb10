//! Ten times as much as can be answered: what is let in is answered as well as ever, and the
//! rest is refused at once.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::Failed;
use crate::asking::{as_answered, at_rate};
use crate::client::Caller;
use crate::measured::percentile;
use crate::swaps::resident;

/// Seconds for what is only compared with.
const SHORT: u64 = 5;

/// Connections of those who ask too much.
const CROWD: usize = 400;

/// Measures, and says whether all that is promised holds.
///
/// # Errors
/// The service cannot be reached.
pub async fn overload(
    address: SocketAddr,
    process: u32,
    seconds: u64,
    paths: &[String],
) -> Result<bool, Failed> {
    Caller::new(address).get("/healthz").await?;
    as_answered(address, paths, 2, 2).await;
    let mut alone = as_answered(address, paths, 1, SHORT).await;
    println!("unloaded    {alone}");
    let capacity = capacities(address, paths).await;
    let before = resident(process);
    let rate = best(&capacity) * 10.0;
    println!("capacity {:.0}/s; asking {rate:.0}/s", best(&capacity));
    let watching = async {
        let mut caller = Caller::new(address);
        let mut times = Vec::new();
        let end = Instant::now() + Duration::from_secs(seconds);
        while Instant::now() < end {
            let started = Instant::now();
            let healthy = caller.get("/healthz").await;
            if healthy.is_ok_and(|answer| answer.status == 200) {
                times.push(started.elapsed());
            } else {
                times.push(Duration::MAX);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        percentile(&mut times, 99.0)
    };
    let crowd = at_rate(address, paths, CROWD, rate, Duration::from_secs(seconds));
    let (mut crowd, health) = tokio::join!(crowd, watching);
    println!("overloaded  {crowd}");
    let recovered = recovery(address, paths).await;
    let after = resident(process);
    // What else runs on the machine changes from minute to minute: what can be answered is what
    // could be before, and afterwards.
    let afterwards = capacities(address, paths).await;
    let (before_it, after_it) = (best(&capacity), best(&afterwards));
    let capacity = f64::midpoint(before_it, after_it);
    println!("capacity {capacity:.0}/s, before and afterwards");

    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let goodput = crowd.rate() / capacity * 100.0;
    let bound = alone.p99() * 2 + Duration::from_millis(20);
    let mut holds = true;
    let mut say = |what: &str, is: String, fits: bool| {
        println!("{} {what}: {is}", if fits { "ok  " } else { "MISS" });
        holds &= fits;
    };
    let offered = (crowd.accepted.len() + crowd.refused.len()) as f64 / crowd.seconds;
    say(
        "asked, of ten times the capacity",
        format!("{:.1} times", offered / capacity),
        offered > capacity * 9.0,
    );
    say(
        "goodput, at least 90 %",
        format!("{goodput:.0} %"),
        goodput >= 90.0,
    );
    let kept = after_it / before_it * 100.0;
    say(
        "capacity afterwards, at least 90 % of before",
        format!("{kept:.0} %"),
        kept >= 90.0,
    );
    let p99 = crowd.p99();
    say(
        &format!("answered p99, at most {:.1} ms", ms(bound)),
        format!("{:.1} ms", ms(p99)),
        p99 <= bound,
    );
    let p99 = crowd.refused_p99();
    say(
        "refused p99, at most 50 ms",
        format!("{:.1} ms", ms(p99)),
        p99 <= Duration::from_millis(50),
    );
    say(
        "/healthz p99, at most 50 ms",
        format!("{:.1} ms", ms(health)),
        health <= Duration::from_millis(50),
    );
    say(
        "failed",
        crowd.failures().to_string(),
        crowd.failures() == 0,
    );
    say(
        "healthy again, within 2 s",
        format!("{:.2} s", recovered.as_secs_f64()),
        recovered <= Duration::from_secs(2),
    );
    let grown = after.saturating_sub(before) / 1024;
    say(
        "memory grown, below 64 MB",
        format!("{grown} MB"),
        grown < 64,
    );
    Ok(holds)
}

/// Connections with which it is tried how much can be answered.
const TRIED: [usize; 4] = [2, 4, 8, 16];

/// Answers a second with so many connections each that ask one thing after another.
async fn capacities(address: SocketAddr, paths: &[String]) -> Vec<f64> {
    let mut rates = Vec::new();
    for connections in TRIED {
        let measured = as_answered(address, paths, connections, SHORT).await;
        println!("{connections:>2} at once  {measured}");
        rates.push(measured.rate());
    }
    rates
}

fn best(rates: &[f64]) -> f64 {
    rates.iter().copied().fold(0.0, f64::max)
}

/// How long until 50 answers in a row are none refused.
async fn recovery(address: SocketAddr, paths: &[String]) -> Duration {
    let started = Instant::now();
    let mut caller = Caller::new(address);
    let mut row = None;
    let mut count = 0;
    while started.elapsed() < Duration::from_secs(30) {
        let begun = started.elapsed();
        match caller.get(&paths[count % paths.len()]).await {
            Ok(answer) if answer.status < 400 => {
                let first = *row.get_or_insert(begun);
                count += 1;
                if count == 50 {
                    return first;
                }
            }
            _ => (row, count) = (None, 0),
        }
    }
    started.elapsed()
}
