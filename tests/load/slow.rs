//! Callers that send or read next to nothing, many of them, and one who only wants an answer.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::LocalSet;

use crate::Failed;
use crate::client::Caller;

/// How slow callers are slow.
const KINDS: [(&str, &str); 4] = [
    ("say nothing", ""),
    (
        "send a head letter by letter",
        "GET /en/ HTTP/1.1\r\nHost: help\r\nX-Slow: ",
    ),
    (
        "send a body letter by letter",
        "POST /api/v1/support/kb/articles/KB-000001/feedback HTTP/1.1\r\nHost: help\r\n\
         Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{",
    ),
    ("read nothing of their answers", ""),
];

/// Measures each kind, and says whether all that is promised holds.
///
/// # Errors
/// The service cannot be reached.
pub async fn slow(address: SocketAddr, process: u32, clients: usize) -> Result<bool, Failed> {
    Caller::new(address).get("/en/").await?;
    let mut holds = true;
    for (kind, words) in KINDS {
        let found = Found::of(address, process, kind, words, clients).await;
        let gone = found.gone.map_or("never".to_owned(), |gone| {
            format!("after {:.1} s", gone.as_secs_f64())
        });
        println!(
            "{clients} that {kind}: gone {gone}; others waited {:.0} ms at most, {} failed",
            found.waited.as_secs_f64() * 1e3,
            found.failed
        );
        holds &= found.holds();
    }
    Ok(holds)
}

/// What slow callers of one kind did.
#[derive(Debug)]
pub struct Found {
    /// When the last one was gone, from when the last one had come.
    pub gone: Option<Duration>,
    pub waited: Duration,
    pub failed: u64,
}

impl Found {
    pub fn holds(&self) -> bool {
        self.failed == 0
            && self.waited < Duration::from_secs(1)
            && self
                .gone
                .is_some_and(|gone| gone <= Duration::from_secs(10))
    }

    async fn of(
        address: SocketAddr,
        process: u32,
        kind: &str,
        words: &'static str,
        clients: usize,
    ) -> Self {
        let before = sockets(process);
        let tasks = LocalSet::new();
        let ended = Rc::new(Cell::new(false));
        let reads = !kind.starts_with("read");
        for _ in 0..clients {
            let ended = Rc::clone(&ended);
            tasks.spawn_local(async move {
                let Ok(stream) = connect(address, reads).await else {
                    return;
                };
                let _ = match reads {
                    true => drip(stream, words, &ended).await,
                    false => never_read(stream, &ended).await,
                };
            });
        }
        let watching = tasks.run_until(async {
            let mut found = Found {
                gone: None,
                waited: Duration::ZERO,
                failed: 0,
            };
            let started = Instant::now();
            let mut most = (before, Duration::ZERO);
            while started.elapsed() < Duration::from_secs(20) {
                let asked = Instant::now();
                // Each on a connection of its own.
                match Caller::new(address).get("/en/").await {
                    Ok(answer) if answer.status == 200 => {}
                    _ => found.failed += 1,
                }
                found.waited = found.waited.max(asked.elapsed());
                let now = sockets(process);
                if now > most.0 {
                    most = (now, started.elapsed());
                }
                if most.0 > before && now <= before + 2 && found.gone.is_none() {
                    found.gone = Some(started.elapsed().saturating_sub(most.1));
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            println!("  {} connections at most", most.0.saturating_sub(before));
            found
        });
        let found = watching.await;
        ended.set(true);
        drop(tasks);
        found
    }
}

/// Who does not read has little room for what is not read: this is about slow callers, and not
/// about how much the system keeps for them.
async fn connect(address: SocketAddr, reads: bool) -> std::io::Result<TcpStream> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    if !reads {
        socket.set_recv_buffer_size(4096)?;
    }
    socket.connect(address).await
}

async fn drip(mut stream: TcpStream, words: &str, ended: &Cell<bool>) -> std::io::Result<()> {
    stream.write_all(words.as_bytes()).await?;
    while !ended.get() {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if !words.is_empty() {
            stream.write_all(b"x").await?;
        }
        // Whoever is closed lets go.
        let mut answer = [0; 1024];
        let read = tokio::time::timeout(Duration::from_millis(1), stream.read(&mut answer)).await;
        if matches!(read, Ok(Ok(0) | Err(_))) {
            break;
        }
    }
    Ok(())
}

async fn never_read(mut stream: TcpStream, ended: &Cell<bool>) -> std::io::Result<()> {
    // More answers than any buffer between here and there holds.
    let requests = "GET /en/ HTTP/1.1\r\nHost: help\r\n\r\n".repeat(100);
    let _ = tokio::time::timeout(
        Duration::from_secs(15),
        stream.write_all(requests.as_bytes()),
    )
    .await;
    while !ended.get() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// How many sockets a process has open.
fn sockets(process: u32) -> usize {
    let files = std::fs::read_dir(format!("/proc/{process}/fd"));
    let files = files.into_iter().flatten().filter_map(Result::ok);
    let targets = files.filter_map(|file| std::fs::read_link(file.path()).ok());
    targets
        .filter(|target| target.to_string_lossy().starts_with("socket:"))
        .count()
}
