//! What was acknowledged is there, whatever becomes of the process, the disk, or its room.
//!
//! The short form runs with the rest; `tests/durable/run` runs the long one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ayuda::feedback::Feedback;
use ayuda::storage::Storage;

use crate::commands::{Running, ayuda, run, said};
use crate::harness::{HelpCenter, Voter};

const VOTERS: usize = 16;

/// How often; `AYUDA_ROUNDS` says it for the long form.
pub(crate) fn rounds(short: usize) -> usize {
    let named = std::env::var_os("AYUDA_ROUNDS");
    let read = |rounds: std::ffi::OsString| rounds.to_str()?.parse().ok();
    named.map_or(short, |rounds| read(rounds).expect("a number"))
}

fn help() -> HelpCenter {
    HelpCenter::new()
        .settings("[service]\nwrites_per_minute = 0\nrequests_per_minute = 0\n")
        .file("en/a.md", "---\nid: KB-1\ntitle: A\n---\nText.\n")
}

/// `ayuda serve` with its data there; `wrapped` stands in front of it.
fn serve(help: &HelpCenter, data: &Path, wrapped: &[&str]) -> Command {
    let service = ayuda(&help.path("."));
    let mut command = match wrapped.split_first() {
        Some((program, arguments)) => {
            let mut command = Command::new(program);
            command.args(arguments).arg(service.get_program());
            command.current_dir(help.path("."));
            for (name, value) in service.get_envs() {
                match value {
                    Some(value) => command.env(name, value),
                    None => command.env_remove(name),
                };
            }
            command
        }
        None => service,
    };
    command
        .arg("serve")
        .env("AYUDA_LISTEN", "127.0.0.1:0")
        .env("AYUDA_DATA", data);
    command
}

/// What came back for each vote, by what it said.
#[derive(Default)]
struct Said {
    acknowledged: BTreeSet<String>,
    refused: BTreeSet<String>,
    /// Every other answer.
    strange: Vec<String>,
}

/// When a vote is noted as acknowledged.
#[derive(Clone, Copy, PartialEq)]
enum Noted {
    /// Once it is answered.
    Answered,
    /// When it is sent: what a service that acknowledges too early would have people believe.
    Sent,
}

/// Votes of as many as there are, until `enough` says so or the service is gone.
fn vote(address: &str, round: usize, noted: Noted, enough: impl Fn(&Said) -> bool + Sync) -> Said {
    let said = Mutex::<Said>::default();
    std::thread::scope(|scope| {
        for voter in 0..VOTERS {
            let (said, enough) = (&said, &enough);
            scope.spawn(move || {
                let Ok(mut connection) = Voter::connect(address) else {
                    return;
                };
                for n in 0.. {
                    let text = format!("round {round} voter {voter} vote {n}");
                    if noted == Noted::Sent {
                        said.lock()
                            .expect("notes")
                            .acknowledged
                            .insert(text.clone());
                    }
                    let Ok((status, body)) = connection.vote("KB-1", &text) else {
                        return;
                    };
                    let mut said = said.lock().expect("notes");
                    match status {
                        200 => drop(said.acknowledged.insert(text)),
                        503 if body.contains("urn:ayuda:problem:busy") => {
                            said.refused.insert(text);
                        }
                        // Watched, the service is slow, and not all are let in: no word of the disk.
                        503 if body.contains("urn:ayuda:problem:overloaded") => {}
                        _ => said.strange.push(format!("{status} {body}")),
                    }
                    if enough(&said) {
                        return;
                    }
                }
            });
        }
    });
    said.into_inner().expect("notes")
}

/// Every vote that is kept there, once; the tallies are those of the votes.
fn kept(data: &Path) -> BTreeSet<String> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let storage = Storage::open(data).await.expect("opened");
        let feedback = Feedback::open(storage.clone()).await.expect("the counts");
        let comments = feedback.comments().await.expect("comments");
        let count = comments.len();
        let kept: BTreeSet<String> = comments.into_iter().filter_map(|row| row.comment).collect();
        assert_eq!(kept.len(), count, "a vote was kept twice");
        let tallies = feedback.tallies().await.expect("tallies");
        assert_eq!(tallies, feedback.recount().await.expect("a count"));
        storage.close().await.expect("closed");
        kept
    })
}

/// Kills the service while it writes, again and again; returns what was acknowledged and lost.
fn killed(rounds: usize, noted: Noted) -> (usize, usize) {
    let help = help();
    let (mut acknowledged, mut lost) = (0, 0);
    let mut all = BTreeSet::new();
    let mut data = PathBuf::new();
    for round in 0..rounds {
        // A crashed database is gone on with; now and then one begins anew, to stay small.
        if round % 10 == 0 {
            data = help.path(&format!("data-{round}"));
            all.clear();
        }
        let mut running = Running::spawn(serve(&help, &data, &[]));
        let address = running.address.clone();
        // Different moments of a commit, the same in each run.
        let moment = Duration::from_millis(100 + (round as u64 * 37) % 300);
        let voting = std::thread::spawn(move || vote(&address, round, noted, |_| false));
        std::thread::sleep(moment);
        running.kill();
        let said = voting.join().expect("no panic");
        assert_eq!(said.strange, Vec::<String>::new());
        acknowledged += said.acknowledged.len();
        all.extend(said.acknowledged);
        let kept = kept(&data);
        lost += all.difference(&kept).count();
        // They are told once.
        all.retain(|text| kept.contains(text));
    }
    (acknowledged, lost)
}

#[test]
#[expect(clippy::print_stderr, reason = "says how much was tried")]
fn no_vote_is_lost_that_was_acknowledged_before_the_service_was_killed() {
    let rounds = rounds(6);
    let (acknowledged, lost) = killed(rounds, Noted::Answered);
    eprintln!("kill -9: {rounds} rounds, {acknowledged} votes acknowledged, {lost} lost");
    assert!(acknowledged > rounds, "nothing was tried");
    assert_eq!(lost, 0);
}

#[test]
#[expect(clippy::print_stderr, reason = "says how much was seen")]
fn a_service_that_acknowledged_early_would_be_caught() {
    let (acknowledged, lost) = killed(3, Noted::Sent);
    eprintln!("control: {acknowledged} votes acknowledged early, {lost} lost");
    assert!(lost > 0);
}

/// Makes calls of the system fail; `None`, said, where that cannot be.
#[expect(clippy::print_stderr, reason = "says that a test was left out")]
fn strace(log: &Path, arguments: &[&str]) -> Option<Vec<String>> {
    let tried = Command::new("strace")
        .args(["-qq", "-e", "trace=none", "true"])
        .output();
    if !tried.is_ok_and(|output| output.status.success()) {
        let required = std::env::var_os("AYUDA_STRACE").is_some_and(|it| it == "required");
        assert!(!required, "strace is not there or may not trace");
        eprintln!("left out: strace is not there or may not trace");
        return None;
    }
    let log = log.display().to_string();
    // Detached, so that it is the service that is killed.
    let mut command = vec!["strace", "-D", "-f", "-qq", "-o", &log];
    command.extend(arguments);
    Some(command.into_iter().map(str::to_owned).collect())
}

fn words(command: &[String]) -> Vec<&str> {
    command.iter().map(String::as_str).collect()
}

/// The service with a fault: what is acknowledged is there after a crash, what is refused
/// is not, and it comes round each time.
fn faulty(fault: &str) -> Option<String> {
    let help = help();
    let data = help.path("data");
    // Made without a fault.
    Running::spawn(serve(&help, &data, &[])).stop();
    let log = help.path("trace");
    let wal = data.join("ayuda.db-wal").display().to_string();
    let database = data.join("ayuda.db").display().to_string();
    let inject = format!("inject={fault}");
    let command = strace(
        &log,
        &[
            "-e",
            "trace=fsync,fdatasync,pwrite64,ftruncate",
            "-e",
            &inject,
            "-P",
            &wal,
            "-P",
            &database,
        ],
    )?;
    let mut running = Running::spawn(serve(&help, &data, &words(&command)));
    let enough = |said: &Said| said.refused.len() > 60 && said.acknowledged.len() > 200;
    let said = vote(&running.address, 0, Noted::Answered, enough);
    assert_eq!(said.strange, Vec::<String>::new());
    assert!(
        enough(&said),
        "{} {}",
        said.refused.len(),
        said.acknowledged.len()
    );
    running.kill();
    let kept = kept(&data);
    let lost: Vec<_> = said.acknowledged.difference(&kept).collect();
    assert_eq!(lost, Vec::<&String>::new(), "acknowledged, and not there");
    let undone: Vec<_> = said.refused.intersection(&kept).collect();
    assert_eq!(undone, Vec::<&String>::new(), "refused, and there");
    Some(fs::read_to_string(log).expect("what was traced"))
}

#[test]
fn after_a_sync_that_failed_its_connection_acknowledges_nothing_more() {
    let Some(trace) = faulty("fsync,fdatasync:error=EIO:when=12") else {
        return;
    };
    // Each connection has a thread of its own.
    let mut failed = BTreeSet::new();
    for line in trace.lines() {
        let thread = line.split_whitespace().next().unwrap_or_default();
        if line.contains("INJECTED") {
            failed.insert(thread);
        } else if line.contains("sync(") {
            assert!(!failed.contains(thread), "{line}");
        }
    }
    assert!(failed.len() > 1, "{} failures", failed.len());
}

#[test]
fn where_the_disk_is_full_votes_are_refused_and_taken_again_when_it_is_not() {
    faulty("pwrite64:error=ENOSPC:when=60");
}

#[test]
fn where_the_disk_fails_to_write_votes_are_refused_and_taken_again() {
    faulty("pwrite64:error=EIO:when=75");
}

/// A folder of a size; gone with it.
struct Small(PathBuf);

impl Small {
    /// An empty disk of this size in place of the folder; `None` where that is not allowed.
    fn mount(folder: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(folder).expect("a folder");
        let mounted = Command::new("mount")
            .args([
                "-t",
                "tmpfs",
                "-o",
                &format!("size={size},mode=700"),
                "tmpfs",
            ])
            .arg(folder)
            .output();
        let is_mounted = mounted.is_ok_and(|output| output.status.success());
        is_mounted.then(|| Small(folder.to_owned()))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "says that a test was left out")]
fn a_disk_that_fills_up_loses_nothing_and_serves_on() {
    let help = help();
    let data = help.path("small");
    let Some(small) = Small::mount(&data, "600k") else {
        eprintln!("left out: this user may not mount a small disk");
        return;
    };
    let mut running = Running::spawn(serve(&help, &data, &[]));
    let full = |said: &Said| said.refused.len() > 40;
    let first = vote(&running.address, 0, Noted::Answered, full);
    assert_eq!(first.strange, Vec::<String>::new());
    assert!(full(&first) && !first.acknowledged.is_empty());
    let ready = running.get("/readyz");
    assert!(
        ready.starts_with("HTTP/1.1 503") && ready.contains("the last write failed"),
        "{ready}"
    );
    assert!(running.get("/en/a/").starts_with("HTTP/1.1 200"));
    // Room is made, and it goes on by itself.
    let more = Command::new("mount")
        .args(["-o", "remount,size=64m"])
        .arg(&data)
        .status();
    assert!(more.expect("mount").success());
    let mut patience = 200;
    while !running.get("/readyz").starts_with("HTTP/1.1 200") {
        patience -= 1;
        assert!(patience > 0, "not ready again");
        std::thread::sleep(Duration::from_millis(100));
    }
    let some = |said: &Said| said.acknowledged.len() > 50;
    let second = vote(&running.address, 1, Noted::Answered, some);
    assert!(some(&second) && second.refused.is_empty());
    running.kill();
    let kept = kept(&data);
    for said in [&first, &second] {
        assert_eq!(said.acknowledged.difference(&kept).count(), 0);
        assert_eq!(said.refused.intersection(&kept).count(), 0);
    }
    drop(small);
}

/// The library that is put away for the next start is worth less than what readers are shown.
#[test]
#[expect(clippy::print_stderr, reason = "says that a test was left out")]
fn where_there_is_room_for_the_shelves_alone_these_are_written() {
    // Texts that say little in many words: the shelves are a small part of them.
    let words = "Ladders stand on firm ground, and somebody holds them. ".repeat(400);
    let help = (0..60).fold(help(), |help, at| {
        help.file(
            &format!("en/page-{at}.md"),
            format!("---\ntitle: Page {at}\n---\n{words}\n"),
        )
    });
    let size = |folder: &Path| -> u64 {
        let files = walkdir::WalkDir::new(folder).into_iter().flatten();
        let files = files.filter(|file| file.file_type().is_file());
        files
            .map(|file| file.metadata().expect("a file").len())
            .sum()
    };
    let built = |index: &Path| {
        let index = index.display().to_string();
        run(&help.path("."), &["build", "--index", &index])
    };
    let large = help.path("large");
    assert!(built(&large).status.success());
    let library = fs::metadata(large.join("library"))
        .expect("a library")
        .len();
    let rest = size(&large) - library;
    assert!(library > 3 * rest, "{library} {rest}");
    let small = help.path("small");
    // Less than the texts and more than the shelves.
    let room = format!("{}k", (rest + library / 4) / 1024);
    let Some(_disk) = Small::mount(&small, &room) else {
        eprintln!("left out: this user may not mount a small disk");
        return;
    };
    let output = built(&small);
    assert!(output.status.success(), "{}", said(&output));
    assert!(!small.join("library").exists() && small.join("manifest.json").exists());
    let names = fs::read_dir(&small).expect("a folder").flatten();
    let names = names.map(|one| one.file_name().to_string_lossy().into_owned());
    assert!(names.into_iter().all(|name| !name.starts_with("library")));
    // A service goes on as well.
    for entry in fs::read_dir(&small).expect("a folder").flatten() {
        let path = entry.path();
        let removed = match path.is_dir() {
            true => fs::remove_dir_all(path),
            false => fs::remove_file(path),
        };
        removed.expect("removed");
    }
    let mut command = ayuda(&help.path("."));
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("AYUDA_INDEX", &small);
    let mut running = Running::spawn(command);
    assert!(running.get("/en/page-7/").contains("Ladders"));
    assert!(small.join("manifest.json").exists() && !small.join("library").exists());
    running.stop();
}

#[test]
#[expect(clippy::print_stderr, reason = "says what was counted")]
fn each_group_that_is_acknowledged_was_synchronised() {
    let help = help();
    let data = help.path("data");
    let log = help.path("trace");
    let wal = data.join("ayuda.db-wal").display().to_string();
    let watched = ["-e", "trace=fsync,fdatasync", "-P", &wal];
    let Some(command) = strace(&log, &watched) else {
        return;
    };
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let metrics = free.local_addr().expect("an address").to_string();
    drop(free);
    let mut service = serve(&help, &data, &words(&command));
    service.env("AYUDA_SERVICE__METRICS_LISTEN", &metrics);
    let mut running = Running::spawn(service);
    let done = AtomicBool::new(false);
    let enough = |said: &Said| {
        let enough = said.acknowledged.len() > 300;
        done.fetch_or(enough, Ordering::Relaxed) || enough
    };
    let said = vote(&running.address, 0, Noted::Answered, enough);
    let (_, told) = Voter::connect(&metrics)
        .and_then(|mut one| one.get("/metrics"))
        .expect("told");
    let value = |name: &str| -> usize {
        let line = told
            .lines()
            .find(|line| line.starts_with(&format!("{name} ")));
        let number = line.and_then(|line| line.split(' ').nth(1));
        number
            .and_then(|number| number.parse().ok())
            .expect("a number")
    };
    let (groups, writes) = (
        value("ayuda_store_commits_total"),
        value("ayuda_store_writes_total"),
    );
    running.kill();
    let trace = fs::read_to_string(log).expect("what was traced");
    let syncs = trace
        .lines()
        .filter(|line| line.contains("sync(") && line.ends_with("= 0"))
        .count();
    eprintln!("{writes} writes in {groups} groups, {syncs} syncs of the log");
    assert!(writes >= said.acknowledged.len());
    assert!(
        groups > 10 && syncs >= groups,
        "{syncs} syncs of {groups} groups"
    );
}
