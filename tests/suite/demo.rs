//! The demo app of `serve --demo`: where it is, what it may load, and whom it hands tokens to.

use std::collections::BTreeSet;
use std::fs;

use axum::http::Method;

use crate::commands::{Running, run, said};
use crate::harness::{Answer, HelpCenter, repository};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; media-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const SCREENS: [&str; 12] = [
    "/demo",
    "/demo/",
    "/demo/estimates",
    "/demo/estimates/42",
    "/demo/schedule",
    "/demo/daily-logs",
    "/demo/time",
    "/demo/change-orders",
    "/demo/purchase-orders",
    "/demo/invoices",
    "/demo/settings?tab=team",
    "/demo/not/a/screen/yet",
];

fn help(settings: &str) -> HelpCenter {
    let article =
        |id: &str, gate: &str| format!("---\nid: {id}\ntitle: {id}\nvisibility: {gate}\n---\nA.\n");
    HelpCenter::new()
        .settings(&format!(
            "roles = [\"owner\", \"pm\", \"field\", \"admin\"]\nplans = [\"starter\", \"business\"]\n{settings}"
        ))
        .file("en/open.md", article("KB-000001", "public"))
        .file("en/closed.md", article("KB-000002", "customer\nroles: [owner]\nplans: [business]"))
        .file("en/inside.md", article("KB-000003", "internal"))
}

fn token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["token"].as_str().expect("a token").to_owned()
}

#[test]
fn without_the_option_nobody_is_handed_a_token() {
    let service = help("").serve();
    for client in [service.anonymous(), service.sign_in("internal")] {
        let below = [
            "/demo/_/app.js",
            "/demo/_/token",
            "/demo/_/token?as=owner",
            "/demo?hostile&across",
        ];
        for path in SCREENS.iter().chain(&below) {
            let asked = *path;
            let path = path.split('?').next().expect("a path");
            // An address as long, since the page says which one it is.
            let other = format!("/{}", "n".repeat(path.len() - 1));
            let (status, headers, body) = client.get(asked).comparable();
            let absent = client.get(&other).comparable();
            assert_eq!(absent.0, 404);
            let body = body.replace(&format!(">{path}<"), &format!(">{other}<"));
            assert_eq!((status, headers, body), absent, "{path}");
        }
    }
}

#[test]
fn every_address_below_is_the_app_and_all_others_are_as_they_were() {
    let plain = help("").serve();
    let demo = help("").serve().with_demo();
    let page = demo.anonymous().get("/demo/");
    assert!(page.text().contains("src=\"/demo/_/app.js\""));
    assert!(page.text().contains("src=\"/widget.js\" async"));
    for path in SCREENS {
        let answer = demo.anonymous().get(path);
        assert_eq!(
            (answer.status.as_u16(), answer.media_type()),
            (200, "text/html; charset=utf-8")
        );
        assert_eq!(answer.text(), page.text(), "{path}");
    }
    for path in ["/demo/_/nothing.js", "/demo/_/", "/demo/_/../token"] {
        let answer = demo.anonymous().get(path);
        assert!(!answer.text().contains("token\":"), "{path}");
    }
    assert_eq!(demo.anonymous().get("/demo/_/nothing.js").status, 404);
    for path in [
        "/en/",
        "/en/open/",
        "/en/inside/",
        "/demos",
        "/nowhere",
        "/api/v1/support/kb/articles",
    ] {
        let [demo, plain] =
            [&demo, &plain].map(|service| service.anonymous().get(path).comparable());
        assert_eq!(demo, plain, "{path}");
    }
}

#[test]
fn it_lies_below_the_path_of_the_base_url() {
    let service = help("base_url = \"https://obra.example/help\"\n")
        .serve()
        .with_demo();
    let page = service.anonymous().get("/help/demo/estimates/42").text();
    for part in [
        "src=\"/help/demo/_/app.js\"",
        "src=\"/help/widget.js\"",
        "data-demo=\"/help/demo\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(service.anonymous().get("/demo/").status, 404);
    let across = service.anonymous().get("/help/demo/?across").text();
    assert!(
        across.contains("src=\"https://obra.example/help/widget.js\""),
        "{across}"
    );
}

#[test]
fn its_policy_is_that_of_a_strict_host_app() {
    let service = help("base_url = \"https://help.obra.example\"\n")
        .serve()
        .with_demo();
    let client = service.anonymous();
    for path in [
        "/demo/",
        "/demo/estimates?hostile",
        "/demo/_/app.js",
        "/demo/_/token?as=owner",
    ] {
        let answer = client.get(path);
        assert_eq!(answer.header("content-security-policy"), POLICY, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    }
    let across = client.get("/demo/estimates?across");
    assert_eq!(
        across.header("content-security-policy"),
        "default-src 'none'; script-src 'self' https://help.obra.example; style-src 'self'; connect-src 'self' https://help.obra.example; img-src 'self' https://help.obra.example; media-src 'self' https://help.obra.example; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    for path in ["/demo/", "/demo/?hostile"] {
        let page = client.get(path).text();
        assert_eq!(page.contains("hostile"), path.contains("hostile"));
        for inline in [
            "<style",
            "style=",
            "<script>",
            "onload",
            "javascript:",
            "{{",
        ] {
            assert!(!page.contains(inline), "{path} has {inline}");
        }
    }
}

#[test]
fn whatever_the_page_loads_is_there() {
    let service = help("").serve().with_demo();
    let mut waiting = vec![service.anonymous().get("/demo/?hostile").text()];
    let mut asked = BTreeSet::new();
    while let Some(text) = waiting.pop() {
        let absolute = text.split('"').filter(|part| part.starts_with("/demo/_/"));
        let beside = text.split('"').filter_map(|part| part.strip_prefix("./"));
        let photos = text.split("photo(\"").skip(1);
        let photos =
            photos.filter_map(|rest| Some(format!("/demo/_/{}.svg", rest.split('"').next()?)));
        let found = absolute
            .map(ToOwned::to_owned)
            .chain(beside.map(|name| format!("/demo/_/{name}")))
            .chain(photos);
        for path in found.collect::<Vec<_>>() {
            if asked.insert(path.clone()) {
                let answer = service.anonymous().get(&path);
                assert_eq!(answer.status, 200, "{path}");
                waiting.push(answer.text());
            }
        }
    }
    let asked: Vec<String> = asked.into_iter().collect();
    insta::assert_snapshot!(asked.join("\n"), @"
    /demo/_/app.css
    /demo/_/app.js
    /demo/_/build.js
    /demo/_/concrete.svg
    /demo/_/framing.svg
    /demo/_/help.js
    /demo/_/hostile.css
    /demo/_/hostile.js
    /demo/_/icons.js
    /demo/_/kitchen.svg
    /demo/_/money.js
    /demo/_/obra.svg
    /demo/_/office.js
    /demo/_/screens.css
    /demo/_/site.js
    ");
}

#[test]
fn people_of_the_demo_are_customers_at_most() {
    let service = help("").serve().with_demo();
    let client = service.anonymous();
    for (person, sees_closed) in [
        ("owner", true),
        ("pm", false),
        ("field", false),
        ("admin", false),
        ("small", false),
    ] {
        let answer = client.get(&format!(
            "/demo/_/token?as={person}&visibility=internal&roles=owner"
        ));
        let reader = service.with_token(&token(&answer));
        let status = |id: &str| {
            let path = format!("/api/v1/support/kb/articles/{id}");
            reader.get(&path).status.as_u16()
        };
        let closed = if sees_closed { 200 } else { 404 };
        let seen = ["KB-000001", "KB-000002", "KB-000003"].map(status);
        assert_eq!(seen, [200, closed, 404], "{person}");
    }
    for nobody in [
        "",
        "internal",
        "staff",
        "customer:owner",
        "owner@business",
        "OWNER",
    ] {
        let answer = client.get(&format!("/demo/_/token?as={nobody}"));
        assert_eq!(answer.status, 400, "{nobody}");
    }
    let refused = ["en", "es"].map(|language| {
        let path = format!("/demo/_/token?as=boss&lang={language}");
        client.get(&path).json()["detail"].to_string()
    });
    insta::assert_snapshot!(refused.join("\n"), @r#"
    "nobody is called `boss` here; `as` is one of `owner`, `pm`, `field`, `admin`, `small`"
    "aquí nadie se llama `boss`; `as` es uno de `owner`, `pm`, `field`, `admin`, `small`"
    "#);
}

#[test]
fn a_token_of_the_demo_ends_when_it_is_told_to() {
    let service = help("").serve().with_demo();
    let client = service.anonymous();
    let of = |seconds: &str| client.get(&format!("/demo/_/token?as=owner&for={seconds}"));
    let status = |seconds: &str| {
        let reader = service.with_token(&token(&of(seconds)));
        reader.get("/api/v1/support/kb/articles").status.as_u16()
    };
    // Clocks may differ by a minute.
    let fates = ["43200", "1", "-30", "-61", "-86400"].map(status);
    assert_eq!(fates, [200, 200, 200, 401, 401]);
    for wrong in ["43201", "-86401", "", "1.5", "soon", "99999999999999999999"] {
        assert_eq!(of(wrong).status, 400, "{wrong}");
    }
    let why = of("soon").json()["detail"].to_string();
    insta::assert_snapshot!(why, @r#""`for` is a number of seconds between -86400 and 43200; below zero, the token has ended already""#);
}

#[test]
fn pages_of_others_are_handed_no_token() {
    let app = "http://localhost:3000";
    let settings = format!("[service]\nallowed_origins = [\"{app}\"]\n");
    let service = help(&settings).serve().with_demo();
    let client = service.anonymous();
    let path = "/demo/_/token?as=owner";
    for (sender, status) in [
        ("same-origin", 200),
        ("none", 200),
        ("same-site", 403),
        ("cross-site", 403),
        ("?", 403),
    ] {
        let answer = client.get_with(path, &[("sec-fetch-site", sender), ("origin", app)]);
        assert_eq!(answer.status, status, "{sender}");
        for (name, _) in &answer.headers {
            assert!(!name.as_str().starts_with("access-control-"), "{name}");
        }
    }
    let asked_before = [("origin", app), ("access-control-request-method", "GET")];
    let answer = client.send(Method::OPTIONS, path, &asked_before, "");
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("access-control-allow-origin"), "");
    // What a proxy passes on is not from this machine, whatever host it names.
    for header in [
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-real-ip",
    ] {
        for path in [path, "/demo/", "/demo/_/app.js"] {
            assert_eq!(
                client.get_with(path, &[(header, "203.0.113.7")]).status,
                421
            );
        }
        assert_eq!(
            client
                .get_with("/en/open/", &[(header, "203.0.113.7")])
                .status,
            200
        );
    }
}

#[test]
fn it_is_for_this_machine_alone() {
    let help = help("");
    let open = run(
        &help.path("."),
        &["serve", "--demo", "--listen", "0.0.0.0:0"],
    );
    assert_eq!(open.status.code(), Some(2));
    insta::assert_snapshot!(said(&open), @"error: `0.0.0.0:0` can be reached from other machines: the demo hands a token to whoever asks; add `--listen 127.0.0.1:8080`, or leave `--demo` out");
    let running = Running::start_with(&help.path("."), &["serve", "--demo"]);
    assert!(running.get("/demo/").starts_with("HTTP/1.1 200"));
    assert!(running.get("/demo/_/token?as=pm").contains("\"token\":\""));
    let as_host = |host: &str, path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = running.ask(&request);
        answer.lines().next().unwrap_or_default().to_owned()
    };
    for path in ["/demo/", "/demo/_/token?as=pm", "/demo/_/app.js"] {
        for host in ["localhost", "localhost:9", "127.0.0.1", "[::1]:9"] {
            assert_eq!(as_host(host, path), "HTTP/1.1 200 OK", "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "evil.example:127.0.0.1",
            "",
        ] {
            assert_eq!(
                as_host(host, path),
                "HTTP/1.1 421 Misdirected Request",
                "{host}"
            );
        }
    }
    // The help itself may have any name.
    assert_eq!(as_host("help.example.com", "/en/open/"), "HTTP/1.1 200 OK");
}

#[test]
fn where_there_are_public_keys_alone_the_switch_says_so() {
    let public = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n-----END PUBLIC KEY-----\n";
    let help = help("[identity]\nalgorithm = \"ES256\"\nkey_file = \"public.pem\"\n");
    fs::write(help.path("public.pem"), public).expect("a key");
    let service = help.serve().with_demo();
    let client = service.anonymous();
    assert!(client.get("/demo/").text().contains("data-signs=\"no\""));
    let answer = client.get("/demo/_/token?as=owner");
    assert_eq!(answer.status, 409);
    insta::assert_snapshot!(answer.json()["detail"].to_string(), @r#""this service holds public keys alone and cannot sign a token; to try the demo, start it with AYUDA_IDENTITY__KEY_FILE naming a private key""#);
}

/// What the screens name, the sample help center knows, and the tours find all that they point at.
#[test]
fn its_terms_and_tours_are_those_of_the_sample() {
    let folder = repository("src/http/demo");
    let sources = ["app.js", "money.js", "office.js", "site.js"];
    let sources = sources.map(|name| fs::read_to_string(folder.join(name)).expect("a source"));
    let named = |marks: &[&str]| -> BTreeSet<String> {
        let all = marks.iter().flat_map(|mark| {
            let parts = sources.iter().flat_map(|text| text.split(*mark).skip(1));
            parts.filter_map(|rest| rest.split('"').next())
        });
        all.map(ToOwned::to_owned).collect()
    };
    let (terms, targets) = (named(&["word(\"", "term: \""]), named(&["tour: \""]));
    assert!(
        terms.len() > 30 && targets.len() > 40,
        "{terms:?} {targets:?}"
    );
    for language in ["en", "es"] {
        let content = repository("content").join(language);
        let known = fs::read_to_string(content.join("_terms.toml")).expect("terms");
        let unknown: Vec<&String> = terms
            .iter()
            .filter(|term| !known.contains(&format!("[\"{term}\"]")))
            .collect();
        assert!(unknown.is_empty(), "{language}: {unknown:?}");
        let shown = [
            "estimating",
            "scheduling",
            "daily-logs",
            "time-tracking",
            "change-orders",
            "purchase-orders",
            "invoicing",
            "team",
        ];
        let pointed: BTreeSet<String> = shown
            .iter()
            .map(|tour| {
                fs::read_to_string(content.join(format!("_tours/{tour}.md"))).expect("a tour")
            })
            .flat_map(|text| {
                let parts = text.split("{target=\"").skip(1);
                parts
                    .filter_map(|rest| rest.split('"').next().map(ToOwned::to_owned))
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(targets, pointed, "{language}");
    }
}
