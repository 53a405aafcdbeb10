//! The search of the forum: how long it takes, what its index costs, and how good it is.
//!
//! ```text
//! AYUDA_SHARED=../shared cargo bench --bench forum -- 100000
//! AYUDA_SHARED=../shared cargo bench --bench forum -- 1000000 /tmp/million
//! ```
//!
//! With a folder, posts and index are made there once, and asked again by the next run.
//!
//! Posts are made of the threads of `corpora/forum`: the title and the text of one with the
//! replies of another, and a word of its own in each. Questions are titles shortened to their
//! three longest words.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ayuda::config::ForumCategory;
use ayuda::forum::{Draft, Flag, Forum, ForumSearch, Member, Target, Who};
use ayuda::gate::{Gate, Viewer, Visibility};
use ayuda::locale::Locale;
use ayuda::search::{Query, SearchSettings};
use ayuda::storage::{Place, Storage};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait as _, Statement, Value};
use serde::Deserialize;
use tokio::runtime::Runtime;

/// As the program itself allocates.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const QUESTIONS: usize = 2_000;
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

#[derive(Deserialize)]
struct Thread {
    site: String,
    title: String,
    tags: Vec<String>,
    score: i64,
    body_html: String,
    replies: Vec<Reply>,
}

#[derive(Deserialize)]
struct Reply {
    score: i64,
    body_html: String,
    #[serde(default)]
    accepted: bool,
}

fn main() {
    let shared = std::env::var_os("AYUDA_SHARED").unwrap_or_else(|| "../shared".into());
    let file = Path::new(&shared).join("corpora/forum/threads.jsonl");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("left out: there is no {}", file.display());
        return;
    };
    let threads: Vec<Thread> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a thread"))
        .collect();
    let mut asked = std::env::args().skip(1).filter(|one| !one.starts_with('-'));
    let posts = asked.next().map(|one| one.parse().expect("a number"));
    let posts: usize = posts.unwrap_or(threads.len());
    let runtime = Runtime::new().expect("a runtime");
    if let Some(kept) = asked.next() {
        return runtime.block_on(measure(&threads, posts, Path::new(&kept)));
    }
    let place = std::env::var_os("CARGO_TARGET_TMPDIR").unwrap_or_else(|| "target".into());
    std::fs::create_dir_all(&place).expect("a place");
    let folder = tempfile::tempdir_in(&place).expect("a folder");
    runtime.block_on(measure(&threads, posts, folder.path()));
}

async fn measure(threads: &[Thread], posts: usize, folder: &Path) {
    let mut keys: Vec<&str> = threads.iter().map(|one| one.site.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    let categories: Vec<ForumCategory> = keys
        .iter()
        .map(|key| ForumCategory {
            key: (*key).to_owned(),
            title: Vec::new(),
            summary: Vec::new(),
            module: None,
            gate: Gate::new(Visibility::Public),
        })
        .collect();
    let folder = folder.join(posts.to_string());
    let folder = folder.as_path();
    let made = folder.join("bytes");
    let is_new = !made.exists();
    if is_new {
        // What was broken off is begun anew.
        let _ = std::fs::remove_dir_all(folder);
    }
    std::fs::create_dir_all(folder).expect("a folder");
    let storage = Storage::open(Place::from(folder))
        .await
        .expect("a database");
    let started = Instant::now();
    let bytes: u64 = match std::fs::read_to_string(&made) {
        Ok(bytes) => bytes.parse().expect("a number"),
        Err(_) => {
            let bytes = fill(&storage, threads, posts).await;
            std::fs::write(&made, bytes.to_string()).expect("written");
            bytes
        }
    };
    println!(
        "{posts} posts, {} MB of text, made in {:.0} s",
        bytes / 1_000_000,
        started.elapsed().as_secs_f64()
    );
    memory("before the index");

    let index = folder.join("forum");
    let started = Instant::now();
    let forum = Forum::new(storage, &categories).searched(&index);
    while !forum.is_searched() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let built = started.elapsed().as_secs_f64();
    let size = size(&index);
    println!(
        "{} in {built:.1} s; {} MB on disk, {:.1} % of the text",
        if is_new { "built" } else { "opened" },
        size / 1_000_000,
        100.0 * size as f64 / bytes as f64
    );
    memory("with the index");

    let who = Who::anybody(Viewer::anonymous());
    let settings = SearchSettings::default();
    let step = (threads.len() / QUESTIONS).max(1);
    let (mut times, mut first, mut found) = (Vec::new(), [0_usize; 2], 0_usize);
    let mut missed = Vec::new();
    let sample: Vec<&Thread> = threads.iter().step_by(step).collect();
    let request = |thread: &Thread| {
        let question = format!("{} ", shortened(&thread.title));
        let request = ForumSearch::new(Query::parse(&question), Locale::En);
        (question, request)
    };
    // Once for nothing: how long the disk takes is not what is measured.
    for thread in &sample {
        let (_, request) = request(thread);
        let answer = forum.search(&who, &request, &settings).await;
        answer.expect("an answer");
    }
    for thread in &sample {
        let (question, request) = request(thread);
        let started = Instant::now();
        let answer = forum
            .search(&who, &request, &settings)
            .await
            .expect("an answer");
        times.push(started.elapsed());
        found += answer.pagination.total;
        let hits = answer.groups.iter().flat_map(|group| &group.hits);
        match hits
            .take(5)
            .position(|hit| hit.card.title == clean(&thread.title))
        {
            Some(0) => {
                first[0] += 1;
                first[1] += 1;
            }
            Some(_) => first[1] += 1,
            None => missed.push(question),
        }
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{} questions: p50 {:.2} ms, p90 {:.2} ms, p99 {:.2} ms, most {:.2} ms; {} found on average",
        times.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
        found / times.len()
    );
    let share = |count: usize| 100.0 * count as f64 / sample.len() as f64;
    println!(
        "own thread first {:.1} %, in the first five {:.1} %",
        share(first[0]),
        share(first[1])
    );
    if std::env::var_os("AYUDA_MISSED").is_some() {
        missed
            .iter()
            .for_each(|question| println!("  missed: {question}"));
    }
    let more = [
        ("mistyped", "fermentaton beer", true),
        ("unfinished", "ferment bee", false),
        ("phrase", "\"second fermentation\"", true),
        ("two common words", "water time", true),
    ];
    for (name, question, finished) in more {
        let question = format!("{question}{}", if finished { " " } else { "" });
        let request = ForumSearch::new(Query::parse(&question), Locale::En);
        let mut best = Duration::MAX;
        let mut total = 0;
        for _ in 0..5 {
            let started = Instant::now();
            let answer = forum
                .search(&who, &request, &settings)
                .await
                .expect("an answer");
            best = best.min(started.elapsed());
            total = answer.pagination.total;
        }
        println!("{name}: {:.2} ms, {total} found", best.as_secs_f64() * 1e3);
    }
    // What was done before cannot be done again.
    if is_new {
        acts(&forum, keys[0], &settings, threads.len().min(posts)).await;
    }
    memory("at the end");
}

/// How soon a new post is found, and how long acts wait for the index.
async fn acts(forum: &Forum, category: &str, settings: &SearchSettings, posts: usize) {
    let mut viewer = Viewer::anonymous();
    viewer.visibility = Visibility::Internal;
    let keeper = Who {
        viewer,
        member: Some(Member {
            key: "keeper".to_owned(),
            name: Some("Keeper".to_owned()),
            is_staff: true,
            is_moderator: true,
            locale: None,
            email: None,
        }),
    };
    let now: Timestamp = "2026-03-02T15:00:00Z".parse().expect("a moment");
    let (mut seen, mut hidden, mut voted) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..20_usize {
        let word = format!("findme{round}");
        let draft = Draft {
            category: category.to_owned(),
            language: Locale::En,
            title: format!("A question of {word}"),
            body: "Text".to_owned(),
            tags: Vec::new(),
        };
        let started = Instant::now();
        forum.ask(&keeper, &draft, now).await.expect("asked");
        let request = ForumSearch::new(Query::parse(&word), Locale::En);
        loop {
            let answer = forum
                .search(&keeper, &request, settings)
                .await
                .expect("an answer");
            if answer.pagination.total > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        seen.push(started.elapsed());
        let old = Target::Post(key((round * 7_919) % posts));
        let started = Instant::now();
        forum.vote(&keeper, &old, true, now).await.expect("voted");
        forum.settled().await;
        voted.push(started.elapsed());
        let started = Instant::now();
        forum
            .set(&keeper, &old, Flag::Hidden, true, now)
            .await
            .expect("hidden");
        hidden.push(started.elapsed());
    }
    for (name, mut times) in [
        ("new post found", seen),
        ("vote counted", voted),
        ("old post hidden", hidden),
    ] {
        times.sort_unstable();
        println!(
            "{name} within {:.0} ms, at most {:.0} ms",
            times[times.len() / 2].as_secs_f64() * 1e3,
            times[times.len() - 1].as_secs_f64() * 1e3
        );
    }
}

/// Writes posts and replies; returns how many bytes of text.
async fn fill(storage: &Storage, threads: &[Thread], posts: usize) -> u64 {
    let mut bytes = 0;
    let mut at = 0;
    while at < posts {
        let until = (at + 400).min(posts);
        let (mut post_rows, mut reply_rows) = (Rows::default(), Rows::default());
        for number in at..until {
            let (thread, round) = (&threads[number % threads.len()], number / threads.len());
            let other = &threads[(number + round * 37) % threads.len()];
            let own_word = format!("ref{number:x}");
            let title = clean(&thread.title);
            let body = match round {
                0 => words(&thread.body_html),
                _ => format!("{} {own_word}", words(&thread.body_html)),
            };
            bytes += title.len() + body.len();
            let accepted = other.replies.iter().filter(|reply| reply.accepted).count();
            let created = 1_400_000_000_000_i64 + number as i64 * 300_000;
            let tags = match thread.tags.is_empty() {
                true => String::new(),
                false => format!(" {} ", thread.tags.join(" ")),
            };
            post_rows.add(vec![
                key(number).into(),
                (number as i64 + 1).into(),
                thread.site.clone().into(),
                "en".into(),
                format!("member {}", number % 5_000).into(),
                title.into(),
                body.into(),
                tags.into(),
                created.into(),
                created.into(),
                thread.score.into(),
                (other.replies.len() as i64).into(),
                (accepted as i64).into(),
            ]);
            for (at, reply) in other.replies.iter().enumerate() {
                let body = words(&reply.body_html);
                bytes += body.len();
                reply_rows.add(vec![
                    format!("r{}{at:02}", &key(number)[2..]).into(),
                    key(number).into(),
                    (at as i64 + 1).into(),
                    format!("member {}", (number + at) % 5_000).into(),
                    body.into(),
                    created.into(),
                    reply.score.into(),
                    reply.accepted.then_some(created).into(),
                ]);
            }
        }
        let statements: Vec<Statement> = post_rows
            .statements(
                "forum_posts (key, number, category, language, author, title, body, tags, created, active, \
                 votes, replies, accepted, verified, staff_replies, pinned, locked, hidden, deleted, change)",
                ", 0, 0, false, false, false, false, 1",
            )
            .chain(reply_rows.statements(
                "forum_replies (key, post, number, author, body, created, votes, accepted, hidden, deleted)",
                ", false, false",
            ))
            .collect();
        let written = storage.write(move |connection| {
            Box::pin(async move {
                for statement in statements {
                    connection.execute_raw(statement).await?;
                }
                Ok(())
            })
        });
        written.await.expect("written");
        at = until;
    }
    bytes as u64
}

#[derive(Default)]
struct Rows(Vec<Vec<Value>>);

impl Rows {
    fn add(&mut self, row: Vec<Value>) {
        self.0.push(row);
    }

    fn statements(self, table: &str, rest: &str) -> impl Iterator<Item = Statement> {
        let mut statements = Vec::new();
        for some in self.0.chunks(200) {
            let mut sql = format!("INSERT INTO {table} VALUES ");
            let mut place = 0;
            for (at, row) in some.iter().enumerate() {
                let places: Vec<String> = row
                    .iter()
                    .map(|_| {
                        place += 1;
                        format!("${place}")
                    })
                    .collect();
                let comma = if at > 0 { ", " } else { "" };
                write!(sql, "{comma}({}{rest})", places.join(", ")).expect("text");
            }
            let values: Vec<Value> = some.iter().flatten().cloned().collect();
            let system = sea_orm::DbBackend::Sqlite;
            statements.push(Statement::from_sql_and_values(system, sql, values));
        }
        statements.into_iter()
    }
}

/// A key that looks like any other.
fn key(number: usize) -> String {
    let mut bits = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let letters = (0..11).map(|_| {
        let letter = LETTERS[(bits & 31) as usize];
        bits >>= 5;
        char::from(letter)
    });
    std::iter::once('p').chain(letters).collect()
}

fn clean(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of HTML, well enough to search in.
fn words(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    text.push_str(rest);
    let known = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let text = known
        .iter()
        .fold(text, |text, (name, letter)| text.replace(name, letter));
    text.trim().to_owned()
}

/// The three longest words, in their order.
fn shortened(title: &str) -> String {
    let words: Vec<&str> = title
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'')
        .filter(|word| word.len() > 2)
        .collect();
    let mut longest: Vec<(usize, &str)> = words.into_iter().enumerate().collect();
    longest.sort_by_key(|(_, word)| std::cmp::Reverse(word.chars().count()));
    longest.truncate(3);
    longest.sort_unstable();
    let words: Vec<&str> = longest.iter().map(|(_, word)| *word).collect();
    words.join(" ")
}

fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths
        .iter()
        .map(|path| match path.is_dir() {
            true => size(path),
            false => path.metadata().map_or(0, |file| file.len()),
        })
        .sum()
}

fn memory(when: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
        kilobytes
            .and_then(|one| one.parse::<u64>().ok())
            .unwrap_or_default()
            / 1_000
    };
    println!(
        "memory {when}: {} MB of its own, {} MB of files, {} MB at most",
        of("RssAnon"),
        of("RssFile"),
        of("VmHWM")
    );
}
