//! The forum over HTTP: who may do what, what is seen, and what is not.

use axum::http::Method;
use serde_json::{Value, json};

use ayuda::identity::Permission;

use crate::harness::{Answer, Client, HelpCenter, Service, dot};

const POSTS: &str = "/api/v1/support/forum/posts";
const REPLIES: &str = "/api/v1/support/forum/replies";

pub(crate) fn help() -> HelpCenter {
    HelpCenter::new()
        .file("en/open.md", "---\nid: KB-000001\ntitle: Open\n---\nFor everybody.\n")
        .settings(
            "[forum.categories.estimating]\nvisibility = \"public\"\ntitle = { en = \"Estimates\", es = \"Presupuestos\" }\n\
             [forum.categories.billing]\nvisibility = \"customer\"\ntitle = { en = \"Billing\", es = \"Cobros\" }\n\
             [forum.categories.crew]\nvisibility = \"internal\"\ntitle = { en = \"Crew\", es = \"Personal\" }\n",
        )
}

fn ask(client: &Client<'_>, category: &str, title: &str) -> String {
    let body = json!({"category": category, "title": title, "body": "How does **one** do it?"});
    let answer = client.post(POSTS, &body.to_string());
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("a key").to_owned()
}

fn reply(client: &Client<'_>, post: &str, body: &str) -> String {
    let answer = client.post(
        &format!("{POSTS}/{post}/replies"),
        &json!({"body": body}).to_string(),
    );
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("a key").to_owned()
}

fn send(client: &Client<'_>, method: Method, path: &str, body: &str) -> Answer {
    let headers: &[(&str, &str)] = match body {
        "" => &[],
        _ => &[("content-type", "application/json")],
    };
    client.send(method, path, headers, body)
}

fn ana(service: &Service) -> Client<'_> {
    service.member("customer:pm", "Ana Robles", &[])
}

fn ben(service: &Service) -> Client<'_> {
    service.member("customer:field", "Ben Ortiz", &[])
}

fn staff(service: &Service) -> Client<'_> {
    service.member("internal", "Sara Vidal", &[])
}

/// PostgreSQL takes no NUL, and needs none: nobody is called so.
#[test]
fn what_is_looked_for_with_a_nul_is_absent() {
    let service = help().serve();
    ask(&ana(&service), "estimating", "How do I bill retainage?");
    let get = |path: &str| service.anonymous().get(path);
    for path in [
        "/api/v1/support/forum/members/ana%00",
        "/en/forum/members/%00/",
        "/forum/from?url=https%3A%2F%2Fold.example.com%2F%00",
    ] {
        assert_eq!(get(path).status, 404, "{path}");
    }
    let list = get(&format!("{POSTS}?author=ana-robles%00"));
    assert_eq!(list.json()["posts"], json!([]));
    let found = get("/api/v1/support/forum/search?q=retainage&author=ana-robles%00");
    assert_eq!(found.json()["groups"], json!([]));
    let blocked = "/api/v1/support/forum/members/ana%00/blocked";
    assert_eq!(send(&staff(&service), Method::PUT, blocked, "").status, 404);
}

#[test]
fn a_question_and_its_answers_are_read_by_everybody_in_their_form() {
    let service = help().serve();
    let post = ask(
        &ana(&service),
        "estimating",
        "How do I bill retainage at the end?",
    );
    let first = reply(
        &ben(&service),
        &post,
        "In the *last* invoice.\n\n<script>alert(1)</script>",
    );
    let second = reply(
        &staff(&service),
        &post,
        "See [the plan](https://example.com/plan).",
    );
    for path in [
        format!("{REPLIES}/{first}/vote"),
        format!("{POSTS}/{post}/vote"),
    ] {
        let answer = send(&staff(&service), Method::PUT, &path, "");
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json()["votes"], 1);
    }
    let accepted = send(
        &ana(&service),
        Method::PUT,
        &format!("{REPLIES}/{first}/accepted"),
        "",
    );
    assert_eq!(accepted.status, 204);
    let verified = send(
        &staff(&service),
        Method::PUT,
        &format!("{REPLIES}/{second}/verified"),
        "",
    );
    assert_eq!(verified.status, 204);

    let answer = service.anonymous().get(&format!("{POSTS}/{post}"));
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=0, must-revalidate"
    );
    let text = answer
        .text()
        .replace(&post, "POST")
        .replace(&first, "FIRST")
        .replace(&second, "SECOND");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).expect("JSON"), @r#"
    {
      "post": {
        "accepted": 1,
        "active": "2026-03-02T15:00:00Z",
        "author": "Ana Robles",
        "author_handle": "ana-robles",
        "category": "estimating",
        "created": "2026-03-02T15:00:00Z",
        "duplicate": false,
        "html": "<p>How does <strong>one</strong> do it?</p>\n",
        "id": "POST",
        "language": "en",
        "locked": false,
        "own": false,
        "pinned": false,
        "replies": 2,
        "staff": false,
        "staff_replied": true,
        "status": "verified",
        "tags": [],
        "title": "How do I bill retainage at the end?",
        "url": "/en/forum/posts/POST/how-do-i-bill-retainage-at-the-end/",
        "verified": 1,
        "voted": false,
        "votes": 1
      },
      "replies": [
        {
          "author": "Sara Vidal",
          "author_handle": "sara-vidal",
          "created": "2026-03-02T15:00:00Z",
          "deleted": false,
          "html": "<p>See <a href=\"https://example.com/plan\" rel=\"ugc nofollow noopener\">the plan</a>.</p>\n",
          "id": "SECOND",
          "own": false,
          "staff": true,
          "verified": {
            "at": "2026-03-02T15:00:00Z",
            "by": "Sara Vidal"
          },
          "voted": false,
          "votes": 0
        },
        {
          "accepted": "2026-03-02T15:00:00Z",
          "author": "Ben Ortiz",
          "author_handle": "ben-ortiz",
          "created": "2026-03-02T15:00:00Z",
          "deleted": false,
          "html": "<p>In the <em>last</em> invoice.</p>\n<pre tabindex=\"0\"><code>&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>\n",
          "id": "FIRST",
          "own": false,
          "staff": false,
          "voted": false,
          "votes": 1
        }
      ]
    }
    "#);

    let list = service
        .anonymous()
        .get(&format!("{POSTS}?status=verified&in=en"));
    assert_eq!(
        list.json()["pagination"],
        json!({"page": 1, "limit": 10, "total": 1, "pages": 1})
    );
    assert_eq!(
        list.json()["posts"][0]["title"],
        "How do I bill retainage at the end?"
    );
    let list = service.anonymous().get(&format!("{POSTS}?status=open"));
    assert_eq!(list.json()["posts"], json!([]));
    let refused = service
        .anonymous()
        .reading("es")
        .get(&format!("{POSTS}?sort=best"));
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["errors"][0]["field"], "sort");
    let member = service
        .anonymous()
        .get("/api/v1/support/forum/members/ben-ortiz")
        .json();
    assert_eq!(
        (&member["name"], &member["reputation"]),
        (&json!("Ben Ortiz"), &json!(15))
    );
}

#[test]
fn what_cannot_be_kept_is_said_field_by_field_in_the_readers_language() {
    let service = help().serve();
    let body = json!({"category": "crew", "title": "Corto", "body": "", "tags": ["a b", "<b>"]});
    let answer = ana(&service).reading("es").post(POSTS, &body.to_string());
    assert_eq!(answer.status, 400);
    let errors = &answer.json()["errors"];
    insta::assert_snapshot!(serde_json::to_string_pretty(errors).expect("JSON"), @r#"
    [
      {
        "field": "title",
        "message": "usa al menos 10 caracteres, para que se sepa de qué se trata"
      },
      {
        "field": "body",
        "message": "es obligatorio"
      },
      {
        "field": "tags",
        "message": "las etiquetas son letras, cifras y guiones, hasta 30"
      },
      {
        "field": "category",
        "message": "no tienes ninguna categoría con ese nombre"
      }
    ]
    "#);
    let missing = ana(&service).post(POSTS, "{}");
    assert_eq!(missing.status, 400);
    assert_eq!(missing.json()["errors"].as_array().map(Vec::len), Some(3));
    let deep = json!({"category": "estimating", "title": "A title of some length", "body": "> ".repeat(200)});
    let deep = ana(&service).post(POSTS, &deep.to_string());
    assert_eq!(
        (
            deep.status.as_u16(),
            deep.json()["errors"][0]["field"].clone()
        ),
        (400, json!("body"))
    );
    assert_eq!(service.anonymous().get(POSTS).json()["posts"], json!([]));
}

/// Who does what to a post of Ana's with a reply of Ben's, and what they are told.
#[test]
fn who_may_do_what_is_as_it_is_documented() {
    let service = help().serve();
    let people: [(&str, Client<'_>); 7] = [
        ("anonymous", service.anonymous()),
        ("author", ana(&service)),
        ("customer", service.member("customer:pm", "Cora", &[])),
        (
            "other org",
            service.member("customer:owner", "Dan of another firm", &[]),
        ),
        ("blocked", service.member("customer:pm", "Bad Bob", &[])),
        (
            "moderator",
            service.member("customer:pm", "Mo", &[Permission::Moderate]),
        ),
        ("staff", staff(&service)),
    ];
    // Who never wrote has no name to be blocked by.
    ask(&people[4].1, "estimating", "Cheap watches for everybody");
    let blocked = send(
        &people[6].1,
        Method::PUT,
        "/api/v1/support/forum/members/bad-bob/blocked",
        "",
    );
    assert_eq!(blocked.status, 204);
    let report = r#"{"reason": "spam"}"#;
    let acts: [(&str, Method, &str, &str); 20] = [
        ("read", Method::GET, "posts/POST", ""),
        (
            "ask",
            Method::POST,
            "posts",
            r#"{"category": "estimating", "title": "Another question", "body": "So?"}"#,
        ),
        (
            "reply",
            Method::POST,
            "posts/POST/replies",
            r#"{"body": "So."}"#,
        ),
        ("vote for the post", Method::PUT, "posts/POST/vote", ""),
        ("take that back", Method::DELETE, "posts/POST/vote", ""),
        ("vote for the reply", Method::PUT, "replies/REPLY/vote", ""),
        (
            "edit the post",
            Method::PATCH,
            "posts/POST",
            r#"{"body": "Changed."}"#,
        ),
        (
            "edit the reply",
            Method::PATCH,
            "replies/REPLY",
            r#"{"body": "Changed."}"#,
        ),
        ("accept", Method::PUT, "replies/REPLY/accepted", ""),
        ("verify", Method::PUT, "replies/REPLY/verified", ""),
        ("report the post", Method::POST, "posts/POST/report", report),
        ("pin", Method::PUT, "posts/POST/pinned", ""),
        ("lock", Method::PUT, "posts/POST/locked", ""),
        ("hide the reply", Method::PUT, "replies/REPLY/hidden", ""),
        (
            "move",
            Method::PATCH,
            "posts/POST",
            r#"{"category": "billing"}"#,
        ),
        ("see the queue", Method::GET, "queue", ""),
        ("see the acts", Method::GET, "acts", ""),
        ("block", Method::PUT, "members/ben-ortiz/blocked", ""),
        ("delete the reply", Method::DELETE, "replies/REPLY", ""),
        ("delete the post", Method::DELETE, "posts/POST", ""),
    ];
    let names: Vec<&str> = people.iter().map(|(name, _)| *name).collect();
    let mut table = format!("| | {} |\n", names.join(" | "));
    for (act, method, path, body) in acts {
        let mut row = vec![act.to_owned()];
        for (number, (_, client)) in people.iter().enumerate() {
            // Each has a post to themselves; nobody asks more than ten an hour.
            let ana = service.member("customer:pm", "Ana Robles", &[Permission::Moderate]);
            let ben = service.member("customer:field", "Ben Ortiz", &[Permission::Moderate]);
            let post = ask(&ana, "estimating", &format!("Question {number} to {act}"));
            let answered = reply(&ben, &post, "An answer.");
            let path = path.replace("POST", &post).replace("REPLY", &answered);
            let answer = send(
                client,
                method.clone(),
                &format!("/api/v1/support/forum/{path}"),
                body,
            );
            let status = answer.status.as_u16();
            row.push(match status {
                200..=299 => "yes".to_owned(),
                _ => format!("{status}"),
            });
            let undone = send(
                &staff(&service),
                Method::DELETE,
                "/api/v1/support/forum/members/ben-ortiz/blocked",
                "",
            );
            assert_eq!(undone.status, 204);
        }
        table.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    insta::assert_snapshot!(table, @"
    | | anonymous | author | customer | other org | blocked | moderator | staff |
    | read | yes | yes | yes | yes | yes | yes | yes |
    | ask | 401 | yes | yes | yes | 403 | yes | yes |
    | reply | 401 | yes | yes | yes | 403 | yes | yes |
    | vote for the post | 401 | 403 | yes | yes | 403 | yes | yes |
    | take that back | 401 | 403 | yes | yes | 403 | yes | yes |
    | vote for the reply | 401 | yes | yes | yes | 403 | yes | yes |
    | edit the post | 401 | yes | 403 | 403 | 403 | yes | yes |
    | edit the reply | 401 | 403 | 403 | 403 | 403 | yes | yes |
    | accept | 401 | yes | 403 | 403 | 403 | 403 | 403 |
    | verify | 401 | 403 | 403 | 403 | 403 | yes | yes |
    | report the post | 401 | 403 | yes | yes | 403 | yes | yes |
    | pin | 401 | 403 | 403 | 403 | 403 | yes | yes |
    | lock | 401 | 403 | 403 | 403 | 403 | yes | yes |
    | hide the reply | 401 | 403 | 403 | 403 | 403 | yes | yes |
    | move | 401 | 403 | 403 | 403 | 403 | yes | yes |
    | see the queue | 401 | 403 | 403 | 403 | 403 | yes | yes |
    | see the acts | 401 | 403 | 403 | 403 | 403 | yes | yes |
    | block | 401 | 403 | 403 | 403 | 403 | yes | yes |
    | delete the reply | 401 | 403 | 403 | 403 | 403 | yes | yes |
    | delete the post | 401 | 403 | 403 | 403 | 403 | yes | yes |
    ");
}

#[test]
fn what_stands_behind_a_gate_or_is_hidden_is_the_same_404_as_what_never_was() {
    let service = help().serve();
    let staff = staff(&service);
    let internal = ask(&staff, "crew", "Zq7fsecret for staff alone");
    let hidden = ask(&ana(&service), "estimating", "Zq7fhidden for nobody");
    let put = send(&staff, Method::PUT, &format!("{POSTS}/{hidden}/hidden"), "");
    assert_eq!(put.status, 204);
    let never = "p0123456789a";
    for client in [service.anonymous(), ben(&service)] {
        for path in [
            "posts/KEY",
            "revisions/KEY",
            "posts/KEY/vote",
            "posts/KEY/pinned",
            "posts/KEY/replies",
            "posts/KEY/report",
        ] {
            let asked = |key: &str| {
                let path = format!("/api/v1/support/forum/{}", path.replace("KEY", key));
                let (method, body) = match path.rsplit('/').next() {
                    Some("vote" | "pinned") => (Method::PUT, ""),
                    Some("replies") => (Method::POST, r#"{"body": "So."}"#),
                    Some("report") => (Method::POST, r#"{"reason": "spam"}"#),
                    _ => (Method::GET, ""),
                };
                let answer = send(&client, method, &path, body);
                let mut document = answer.json();
                document["request_id"] = Value::Null;
                (answer.status, document)
            };
            let absent = asked(never);
            assert_eq!(asked(&internal), absent, "{path}");
            assert_eq!(asked(&hidden), absent, "{path}");
        }
        let list = client.get(&format!("{POSTS}?limit=100")).text();
        assert!(!list.contains("Zq7f"), "{list}");
        let categories = client.get("/api/v1/support/forum/categories").text();
        assert!(!categories.contains("crew"), "{categories}");
    }
    // A member who wrote nothing else is not known either.
    assert_eq!(
        ben(&service)
            .get("/api/v1/support/forum/members/sara-vidal")
            .status,
        404
    );
    assert!(staff.get(POSTS).text().contains("Zq7fsecret"));
}

#[test]
fn a_file_is_for_its_owner_and_then_for_whoever_may_read_its_post() {
    let service = help().serve();
    let (ana, ben, staff) = (ana(&service), ben(&service), staff(&service));
    let path = "/api/v1/support/forum/files?name=plan.png";
    let bytes = dot("plan");
    let nobody = service.anonymous().send_bytes(
        Method::POST,
        path,
        &[("content-type", "image/png")],
        &bytes,
    );
    assert_eq!(nobody.status, 401);
    let answer = ana.send_bytes(Method::POST, path, &[("content-type", "text/html")], &bytes);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let file = answer.json();
    assert_eq!(file["media_type"], "image/png");
    let (url, markdown) = (
        file["url"].as_str().expect("a URL"),
        file["markdown"].as_str().expect("text"),
    );
    let kept = ana.get(url);
    assert_eq!(
        (kept.status.as_u16(), kept.media_type()),
        (200, "image/png")
    );
    assert_eq!(kept.header("cache-control"), "private, no-store");
    assert_eq!(kept.header("x-content-type-options"), "nosniff");
    assert_eq!(
        (ben.get(url).status.as_u16(), staff.get(url).status.as_u16()),
        (404, 404)
    );
    let body =
        json!({"category": "billing", "title": "What does this plan say?", "body": markdown});
    let post = ana.post(POSTS, &body.to_string()).json()["id"]
        .as_str()
        .expect("a key")
        .to_owned();
    let html = ben.get(&format!("{POSTS}/{post}")).json()["post"]["html"]
        .as_str()
        .expect("HTML")
        .to_owned();
    assert!(html.contains(&format!("src=\"{url}\"")), "{html}");
    assert_eq!(
        (
            ben.get(url).status.as_u16(),
            service.anonymous().get(url).status.as_u16()
        ),
        (200, 404)
    );
    assert_eq!(
        send(&staff, Method::PUT, &format!("{POSTS}/{post}/hidden"), "").status,
        204
    );
    assert_eq!(
        (ben.get(url).status.as_u16(), staff.get(url).status.as_u16()),
        (404, 200)
    );
    assert_eq!(
        send(&staff, Method::DELETE, &format!("{POSTS}/{post}"), "").status,
        204
    );
    assert_eq!(staff.get(url).status, 404);
    let lie = ana.send_bytes(
        Method::POST,
        path,
        &[("content-type", "image/png")],
        b"<svg onload=alert(1)>",
    );
    assert_eq!(
        (lie.status.as_u16(), lie.json()["type"].clone()),
        (415, json!("urn:ayuda:problem:file-refused"))
    );
}

#[test]
fn a_member_is_forgotten_and_what_others_answered_to_stays_as_nobodys() {
    let help = help();
    let service = help.serve();
    let (ana, ben) = (ana(&service), ben(&service));
    let post = ask(&ana, "estimating", "A question that is answered");
    let said = reply(&ben, &post, "Call Ben.");
    let alone = ask(&ana, "estimating", "A question that nobody answers");
    assert_eq!(
        send(&ana, Method::PUT, &format!("{REPLIES}/{said}/vote"), "").status,
        200
    );
    service.forget_member("Ana Robles", true);
    let thread = service.anonymous().get(&format!("{POSTS}/{post}")).json();
    assert_eq!(
        (&thread["post"]["author"], &thread["post"]["author_handle"]),
        (&json!(""), &json!(""))
    );
    assert_eq!(thread["replies"][0]["votes"], 0);
    assert_eq!(
        service.anonymous().get(&format!("{POSTS}/{alone}")).status,
        404
    );
    service.forget_member("Ben Ortiz", true);
    let thread = service.anonymous().get(&format!("{POSTS}/{post}")).json();
    assert_eq!(
        thread["replies"],
        json!([{"id": said, "created": thread["replies"][0]["created"], "deleted": true}])
    );
}

#[test]
fn without_categories_there_is_no_forum() {
    let service = HelpCenter::new()
        .file("en/open.md", "---\ntitle: Open\n---\nFor everybody.\n")
        .serve();
    for path in ["posts", "categories", "posts/p0123456789a"] {
        let answer = service
            .sign_in("internal")
            .get(&format!("/api/v1/support/forum/{path}"));
        assert_eq!(answer.status, 404);
    }
}
