//! One table of visibility × role × plan, for every way to reach an article.

use axum::http::StatusCode;
use serde_json::Value;

use crate::harness::{Client, HelpCenter};

/// Name, gate, and who of [`VIEWERS`] may read it.
const ARTICLES: [(&str, &str, &str); 9] = [
    ("everybody", "visibility: public", "11111111"),
    // Roles and plans of public articles say whom they are for and lock nothing.
    (
        "addressed",
        "visibility: public\nroles: [owner]\nplans: [business]",
        "11111111",
    ),
    ("customers", "visibility: customer", "01111111"),
    ("managers", "visibility: customer\nroles: [pm]", "00101011"),
    (
        "leads",
        "visibility: customer\nroles: [owner, pm]",
        "00111111",
    ),
    (
        "business",
        "visibility: customer\nplans: [business]",
        "00001111",
    ),
    (
        "owners-of-business",
        "visibility: customer\nroles: [owner]\nplans: [business]",
        "00000111",
    ),
    ("staff", "visibility: internal", "00000011"),
    ("admins", "visibility: internal\nroles: [admin]", "00000001"),
];

const VIEWERS: [&str; 8] = [
    "public",
    "customer",
    "customer:pm",
    "customer:owner",
    "customer:pm@business",
    "customer:owner@business",
    "internal",
    "internal:admin",
];

fn help() -> HelpCenter {
    let help = HelpCenter::empty();
    for (at, (name, gate, _)) in ARTICLES.iter().enumerate() {
        for language in ["en", "es"] {
            help.write(
                &format!("{language}/{name}.md"),
                format!(
                    "---\nid: KB-00000{at}\ntitle: About {name}\n{gate}\ncontexts: [/screen]\n---\nA wheelbarrow for {name}.\n"
                ),
            );
        }
    }
    help
}

/// A way to reach an article; true when it is there.
type Way = fn(&Client<'_>, usize, &str) -> bool;

fn holds(list: &Value, id: &str) -> bool {
    list.as_array()
        .expect("a list")
        .iter()
        .any(|one| one["id"] == id)
}

const WAYS: [(&str, Way); 12] = [
    ("page", |client, _, name| {
        client.get(&format!("/en/{name}/")).status == StatusCode::OK
    }),
    ("article", |client, at, _| {
        client
            .get(&format!("/api/v1/support/kb/articles/KB-00000{at}"))
            .status
            == StatusCode::OK
    }),
    ("article by slug", |client, _, name| {
        client
            .get(&format!("/api/v1/support/kb/articles/{name}"))
            .status
            == StatusCode::OK
    }),
    ("list", |client, at, _| {
        let list = client.get("/api/v1/support/kb/articles?limit=100").json();
        holds(&list["articles"], &format!("KB-00000{at}"))
    }),
    ("search", |client, at, _| {
        let found = client
            .get("/api/v1/support/search?q=wheelbarrow&limit=100")
            .json();
        let groups = found["groups"].as_array().expect("groups").clone();
        groups
            .iter()
            .any(|group| holds(&group["hits"], &format!("KB-00000{at}")))
    }),
    ("contextual", |client, at, _| {
        let screen = client
            .get("/api/v1/support/kb/contextual?url=/screen&limit=100")
            .json();
        holds(&screen["articles"], &format!("KB-00000{at}"))
    }),
    ("go", |client, at, _| {
        client.get(&format!("/go/KB-00000{at}")).status == StatusCode::FOUND
    }),
    // A cookie in place of the token, as a browser has it.
    ("session: page", |client, _, name| {
        client.in_a_browser().get(&format!("/en/{name}/")).status == StatusCode::OK
    }),
    ("session: twin", |client, _, name| {
        client.in_a_browser().get(&format!("/en/{name}.md")).status == StatusCode::OK
    }),
    ("session: article", |client, at, _| {
        let path = format!("/api/v1/support/kb/articles/KB-00000{at}");
        client.in_a_browser().get(&path).status == StatusCode::OK
    }),
    ("session: search page", |client, _, name| {
        let page = client.in_a_browser().get("/en/search/?q=wheelbarrow");
        page.text().contains(&format!("<a href=\"/en/{name}/\">"))
    }),
    ("feedback", |client, at, _| {
        let path = format!("/api/v1/support/kb/articles/KB-00000{at}/feedback");
        client.post(&path, "{\"helpful\": true}").status == StatusCode::OK
    }),
];

#[test]
fn the_table_holds_for_every_way_to_an_article() {
    let help = help();
    assert_eq!(help.diagnostics(), "");
    let service = help.serve();
    let mut wrong = Vec::new();
    for (who, column) in VIEWERS.iter().zip(0..) {
        let client = service.sign_in(who);
        for (way, reach) in WAYS {
            for (at, (name, _, expected)) in ARTICLES.iter().enumerate() {
                let expected = expected.as_bytes()[column] == b'1';
                if reach(&client, at, name) != expected {
                    wrong.push(format!("{who} reaches {name} by {way}: {}", !expected));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn hidden_and_absent_are_the_same_byte_for_byte() {
    let service = help().serve();
    for who in VIEWERS {
        let client = service.sign_in(who);
        let column = VIEWERS
            .iter()
            .position(|one| *one == who)
            .expect("a column");
        for (at, (name, _, expected)) in ARTICLES.iter().enumerate() {
            if expected.as_bytes()[column] == b'1' {
                continue;
            }
            // As long as the hidden name: the length of a page that says it back is no secret.
            let nothing = "x".repeat(name.len());
            for (hidden, absent) in [
                (
                    format!("/api/v1/support/kb/articles/KB-00000{at}"),
                    "/api/v1/support/kb/articles/KB-000099".to_owned(),
                ),
                (
                    format!("/api/v1/support/kb/articles/{name}"),
                    format!("/api/v1/support/kb/articles/{nothing}"),
                ),
                (format!("/go/KB-00000{at}"), "/go/KB-000099".to_owned()),
                (format!("/en/{name}/"), format!("/en/{nothing}/")),
                (format!("/en/{name}.md"), format!("/en/{nothing}.md")),
            ] {
                let mask = |text: String| text.replace(&*hidden, "PATH").replace(&*absent, "PATH");
                let (status, headers, body) = client.get(&hidden).comparable();
                let (absent_status, absent_headers, absent_body) = client.get(&absent).comparable();
                assert_eq!(
                    (status, headers, mask(body)),
                    (absent_status, absent_headers, mask(absent_body)),
                    "{who} at {hidden}"
                );
                assert_eq!(status, 404, "{who} at {hidden}");
            }
            let vote = |id: &str| {
                let path = format!("/api/v1/support/kb/articles/{id}/feedback");
                client.post(&path, "{\"helpful\": true}").comparable()
            };
            assert_eq!(vote(&format!("KB-00000{at}")), vote("KB-000099"));
        }
    }
}

#[test]
fn roles_from_anywhere_but_the_token_open_nothing() {
    let service = help().serve();
    let client = service.sign_in("customer");
    let mut answers = Vec::new();
    for query in [
        "",
        "&role=owner",
        "&visibility=internal&roles=admin&as=internal",
    ] {
        let headers = [
            ("x-role", "admin"),
            ("cookie", "role=admin; visibility=internal"),
        ];
        let path = format!("/api/v1/support/kb/articles?limit=100{query}");
        let ids: Vec<String> = client.get_with(&path, &headers).json()["articles"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["id"].as_str().expect("an id").to_owned())
            .collect();
        answers.push(ids.join(" "));
    }
    assert_eq!(answers, ["KB-000001 KB-000002 KB-000000"; 3]);
}
