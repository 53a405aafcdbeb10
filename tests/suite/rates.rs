//! Rate limits: a person by name, everybody else by address.

use crate::harness::{Answer, HelpCenter, Service};

const FEEDBACK: &str = "/api/v1/support/kb/articles/KB-1/feedback";
const VOTE: &str = r#"{"helpful": true}"#;

/// So few that a test can use them up, so slow that none comes back meanwhile.
fn service(more: &str) -> Service {
    let settings = format!(
        "[service]\nwrites_per_minute = 2\nsearches_per_minute = 3\nrequests_per_minute = 4\n{more}"
    );
    HelpCenter::new()
        .file("en/a.md", "---\nid: KB-1\ntitle: A\n---\nText.\n")
        .settings(&settings)
        .serve()
}

fn limit(answer: &Answer) -> String {
    let (policy, left) = (
        answer.header("ratelimit-policy"),
        answer.header("ratelimit"),
    );
    format!("{} {policy} {left}", answer.status.as_u16())
}

#[test]
fn one_request_too_many_is_refused_with_what_to_do() {
    let service = service("");
    let reader = service.anonymous().at("192.0.2.1").reading("es");
    let said: Vec<String> = (0..2)
        .map(|_| limit(&reader.post(FEEDBACK, VOTE)))
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    200 "writes";q=2;w=60 "writes";r=1;t=30
    200 "writes";q=2;w=60 "writes";r=0;t=60
    "#);
    let refused = reader.post(FEEDBACK, VOTE);
    let wait: u64 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(refused.header("cache-control"), "private, no-store");
    let body = refused.json();
    assert_eq!(body["type"], "urn:ayuda:problem:too-many-requests");
    insta::assert_snapshot!(body["detail"].as_str().expect("words"), @"Se pidió más en un minuto de lo que puede pedir un lector. Espera los segundos de `Retry-After` y continúa.");
    let english = service.anonymous().at("192.0.2.1").post(FEEDBACK, VOTE);
    insta::assert_snapshot!(english.json()["detail"].as_str().expect("words"), @"More was asked in a minute than one reader may ask. Wait for the seconds in `Retry-After`, then go on.");
    // Only what was asked too often is refused.
    assert_eq!(reader.get("/api/v1/support/search?q=a").status, 200);
    assert_eq!(reader.get("/api/v1/support/kb/articles/KB-1").status, 200);
}

#[test]
fn a_cookie_that_is_thrown_away_buys_no_votes() {
    let service = service("");
    let votes = |address: &str| {
        (0..3)
            .map(|_| {
                service
                    .anonymous()
                    .at(address)
                    .post(FEEDBACK, VOTE)
                    .status
                    .as_u16()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(votes("192.0.2.1"), [200, 200, 429]);
    assert_eq!(votes("192.0.2.2"), [200, 200, 429]);
    assert_eq!(votes("2001:db8:1:2::1"), [200, 200, 429]);
    assert_eq!(
        votes("2001:db8:1:2:ffff::1"),
        [429, 429, 429],
        "the same subscriber"
    );
    assert_eq!(votes("2001:db8:1:3::1"), [200, 200, 429]);
}

#[test]
fn a_person_counts_by_name_wherever_they_are() {
    let service = service("");
    let vote = |subject: &str, address: &str| {
        let person = service.sign_in_as("customer", subject).at(address);
        person.post(FEEDBACK, VOTE).status.as_u16()
    };
    assert_eq!(vote("maria", "192.0.2.1"), 200);
    assert_eq!(vote("maria", "192.0.2.2"), 200);
    assert_eq!(vote("maria", "192.0.2.3"), 429);
    assert_eq!(vote("josé", "192.0.2.3"), 200, "an office has one address");
    // A token that is wrong makes nobody somebody else.
    let forged = |n: usize| {
        let client = service.with_token(&format!("forged.{n}.x")).at("192.0.2.7");
        client.post(FEEDBACK, VOTE).status.as_u16()
    };
    assert_eq!([forged(1), forged(2), forged(3)], [401, 401, 429]);
}

#[test]
fn searches_and_everything_else_are_counted_apart() {
    let service = service("");
    let reader = service.anonymous().at("192.0.2.1");
    let get = |path: &str| reader.get(path).status.as_u16();
    assert_eq!(get("/api/v1/support/search?q=a"), 200);
    assert_eq!(get("/api/v1/support/suggest?q=a"), 200);
    assert_eq!(get("/en/search/?q=a"), 200);
    assert_eq!(get("/api/v1/support/kb/articles?q=a"), 429);
    assert_eq!(get("/api/v1/support/forum/similar?title=a"), 429);
    assert_eq!(get("/en/a/"), 200);
    assert_eq!(get("/api/v1/support/kb/articles"), 200);
    assert_eq!(get("/nowhere/"), 404);
    assert_eq!(get("/en/"), 200);
    assert_eq!(get("/en/"), 429);
    for _ in 0..9 {
        assert_eq!(get("/healthz"), 200);
    }
    let page = service.anonymous().at("192.0.2.2").get("/en/");
    assert_eq!(page.header("ratelimit"), "", "pages are for people");
}

#[test]
fn a_proxy_is_believed_only_where_the_settings_name_it() {
    let vote = |service: &Service, address: &str, header: &str| {
        let reader = service.anonymous().at(address);
        let headers = [
            ("content-type", "application/json"),
            ("x-forwarded-for", header),
        ];
        let answer = reader.send(axum::http::Method::POST, FEEDBACK, &headers, VOTE);
        answer.status.as_u16()
    };
    let service = service("trusted_proxies = [\"10.0.0.0/8\", \"192.0.2.99\"]\n");
    for reader in ["198.51.100.1", "198.51.100.2", "198.51.100.3"] {
        assert_eq!(
            vote(&service, "10.1.2.3", reader),
            200,
            "each reader has their own"
        );
    }
    // Made-up hops change nothing behind the proxy, and without one nothing at all.
    assert_eq!(vote(&service, "10.1.2.3", "1.1.1.1, 198.51.100.1"), 200);
    assert_eq!(
        vote(&service, "10.1.2.3", "2.2.2.2, 198.51.100.1, 192.0.2.99"),
        429
    );
    let direct =
        ["1.1.1.1", "2.2.2.2", "3.3.3.3"].map(|made_up| vote(&service, "203.0.113.5", made_up));
    assert_eq!(direct, [200, 200, 429]);
}

#[test]
fn settings_of_the_service_are_checked() {
    let help = HelpCenter::new();
    std::fs::write(
        help.path("ayuda.toml"),
        "[service]\ntrusted_proxies = [\"10.0.0.0/8\", \"proxy.example\"]\nwrites_per_minute = \"many\"\n",
    )
    .expect("settings");
    let loaded = ayuda::config::Config::load(&help.path("ayuda.toml"), true, std::iter::empty());
    let (config, said) = loaded.expect("settings");
    let said: Vec<&str> = said.iter().map(|one| one.code.name()).collect();
    assert_eq!(said, ["unknown-value", "wrong-shape"]);
    assert_eq!(config.service.trusted_proxies.len(), 1);
    assert_eq!(config.service.writes_per_minute, 120);
}
