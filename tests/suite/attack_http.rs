//! Lists of what attackers send, through HTTP: nothing fails on our side, and nothing comes
//! out that is not public.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use axum::http::Method;
use serde_json::Value;

use crate::harness::{Answer, HelpCenter, Listening, shared};
use crate::service;

const API: &str = "/api/v1/support";

/// The usual help center, with something to be kept back.
fn help() -> HelpCenter {
    service::help().file(
        "en/kept/back.md",
        "---\nid: KB-000099\ntitle: zqsecret title\nvisibility: internal\ntags: [zqsecret]\n---\nThe zqsecret text.\n",
    )
}

/// Every byte as `%xx`, so that it comes through whatever it is.
fn encoded(text: &[u8]) -> String {
    text.iter().map(|byte| format!("%{byte:02X}")).collect()
}

/// The lines of a list; some are no UTF-8.
fn lines(file: &Path) -> Vec<Vec<u8>> {
    let bytes = fs::read(file).expect("a list");
    let lines = bytes.split(|byte| *byte == b'\n');
    let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec());
    lines.filter(|line| !line.is_empty()).collect()
}

fn listed(folder: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    files.iter().flat_map(|file| lines(file)).collect()
}

#[track_caller]
fn holds(answer: &Answer, allowed: &[u16], about: &str) {
    let status = answer.status.as_u16();
    assert!(allowed.contains(&status), "{status} for {about}");
    let body = String::from_utf8_lossy(&answer.body);
    // What was asked may be said again, and so the secret is in no list.
    assert!(!body.contains("zqsecret"), "{about}: {body}");
}

#[test]
fn naughty_strings_are_questions_and_names_like_any_other() {
    let Some(folder) = shared("attack") else {
        return;
    };
    let list = fs::read(folder.join("blns/blns.json")).expect("blns.json");
    let mut strings: Vec<String> = serde_json::from_slice(&list).expect("strings");
    let queries = fs::read(folder.join("own-queries/queries.json")).expect("queries.json");
    let queries: Vec<Value> = serde_json::from_slice(&queries).expect("queries");
    strings.extend(
        queries
            .iter()
            .map(|one| one["q"].as_str().expect("a query").to_owned()),
    );
    assert!(strings.len() > 900, "{}", strings.len());
    let service = help().serve();
    let reader = service.anonymous();
    for text in &strings {
        let word = encoded(text.as_bytes());
        if word.len() > 3_900 {
            // Too long for some addresses below, or for all.
            let word = &word[..word.len().min(60_000)];
            let answer = reader.get(&format!("{API}/search?q={word}"));
            holds(&answer, &[200, 414], "a long string");
            continue;
        }
        let found = reader.get(&format!("{API}/search?q={word}"));
        holds(&found, &[200], text);
        // What was asked is said again, whole up to its limit.
        let said: String = text.trim().chars().take(256).collect();
        assert_eq!(
            found.json()["query"].as_str().map(str::trim),
            Some(said.trim())
        );
        holds(
            &reader.get(&format!("{API}/suggest?q={word}")),
            &[200],
            text,
        );
        holds(&reader.get(&format!("/en/search/?q={word}")), &[200], text);
        holds(
            &reader.get(&format!("{API}/kb/articles?q={word}&tag={word}")),
            &[200],
            text,
        );
        holds(
            &reader.get(&format!("{API}/kb/contextual?url={word}")),
            &[200, 400],
            text,
        );
        holds(
            &reader.get(&format!("{API}/kb/articles/{word}")),
            &[200, 404],
            text,
        );
        let page = [301, 404][usize::from(!text.is_empty())];
        holds(&reader.get(&format!("/en/{word}/")), &[page], text);
        let body = serde_json::json!({"helpful": true, "comment": text, "query": text}).to_string();
        let vote = reader.post(&format!("{API}/kb/articles/KB-000001/feedback"), &body);
        holds(&vote, &[200, 400], text);
    }
}

#[test]
fn naughty_strings_are_titles_like_any_other() {
    let Some(folder) = shared("attack/blns") else {
        return;
    };
    let list = fs::read(folder.join("blns.json")).expect("blns.json");
    let strings: Vec<String> = serde_json::from_slice(&list).expect("strings");
    let help = HelpCenter::new();
    for (number, text) in strings.iter().enumerate() {
        // JSON is YAML, and says every character.
        let title = serde_json::to_string(text).expect("JSON");
        help.write(
            &format!("en/n{number}.md"),
            format!("---\ntitle: {title}\nsummary: {title}\n---\nText.\n"),
        );
    }
    let service = help.serve();
    let reader = service.anonymous();
    let mut shown = 0;
    for (number, text) in strings.iter().enumerate() {
        let path = format!("/en/n{number}/");
        let answer = reader.get(&format!("{API}/kb/articles/n{number}"));
        if answer.status.as_u16() == 404 {
            continue;
        }
        let title = answer.json()["article"]["title"]
            .as_str()
            .expect("a title")
            .to_owned();
        let page = reader.get(&path);
        assert_eq!(page.status.as_u16(), 200, "{text}");
        let page = page.text();
        // Whatever the title says, there is no more markup than under any other.
        assert_eq!(
            (page.matches("<script").count(), page.matches("<h1").count()),
            (3, 1),
            "{text}"
        );
        assert!(
            !page.contains("onerror=\"") && !page.contains("<iframe"),
            "{text}"
        );
        shown += usize::from(title == text.trim());
    }
    // The others have no title of their own, or are refused by the compiler.
    assert!(shown > 480, "{shown} of {}", strings.len());
}

#[test]
fn strange_query_strings_are_answered_or_refused() {
    let Some(folder) = shared("attack/own-queries") else {
        return;
    };
    let list = fs::read(folder.join("query_strings.json")).expect("query_strings.json");
    let list: Vec<Value> = serde_json::from_slice(&list).expect("cases");
    let help = help();
    let service = Listening::start(&help);
    for one in &list {
        let raw = one["raw"].as_str().expect("a query");
        for path in ["/search", "/suggest", "/kb/articles", "/kb/contextual"] {
            let request =
                format!("GET {API}{path}?{raw} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            let answer = service.ask(request.as_bytes());
            let status = answer.get(9..12).unwrap_or_default();
            assert!(
                ["200", "400", "414", "431"].contains(&status),
                "{status} for {raw}"
            );
            assert!(!answer.contains("zqsecret"), "{raw}");
        }
    }
}

#[test]
fn every_body_of_the_json_suite_is_read_or_refused_everywhere() {
    let Some(folder) = shared("attack/json-test-suite") else {
        return;
    };
    let service = help()
        .settings("[forum.categories.estimating]\nvisibility = \"public\"\n")
        .serve();
    let reader = service.anonymous();
    let document = reader.get("/openapi.json").json();
    let mut takers = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            if operation["requestBody"]["content"]["application/json"].is_object() {
                let key = if path.contains("replies/{key}") {
                    "r0123456789a"
                } else {
                    "p0123456789a"
                };
                let path = path.replace("{name}", "KB-000001").replace("{key}", key);
                assert!(
                    !path.contains('{'),
                    "say what stands for the parameter of {path}"
                );
                takers.push((method.parse::<Method>().expect("a method"), path));
            }
        }
    }
    assert!(!takers.is_empty());
    let json = [("content-type", "application/json")];
    let mut counts: BTreeMap<(char, u16), usize> = BTreeMap::new();
    for entry in fs::read_dir(folder.join("test_parsing")).expect("a folder") {
        let entry = entry.expect("a case");
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let bytes = fs::read(entry.path()).expect("a case");
        for (method, path) in &takers {
            let path = path.to_owned();
            let method =
                Method::from_bytes(method.as_str().to_uppercase().as_bytes()).expect("a method");
            let answer = reader.send_bytes(method, &path, &json, &bytes);
            let status = answer.status.as_u16();
            let fine = match name.as_bytes()[0] {
                // Two of them are longer than any body may be.
                // Views may say nothing at all.
                b'N' if bytes.is_empty() && path.ends_with("/views") => status == 204,
                // Of some, nobody's body is not even read.
                b'N' => [400, 401, 413, 422].contains(&status),
                _ => (200..500).contains(&status),
            };
            assert!(fine, "{status} for {name} at {path}");
            *counts
                .entry((name.chars().next().unwrap_or('?'), status))
                .or_default() += 1;
        }
    }
    let seen: BTreeSet<char> = counts.keys().map(|(kind, _)| *kind).collect();
    assert_eq!(seen, BTreeSet::from(['I', 'N', 'Y']), "{counts:?}");
    for line in lines(&folder.join("fuzzdb-JSON_Fuzzing.txt")) {
        for (_, path) in &takers {
            let answer = reader.send_bytes(Method::POST, path, &json, &line);
            assert!(
                answer.status.as_u16() < 500,
                "{}",
                String::from_utf8_lossy(&line)
            );
        }
    }
}

#[test]
fn no_path_leads_out_of_the_public_site() {
    let Some(folder) = shared("attack/path-traversal") else {
        return;
    };
    let help = help();
    let service = Listening::start(&help);
    let key = fs::read_to_string(help.path("data/token.key")).expect("the key");
    let kept = [
        "root:x:",
        "SQLite format",
        key.trim(),
        "zqsecret",
        "[service]",
        "ref: refs/",
    ];
    let secret = |text: &str| kept.iter().any(|one| text.contains(one));
    let files: [&[u8]; 3] = [b"etc/passwd", b"data/token.key", b"content/en/kept/back.md"];
    let reader = service.service.anonymous();
    let listed = listed(&folder);
    assert!(listed.len() > 5_000, "{}", listed.len());
    for (number, line) in listed.iter().enumerate() {
        let text = String::from_utf8_lossy(line);
        let file = String::from_utf8_lossy(files[number % files.len()]);
        let line = text.replace("{FILE}", &file);
        // As it is, which only a socket takes.
        let path = line.strip_prefix('/').unwrap_or(&line);
        let request = format!("GET /{path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        let answer = service.ask(request.as_bytes());
        let status = answer.get(9..12).unwrap_or_default();
        // Of some nothing is left but the root, which leads to the reader's language.
        let home = status == "302" && answer.contains("\r\nlocation: /en/\r\n");
        assert!(
            home || ["400", "404", "414"].contains(&status),
            "{answer} for /{path}"
        );
        assert!(!secret(&answer), "{path}");
        // As a name, which no server in front takes apart.
        let name = encoded(line.as_bytes());
        for path in [
            format!("/media/{name}"),
            format!("{API}/kb/articles/{name}"),
        ] {
            if number % 4 == 0 && path.len() <= 8_192 {
                let answer = reader.get(&path);
                assert_eq!(answer.status.as_u16(), 404, "{path}");
                assert!(!secret(&String::from_utf8_lossy(&answer.body)), "{path}");
            }
        }
    }
}

/// Every header that any answer may have.
const HEADERS: [&str; 22] = [
    "allow",
    "cache-control",
    "connection",
    "content-language",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "etag",
    "location",
    "permissions-policy",
    "referrer-policy",
    "retry-after",
    "set-cookie",
    "transfer-encoding",
    "vary",
    "www-authenticate",
    "x-content-type-options",
    "x-request-id",
    "accept-ranges",
];

#[test]
fn no_address_puts_a_header_into_an_answer_or_leads_to_another_site() {
    let Some(folder) = shared("attack/http") else {
        return;
    };
    let service = Listening::start(&help());
    for list in [
        "fuzzdb-crlf-injection.txt",
        "fuzzdb-hpp.txt",
        "fuzzdb-http-header-cache-poison.txt",
        "fuzzdb-known-uri-types.txt",
        "patt-crlf.txt",
        "patt-open-redirect.txt",
    ] {
        for line in lines(&folder.join(list)) {
            let line = String::from_utf8_lossy(&line).replace(' ', "%20");
            let bare = line.trim_start_matches('/');
            for path in [
                line.clone(),
                format!("/{bare}"),
                format!("/go/{bare}"),
                format!("/en/{bare}"),
                format!("/en/search/?q={bare}"),
                format!("/?lang={bare}&next={bare}"),
            ] {
                let request =
                    format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                let answer = service.ask(request.as_bytes());
                let (head, _) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
                let mut heads = head.lines();
                let status = heads
                    .next()
                    .and_then(|line| line.get(9..12))
                    .unwrap_or("400");
                assert!(status < "500", "{status} for {path}");
                for line in heads {
                    let (name, value) = line.split_once(": ").unwrap_or((line, ""));
                    assert!(HEADERS.contains(&name), "{line} for {path}");
                    if name == "location" {
                        assert!(
                            value == "/" || value.starts_with("/en/") || value.starts_with("/es/"),
                            "{value} for {path}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn headers_that_no_cache_looks_at_change_nothing() {
    let Some(folder) = shared("attack/http") else {
        return;
    };
    let service = help().serve();
    let reader = service.anonymous();
    let paths = [
        "/en/estimating/create/",
        "/api/v1/support/kb/articles/KB-000001",
        "/en/none/",
    ];
    let plain: Vec<_> = paths
        .iter()
        .map(|path| reader.get(path).comparable())
        .collect();
    let mut names = lines(&folder.join("patt-unkeyed-headers.txt"));
    names.extend(lines(
        &folder.join("fuzzdb-http-request-header-field-names.txt"),
    ));
    // What they are for: who asks, in which language, what is known, how large, from where.
    let used = [
        "authorization",
        "accept-language",
        "if-none-match",
        "if-match",
        "content-length",
        "content-encoding",
        "host",
        "cookie",
        "sec-fetch-site",
        "origin",
    ];
    let mut asked = 0;
    for name in names {
        let name = String::from_utf8_lossy(&name).trim().to_lowercase();
        if used.contains(&name.as_str()) || axum::http::HeaderName::try_from(&name).is_err() {
            continue;
        }
        asked += 1;
        let at = asked % paths.len();
        let answer = reader.get_with(paths[at], &[(&name, "https://evil.example/")]);
        assert_eq!(answer.comparable(), plain[at], "{name}");
    }
    assert!(asked > 1_000, "{asked} headers");
}

#[test]
fn made_up_methods_are_refused_and_no_method_is_overridden() {
    let Some(folder) = shared("attack/http") else {
        return;
    };
    let service = help().serve();
    let reader = service.anonymous();
    let known = ["GET", "HEAD"];
    for method in lines(&folder.join("fuzzdb-http-protocol-methods.txt")) {
        let Ok(method) = Method::from_bytes(&method) else {
            continue;
        };
        if known.contains(&method.as_str()) {
            continue;
        }
        for path in ["/en/", "/docs", "/api/v1/support/search", "/healthz"] {
            let answer = reader.send(
                method.clone(),
                path,
                &[("authorization", "Bearer CANARY")],
                "",
            );
            assert_eq!(answer.status.as_u16(), 405, "{method} {path}");
            assert_eq!(answer.header("allow"), "GET,HEAD", "{method} {path}");
            assert!(!answer.text().contains("CANARY"));
        }
    }
}
