//! How many votes are acknowledged in a second, each on disk when it is.
//!
//! ```text
//! cargo bench --bench votes               # 16 voters at once, then one
//! AYUDA_SERVICE__DATABASE_URL=postgres://… cargo bench --bench votes   # on a server
//! ```

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ayuda::config::DatabaseUrl;
use ayuda::content::ArticleId;
use ayuda::feedback::{Epoch, Feedback, Vote};
use ayuda::identity::Tokens;
use ayuda::locale::Locale;
use ayuda::storage::{Place, Storage};
use jiff::Timestamp;
use tokio::runtime::Runtime;
use uuid::Uuid;

const LASTS: Duration = Duration::from_secs(4);

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn main() {
    let runtime = Runtime::new().expect("a runtime");
    // Not in memory: what is measured is the disk. The folder is below the build's own.
    let place = std::env::var_os("CARGO_TARGET_TMPDIR").unwrap_or_else(|| "target".into());
    std::fs::create_dir_all(&place).expect("a place");
    let folder = tempfile::tempdir_in(&place).expect("a folder");
    let tokens = Tokens::load_or_create(&folder.path().join("token.key"), "a", "a", &[], &[]);
    let tokens = Arc::new(tokens.expect("a key"));
    let server = std::env::var_os("AYUDA_SERVICE__DATABASE_URL");
    let server = server.map(|url| {
        let url = url.to_str().and_then(DatabaseUrl::parse);
        url.expect("an address")
    });
    let place = server.map_or_else(|| Place::from(folder.path()), Place::from);
    println!(
        "{:>10} disk    {:>8.0} flushes/s",
        "",
        flushes(folder.path())
    );
    let storage = runtime.block_on(Storage::open(place)).expect("a database");
    let feedback = runtime
        .block_on(Feedback::open(storage))
        .expect("the counts");
    for voters in [16, 1] {
        let (votes, seconds) = runtime.block_on(votes(&feedback, &tokens, voters));
        println!(
            "{voters:>3} voters   {:>8.0} votes/s   {votes} in {seconds:.1} s",
            votes as f64 / seconds
        );
    }
}

/// How often this disk can be asked in a second to have written a page.
fn flushes(folder: &Path) -> f64 {
    let mut file = std::fs::File::create(folder.join("flushed")).expect("a file");
    let started = Instant::now();
    let mut count = 0;
    while started.elapsed() < Duration::from_secs(1) {
        file.write_all(&[0x5a; 4096]).expect("written");
        file.sync_data().expect("flushed");
        count += 1;
    }
    f64::from(count) / started.elapsed().as_secs_f64()
}

/// Votes until the time is over; each voter waits for its answer.
async fn votes(feedback: &Feedback, tokens: &Arc<Tokens>, voters: u128) -> (u64, f64) {
    let started = Instant::now();
    let tasks: Vec<_> = (0..voters)
        .map(|voter| {
            let (feedback, tokens) = (feedback.clone(), Arc::clone(tokens));
            tokio::spawn(async move {
                let mut votes = 0;
                while started.elapsed() < LASTS {
                    let vote = Vote {
                        article: ArticleId::new(&format!("KB-{:06}", votes % 100)),
                        language: Locale::En,
                        epoch: Epoch::default(),
                        voter: tokens.visitor(Uuid::from_u128(voter)),
                        helpful: votes % 3 == 0,
                        reason: None,
                        comment: None,
                        query: None,
                        revision: String::new(),
                    };
                    feedback
                        .cast_vote(&vote, Timestamp::UNIX_EPOCH)
                        .await
                        .expect("kept");
                    votes += 1;
                }
                votes
            })
        })
        .collect();
    let mut votes = 0;
    for task in tasks {
        votes += task.await.expect("no panic");
    }
    (votes, started.elapsed().as_secs_f64())
}
