//! Channel 43: what is behind a gate or hidden in the forum changes no byte of what those
//! read who may not see it.

use axum::http::StatusCode;
use ayuda::forum::{Said, Taken};
use ayuda::gate::Viewer;
use ayuda::identity::{Identity, Permission};
use ayuda::locale::Locale;

use crate::harness::{Client, HelpCenter, Service};

const SETTINGS: &str = r#"
languages = ["en", "es"]
[forum.categories.open]
title = { en = "Open", es = "Abierto" }
visibility = "public"
[forum.categories.crew]
title = { en = "Crew", es = "Cuadrilla" }
visibility = "customer"
[forum.categories.desk]
title = { en = "Desk", es = "Mesa" }
visibility = "internal"
"#;

/// What stands behind a gate, or was hidden, says this in all of its parts.
const CANARY: &str = "zq7forum";

fn help() -> HelpCenter {
    let secret = "---\nid: zq7forum\ntitle: Secret\nvisibility: internal\n---\nText.\n";
    HelpCenter::new()
        .settings(SETTINGS)
        .file("en/secret.md", secret)
}

fn member<'a>(service: &'a Service, who: &str, name: &str) -> Client<'a> {
    let mut identity = Identity::new(name, Viewer::from_who(who).expect("a viewer"));
    identity.name = Some(name.to_owned());
    if name == "Keeper" {
        identity.permissions = [Permission::Moderate].into();
    }
    let token = service.app.tokens.sign(&identity, service.app.clock.now());
    service.with_token(&token.expect("a token"))
}

fn asked(client: &Client<'_>, category: &str, title: &str, body: &str, tag: &str) -> String {
    let body = serde_json::json!({ "category": category, "title": title, "body": body, "tags": [tag], "language": "en" });
    let answer = client.post("/api/v1/support/forum/posts", &body.to_string());
    let id = answer.json()["id"].as_str().map(str::to_owned);
    id.unwrap_or_else(|| panic!("{}", answer.text()))
}

fn said(client: &Client<'_>, post: &str, body: &str) -> String {
    let path = format!("/api/v1/support/forum/posts/{post}/replies");
    let answer = client.post(&path, &serde_json::json!({ "body": body }).to_string());
    answer.json()["id"].as_str().expect("a key").to_owned()
}

/// What everybody may read, and with it what some may not. Returns the keys of the first kind,
/// in order, and those of the second.
fn filled(service: &Service, with_hidden: bool) -> (Vec<String>, Vec<String>) {
    let ana = member(service, "customer", "Ana");
    let keeper = member(service, "customer", "Keeper");
    let first = asked(
        &ana,
        "open",
        "How steep may a roof be?",
        "Thirty degrees?",
        "roofs",
    );
    let mut hidden = Vec::new();
    if with_hidden {
        let staff = member(service, "internal", &format!("Staff {CANARY}"));
        let title = format!("What does {CANARY} cost a crew?");
        let desk = asked(&staff, "desk", &title, CANARY, CANARY);
        hidden.push(said(&staff, &desk, CANARY));
        hidden.push(desk);
        let away = asked(&ana, "open", &title, CANARY, CANARY);
        hidden.push(said(&staff, &away, CANARY));
        keeper.send(
            axum::http::Method::PUT,
            &format!("/api/v1/support/forum/posts/{away}/hidden"),
            &[],
            "",
        );
        hidden.push(away);
        // One that was open, and went behind a gate.
        let moved = asked(&ana, "open", &title, CANARY, CANARY);
        let answer = staff.send(
            axum::http::Method::PATCH,
            &format!("/api/v1/support/forum/posts/{moved}"),
            &[("content-type", "application/json")],
            r#"{"category": "desk"}"#,
        );
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        let vote = format!("/api/v1/support/forum/posts/{moved}/vote");
        let answer = staff.send(axum::http::Method::PUT, &vote, &[], "");
        assert!(answer.status.is_success(), "{}", answer.text());
        hidden.push(moved);
        // One that was taken away.
        let gone = asked(&ana, "open", &title, CANARY, CANARY);
        ana.delete(&format!("/api/v1/support/forum/posts/{gone}"));
        hidden.push(gone);
        let words = said(&ana, &first, CANARY);
        keeper.send(
            axum::http::Method::PUT,
            &format!("/api/v1/support/forum/replies/{words}/hidden"),
            &[],
            "",
        );
        hidden.push(words);
    }
    if with_hidden {
        // An article that not all readers of the post may read was made of it.
        let made = service.app.forum.tie_to_article(&first, CANARY);
        service.wait(made).expect("tied");
        let page = staff_page(service, &first);
        assert!(page.contains("There is an article about this"), "{page}");
    }
    let reply = said(&keeper, &first, "Thirty is fine.");
    let second = asked(
        &ana,
        "open",
        "Which gutter fits a flat roof?",
        "Half round?",
        "roofs",
    );
    let third = asked(
        &ana,
        "crew",
        "Who has the key of the shed?",
        "It is locked.",
        "sheds",
    );
    (vec![first, reply, second, third], hidden)
}

fn staff_page(service: &Service, post: &str) -> String {
    let path = format!("/en/forum/posts/{post}/how-steep-may-a-roof-be/");
    member(service, "internal", "Sol").get(&path).text()
}

fn paths(open: &[String], hidden: &[String]) -> Vec<String> {
    let mut paths: Vec<String> = ["/forum/sitemap.xml", "/robots.txt", "/sitemap.xml"]
        .map(str::to_owned)
        .into();
    for language in ["en", "es"] {
        for rest in [
            "",
            "open/",
            "crew/",
            "desk/",
            "open/?sort=new",
            "open/?status=open",
            "open/?tag=zq7forum",
            "open/?page=2",
            "feed.xml",
            "open/feed.xml",
            "crew/feed.xml",
            "desk/feed.xml",
            "ask/",
            "ask/?category=desk",
            "members/ana/",
            "members/keeper/",
            "members/staff-zq7forum/",
            "moderation/",
            "following/",
            "search/?q=zq7forum",
            "search/?category=desk&author=staff-zq7forum",
        ] {
            paths.push(format!("/{language}/forum/{rest}"));
        }
        for key in open.iter().chain(hidden) {
            let place = format!("/{language}/forum/posts/{key}/");
            for query in ["", "x/", "?told=1"] {
                paths.push(format!("{place}{query}"));
            }
            paths.push(format!("/api/v1/support/forum/posts/{key}?lang={language}"));
            for act in ["history", "edit", "report", "delete", "duplicate"] {
                paths.push(format!("{place}?{act}={key}"));
                paths.push(format!("/{language}/forum/posts/{}/?{act}={key}", open[0]));
            }
        }
    }
    paths.push(format!(
        "/en/forum/posts/{}/how-steep-may-a-roof-be/",
        open[0]
    ));
    paths.push(format!(
        "/en/forum/posts/{}/which-gutter-fits-a-flat-roof/",
        open[2]
    ));
    paths
}

#[test]
fn nobody_learns_of_what_they_may_not_read_in_the_forum() {
    let (all, own) = (help().serve(), help().serve());
    let (open, hidden) = filled(&all, true);
    let (same, _) = filled(&own, false);
    // Keys are random: those of the same things are made alike.
    let alike = |text: &str, keys: &[String]| -> String {
        let keys = keys.iter().enumerate();
        keys.fold(text.to_owned(), |text, (at, key)| {
            text.replace(key, &format!("KEY{at}"))
        })
    };
    let mut seen = 0;
    for who in ["public", "customer"] {
        let (one, other) = match who {
            "public" => (all.anonymous(), own.anonymous()),
            _ => (member(&all, who, "Carl"), member(&own, who, "Carl")),
        };
        for path in paths(&open, &hidden) {
            let twin = open
                .iter()
                .zip(&same)
                .fold(path.clone(), |path, (from, to)| path.replace(from, to));
            for form in [None, Some("act=vote"), Some("act=reply&body=+")] {
                // Lists take no forms, and what is asked about a post is asked.
                if form.is_some() && (path.contains('?') || !path.contains("/posts/")) {
                    continue;
                }
                let ask = |client: &Client<'_>, path: &str, keys: &[String]| {
                    let answer = match form {
                        None => client.get(path),
                        Some(form) => client.post_form(path, form),
                    };
                    let (status, headers, body) = answer.comparable();
                    let headers = headers.lines().filter(|line| !line.starts_with("etag"));
                    let headers = headers.collect::<Vec<_>>().join("\n");
                    (status, alike(&headers, keys), alike(&body, keys))
                };
                let found = ask(&one, &path, &open);
                assert_eq!(found, ask(&other, &twin, &same), "{who} {path} {form:?}");
                let asked = path.contains(CANARY);
                assert!(asked || !found.2.contains(CANARY), "{who} {path}");
                seen += usize::from(found.2.contains("steep"));
            }
        }
    }
    assert!(seen > 20, "what is open is read: {seen}");
}

#[test]
fn a_vote_behind_a_gate_changes_nothing_for_those_who_stand_before_it() {
    let service = help().serve();
    let (open, hidden) = filled(&service, true);
    let crew = &open[3];
    let reply = said(&member(&service, "customer", "Keeper"), crew, "I have.");
    let everything = |client: &Client<'_>| {
        let paths = paths(&open, &hidden).into_iter();
        let answers = paths.map(|path| (client.get(&path).comparable(), path));
        answers.collect::<Vec<_>>()
    };
    let before = everything(&service.anonymous());
    let ana = member(&service, "customer", "Ana");
    let staff = member(&service, "internal", "Sol");
    for (who, act) in [
        (&staff, format!("posts/{crew}/vote")),
        (&staff, format!("replies/{reply}/vote")),
        (&ana, format!("replies/{reply}/accepted")),
        (&staff, format!("replies/{reply}/verified")),
    ] {
        let path = format!("/api/v1/support/forum/{act}");
        let answer = who.send(axum::http::Method::PUT, &path, &[], "");
        assert!(answer.status.is_success(), "{act}: {}", answer.text());
    }
    for (was, is) in before.iter().zip(everything(&service.anonymous())) {
        assert_eq!(*was, is);
    }
    // A vote in the open is seen.
    let path = format!("/api/v1/support/forum/posts/{}/vote", open[0]);
    let answer = staff.send(axum::http::Method::PUT, &path, &[], "");
    assert!(answer.status.is_success(), "{}", answer.text());
    assert_ne!(before, everything(&service.anonymous()));
}

/// A thread that was taken over from elsewhere.
fn elsewhere(category: &str, number: u32) -> Taken {
    Taken {
        key: None,
        category: category.to_owned(),
        language: Locale::En,
        title: format!("What does {CANARY} cost?"),
        tags: Vec::new(),
        said: Said {
            author: "ana".to_owned(),
            name: "Ana".to_owned(),
            is_staff: false,
            body: CANARY.to_owned(),
            created: 0,
            votes: 0,
        },
        source: Some(format!("https://old.example.com/t/{number}")),
        is_pinned: false,
        is_locked: false,
        replies: Vec::new(),
    }
}

/// Old addresses lead on for whom the post is, and say nothing to others.
#[test]
fn nobody_is_led_to_what_they_may_not_read() {
    let service = HelpCenter::new().settings(SETTINGS).serve();
    service.take_over(vec![elsewhere("crew", 1), elsewhere("desk", 2)]);
    let hidden = elsewhere("open", 3);
    service.take_over(vec![hidden]);
    let keeper = member(&service, "customer", "Keeper");
    let from =
        |number: u32| format!("/forum/from?url=https%3A%2F%2Fold.example.com%2Ft%2F{number}");
    let led = keeper.get(&from(3));
    let key = led
        .header("location")
        .split('/')
        .nth(4)
        .expect("a key")
        .to_owned();
    let path = format!("/api/v1/support/forum/posts/{key}/hidden");
    keeper.send(axum::http::Method::PUT, &path, &[], "");
    for (who, led) in [
        (service.anonymous(), [false, false, false]),
        (member(&service, "customer", "Carl"), [true, false, false]),
        (keeper, [true, false, true]),
        (member(&service, "internal", "Sol"), [true, true, true]),
    ] {
        let absent = who.get(&from(9)).comparable();
        assert_eq!(absent.0, 404);
        for (at, led) in led.into_iter().enumerate() {
            let answer = who.get(&from(at as u32 + 1));
            assert_eq!(answer.status == StatusCode::MOVED_PERMANENTLY, led, "{at}");
            if !led {
                assert_eq!(answer.comparable(), absent, "{at}");
            }
        }
    }
}

/// Of somebody who wrote only where others may not read, those know nothing: not by a search for
/// what they wrote, whatever else it is for, and not by naming them.
#[test]
fn nobody_learns_that_somebody_wrote_where_they_may_not_read() {
    let (all, own) = (help().serve(), help().serve());
    let (_, _) = (filled(&all, true), filled(&own, false));
    for service in [&all, &own] {
        while !service.app.forum.is_searched() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert!(service.wait(service.app.forum.settled()));
    }
    let asked = |service: &Service, author: &str| {
        let path = format!("/api/v1/support/forum/search?q=steeep&author={author}");
        service.anonymous().get(&path).text()
    };
    let meant = "\"did_you_mean\":\"steep\"";
    let answer = asked(&all, "staff-zq7forum");
    assert!(answer.contains(meant), "{answer}");
    assert_eq!(answer, asked(&own, "staff-zq7forum"));
    assert_eq!(answer, asked(&all, "nobody"));
    let named = |service: &Service, who: &str| {
        let text = r#"{"body": "Ask @staff-zq7forum, or @ana."}"#;
        let path = "/api/v1/support/forum/preview";
        member(service, who, "Carl").post(path, text).text()
    };
    assert_eq!(named(&all, "customer"), named(&own, "customer"));
    assert!(named(&all, "customer").contains("members/ana/"));
    assert!(named(&all, "internal").contains("members/staff-zq7forum/"));
}

/// Answers shown before asking are looked for on the shelves of the writer alone.
#[test]
fn nobody_is_shown_answers_that_they_may_not_read() {
    let (all, own) = (help().serve(), help().serve());
    let (open, _) = filled(&all, true);
    let (same, _) = filled(&own, false);
    let looked = |service: &Service, title: &str, keys: &[String]| {
        while !service.app.forum.is_searched() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert!(service.wait(service.app.forum.settled()));
        let form = format!("act=look&title={title}&category=desk&language=en");
        let page = member(service, "customer", "Carl").post_form("/en/forum/ask/", &form);
        let (status, _, body) = page.comparable();
        let keys = keys.iter().enumerate();
        let body = keys.fold(body, |body, (at, key)| {
            body.replace(key, &format!("KEY{at}"))
        });
        (status, body)
    };
    for title in ["steep+roof", CANARY, "gutter+of+zq7forum"] {
        let found = looked(&all, title, &open);
        assert_eq!(found, looked(&own, title, &same), "{title}");
        assert_eq!(found.1.contains("How steep may"), title == "steep+roof");
    }
}
