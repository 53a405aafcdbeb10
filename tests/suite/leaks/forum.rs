//! Channel 43: what is behind a gate or hidden in the forum changes no byte of what those
//! read who may not see it.

use axum::http::StatusCode;
use ayuda::gate::Viewer;
use ayuda::identity::{Identity, Permission};

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
        ] {
            paths.push(format!("/{language}/forum/{rest}"));
        }
        for key in open.iter().chain(hidden) {
            let place = format!("/{language}/forum/posts/{key}/");
            for query in ["", "x/", "?told=1"] {
                paths.push(format!("{place}{query}"));
            }
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
    let (all, own) = (
        HelpCenter::new().settings(SETTINGS).serve(),
        HelpCenter::new().settings(SETTINGS).serve(),
    );
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
