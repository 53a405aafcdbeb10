//! Helpful votes over HTTP: one a viewer and language, changed by voting again.

use axum::http::StatusCode;

use crate::harness::HelpCenter;

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
    assert_eq!(answer.header("location"), "/es/a/#thanks");
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
