//! The search of the forum over HTTP: by itself, among articles, and by the real binary.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ayuda::forum::Forum;
use ayuda::gate::Viewer;
use ayuda::identity::{Identity, Tokens};
use ayuda::storage::{Place, Storage};
use serde_json::{Value, json};

use crate::commands::Running;
use crate::durable::rounds;
use crate::harness::{Client, HelpCenter, NOW, Service, Voter};

const SETTINGS: &str = r#"
[service]
writes_per_minute = 0
requests_per_minute = 0

[forum.categories.estimating]
title = { en = "Estimates", es = "Presupuestos" }
visibility = "public"

[forum.categories.crew]
title = { en = "Crew", es = "Equipo" }
visibility = "internal"
"#;

fn help() -> HelpCenter {
    HelpCenter::new().settings(SETTINGS).file(
        "en/walls.md",
        "---\nid: KB-1\ntitle: Walls\n---\n## Price of a wall\n\nA wall costs by the metre.\n",
    )
}

fn ask(client: &Client<'_>, category: &str, language: &str, title: &str, body: &str) -> String {
    let post = json!({
        "category": category, "language": language, "title": title, "body": body, "tags": ["masonry"],
    });
    let answer = client.post("/api/v1/support/forum/posts", &post.to_string());
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

fn settled(service: &Service) {
    while !service.app.forum.is_searched() {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(service.wait(service.app.forum.settled()));
}

fn get(client: &Client<'_>, path: &str) -> Value {
    let answer = client.get(&format!("/api/v1/support/{path}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn kinds(answer: &Value) -> Vec<String> {
    let groups = answer["groups"].as_array().expect("groups").iter();
    let group = |one: &Value| format!("{} {} {}", one["kind"], one["language"], one["total"]);
    groups.map(|one| group(one).replace('"', "")).collect()
}

#[test]
fn posts_stand_behind_the_articles_of_their_language_for_whom_they_are() {
    let help = help();
    let service = help.serve();
    let staff = service.sign_in("internal");
    let wall = ask(
        &staff,
        "estimating",
        "en",
        "What does a wall cost?",
        "Brick & <b>mortar</b>.",
    );
    let reply = format!("/api/v1/support/forum/posts/{wall}/replies");
    let said = staff.post(
        &reply,
        r#"{"body":"Take the **scaffolding** of the wall into account."}"#,
    );
    assert_eq!(said.status, 201, "{}", said.text());
    ask(
        &staff,
        "estimating",
        "es",
        "¿Cuánto cuesta un muro?",
        "A wall, un muro.",
    );
    ask(
        &staff,
        "crew",
        "en",
        "Who builds the secret wall?",
        "Nobody.",
    );
    settled(&service);

    let anybody = service.anonymous();
    let found = get(&anybody, "search?q=wall");
    assert_eq!(kinds(&found), ["article en 1", "forum en 1", "forum es 1"]);
    assert_eq!(found["pagination"]["total"], 3);
    assert_eq!(kinds(&get(&staff, "search?q=wall"))[1], "forum en 2");
    // What only articles have, no post has.
    assert_eq!(
        kinds(&get(&anybody, "search?q=wall&kind=article")),
        ["article en 1"]
    );

    let found = get(&anybody, "search?q=scaffolding");
    let hit = &found["groups"][0]["hits"][0];
    let anchor = hit["anchor"].as_str().expect("a reply");
    assert_eq!(anchor.chars().next(), Some('r'));
    assert_eq!(
        hit["snippet"],
        "Take the <mark>scaffolding</mark> of the wall into account."
    );
    assert_eq!(hit["id"], wall);
    assert_eq!(hit["trail"], json!(["Estimates"]));
    assert_eq!(
        hit["url"],
        format!("/en/forum/posts/{wall}/what-does-a-wall-cost/")
    );
    assert_eq!(found.get("instead"), None);
    let text = get(&anybody, "forum/search?q=mortar");
    assert_eq!(
        text["groups"][0]["hits"][0]["snippet"],
        "Brick &amp; &lt;b&gt;<mark>mortar</mark>&lt;/b&gt;."
    );

    let page = anybody.get("/en/search/?q=scaffolding").text();
    assert!(
        page.contains(&format!("what-does-a-wall-cost/#{anchor}")),
        "{page}"
    );
    assert!(page.contains("Forum <small>1</small>"), "{page}");
    let page = anybody.get("/es/search/?q=muro").text();
    assert!(page.contains("Foro <small>1</small>"), "{page}");
}

#[test]
fn the_forum_is_searched_by_itself_with_its_own_filters() {
    let help = help();
    let service = help.serve();
    let staff = service.sign_in("internal");
    for at in 0..3 {
        let title = format!("What does wall {at} cost?");
        ask(&staff, "estimating", "en", &title, "A wall.");
    }
    ask(
        &staff,
        "crew",
        "en",
        "Who builds the secret wall?",
        "Nobody.",
    );
    settled(&service);
    let anybody = service.anonymous();
    let found = get(&anybody, "forum/search?q=wall&limit=2");
    assert_eq!(
        found["pagination"],
        json!({"page": 1, "limit": 2, "total": 3, "pages": 2})
    );
    assert_eq!(
        found["facets"],
        json!({
            "category": [{"value": "estimating", "count": 3}],
            "status": [{"value": "open", "count": 3}],
            "tag": [{"value": "masonry", "count": 3}],
        })
    );
    let total = |query: &str| {
        get(&anybody, &format!("forum/search?{query}"))["pagination"]["total"].clone()
    };
    assert_eq!(total("q=wall&category=crew"), 0);
    assert_eq!(total("q=secret"), 0);
    assert_eq!(total("q=wall&status=verified"), 0);
    assert_eq!(total("tag=masonry"), 3);
    assert_eq!(total("q=wall&from=2026-03-02&to=2026-03-02"), 3);
    assert_eq!(total("q=wall&from=2026-03-03"), 0);
    assert_eq!(
        get(&staff, "forum/search?q=secret")["pagination"]["total"],
        1
    );
    let wrong = anybody.get("/api/v1/support/forum/search?q=wall&from=yesterday&status=good");
    assert_eq!(wrong.status, 400);
    let fields = wrong.json()["errors"].to_string();
    assert!(
        fields.contains("from") && fields.contains("status"),
        "{fields}"
    );

    let similar = get(&anybody, "forum/similar?title=what%20does%20a%20wal");
    assert_eq!(similar["articles"][0]["id"], "KB-1");
    assert_eq!(similar["posts"].as_array().map(Vec::len), Some(3));
}

#[test]
fn days_at_the_ends_of_the_calendar_are_open() {
    let help = help();
    let service = help.serve();
    let staff = service.sign_in("internal");
    ask(
        &staff,
        "estimating",
        "en",
        "What does a wall cost?",
        "Brick.",
    );
    settled(&service);
    let anybody = service.anonymous();
    for (days, total) in [
        ("to=9999-12-31", 1),
        ("to=9999-12-30", 1),
        ("from=0000-01-01", 1),
        ("from=0000-01-01&to=9999-12-31", 1),
        ("from=9999-12-31", 0),
        ("to=0000-01-01", 0),
    ] {
        let found = get(&anybody, &format!("forum/search?q=wall&{days}"));
        assert_eq!(found["pagination"]["total"], total, "{days}");
        // The page says it as well.
        let page = anybody
            .get(&format!("/en/forum/search/?q=wall&{days}"))
            .text();
        for day in days.split('&').filter_map(|one| one.split_once('=')) {
            assert!(page.contains(&format!("value=\"{}\"", day.1)), "{days}");
        }
    }
}

#[test]
fn without_categories_there_is_nothing_to_search() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: Walls\n---\nA wall.\n");
    let service = help.serve();
    let anybody = service.anonymous();
    let unknown = anybody.get("/api/v1/support/nothing").status;
    for path in ["forum/search?q=wall", "forum/similar?title=wall"] {
        let answer = anybody.get(&format!("/api/v1/support/{path}"));
        assert_eq!(answer.status, unknown, "{path}");
    }
    assert_eq!(kinds(&get(&anybody, "search?q=wall")), ["article en 1"]);
    assert!(!help.path("index/forum").exists());
}

/// Keys of what was acknowledged before the process was killed, and how many votes were.
#[derive(Default)]
struct Acknowledged {
    posts: Vec<String>,
    replies: Vec<String>,
    votes: Vec<String>,
}

/// One asks and replies, and another votes for that; `voted` says how often by now.
fn post(
    address: &str,
    [asking, voting]: &[String; 2],
    round: usize,
    voted: &AtomicUsize,
) -> Acknowledged {
    let mut acknowledged = Acknowledged::default();
    let Ok(mut connection) = Voter::connect(address) else {
        return acknowledged;
    };
    let posts = "/api/v1/support/forum/posts";
    let made = |answer: std::io::Result<(u16, String)>| match answer {
        Ok((201, body)) => {
            let body: Value = serde_json::from_str(&body).expect("JSON");
            Some(body["id"].as_str().expect("a key").to_owned())
        }
        Ok((status, body)) => panic!("{status} {body}"),
        Err(_) => None,
    };
    for at in 0.. {
        let body = json!({
            "category": "estimating", "title": format!("Question {round} {at} of marigolds"), "body": "Text",
        });
        let Some(post) = made(connection.post(posts, asking, &body.to_string())) else {
            break;
        };
        acknowledged.posts.push(post.clone());
        let path = format!("{posts}/{post}/replies");
        let Some(reply) = made(connection.post(&path, asking, "{\"body\": \"So.\"}")) else {
            break;
        };
        acknowledged.replies.push(reply);
        match connection.put(&format!("{posts}/{post}/vote"), voting) {
            Ok((200, _)) => {
                acknowledged.votes.push(post);
                voted.fetch_add(1, Ordering::Relaxed);
            }
            Ok((status, body)) => panic!("{status} {body}"),
            Err(_) => break,
        }
    }
    acknowledged
}

/// `AYUDA_ROUNDS` says how often, for the long form (`tests/durable/run`).
#[test]
#[expect(clippy::print_stdout, reason = "the long form is to be looked at")]
fn what_was_said_is_there_and_found_after_the_service_was_killed_in_the_middle() {
    let help = help();
    let folder = help.path(".");
    let rounds = rounds(5);
    let mut all = Acknowledged::default();
    for round in 0..rounds {
        let mut running = Running::start(&folder);
        let tokens = Tokens::load(&help.config()).expect("the key of the service");
        let token = |who: &str| {
            let identity = Identity::new(who, Viewer::from_who("internal").expect("a viewer"));
            let token = tokens.sign(&identity, ayuda::storage::Clock::System.now());
            token.expect("a token")
        };
        let people = ["asker", "voter"].map(token);
        let address = running.address.clone();
        let voted = Arc::new(AtomicUsize::new(0));
        let telling = Arc::clone(&voted);
        let posting = std::thread::spawn(move || post(&address, &people, round, &telling));
        // How long the first ones take is the machine's affair; where in the next ones it is
        // killed is another place each round.
        let begun = Instant::now();
        while voted.load(Ordering::Relaxed) < 2 && begun.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis((round as u64 * 137) % 400));
        running.kill();
        let said = posting.join().expect("no panic");
        all.posts.extend(said.posts);
        all.replies.extend(said.replies);
        all.votes.extend(said.votes);
    }
    assert!(all.votes.len() > rounds, "nothing was tried ({NOW})");
    let running = Running::start(&folder);
    let mut connection = Voter::connect(&running.address).expect("a connection");
    let mut count = |path: &str| {
        let (_, body) = connection.get(path).expect("an answer");
        let body: Value = serde_json::from_str(&body).expect("JSON");
        body["pagination"]["total"].as_u64().expect("a total")
    };
    let kept = count("/api/v1/support/forum/posts");
    assert!(kept >= all.posts.len() as u64, "{kept}");
    let mut found = 0;
    for _ in 0..600 {
        found = count("/api/v1/support/forum/search?q=marigolds");
        if found == kept {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(found, kept, "not all are found");
    drop(running);
    let (lost, wrong) = lost(&help, &all);
    println!(
        "{rounds} rounds: {} posts, {} replies and {} votes acknowledged, {lost} lost, {wrong} counted wrong",
        all.posts.len(),
        all.replies.len(),
        all.votes.len(),
    );
    assert_eq!((lost, wrong), (0, 0));
}

/// How much of what was acknowledged is not in the database, and how many counts are not those
/// of its rows.
fn lost(help: &HelpCenter, all: &Acknowledged) -> (usize, usize) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let storage = Storage::open(Place::of(&help.config())).await;
        let forum = Forum::new(storage.expect("opened"), &help.config().forum.categories);
        let (mut posts, mut replies, mut voted) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut last = 0;
        loop {
            let documents = forum.documents(last).await.expect("documents");
            let Some(document) = documents.last() else {
                break;
            };
            last = document.number;
            for document in documents {
                let text = document.text.expect("nothing was taken out");
                replies.extend(text.said.into_iter().map(|said| said.0));
                if text.votes == 1 {
                    voted.insert(document.key.clone());
                }
                posts.insert(document.key);
            }
        }
        let missing = |acknowledged: &[String], there: &HashSet<String>| {
            let missing = acknowledged.iter().filter(|key| !there.contains(*key));
            missing.count()
        };
        let lost = missing(&all.posts, &posts)
            + missing(&all.replies, &replies)
            + missing(&all.votes, &voted);
        (lost, forum.recount().await.expect("counted").len())
    })
}
