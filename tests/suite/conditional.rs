//! What callers have already is not sent again, and what fails is told alike everywhere.

use std::sync::atomic::Ordering;

use axum::http::{Method, StatusCode};

use crate::harness::Answer;
use crate::service::help;

const API: &str = "/api/v1/support";

/// Everything public that is the same for all.
const TAGGED: [&str; 7] = [
    "/en/",
    "/en/estimating/create/",
    "/en/search/?q=markup",
    "/openapi.json",
    "/docs",
    "/api/v1/support/search?q=markup",
    "/api/v1/support/kb/articles/KB-000001",
];

#[test]
fn a_tag_that_the_caller_has_saves_the_answer() {
    let service = help().serve();
    let reader = service.anonymous();
    for path in TAGGED {
        let whole = reader.get(path);
        let tag = whole.header("etag").to_owned();
        let with = |value: &str| reader.get_with(path, &[("if-none-match", value)]);
        let lists = [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"a,b\", {tag}"),
            format!("W/\"x\",W/{tag} , \"y\""),
            "*".to_owned(),
        ];
        for list in &lists {
            let saved = with(list);
            assert_eq!(saved.status, StatusCode::NOT_MODIFIED, "{path} with {list}");
            assert!(saved.body.is_empty());
            for kept in ["etag", "cache-control", "vary", "content-language"] {
                assert_eq!(saved.header(kept), whole.header(kept), "{path}: {kept}");
            }
        }
        let lines = [("if-none-match", "\"x\""), ("if-none-match", tag.as_str())];
        assert_eq!(
            reader.get_with(path, &lines).status,
            StatusCode::NOT_MODIFIED
        );
        for other in ["\"x\"", "", &tag[1..], &format!("w/{tag}")] {
            assert_eq!(with(other).status, StatusCode::OK, "{path} with {other}");
        }
    }
}

#[test]
fn head_is_get_without_its_body() {
    let service = help().serve();
    let reader = service.anonymous();
    let others = [
        "/healthz",
        "/readyz",
        "/nothing",
        "/api/v1/support/nothing",
        "/en",
    ];
    for path in TAGGED.iter().chain(&others) {
        let head = |headers: &[(&str, &str)]| reader.send(Method::HEAD, path, headers, "");
        let mut whole = reader.get(path);
        let bare = head(&[]);
        assert!(bare.body.is_empty(), "{path}");
        whole.body.clear();
        // The length is that of the body which GET would have.
        let comparable = |answer: &Answer| {
            let mut headers = answer.headers.clone();
            headers.remove("x-request-id");
            headers.remove("content-length");
            (answer.status, headers)
        };
        assert_eq!(comparable(&bare), comparable(&whole), "{path}");
        if let Some(tag) = whole.headers.get("etag") {
            let tag = tag.to_str().expect("a tag");
            assert_eq!(
                head(&[("if-none-match", tag)]).status,
                StatusCode::NOT_MODIFIED
            );
        }
    }
}

#[test]
fn failures_have_no_tag_and_no_caller_is_told_that_it_has_one() {
    let service = help().serve();
    let reader = service.anonymous();
    for path in [
        "/nothing",
        "/api/v1/support/nothing",
        "/api/v1/support/kb/articles/none",
    ] {
        let answer = reader.get_with(path, &[("if-none-match", "*")]);
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.header("etag"), "");
        assert_eq!(answer.header("cache-control"), "private, no-store");
    }
}

#[test]
fn each_problem_says_in_both_languages_what_to_do_next() {
    let service = help().serve();
    let feedback = format!("{API}/kb/articles/KB-000001/feedback");
    let json = ("content-type", "application/json");
    let long = format!("/{}", "x".repeat(9_000));
    let large = "x".repeat(17_000);
    let heavy = "x".repeat(65_537);
    type Case<'a> = (&'a str, &'a str, Vec<(&'a str, &'a str)>, &'a str);
    let cases: Vec<Case<'_>> = vec![
        ("GET", "/api/v1/support/nothing", vec![], ""),
        ("GET", "/api/v1/support/search?limit=x", vec![], ""),
        (
            "GET",
            "/api/v1/support/search",
            vec![("authorization", "Basic x")],
            "",
        ),
        ("PUT", "/en/", vec![], ""),
        ("GET", &long, vec![], ""),
        ("GET", "/en/", vec![("x-large", &large)], ""),
        ("GET", "/en/", vec![("host", "b")], ""),
        ("POST", &feedback, vec![json], "{"),
        ("POST", &feedback, vec![json], &heavy),
        (
            "POST",
            &feedback,
            vec![("content-type", "text/plain")],
            "{}",
        ),
        (
            "POST",
            &feedback,
            vec![json, ("content-encoding", "gzip")],
            "{}",
        ),
        (
            "POST",
            &feedback,
            vec![json, ("sec-fetch-site", "cross-site")],
            "{}",
        ),
    ];
    let mut told = Vec::new();
    for (method, path, headers, body) in cases {
        let method: Method = method.parse().expect("a method");
        let mut details = Vec::new();
        for language in ["en", "es"] {
            let reader = service.anonymous().reading(language);
            let answer = reader.send(method.clone(), path, &headers, body);
            assert_eq!(answer.media_type(), "application/problem+json");
            assert_eq!(answer.header("content-language"), language);
            let problem = answer.json();
            assert_eq!(problem["status"], answer.status.as_u16());
            assert_eq!(problem["request_id"], answer.header("x-request-id"));
            details.push(problem["detail"].as_str().expect("a detail").to_owned());
            if language == "en" {
                let kind = problem["type"].as_str().expect("a type");
                let kind = kind.trim_start_matches("urn:ayuda:problem:");
                told.push(format!("{} {kind}: {}", answer.status.as_u16(), details[0]));
            }
        }
        assert_ne!(details[0], details[1]);
    }
    insta::assert_snapshot!(told.join("\n"), @"
    404 not-found: There is nothing here that you may read. Sign in if you expected something, or search for it.
    400 invalid-value: `errors` says which, and what they can be.
    401 unauthorized: Ask the host app for a new token, or ask without one for what is public.
    405 method-not-allowed: The `Allow` header says what can be done here.
    414 uri-too-long: An address may have at most 8 KiB. Send a shorter one.
    431 headers-too-large: Headers may have at most 16 KiB together. Send fewer cookies, or a shorter token.
    400 bad-host: Send one `Host` header, with the name that you asked.
    400 invalid-body: Send a JSON object of the documented shape.
    413 too-large: A body may have at most 64 KiB. Send less.
    415 unsupported-media-type: Send `application/json`, or a form, and nothing that is packed.
    415 unsupported-media-type: Send `application/json`, or a form, and nothing that is packed.
    403 cross-site: This request came from a page of another site. Add its origin to `service.allowed_origins` if it is yours.
    ");
}

#[test]
fn readiness_says_what_is_missing() {
    let service = help().serve();
    let reader = service.anonymous();
    assert_eq!(reader.get("/readyz").text(), "ready\n");
    service.app.stopping.store(true, Ordering::Relaxed);
    let ending = reader.get("/readyz");
    assert_eq!(
        (ending.status.as_u16(), ending.header("retry-after")),
        (503, "2")
    );
    let (_, _, body) = ending.comparable();
    insta::assert_snapshot!(body, @r#"{"type":"urn:ayuda:problem:not-ready","title":"Not ready","status":503,"detail":"`errors` says what is missing. Ask again in a moment; meanwhile ask another node.","errors":[{"field":"service","message":"is about to end"}],"request_id":"REQUEST"}"#);
    service.app.stopping.store(false, Ordering::Relaxed);
    service.close_storage();
    let (_, _, body) = reader.get("/readyz").comparable();
    insta::assert_snapshot!(body, @r#"{"type":"urn:ayuda:problem:not-ready","title":"Not ready","status":503,"detail":"`errors` says what is missing. Ask again in a moment; meanwhile ask another node.","errors":[{"field":"storage","message":"cannot be read; look at the log, and at the disk of the data folder"}],"request_id":"REQUEST"}"#);
    assert_eq!(reader.get("/healthz").status, StatusCode::OK);
}
