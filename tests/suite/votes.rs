//! Helpful votes over HTTP: one a viewer and language, changed by voting again.

use axum::http::{Method, StatusCode};

use crate::harness::{Answer, Client, HelpCenter};

fn help() -> HelpCenter {
    HelpCenter::new()
        .file("en/a.md", "---\nid: KB-000001\ntitle: A\n---\nText.\n")
        .file("es/a.md", "---\nid: KB-000001\ntitle: A\n---\nTexto.\n")
}

const FEEDBACK: &str = "/api/v1/support/kb/articles/KB-000001/feedback";

#[test]
fn a_vote_counts_once_is_changed_and_is_taken_back() {
    let service = help().serve();
    let reader = service.anonymous();
    let body = |client: &crate::harness::Client<'_>, json| client.post(FEEDBACK, json).text();
    insta::assert_snapshot!(body(&reader, r#"{"helpful": true}"#), @r#"{"article":"KB-000001","language":"en","helpful":true,"helpful_count":1,"not_helpful_count":0}"#);
    insta::assert_snapshot!(body(&reader, r#"{"helpful": true}"#), @r#"{"article":"KB-000001","language":"en","helpful":true,"helpful_count":1,"not_helpful_count":0}"#);
    insta::assert_snapshot!(body(&reader, r#"{"helpful": false, "reason": "unclear", "comment": "Step 2?"}"#), @r#"{"article":"KB-000001","language":"en","helpful":false,"helpful_count":0,"not_helpful_count":1}"#);
    insta::assert_snapshot!(body(&service.anonymous(), r#"{"helpful": true}"#), @r#"{"article":"KB-000001","language":"en","helpful":true,"helpful_count":1,"not_helpful_count":1}"#);
    insta::assert_snapshot!(reader.delete(FEEDBACK).text(), @r#"{"article":"KB-000001","language":"en","helpful_count":1,"not_helpful_count":0}"#);
    let article = service
        .anonymous()
        .get("/api/v1/support/kb/articles/KB-000001")
        .json();
    assert_eq!(article["article"]["helpful_count"], 1);
    assert_eq!(article["article"]["helpfulness_percentage"], 100);
    let spanish = service
        .anonymous()
        .get("/api/v1/support/kb/articles/KB-000001?lang=es")
        .json();
    assert_eq!(spanish["article"]["helpful_count"], 0);
}

#[test]
fn a_signed_in_person_has_one_vote_on_every_device() {
    let service = help().serve();
    for _ in 0..3 {
        let device = service.sign_in_as("customer", "maria");
        device.post(FEEDBACK, r#"{"helpful": true}"#);
    }
    let other = service
        .sign_in_as("customer", "josé")
        .post(FEEDBACK, r#"{"helpful": true}"#);
    assert_eq!(other.json()["helpful_count"], 2);
}

#[test]
fn a_form_without_scripts_leads_back_to_the_page() {
    let service = help().serve();
    let reader = service.anonymous();
    let answer = reader.post_form(&format!("{FEEDBACK}?lang=es"), "helpful=true");
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/es/a/#_thanks");
    let cookie = answer.header("set-cookie").to_owned();
    for wanted in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(wanted), "{cookie}");
    }
    let count = service
        .anonymous()
        .get("/api/v1/support/kb/articles/KB-000001?lang=es")
        .json();
    assert_eq!(count["article"]["helpful_count"], 1);
}

#[test]
fn a_form_without_scripts_asks_why_an_article_did_not_help() {
    let service = help().serve();
    let reader = service.anonymous();
    let path = format!("{FEEDBACK}?lang=es");
    let answer = reader.post_form(&path, "helpful=false");
    assert_eq!(answer.header("location"), "/es/a/#_why");
    let page = reader.get("/es/a/").text();
    assert!(page.contains(r#"<form id="_why""#), "{page}");
    // The second form changes the vote of the first, even if nothing is chosen in it.
    for (form, place) in [
        ("helpful=false&comment=", "#_thanks"),
        (
            "helpful=false&reason=outdated&comment=El+bot%C3%B3n+ya+no+est%C3%A1",
            "#_thanks",
        ),
    ] {
        let answer = reader.post_form(&path, form);
        assert_eq!(
            answer.header("location"),
            format!("/es/a/{place}"),
            "{form}"
        );
    }
    let counts = service
        .anonymous()
        .get("/api/v1/support/kb/articles/KB-000001?lang=es")
        .json();
    assert_eq!(counts["article"]["not_helpful_count"], 1);
}

#[test]
fn what_is_no_vote_is_refused_with_a_reason() {
    let service = help().serve();
    let reader = service.anonymous().reading("es-MX");
    let refused = reader.post(FEEDBACK, r#"{"helpful": true, "reason": "boring"}"#);
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let body = refused.json();
    assert_eq!(body["type"], "urn:ayuda:problem:invalid-value");
    assert_eq!(body["title"], "Hay valores que no se pueden usar");
    assert_eq!(
        body["errors"][0]["message"],
        "puede ser: outdated, unclear, incomplete, wrong, not_my_question, other"
    );
    let status = |body: &str| reader.post(FEEDBACK, body).status.as_u16();
    assert_eq!(status("{}"), 400);
    assert_eq!(status("{\"helpful\": 1}"), 400);
    assert_eq!(status("no json"), 400);
    assert_eq!(
        status(&format!(
            "{{\"helpful\": true, \"comment\": {:?}}}",
            "x".repeat(2_001)
        )),
        400
    );
    assert_eq!(
        status(&format!(
            "{{\"helpful\": true, \"comment\": {:?}}}",
            "x".repeat(70_000)
        )),
        413
    );
    let plain = reader.send(
        axum::http::Method::POST,
        FEEDBACK,
        &[("content-type", "text/plain")],
        "x",
    );
    assert_eq!(plain.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[test]
fn pages_of_other_sites_cannot_vote() {
    let service = help().serve();
    let cross = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let reader = service.anonymous();
    let answer = reader.send(axum::http::Method::POST, FEEDBACK, &cross, "helpful=false");
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.json()["type"], "urn:ayuda:problem:cross-site");
}

#[test]
fn a_major_edit_starts_the_count_anew_for_its_language() {
    let help = help();
    help.commit("2026-01-01T00:00:00Z");
    let service = help.serve();
    let spanish = format!("{FEEDBACK}?lang=es");
    let counts = || {
        ["en", "es"].map(|lang| {
            let path = format!("/api/v1/support/kb/articles/KB-000001?lang={lang}");
            let article = service.anonymous().get(&path).json();
            article["article"]["helpful_count"]
                .as_u64()
                .expect("a count")
        })
    };
    let reader = service.anonymous();
    reader.post(FEEDBACK, r#"{"helpful": true}"#);
    reader.post(&spanish, r#"{"helpful": true}"#);
    assert_eq!(counts(), [1, 1]);

    let edit = |impact: &str, text: &str| {
        let text = format!("---\nid: KB-000001\ntitle: A\n{impact}---\n{text}\n");
        help.write("en/a.md", text);
        service.publish(&help);
    };
    edit("impact: minor\n", "Other text.");
    assert_eq!(counts(), [1, 1], "a minor edit");
    edit("impact: major\n", "Another text altogether.");
    assert_eq!(counts(), [0, 1], "a major edit, not even committed");
    help.commit("2026-01-02T00:00:00Z");
    service.publish(&help);
    assert_eq!(counts(), [0, 1], "the same, committed");
    assert_eq!(
        reader.post(FEEDBACK, r#"{"helpful": true}"#).json()["helpful_count"],
        1
    );
    edit("", "Another text, altogether.");
    help.commit("2026-01-03T00:00:00Z");
    service.publish(&help);
    assert_eq!(counts(), [1, 1], "a minor edit after it");

    // The file is moved: the votes go with the id, and the major edit with the history.
    help.remove("en/a.md");
    let moved = "---\nid: KB-000001\ntitle: A\nslug: moved\n---\nAnother text, altogether.\n";
    help.write("en/deep/b.md", moved);
    help.commit("2026-01-04T00:00:00Z");
    service.publish(&help);
    assert_eq!(counts(), [1, 1], "moved");
    // A service that starts anew knows nothing but what is kept and committed.
    drop(service);
    let service = help.serve();
    let path = "/api/v1/support/kb/articles/KB-000001";
    let article = service.anonymous().get(path).json();
    assert_eq!(article["article"]["helpful_count"], 1);
    let withdrawn = service.anonymous().delete(FEEDBACK);
    assert_eq!(withdrawn.json()["helpful_count"], 1);
}

const VIEWS: &str = "/api/v1/support/kb/articles/KB-000001/views";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

#[test]
fn views_of_people_are_counted_once_a_visit() {
    let service = help()
        .file("en/b.md", "---\nid: KB-000002\ntitle: B\n---\nText.\n")
        .serve();
    let count = |id: &str| {
        let path = format!("/api/v1/support/kb/articles/{id}");
        service.anonymous().get(&path).json()["article"]["view_count"].clone()
    };
    let view = |client: &Client<'_>, headers: &[(&str, &str)], body: &str| {
        let answer = client.send(Method::POST, VIEWS, headers, body);
        assert_eq!(answer.header("cache-control"), "private, no-store");
        assert_eq!(
            answer.header("set-cookie"),
            "",
            "nobody gets a cookie for reading"
        );
        answer.status.as_u16()
    };
    let browser = ("user-agent", FIREFOX);
    let json = ("content-type", "application/json");
    let reader = service.anonymous().at("192.0.2.1");
    assert_eq!(view(&reader, &[browser], ""), 204);
    assert_eq!(
        view(
            &reader,
            &[browser, json],
            r#"{"query": "roof", "url": "/x"}"#
        ),
        204
    );
    assert_eq!(count("KB-000001"), 1, "the same visit");
    // As `navigator.sendBeacon` sends a text.
    let beacon = ("content-type", "text/plain;charset=UTF-8");
    let other = service.anonymous().at("192.0.2.2");
    assert_eq!(view(&other, &[browser, beacon], r#"{"query": null}"#), 204);
    assert_eq!(
        view(&service.sign_in_as("customer", "maria"), &[browser], ""),
        204
    );
    assert_eq!(
        view(
            &service.sign_in_as("customer", "maria").at("192.0.2.9"),
            &[browser],
            ""
        ),
        204
    );
    assert_eq!(count("KB-000001"), 3);

    let robot = ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)");
    let third = service.anonymous().at("192.0.2.3");
    assert_eq!(view(&third, &[robot], ""), 204);
    assert_eq!(view(&third, &[], ""), 204);
    for ahead in [
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-moz", "prefetch"),
    ] {
        assert_eq!(view(&third, &[browser, ahead], ""), 204);
    }
    assert_eq!(
        count("KB-000001"),
        3,
        "neither robots nor what is fetched ahead"
    );

    let answer = |headers: &[(&str, &str)], body: &str| {
        third
            .send(Method::POST, VIEWS, headers, body)
            .status
            .as_u16()
    };
    assert_eq!(answer(&[browser, json], "no json"), 400);
    assert_eq!(answer(&[browser, json], "[]"), 400);
    assert_eq!(answer(&[browser, json], r#"{"query": 1}"#), 400);
    assert_eq!(
        answer(
            &[browser, json],
            &format!("{{\"query\": \"{}\"}}", "x".repeat(257))
        ),
        400
    );
    assert_eq!(
        answer(
            &[browser, json],
            &format!("{{\"url\": \"{}\"}}", "x".repeat(2_049))
        ),
        400
    );
    assert_eq!(answer(&[browser, ("content-type", "text/html")], "{}"), 415);
    assert_eq!(answer(&[browser, json], &" ".repeat(70_000)), 413);
    assert_eq!(count("KB-000001"), 3, "what was refused");

    let absent = VIEWS.replace("KB-000001", "KB-000009");
    assert_eq!(
        third.send(Method::POST, &absent, &[browser], "").status,
        404
    );
    let sorted = |sort: &str| {
        let path = format!("/api/v1/support/kb/articles?sort={sort}");
        let list = service.anonymous().get(&path).json();
        let articles = list["articles"].as_array().expect("a list").clone();
        articles
            .iter()
            .map(|one| one["id"].as_str().expect("an id").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(sorted("popular"), ["KB-000001", "KB-000002"]);
    let more = VIEWS.replace("KB-000001", "KB-000002");
    for n in 0..4 {
        let client = service.anonymous().at(&format!("198.51.100.{n}"));
        client.send(Method::POST, &more, &[browser], "");
    }
    assert_eq!(sorted("popular"), ["KB-000002", "KB-000001"]);
    assert_eq!(sorted("title"), ["KB-000001", "KB-000002"]);
}

#[test]
fn an_answer_with_counts_is_another_one_when_they_change() {
    let service = help().serve();
    let path = "/api/v1/support/kb/articles/KB-000001";
    let tag = |answer: &Answer| answer.header("etag").to_owned();
    let first = service.anonymous().get(path);
    let known = tag(&first);
    let same = service
        .anonymous()
        .get_with(path, &[("if-none-match", &known)]);
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);
    let reader = service.anonymous();
    reader.send(Method::POST, VIEWS, &[("user-agent", FIREFOX)], "");
    let next = service
        .anonymous()
        .get_with(path, &[("if-none-match", &known)]);
    assert_eq!(next.status, StatusCode::OK);
    assert_eq!(
        next.header("cache-control"),
        "public, max-age=0, must-revalidate"
    );
    assert_ne!(tag(&next), known);
}

#[test]
fn where_nothing_can_be_written_a_reader_is_told_to_come_back_and_pages_go_on() {
    let service = help().serve();
    let reader = service.anonymous().reading("es");
    reader.post(FEEDBACK, r#"{"helpful": true}"#);
    service.close_database();
    let view = ("user-agent", FIREFOX);
    let refused = [
        reader.post(FEEDBACK, r#"{"helpful": false}"#),
        reader.delete(FEEDBACK),
        reader.send(Method::POST, VIEWS, &[view], ""),
    ];
    for answer in refused {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.header("retry-after"), "5");
        assert_eq!(answer.json()["type"], "urn:ayuda:problem:busy");
        assert_eq!(
            answer.json()["detail"],
            "Por ahora no se puede escribir nada, y de esto no se guardó nada. Envíalo otra vez en unos segundos."
        );
    }
    let article = reader.get("/api/v1/support/kb/articles/KB-000001");
    assert_eq!(article.json()["article"]["helpful_count"], 1);
    assert_eq!(article.json()["article"]["view_count"], 0);
}
