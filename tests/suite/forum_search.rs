//! The search of the forum over HTTP: by itself, among articles, and by the real binary.

use std::time::Duration;

use ayuda::gate::Viewer;
use ayuda::identity::{Identity, Tokens};
use serde_json::{Value, json};

use crate::commands::Running;
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

/// Posts that were acknowledged before the process was killed.
fn post(address: &str, token: &str, round: u64) -> usize {
    let mut acknowledged = 0;
    let Ok(mut connection) = Voter::connect(address) else {
        return 0;
    };
    for at in 0.. {
        let body = json!({
            "category": "estimating", "title": format!("Question {round} {at} of marigolds"), "body": "Text",
        });
        match connection.post("/api/v1/support/forum/posts", token, &body.to_string()) {
            Ok((201, _)) => acknowledged += 1,
            Ok((status, body)) => panic!("{status} {body}"),
            Err(_) => break,
        }
    }
    acknowledged
}

#[test]
fn every_post_is_found_after_the_service_was_killed_in_the_middle() {
    let help = help();
    let folder = help.path(".");
    let mut acknowledged = 0;
    for round in 0..5 {
        let mut running = Running::start(&folder);
        let tokens = Tokens::load(&help.config()).expect("the key of the service");
        let identity = Identity::new("keeper", Viewer::from_who("internal").expect("a viewer"));
        let token = tokens
            .sign(&identity, ayuda::storage::Clock::System.now())
            .expect("a token");
        let address = running.address.clone();
        let posting = std::thread::spawn(move || post(&address, &token, round));
        std::thread::sleep(Duration::from_millis(350 + (round * 137) % 400));
        running.kill();
        acknowledged += posting.join().expect("no panic");
    }
    assert!(acknowledged > 5, "nothing was tried ({NOW})");
    let running = Running::start(&folder);
    let mut connection = Voter::connect(&running.address).expect("a connection");
    let mut count = |path: &str| {
        let (_, body) = connection.get(path).expect("an answer");
        let body: Value = serde_json::from_str(&body).expect("JSON");
        body["pagination"]["total"].as_u64().expect("a total")
    };
    let kept = count("/api/v1/support/forum/posts");
    assert!(kept >= acknowledged as u64, "{kept} {acknowledged}");
    for _ in 0..200 {
        if count("/api/v1/support/forum/search?q=marigolds") == kept {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("not all are found");
}
