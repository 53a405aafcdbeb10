//! Sessions: from a token to a cookie, what it opens, and how it ends.

use axum::http::Method;

use ayuda::gate::Viewer;
use ayuda::identity::Identity;

use crate::harness::{Client, HelpCenter, Service};

const SESSION: &str = "/api/v1/support/session";

fn help() -> HelpCenter {
    HelpCenter::new()
        .file("en/open.md", "---\nid: KB-000001\ntitle: Open\n---\nFor everybody.\n")
        .file("es/open.md", "---\nid: KB-000001\ntitle: Abierto\nslug: abierto\n---\nPara todos.\n")
        .file("en/closed.md", "---\nid: KB-000002\ntitle: Closed\nvisibility: customer\n---\nFor customers. ![A dot](dot.png)\n")
        .file("en/dot.png", crate::harness::dot("plain"))
        .file("en/vault/_index.md", "---\ntitle: Vault\nvisibility: internal\n---\n")
        .file("en/vault/deep.md", "---\nid: KB-000003\ntitle: Deep\n---\nFor staff.\n")
        .settings("base_url = \"https://help.example.com\"\n[service]\nallowed_origins = [\"https://app.example.com\"]\nsign_in_url = \"https://app.example.com/help?from=help\"\n")
}

/// The cookie that a signed-in person gets.
fn cookie(service: &Service, who: &str) -> String {
    let answer = service.sign_in(who).post(SESSION, "");
    assert_eq!(
        answer.status,
        204,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    let cookie = answer.header("set-cookie");
    cookie.split(';').next().unwrap_or_default().to_owned()
}

fn status(client: &Client<'_>, method: Method, path: &str, headers: &[(&str, &str)]) -> u16 {
    client.send(method, path, headers, "").status.as_u16()
}

#[test]
fn a_token_becomes_a_cookie_that_scripts_and_other_sites_do_not_get() {
    let service = help().serve();
    let answer = service.sign_in("customer:pm").post(SESSION, "");
    assert_eq!(answer.status, 204);
    let (name, rest) = answer
        .header("set-cookie")
        .split_once('=')
        .expect("a cookie");
    let (value, attributes) = rest.split_once("; ").expect("attributes");
    assert_eq!(name, "__Host-ayuda_session");
    // Its content is closed even to who has it.
    assert!(value.len() < 1_000 && !value.contains("customer"));
    insta::assert_snapshot!(attributes, @"HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=43200");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    for (headers, expected) in [
        (vec![], 401),
        (vec![("authorization", "Bearer a.b.c")], 401),
        (vec![("cookie", "__Host-ayuda_session=x")], 401),
    ] {
        let answer = service
            .anonymous()
            .send(Method::POST, SESSION, &headers, "");
        assert_eq!(answer.status.as_u16(), expected);
        assert_eq!(answer.header("set-cookie"), "");
    }
    // Without HTTPS a browser would refuse the `__Host-` name.
    let plain = HelpCenter::new().serve();
    let answer = plain.sign_in("internal").post(SESSION, "");
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("ayuda_session=") && !cookie.contains("Secure"),
        "{cookie}"
    );
}

#[test]
fn the_longest_names_fit_into_a_cookie() {
    let service = help().serve();
    let viewer = Viewer::from_who("customer:owner,pm,field,admin@enterprise").expect("a viewer");
    let mut identity = Identity::new(&"\u{1f9f1}".repeat(256), viewer);
    identity.org = Some("\u{1f3d7}".repeat(256));
    identity.name = Some("\"".repeat(256));
    let token = service.app.tokens.sign(&identity, service.app.clock.now());
    let started = service
        .with_token(&token.expect("a token"))
        .post(SESSION, "");
    assert_eq!(
        started.status,
        204,
        "{}",
        String::from_utf8_lossy(&started.body)
    );
    let cookie = started.header("set-cookie");
    assert!((3_000..4_096).contains(&cookie.len()), "{}", cookie.len());
    let cookie = cookie.split(';').next().expect("a cookie");
    let page = service
        .anonymous()
        .get_with("/en/closed/", &[("cookie", cookie)]);
    assert_eq!(page.status, 200);
}

#[test]
fn a_session_opens_on_the_api_what_its_token_opens() {
    let service = help().serve();
    let (visitor, staff) = (service.anonymous(), service.sign_in("internal"));
    let cookie = cookie(&service, "internal");
    for path in [
        "/api/v1/support/kb/articles",
        "/api/v1/support/kb/articles/KB-000003",
        "/api/v1/support/kb/categories",
        "/api/v1/support/search?q=staff",
        "/api/v1/support/suggest?q=de",
        "/en/search/?q=staff",
        "/en/search/",
        "/en/vault/",
        "/en/vault/deep/",
        "/en/vault/deep.md",
        "/go/KB-000003",
    ] {
        let by_session = visitor.get_with(path, &[("cookie", &cookie)]);
        assert_eq!(
            by_session.comparable(),
            staff.get(path).comparable(),
            "{path}"
        );
        assert_eq!(
            by_session.header("cache-control"),
            "private, no-store",
            "{path}"
        );
        assert!(by_session.status.as_u16() < 400, "{path}");
    }
    // It is the same person: one vote, however they came.
    let path = "/api/v1/support/kb/articles/KB-000001/feedback";
    staff.post(path, "{\"helpful\": true}");
    let json = ("content-type", "application/json");
    let headers = [("cookie", cookie.as_str()), json];
    let voted = visitor.send(Method::POST, path, &headers, "{\"helpful\": false}");
    assert_eq!(voted.json()["helpful_count"], 0);
    assert_eq!(voted.json()["not_helpful_count"], 1);
    assert_eq!(
        voted.header("set-cookie"),
        "",
        "no second name for a known person"
    );
}

#[test]
fn a_bearer_token_goes_before_a_session() {
    let service = help().serve();
    let cookie = cookie(&service, "internal");
    let deep = "/api/v1/support/kb/articles/KB-000003";
    let customer = service.sign_in("customer");
    let with = |client: &Client<'_>, cookie: &str| {
        status(client, Method::GET, deep, &[("cookie", cookie)])
    };
    assert_eq!(with(&customer, &cookie), 404);
    assert_eq!(
        with(&service.sign_in("internal"), "__Host-ayuda_session=x"),
        200
    );
    assert_eq!(with(&service.with_token("x"), &cookie), 401);
    // A bad token is never passed over, on pages neither.
    for page in [
        "/en/vault/deep/",
        "/en/open/",
        "/en/search/",
        "/go/KB-000001",
    ] {
        let bad = service.with_token("x");
        assert_eq!(
            status(&bad, Method::GET, page, &[("cookie", &cookie)]),
            401,
            "{page}"
        );
    }
}

#[test]
fn public_pages_look_at_no_session_and_answers_say_what_they_depend_on() {
    let service = help().serve();
    let visitor = service.anonymous();
    let cookie = cookie(&service, "internal");
    for page in [
        "/en/",
        "/es/",
        "/en/open/",
        "/en/open.md",
        "/en/feed.xml",
        "/sitemap.xml",
        "/llms.txt",
    ] {
        for cookie in [cookie.as_str(), "__Host-ayuda_session=broken"] {
            let signed_in = visitor.get_with(page, &[("cookie", cookie)]);
            assert_eq!(
                signed_in.comparable(),
                visitor.get(page).comparable(),
                "{page}"
            );
        }
        assert!(
            !visitor.get(page).header("vary").contains("cookie"),
            "{page}"
        );
    }
    let varies = |path: &str| {
        let answer = visitor.get(path);
        let all = answer.headers.get_all("vary").iter();
        let all: Vec<&str> = all.map(|one| one.to_str().expect("a text")).collect();
        all.join(", ")
    };
    assert!(varies("/api/v1/support/kb/categories").contains("authorization, cookie"));
    assert!(varies("/en/search/?q=open").contains("authorization, cookie"));
}

#[test]
fn a_signed_in_reader_finds_what_public_lists_leave_out() {
    let service = help().serve();
    let page = |who: &str| {
        let cookie = cookie(&service, who);
        service
            .anonymous()
            .get_with("/en/search/", &[("cookie", &cookie)])
            .text()
    };
    let listed = |page: &str, url: &str| page.contains(&format!("<a href=\"{url}\">"));
    let (customer, staff) = (page("customer:pm"), page("internal"));
    assert!(listed(&customer, "/en/closed/") && !listed(&customer, "/en/vault/deep/"));
    assert!(listed(&staff, "/en/closed/") && listed(&staff, "/en/vault/deep/"));
    assert!(listed(&staff, "/en/vault/") && !listed(&customer, "/en/vault/"));
    let public = service.anonymous().get("/en/search/").text();
    assert!(!listed(&public, "/en/closed/") && !public.contains("Articles for you"));
    assert!(staff.contains("action=\"/en/sign-out/\"") && !public.contains("sign-out"));
}

#[test]
fn pictures_are_shown_to_who_may_read_what_shows_them() {
    let service = help().serve();
    let cookie = cookie(&service, "customer");
    let visitor = service.anonymous();
    let page = visitor
        .get_with("/en/closed/", &[("cookie", &cookie)])
        .text();
    let at = page.find("/media/").expect("a picture");
    let picture = page[at..].split(['"', ' ']).next().expect("an address");
    let shown = visitor.get_with(picture, &[("cookie", &cookie)]);
    assert_eq!(
        (shown.status.as_u16(), shown.media_type()),
        (200, "image/png")
    );
    assert_eq!(shown.header("cache-control"), "private, no-store");
    assert_eq!(visitor.get(picture).status, 404);
}

#[test]
fn a_session_that_is_over_is_a_401_on_the_api_and_nothing_on_pages() {
    let service = help().serve();
    let good = cookie(&service, "internal");
    let copied = good.clone();
    let visitor = service.anonymous();
    let (api, page) = ("/api/v1/support/kb/articles/KB-000003", "/en/vault/deep/");
    assert_eq!(visitor.get_with(page, &[("cookie", &good)]).status, 200);
    let ended = visitor.send(Method::DELETE, SESSION, &[("cookie", &good)], "");
    assert_eq!(ended.status, 204);
    insta::assert_snapshot!(ended.header("set-cookie"), @"__Host-ayuda_session=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0");
    let changed = good.replace("session=", "session=A");
    let renamed = good.replace("__Host-ayuda_session", "ayuda_session");
    for over in [
        copied.as_str(),
        &changed,
        "__Host-ayuda_session=",
        "__Host-ayuda_session=%00",
    ] {
        let answer = visitor.get_with(api, &[("cookie", over)]);
        assert_eq!(answer.status, 401, "{over}");
        assert_eq!(answer.json()["type"], "urn:ayuda:problem:session-ended");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        let shown = visitor.get_with(page, &[("cookie", over)]).comparable();
        assert_eq!(shown, visitor.get(page).comparable(), "{over}");
        let search = visitor
            .get_with("/en/search/?q=staff", &[("cookie", over)])
            .comparable();
        assert_eq!(
            search,
            visitor.get("/en/search/?q=staff").comparable(),
            "{over}"
        );
        // Signing out works however bad the session is.
        assert_eq!(
            status(&visitor, Method::DELETE, SESSION, &[("cookie", over)]),
            204
        );
    }
    // Under another name it is no session at all.
    let fresh = service.anonymous();
    assert_eq!(fresh.get_with(api, &[("cookie", &renamed)]).status, 404);
    assert_eq!(status(&fresh, Method::DELETE, SESSION, &[]), 204);
    assert_eq!(
        status(&service.with_token("x"), Method::DELETE, SESSION, &[]),
        401
    );
}

#[test]
fn a_button_signs_out_without_scripts() {
    let service = help().serve();
    let cookie = cookie(&service, "internal");
    let visitor = service.anonymous();
    let form = ("content-type", "application/x-www-form-urlencoded");
    let own = ("sec-fetch-site", "same-origin");
    let headers = [("cookie", cookie.as_str()), form, own];
    let answer = visitor.send(Method::POST, "/es/sign-out/", &headers, "");
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/es/")
    );
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    let page = visitor.get_with("/en/vault/deep/", &[("cookie", &cookie)]);
    assert_eq!(page.status, 404, "a copy of the cookie opens nothing");
    // Reading the address is like reading any that is not there.
    let missing = |path: &str| {
        let (status, _, body) = service.anonymous().get(path).comparable();
        (status, body.replace("sign-out", "sign-aut"))
    };
    assert_eq!(missing("/es/sign-out/"), missing("/es/sign-aut/"));
    assert_eq!(status(&visitor, Method::POST, "/fr/sign-out/", &[]), 404);
}

#[test]
fn pages_of_other_sites_write_nothing_in_a_reader_s_name() {
    let service = help().serve();
    let vote = "/api/v1/support/kb/articles/KB-000001/feedback";
    // Sec-Fetch-Site, Origin, and whether the request is let through.
    let cases = [
        ("same-origin", "https://help.example.com", true),
        ("none", "", true),
        ("cross-site", "https://app.example.com", true),
        ("same-site", "https://app.example.com", true),
        ("cross-site", "https://evil.example", false),
        ("same-site", "https://evil.example.com", false),
        ("cross-site", "null", false),
        ("cross-site", "", false),
        ("SAME-ORIGIN", "https://evil.example", false),
        // Browsers from before 2020 say where they come from, or nothing.
        ("", "https://help.example.com", true),
        ("", "https://app.example.com", true),
        ("", "https://app.example.com.evil.example", false),
        ("", "http://app.example.com", false),
        ("", "https://evil.example", false),
        ("", "null", false),
        ("", "", true),
    ];
    for (site, origin, allowed) in cases {
        let cookie = cookie(&service, "internal");
        let send = |method: Method, path: &str, body: &str| {
            let mut headers = vec![
                ("cookie", cookie.as_str()),
                ("content-type", "application/json"),
            ];
            headers.extend((!site.is_empty()).then_some(("sec-fetch-site", site)));
            headers.extend((!origin.is_empty()).then_some(("origin", origin)));
            service
                .anonymous()
                .send(method, path, &headers, body)
                .status
                .as_u16()
        };
        let expected = |fine: u16| if allowed { fine } else { 403 };
        let case = format!("{site:?} from {origin:?}");
        assert_eq!(
            send(Method::POST, vote, "{\"helpful\": true}"),
            expected(200),
            "{case}"
        );
        assert_eq!(send(Method::DELETE, vote, ""), expected(200), "{case}");
        assert_eq!(send(Method::POST, SESSION, ""), expected(401), "{case}");
        assert_eq!(
            send(Method::POST, "/en/sign-out/", ""),
            expected(303),
            "{case}"
        );
        // The session outlives what was refused, and reading is never refused.
        let page = send(Method::GET, "/en/vault/deep/", "");
        assert_eq!(page, if allowed { 404 } else { 200 }, "{case}");
        assert_eq!(send(Method::DELETE, SESSION, ""), expected(204), "{case}");
    }
}

#[test]
fn the_host_app_s_pages_can_read_failures_too() {
    let service = help().serve();
    let origin = ("origin", "https://app.example.com");
    let bad = service.with_token("no-token");
    for (answer, status) in [
        (
            bad.get_with("/api/v1/support/kb/categories", &[origin]),
            401,
        ),
        (
            service
                .anonymous()
                .get_with("/api/v1/support/kb/articles/nothing", &[origin]),
            404,
        ),
        (
            service
                .anonymous()
                .get_with("/api/v1/support/kb/articles?page=0", &[origin]),
            400,
        ),
    ] {
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), origin.1);
        assert_eq!(answer.header("access-control-allow-credentials"), "true");
    }
}

#[test]
fn the_host_app_s_pages_may_ask_with_cookies_and_no_others() {
    let service = help().serve();
    let ask = |origin: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "DELETE"),
            (
                "access-control-request-headers",
                "authorization,content-type",
            ),
        ];
        let answer = service
            .anonymous()
            .send(Method::OPTIONS, SESSION, &headers, "");
        let mut said: Vec<String> = answer
            .headers
            .iter()
            .filter(|(name, _)| name.as_str().starts_with("access-control") || *name == "vary")
            .map(|(name, value)| format!("{name}: {}", value.to_str().expect("a text")))
            .collect();
        said.sort();
        said.join("\n")
    };
    insta::assert_snapshot!(ask("https://app.example.com"), @"
    access-control-allow-credentials: true
    access-control-allow-headers: authorization,content-type,accept-language,if-none-match
    access-control-allow-methods: GET,POST,PUT,PATCH,DELETE
    access-control-allow-origin: https://app.example.com
    access-control-max-age: 3600
    vary: origin
    ");
    insta::assert_snapshot!(ask("https://evil.example"), @"
    access-control-allow-credentials: true
    access-control-allow-headers: authorization,content-type,accept-language,if-none-match
    access-control-allow-methods: GET,POST,PUT,PATCH,DELETE
    access-control-max-age: 3600
    vary: origin
    ");
    let read = service.anonymous().get_with(
        "/api/v1/support/kb/categories",
        &[("origin", "https://app.example.com")],
    );
    insta::assert_snapshot!(read.header("access-control-expose-headers"), @"etag,retry-after,x-request-id,ratelimit,ratelimit-policy");
    assert_eq!(read.header("access-control-allow-credentials"), "true");
}

#[test]
fn every_404_offers_to_sign_in_and_to_come_back() {
    let service = help().serve();
    let offer = |path: &str| {
        let answer = service.anonymous().get(path);
        assert_eq!(answer.status, 404, "{path}");
        let text = answer.text();
        let at = text.find("https://app.example.com/help").expect("an offer");
        text[at..]
            .split('"')
            .next()
            .expect("an end")
            .replace("&amp;", "&")
    };
    let lines = [
        "/en/closed/",
        "/en/absent/",
        "/en/absent/?lang=es&x=a%20b",
        "/go/KB-000003",
        "/es/%2F%2Fevil.example/",
        "//evil.example/",
        "/%5C/evil.example",
    ]
    .map(offer);
    insta::assert_snapshot!(lines.join("\n"), @"
    https://app.example.com/help?from=help&return_to=%2Fen%2Fclosed%2F
    https://app.example.com/help?from=help&return_to=%2Fen%2Fabsent%2F
    https://app.example.com/help?from=help&return_to=%2Fen%2Fabsent%2F%3Flang%3Des%26x%3Da%2520b
    https://app.example.com/help?from=help&return_to=%2Fgo%2FKB-000003
    https://app.example.com/help?from=help&return_to=%2Fes%2F%252F%252Fevil.example%2F
    https://app.example.com/help?from=help&return_to=%2F
    https://app.example.com/help?from=help&return_to=%2F%255C%2Fevil.example
    ");
    let spanish = service.anonymous().get("/es/nada/").text();
    assert!(spanish.contains(">Iniciar sesión</a>"), "{spanish}");
    // The page that a plain web server shows knows no address to come back to.
    let file = help().page("/en/404.html");
    assert!(
        file.contains("href=\"https://app.example.com/help?from=help\""),
        "{file}"
    );
    // Without the setting, the page says how to come in.
    let plain = HelpCenter::new().page("/en/404.html");
    assert!(plain.contains("Sign in to the app"), "{plain}");
}
