//! Two nodes on one PostgreSQL server, behind nginx.
//!
//! The short form runs with the rest; `tests/nodes/run` runs the long one, which also holds
//! the second in which a vote is to be seen.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ayuda::config::DatabaseUrl;
use ayuda::feedback::Feedback;
use ayuda::storage::{Place, Storage};

use crate::commands::{Running, ayuda};
use crate::harness::{HelpCenter, Voter, postgres};

/// The long form.
fn is_long() -> bool {
    std::env::var_os("AYUDA_NODES").is_some_and(|it| it == "long")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A help center that any number of nodes serve: the same content, key and database.
struct Shared {
    help: HelpCenter,
    url: String,
    ports: [u16; 2],
}

impl Shared {
    fn new() -> Option<Self> {
        let url = postgres::shared()?.database();
        let help = HelpCenter::new()
            .settings(
                "[service]\nwrites_per_minute = 0\nrequests_per_minute = 0\n\
                 [identity]\nkey_file = \"token.key\"\n",
            )
            .file("en/a.md", "---\nid: KB-1\ntitle: A\n---\nThe first text.\n");
        let key = help.path("token.key");
        fs::write(&key, "a secret that all of the nodes have, and no others\n").expect("a key");
        Some(Shared {
            help,
            url,
            ports: [free_port(), free_port()],
        })
    }

    fn node(&self, number: usize) -> Running {
        let mut command = ayuda(&self.help.path("."));
        command
            .arg("serve")
            .env("AYUDA_LISTEN", format!("127.0.0.1:{}", self.ports[number]))
            .env("AYUDA_DATA", self.help.path(&format!("data-{number}")))
            .env(
                "AYUDA_INDEX",
                self.help.path(&format!("index-{number}/built")),
            )
            .env("AYUDA_SERVICE__DATABASE_URL", &self.url);
        let running = Running::spawn(command);
        assert!(running.get("/readyz").starts_with("HTTP/1.1 200"));
        running
    }

    /// Every vote that is kept; the tallies are those of the votes.
    fn kept(&self) -> BTreeSet<String> {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let url = DatabaseUrl::parse(&self.url).expect("an address");
            let storage = Storage::open(Place::from(url)).await.expect("opened");
            let feedback = Feedback::open(storage).await.expect("the counts");
            let tallies = feedback.tallies().await.expect("tallies");
            assert_eq!(tallies, feedback.recount().await.expect("a count"));
            let comments = feedback.comments().await.expect("comments");
            comments.into_iter().filter_map(|row| row.comment).collect()
        })
    }
}

/// nginx in front of the nodes, which asks the other one where one is gone.
struct Proxy {
    child: Child,
    address: String,
}

impl Proxy {
    #[expect(clippy::print_stderr, reason = "says that a test was left out")]
    fn start(folder: &Path, nodes: [u16; 2]) -> Option<Self> {
        let port = free_port();
        let home = folder.display();
        let [one, other] = nodes;
        let settings = format!(
            "daemon off; master_process off; pid {home}/nginx.pid; error_log {home}/nginx.log;\n\
             events {{ worker_connections 512; }}\n\
             http {{\n\
               access_log off; keepalive_requests 100000000;\n\
               client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;\n\
               uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;\n\
               upstream nodes {{\n\
                 server 127.0.0.1:{one} max_fails=0;\n\
                 server 127.0.0.1:{other} max_fails=0;\n\
               }}\n\
               server {{\n\
                 listen 127.0.0.1:{port};\n\
                 location / {{ proxy_pass http://nodes; proxy_set_header Host $host; }}\n\
               }}\n\
             }}\n"
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, settings).expect("settings");
        let child = ["nginx", "/usr/sbin/nginx"].iter().find_map(|program| {
            let mut command = Command::new(program);
            command.arg("-p").arg(folder).arg("-c").arg(&file);
            command.stderr(Stdio::null()).spawn().ok()
        });
        let Some(child) = child else {
            let required = std::env::var_os("AYUDA_POSTGRES").is_some_and(|it| it == "required");
            assert!(!required, "nginx is not installed");
            eprintln!("left out: nginx is not installed (Debian: nginx-light)");
            return None;
        };
        let proxy = Proxy {
            child,
            address: format!("127.0.0.1:{port}"),
        };
        let mut patience = 200;
        while Voter::connect(&proxy.address).is_err() {
            patience -= 1;
            assert!(patience > 0, "nginx does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(proxy)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn helpful(node: &Running) -> u64 {
    let answer = node.get("/api/v1/support/kb/articles/KB-1");
    let count = answer.split("\"helpful_count\":").nth(1).expect("a count");
    let digits = count.split(|c: char| !c.is_ascii_digit()).next();
    digits
        .and_then(|digits| digits.parse().ok())
        .expect("a number")
}

#[test]
#[expect(clippy::print_stderr, reason = "says what was measured")]
fn a_vote_by_either_node_is_soon_seen_by_both() {
    let Some(shared) = Shared::new() else {
        return;
    };
    let nodes = [shared.node(0), shared.node(1)];
    let rounds = if is_long() { 50 } else { 4 };
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let (here, there) = (&nodes[round % 2], &nodes[(round + 1) % 2]);
        let mut voter = Voter::connect(&here.address).expect("a connection");
        let started = Instant::now();
        let (status, _) = voter
            .vote("KB-1", &format!("vote {round}"))
            .expect("an answer");
        assert_eq!(status, 200);
        assert_eq!(
            helpful(here),
            round as u64 + 1,
            "seen at once where it was cast"
        );
        while helpful(there) < round as u64 + 1 {
            assert!(started.elapsed() < Duration::from_secs(30), "never seen");
            std::thread::sleep(Duration::from_millis(5));
        }
        slowest = slowest.max(started.elapsed());
    }
    eprintln!(
        "seen by the other node after at most {} ms",
        slowest.as_millis()
    );
    // A machine that does other things as well is not held to a second.
    assert!(
        !is_long() || slowest < Duration::from_secs(1),
        "{slowest:?}"
    );
}

#[test]
#[expect(clippy::print_stderr, reason = "says what was tried")]
fn a_node_that_is_killed_takes_no_acknowledged_vote_with_it() {
    let Some(shared) = Shared::new() else {
        return;
    };
    let mut nodes = vec![shared.node(0), shared.node(1)];
    let Some(proxy) = Proxy::start(&shared.help.path("."), shared.ports) else {
        return;
    };
    let acknowledged = Mutex::<BTreeSet<String>>::default();
    let (ended, broken) = (AtomicBool::new(false), AtomicUsize::new(0));
    let pause = Duration::from_millis(if is_long() { 5_000 } else { 700 });
    std::thread::scope(|scope| {
        for voter in 0..8 {
            let (acknowledged, ended, broken) = (&acknowledged, &ended, &broken);
            let address = &proxy.address;
            scope.spawn(move || {
                let mut connection = Voter::connect(address).expect("a connection");
                for n in 0.. {
                    if ended.load(Ordering::Relaxed) {
                        return;
                    }
                    let text = format!("voter {voter} vote {n}");
                    match connection.vote("KB-1", &text) {
                        Ok((200, _)) => drop(acknowledged.lock().expect("notes").insert(text)),
                        // In the hands of the node that was killed: nobody said that it counts.
                        _ => {
                            broken.fetch_add(1, Ordering::Relaxed);
                            connection = Voter::connect(address).expect("a connection");
                        }
                    }
                }
            });
        }
        std::thread::sleep(pause);
        nodes[0].kill();
        std::thread::sleep(pause);
        // Another node in its place.
        nodes.push(shared.node(0));
        std::thread::sleep(pause);
        ended.store(true, Ordering::Relaxed);
    });
    let acknowledged = acknowledged.into_inner().expect("notes");
    let broken = broken.load(Ordering::Relaxed);
    let kept = shared.kept();
    eprintln!(
        "{} votes acknowledged, {broken} broken off with their node",
        acknowledged.len()
    );
    assert!(acknowledged.len() > 50);
    assert_eq!(acknowledged.difference(&kept).count(), 0);
    let survivors = [&nodes[1], &nodes[2]];
    let mut patience = 200;
    while survivors
        .iter()
        .any(|node| helpful(node) != kept.len() as u64)
    {
        patience -= 1;
        assert!(
            patience > 0,
            "{:?} of {}",
            survivors.map(helpful),
            kept.len()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "says what was tried")]
fn content_is_renewed_node_by_node_without_a_failed_request() {
    let Some(shared) = Shared::new() else {
        return;
    };
    let mut nodes = [shared.node(0), shared.node(1)];
    let Some(proxy) = Proxy::start(&shared.help.path("."), shared.ports) else {
        return;
    };
    let ended = AtomicBool::new(false);
    let (asked, failed) = (AtomicUsize::new(0), Mutex::<Vec<String>>::default());
    let changes = if is_long() { 10 } else { 1 };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (ended, asked, failed, address) = (&ended, &asked, &failed, &proxy.address);
            scope.spawn(move || {
                let mut connection = Voter::connect(address).expect("a connection");
                while !ended.load(Ordering::Relaxed) {
                    let got = connection.get("/api/v1/support/kb/articles/KB-1");
                    asked.fetch_add(1, Ordering::Relaxed);
                    match got {
                        Ok((200, _)) => {}
                        other => {
                            failed.lock().expect("notes").push(format!("{other:?}"));
                            connection = Voter::connect(address).expect("a connection");
                        }
                    }
                }
            });
        }
        for change in 0..changes {
            let text = format!("---\nid: KB-1\ntitle: A\n---\nText number {change}.\n");
            shared.help.write("en/a.md", text);
            for (number, node) in nodes.iter_mut().enumerate() {
                node.stop();
                *node = shared.node(number);
            }
        }
        ended.store(true, Ordering::Relaxed);
    });
    let failed = failed.into_inner().expect("notes");
    eprintln!(
        "{} requests during {changes} changes, {} failed",
        asked.into_inner(),
        failed.len()
    );
    let kinds: BTreeSet<String> = failed.into_iter().collect();
    assert_eq!(kinds, BTreeSet::new());
    let new = format!("Text number {}.", changes - 1);
    for node in &nodes {
        assert!(node.get("/api/v1/support/kb/articles/KB-1").contains(&new));
    }
}
