//! What a request may be at most, over a real socket, and what raw attacks get.

use std::collections::BTreeMap;
use std::fs;

use crate::harness::{Listening, shared};
use crate::service::help;

const FEEDBACK: &str = "/api/v1/support/kb/articles/KB-000001/feedback";

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: a\r\n{headers}Connection: close\r\n\r\n")
}

/// Status and problem, as they stand in an answer.
fn said(answer: &str) -> String {
    let status = answer.split(' ').nth(1).unwrap_or("closed");
    let problem = answer.split("urn:ayuda:problem:").nth(1);
    let problem = problem.and_then(|rest| rest.split('"').next());
    format!("{status} {}", problem.unwrap_or("-"))
}

#[test]
fn each_limit_is_kept_to_the_byte() {
    let service = Listening::start(&help());
    let check = |request: String, expected: &str| {
        assert_eq!(said(&service.ask(request.as_bytes())), expected);
    };
    // Path and query: 8 KiB.
    let start = "/api/v1/support/search?q=";
    let long = |more: usize| format!("{start}{}", "x".repeat(8 * 1024 - start.len() + more));
    check(get(&long(0), ""), "200 -");
    check(get(&long(1), ""), "414 uri-too-long");
    // Headers: 16 KiB, `Host` and `Connection` with the ends of their lines counted in.
    let others = "Host: a\r\nConnection: close\r\nX: \r\n".len();
    let header = |more: usize| format!("X: {}\r\n", "x".repeat(16 * 1024 - others + more));
    check(get("/healthz", &header(0)), "200 -");
    check(get("/healthz", &header(1)), "431 headers-too-large");
    // Both at once are as large as they may be.
    check(get(&long(0), &header(0)), "200 -");
    // Body: 64 KiB, told or not.
    let vote = |length: usize| {
        let body = format!("{{\"helpful\":true,\"x\":\"{}\"}}", "x".repeat(length - 23));
        assert_eq!(body.len(), length);
        body
    };
    let told = |length: usize| {
        format!(
            "POST {FEEDBACK} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{}",
            vote(length)
        )
    };
    check(told(64 * 1024), "200 -");
    check(told(64 * 1024 + 1), "413 too-large");
    let chunked = |length: usize| {
        format!(
            "POST {FEEDBACK} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{length:x}\r\n{}\r\n0\r\n\r\n",
            vote(length)
        )
    };
    check(chunked(64 * 1024), "200 -");
    check(chunked(64 * 1024 + 1), "413 too-large");
}

#[test]
fn what_is_too_large_by_its_own_word_is_refused_before_any_of_it_comes() {
    let service = Listening::start(&help());
    // Nothing follows, and the answer does not wait for it.
    for head in [
        "Content-Length: 10737418240",
        "Expect: 100-continue\r\nContent-Length: 65537",
    ] {
        let request = format!(
            "POST {FEEDBACK} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{head}\r\n\r\n"
        );
        assert_eq!(said(&service.ask_open(request.as_bytes())), "413 too-large");
    }
}

#[test]
fn long_questions_are_read_to_their_limit_and_deep_pages_refused() {
    let service = help().serve();
    let reader = service.anonymous();
    let found = |query: &str| {
        let answer = reader.get(&format!("/api/v1/support/search?q={query}"));
        answer.json()["pagination"]["total"].as_u64()
    };
    // 16 terms, and 256 characters.
    let behind = |terms: usize| format!("{}markup", "xqzwk+".repeat(terms));
    assert_eq!(
        (found("markup"), found(&behind(15)), found(&behind(16))),
        (Some(2), Some(2), Some(0))
    );
    let behind = |letters: usize| format!("{}+markup", "x".repeat(letters));
    assert_eq!(
        (found(&behind(249)), found(&behind(256))),
        (Some(2), Some(0))
    );
    let page = |page: usize| {
        reader
            .get(&format!("/api/v1/support/search?q=markup&page={page}"))
            .status
    };
    assert_eq!((page(10_000).as_u16(), page(10_001).as_u16()), (200, 400));
}

/// Whether an answer to a raw request is one of those that its list allows.
fn fits(name: &str, answer: &str) -> bool {
    let statuses: Vec<&str> = answer
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|one| &one[..3])
        .collect();
    let is = |allowed: &[&str]| statuses.len() == 1 && allowed.contains(&statuses[0]);
    let closed = answer.is_empty();
    match name {
        "ok" | "xfh" | "upgrade" => is(&["200"]) && !answer.contains("evil.example"),
        "lf_only" => closed || statuses.iter().all(|one| one.starts_with(['2', '3', '4'])),
        "abs_uri" | "host_evil" => {
            !answer.contains("evil.example") && !answer.contains("<script>") && statuses.len() == 1
        }
        "no_host" | "two_hosts" | "bad_method" | "nul_header" | "space_before_colon" | "te_obf"
        | "cl_cl" | "cl_neg" | "cl_plus" | "chunk_huge" => is(&["400"]),
        "http09" => closed || is(&["400"]),
        "http20_preface" => closed,
        "bad_version" => is(&["400", "505"]),
        "long_method" => is(&["400", "414", "431"]),
        "long_uri" => is(&["414", "431"]),
        "many_headers" | "huge_header" => is(&["431", "400"]),
        "obs_fold" => is(&["400", "200"]),
        "traversal" | "traversal_enc" | "traversal_bs" | "nul_path" => {
            is(&["400", "404"]) && !answer.contains("root:")
        }
        "traversal_dbl" | "dot_git" | "trailing_dot" => is(&["404"]),
        "cache_deception" => is(&["404"]) && !answer.contains("text/css"),
        "range_many" => is(&["200", "302", "416"]) && answer.len() < 65_536,
        "range_overflow" => is(&["200", "302", "416"]),
        "cl_te" => is(&["400"]) || statuses.len() == 1,
        "te_te" => is(&["400", "501"]),
        "cl_huge" => is(&["400", "413"]),
        "cl_10gb" => is(&["413"]),
        "chunk_ext" | "chunk_drip_ext" => is(&["400", "413"]),
        // As good as no token at all: what is refused is the body.
        "trailers" => is(&["400", "415"]),
        "expect100" => is(&["413", "417"]),
        "gzip_bomb" => is(&["413", "415"]),
        "override" => is(&["405"]),
        "trace" => is(&["405"]) && !answer.contains("CANARY"),
        "auth_two" => is(&["400", "401"]),
        "auth_comma" | "auth_basic" => is(&["401"]),
        "pipelined" => statuses.len() > 100 && statuses.iter().all(|one| *one == "200"),
        "json_as_text" => is(&["415"]),
        "origin_evil" => !answer.to_lowercase().contains("access-control-allow") && is(&["403"]),
        other => panic!("`{other}` is new: say what it must get"),
    }
}

#[test]
fn raw_attacks_get_what_their_list_says_and_the_service_goes_on() {
    let Some(folder) = shared("attack/own-http") else {
        return;
    };
    let list = fs::read(folder.join("EXPECT.json")).expect("EXPECT.json");
    let expected: BTreeMap<String, String> = serde_json::from_slice(&list).expect("a table");
    let service = Listening::start(&help());
    let mut wrong = Vec::new();
    for (name, wanted) in &expected {
        let request = fs::read(folder.join(format!("{name}.raw"))).expect("a case");
        let answer = service.ask(&request);
        if !fits(name, &answer) {
            wrong.push(format!("{name}: wanted {wanted}, got {}", said(&answer)));
        }
        assert_eq!(
            said(&service.ask(get("/healthz", "").as_bytes())),
            "200 -",
            "after {name}"
        );
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(expected.len(), 51);
}
