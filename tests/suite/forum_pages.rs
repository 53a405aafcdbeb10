//! The pages of the forum, as a reader without scripts has them.

use axum::http::StatusCode;
use ayuda::forum::{Said, Taken, TakenReply};
use ayuda::gate::Viewer;
use ayuda::identity::{Identity, Permission};
use ayuda::locale::Locale;
use serde_json::Value;

use crate::harness::{Answer, Client, HelpCenter, Service};

const SETTINGS: &str = r#"
languages = ["en", "es"]
plans = ["business"]

[forum.categories.estimating]
title = { en = "Estimates", es = "Presupuestos" }
visibility = "public"

[forum.categories.billing]
title = { en = "Billing", es = "Facturas" }
visibility = "customer"

[forum.categories.desk]
title = { en = "Desk", es = "Mesa" }
visibility = "internal"
"#;

const BASE: &str = "http://127.0.0.1:8080";

fn forum() -> Service {
    HelpCenter::new().settings(SETTINGS).serve()
}

/// A member with a name, in a browser.
fn member<'a>(service: &'a Service, who: &str, name: &str, moderates: bool) -> Client<'a> {
    let mut identity = Identity::new(name, Viewer::from_who(who).expect("a viewer"));
    identity.name = Some(name.to_owned());
    if moderates {
        identity.permissions = [Permission::Moderate].into();
    }
    let token = service.app.tokens.sign(&identity, service.app.clock.now());
    service.with_token(&token.expect("a token")).in_a_browser()
}

fn form(fields: &[(&str, &str)]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.finish()
}

fn ask(client: &Client<'_>, category: &str, title: &str, body: &str) -> String {
    let fields = [
        ("category", category),
        ("title", title),
        ("body", body),
        ("tags", "roofs, gutters"),
        ("language", "en"),
        ("act", "ask"),
    ];
    let answer = client.post_form("/en/forum/ask/", &form(&fields));
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header("location").to_owned()
}

/// The page of a post, without the slug: where its forms go.
fn place(url: &str) -> String {
    let key = key(url);
    format!("/en/forum/posts/{key}/")
}

fn key(url: &str) -> &str {
    url.split('/').nth(4).expect("a key")
}

fn act(client: &Client<'_>, url: &str, fields: &[(&str, &str)]) -> Answer {
    client.post_form(&place(url), &form(fields))
}

/// Replies, and returns the key.
fn reply(client: &Client<'_>, url: &str, body: &str) -> String {
    let answer = act(client, url, &[("act", "reply"), ("body", body)]);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let to = answer.header("location");
    assert!(to.starts_with(url), "{to}");
    to.rsplit_once('#').expect("a place").1.to_owned()
}

#[track_caller]
fn shows(answer: &Answer, wanted: &[&str]) {
    let text = answer.text();
    for one in wanted {
        assert!(text.contains(one), "no `{one}` in {text}");
    }
}

#[track_caller]
fn hides(answer: &Answer, unwanted: &[&str]) {
    let text = answer.text();
    for one in unwanted {
        assert!(!text.contains(one), "`{one}` in {text}");
    }
}

fn question(answer: &Answer) -> Option<Value> {
    let text = answer.text();
    let mut found = text
        .split("<script type=\"application/ld+json\">")
        .skip(1)
        .map(|rest| rest.split("</script>").next().expect("an end"))
        .map(|json| serde_json::from_str::<Value>(json).expect("JSON"))
        .filter(|json| json["@type"] == "QAPage");
    found.next()
}

#[test]
fn a_question_is_asked_answered_and_read_by_everybody() {
    let service = forum();
    let ana = member(&service, "customer", "Ana Morales", false);
    let bob = member(&service, "customer", "Bob Keller", false);
    let url = ask(
        &ana,
        "estimating",
        "How steep may a roof be?",
        "Is **30°** fine?",
    );
    assert!(url.starts_with("/en/forum/posts/p") && url.ends_with("/how-steep-may-a-roof-be/"));
    let said = reply(&bob, &url, "Up to `45°` it is.");
    for path in [
        "/en/forum/",
        "/en/forum/estimating/",
        "/es/forum/estimating/",
    ] {
        let page = service.anonymous().get(path);
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(
            page.header("cache-control"),
            "public, max-age=0, must-revalidate"
        );
        shows(
            &page,
            &["How steep may a roof be?", "Ana Morales", "gutters"],
        );
        hides(&page, &["noindex", "method=\"post\""]);
        let again = service
            .anonymous()
            .get_with(path, &[("if-none-match", page.header("etag"))]);
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
    let page = service.anonymous().get(&url);
    shows(
        &page,
        &[
            "<strong>30°</strong>",
            "<code>45°</code>",
            &format!("id=\"{said}\""),
            &format!("<link rel=\"canonical\" href=\"{BASE}{url}\">"),
            "sign in to the app",
        ],
    );
    hides(
        &page,
        &[
            "hreflang=\"x-default\"",
            "method=\"post\"",
            "forum-more",
            "<style",
            " style=",
        ],
    );
    // Who is signed in has the forms, and an answer of their own.
    let own = bob.get(&url);
    assert_eq!(own.header("cache-control"), "private, no-store");
    shows(
        &own,
        &["value=\"vote\"", "name=\"body\"", "value=\"reply\""],
    );
}

#[test]
fn other_ways_to_write_an_address_lead_to_the_right_one() {
    let service = forum();
    let ana = member(&service, "customer", "Ana", false);
    let url = ask(&ana, "estimating", "How steep may a roof be?", "Text.");
    let anybody = service.anonymous();
    for wrong in [
        place(&url),
        place(&url) + "another-slug/",
        url.trim_end_matches('/').to_owned(),
    ] {
        let answer = anybody.get(&wrong);
        assert_eq!(answer.status, StatusCode::MOVED_PERMANENTLY, "{wrong}");
        assert_eq!(answer.header("location"), url);
    }
    let answer = anybody.get("/en/forum");
    assert_eq!(answer.header("location"), "/en/forum/");
    // The words around it are Spanish; for search engines it is the English page.
    let spanish = url.replacen("/en/", "/es/", 1);
    let page = anybody.get(&spanish);
    shows(
        &page,
        &[
            "<html lang=\"es\">",
            "<h1 lang=\"en\">",
            &format!("<link rel=\"canonical\" href=\"{BASE}{url}\">"),
        ],
    );
    assert_eq!(question(&page), None);
}

#[test]
fn every_act_is_a_form() {
    let service = forum();
    let ana = member(&service, "customer", "Ana", false);
    let bob = member(&service, "customer", "Bob", false);
    let mia = member(&service, "customer", "Mia", true);
    let url = ask(&ana, "estimating", "How steep may a roof be?", "Text.");
    let said = reply(&bob, &url, "First words.");
    let anybody = service.anonymous();
    let check = |client: &Client<'_>, name: &str, target: &str, wanted: &[&str], gone: &[&str]| {
        let answer = act(client, &url, &[("act", name), ("target", target)]);
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{name}: {}",
            answer.text()
        );
        assert_eq!(
            answer.header("location"),
            format!("{url}#{target}"),
            "{name}"
        );
        let page = anybody.get(&url);
        shows(&page, wanted);
        hides(&page, gone);
    };
    let post = key(&url).to_owned();
    check(&bob, "vote", &post, &["<b>1</b>"], &[]);
    check(&bob, "unvote", &post, &[], &["<b>1</b>"]);
    check(&ana, "vote", &said, &["<b>1</b>"], &[]);
    check(
        &ana,
        "accept",
        &said,
        &["Accepted answer"],
        &["Verified answer"],
    );
    check(
        &mia,
        "verify",
        &said,
        &["Verified answer", "Checked by Mia on March 2, 2026"],
        &[],
    );
    check(
        &mia,
        "unverify",
        &said,
        &["Accepted answer"],
        &["Verified answer"],
    );
    check(&ana, "unaccept", &said, &[], &["Accepted answer"]);
    check(&mia, "pin", &post, &["Pinned"], &[]);
    check(&mia, "unpin", &post, &[], &["Pinned"]);
    check(&mia, "lock", &post, &["This conversation is closed"], &[]);
    check(&mia, "unlock", &post, &[], &["This conversation is closed"]);
    check(&mia, "hide", &said, &[], &["First words."]);
    check(&mia, "show", &said, &["First words."], &[]);

    // Edits, and what was said before.
    let edit = bob.get(&format!("{}?edit={said}", place(&url)));
    shows(&edit, &["First words.", "value=\"edit\"", "noindex"]);
    let fields = [
        ("act", "edit"),
        ("target", &*said),
        ("body", "Second words."),
    ];
    assert_eq!(
        act(&bob, &url, &fields).header("location"),
        format!("{url}#{said}")
    );
    let fields = [
        ("act", "edit"),
        ("target", &*post),
        ("title", "How steep can a roof be?"),
        ("body", "Text."),
        ("tags", ""),
        ("language", "en"),
    ];
    let renamed = act(&ana, &url, &fields).header("location").to_owned();
    assert!(renamed.contains("/how-steep-can-a-roof-be/#"), "{renamed}");
    let history = anybody.get(&format!("{}?history={said}", place(&url)));
    shows(
        &history,
        &[
            "<del>First </del>",
            "<ins>Second </ins>",
            "Edited by Bob",
            "noindex",
        ],
    );

    // Another question that asks the same, by its address.
    let twin = ask(&bob, "estimating", "What pitch may a roof have?", "Text.");
    let fields = [("act", "duplicate"), ("of", &*format!("{BASE}{url}"))];
    assert_eq!(act(&mia, &twin, &fields).status, StatusCode::SEE_OTHER);
    shows(
        &anybody.get(&twin),
        &["This was asked before", &place(&url)],
    );
    let fields = [("act", "unduplicate")];
    assert_eq!(act(&mia, &twin, &fields).status, StatusCode::SEE_OTHER);
    hides(&anybody.get(&twin), &["This was asked before"]);

    // Reports, and what becomes of them.
    let fields = [
        ("act", "report"),
        ("target", &*said),
        ("reason", "rude"),
        ("comment", "Why <b>so</b>?"),
    ];
    let told = act(&ana, &url, &fields);
    assert!(told.header("location").ends_with("?told=1#_told"));
    shows(
        &ana.get(told.header("location").split('#').next().expect("a path")),
        &["A moderator will look at it"],
    );
    let queue = mia.get("/en/forum/moderation/");
    shows(
        &queue,
        &[
            "Rude or hurtful",
            "Why &lt;b&gt;so&lt;/b&gt;?",
            "Second words.",
            "noindex",
        ],
    );
    let decided = mia.post_form(
        "/en/forum/moderation/",
        &form(&[("act", "hide"), ("target", &said)]),
    );
    assert_eq!(decided.header("location"), "/en/forum/moderation/");
    shows(
        &mia.get("/es/forum/moderation/"),
        &["No hay nada pendiente", "decidió ocultar"],
    );
    hides(
        &anybody.get(renamed.split('#').next().expect("a path")),
        &["Second words."],
    );

    // Blocking, and what a blocked member reads.
    let blocked = mia.post_form("/en/forum/members/bob/", &form(&[("act", "block")]));
    assert_eq!(blocked.header("location"), "/en/forum/members/bob/");
    let refused = act(&bob, &url, &[("act", "reply"), ("body", "I was not done.")]);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    shows(
        &bob.get("/en/forum/ask/"),
        &["A moderator ended your writing here"],
    );

    // What goes away.
    let ask_first = ana.get(&format!("{}?delete={post}", place(&url)));
    assert_eq!(ask_first.status, StatusCode::OK);
    let gone = act(&ana, &url, &[("act", "delete"), ("target", &post)]);
    assert_eq!(gone.header("location"), "/en/forum/");
    assert_eq!(anybody.get(&url).status, StatusCode::NOT_FOUND);
}

#[test]
fn what_is_refused_keeps_the_words_and_says_why_beside_the_field() {
    let service = forum();
    let ana = member(&service, "customer", "Ana", false);
    let fields = [
        ("category", "desk"),
        ("title", "Short"),
        ("body", "Kept \"words\" & </textarea> more"),
        ("tags", "a, <b>"),
        ("language", "en"),
    ];
    let refused = ana.post_form("/en/forum/ask/", &form(&fields));
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.header("cache-control"), "private, no-store");
    shows(
        &refused,
        &[
            "Kept &quot;words&quot; &amp; &lt;/textarea&gt; more",
            "id=\"_wrong-title\"",
            "id=\"_wrong-tags\"",
            "id=\"_wrong-category\"",
            "aria-invalid=\"true\" aria-describedby=\"_wrong-title _title-hint\"",
            "role=\"alert\"",
        ],
    );
    let url = ask(&ana, "estimating", "How steep may a roof be?", "Text.");
    let refused = act(&ana, &url, &[("act", "reply"), ("body", " ")]);
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    shows(&refused, &["id=\"_wrong-body\""]);
    // Own votes, what only moderators do, and what nobody knows.
    for (name, status) in [
        ("vote", 403),
        ("lock", 403),
        ("verify", 400),
        ("dance", 400),
    ] {
        let refused = act(&ana, &url, &[("act", name)]);
        assert_eq!(refused.status.as_u16(), status, "{name}");
        shows(
            &refused,
            &["role=\"alert\"", "<h1>How steep may a roof be?</h1>"],
        );
    }
    let refused = act(&ana, &url, &[("act", "report"), ("reason", "spam")]);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let nobody = act(
        &service.anonymous(),
        &url,
        &[("act", "reply"), ("body", "Some words.")],
    );
    assert_eq!(nobody.status, StatusCode::FORBIDDEN);
    let preview = act(
        &ana,
        &url,
        &[("act", "preview"), ("body", "Some *pebbles*.")],
    );
    assert_eq!(preview.status, StatusCode::OK);
    shows(&preview, &["<em>pebbles</em>", "Some *pebbles*."]);
    hides(&service.anonymous().get(&url), &["pebbles"]);
}

#[test]
fn a_long_text_of_letters_that_take_six_bytes_can_be_sent() {
    let service = forum();
    let ana = member(&service, "customer", "Ana", false);
    let body = "ñú".repeat(8_000);
    assert!(form(&[("body", &body)]).len() > 64 * 1024);
    let url = ask(&ana, "estimating", "How steep may a roof be?", &body);
    assert_eq!(service.anonymous().get(&url).status, StatusCode::OK);
}

#[test]
fn what_a_reader_may_not_see_is_as_absent_as_what_never_was() {
    let service = forum();
    let staff = member(&service, "internal", "Dana", false);
    let ana = member(&service, "customer", "Ana", false);
    let desk = ask(
        &staff,
        "desk",
        "What do customers ask about?",
        "zq7secret words",
    );
    let billing = ask(
        &ana,
        "billing",
        "When is an invoice overdue?",
        "zq7billing words",
    );
    let hidden = ask(
        &ana,
        "estimating",
        "How steep may a roof be?",
        "zq7hidden words",
    );
    act(&staff, &hidden, &[("act", "hide")]);
    let never = "/en/forum/posts/p0123456789a/nothing/";
    let absent = |client: &Client<'_>, path: &str| {
        let (status, headers, body) = client.get(path).comparable();
        (status, headers, body.replace(path, "PATH"))
    };
    let anybody = service.anonymous();
    let customer = member(&service, "customer", "Carl", false);
    let mut cases = vec![(&customer, desk.clone()), (&customer, hidden.clone())];
    for path in [&desk, &billing, &hidden] {
        cases.push((&anybody, path.clone()));
        cases.push((&anybody, place(path)));
        cases.push((&anybody, format!("{}?history={}", place(path), key(path))));
        let sent = anybody.post_form(&place(path), "act=vote");
        assert_eq!(sent.status, StatusCode::NOT_FOUND);
    }
    for path in [
        "/en/forum/desk/",
        "/en/forum/billing/",
        "/en/forum/desk/feed.xml",
        "/en/forum/moderation/",
        "/en/forum/members/dana/",
        "/en/forum/members/nobody/",
        "/fr/forum/",
        "/forum/other.xml",
    ] {
        cases.push((&anybody, path.to_owned()));
    }
    for (client, path) in cases {
        // What a page says of the address that was asked for is the address alone.
        let found = absent(client, &path);
        assert_eq!(found.0, 404, "{path}");
        let model = absent(client, never);
        let length = |text: &str| {
            let lines = text
                .lines()
                .filter(|line| !line.starts_with("content-length"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(length(&found.1), length(&model.1), "{path}");
        assert!(!found.2.contains("zq7"), "{path}");
    }
    for path in [
        "/en/forum/",
        "/es/forum/",
        "/en/forum/feed.xml",
        "/forum/sitemap.xml",
        "/en/forum/estimating/",
    ] {
        let page = anybody.get(path);
        assert_eq!(page.status, StatusCode::OK, "{path}");
        hides(
            &page,
            &[
                "zq7",
                "overdue",
                "customers ask",
                "steep",
                "Desk",
                "Billing",
            ],
        );
    }
    shows(&ana.get("/en/forum/"), &["overdue", "Not public"]);
    shows(&ana.get(&billing), &["noindex", "zq7billing"]);
    shows(&staff.get(&hidden), &["Hidden: only moderators"]);
    assert_eq!(question(&ana.get(&billing)), None);
}

#[test]
fn a_forum_that_only_some_may_read_changes_no_public_byte() {
    let none = HelpCenter::new().settings("languages = [\"en\", \"es\"]\n");
    let gated = HelpCenter::new().settings(
        "languages = [\"en\", \"es\"]\n[forum.categories.desk]\ntitle = \"Desk\"\nvisibility = \"internal\"\n",
    );
    assert_eq!(none.public(), gated.public());
    let (none, gated) = (none.serve(), gated.serve());
    for path in [
        "/en/forum/",
        "/en/forum/ask/",
        "/forum/sitemap.xml",
        "/robots.txt",
        "/en/",
    ] {
        assert_eq!(
            none.anonymous().get(path).comparable(),
            gated.anonymous().get(path).comparable(),
            "{path}"
        );
    }
}

#[test]
fn machines_are_told_of_public_questions() {
    let service = forum();
    let ana = member(&service, "customer", "Ana", false);
    let mia = member(&service, "customer", "Mia", true);
    let url = ask(
        &ana,
        "estimating",
        "Is </script><b>30°</b> steep?",
        "Say & <i>why</i>.",
    );
    let (good, other) = (
        reply(&mia, &url, "It is *fine*."),
        reply(&mia, &url, "Ask an engineer."),
    );
    act(&mia, &url, &[("act", "verify"), ("target", &good)]);
    let page = service.anonymous().get(&url);
    let json = question(&page).expect("a question");
    let entity = &json["mainEntity"];
    assert_eq!(entity["name"], "Is </script><b>30°</b> steep?");
    assert_eq!(entity["answerCount"], 2);
    assert_eq!(entity["author"]["name"], "Ana");
    assert_eq!(entity["acceptedAnswer"][0]["text"], "It is fine.");
    assert_eq!(
        entity["acceptedAnswer"][0]["url"],
        format!("{BASE}{url}#{good}")
    );
    assert_eq!(
        entity["suggestedAnswer"][0]["url"],
        format!("{BASE}{url}#{other}")
    );
    assert_eq!(entity["datePublished"], "2026-03-02T15:00:00Z");

    let map = service.anonymous().get("/forum/sitemap.xml");
    insta::assert_snapshot!(map.text().replace(&url, "/URL/"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <url>
        <loc>http://127.0.0.1:8080/URL/</loc>
        <lastmod>2026-03-02T15:00:00Z</lastmod>
      </url>
    </urlset>
    "#);
    shows(
        &service.anonymous().get("/robots.txt"),
        &["Sitemap: http://127.0.0.1:8080/forum/sitemap.xml\n"],
    );
    for feed in ["/en/forum/feed.xml", "/en/forum/estimating/feed.xml"] {
        let feed = service.anonymous().get(feed);
        assert_eq!(feed.media_type(), "application/atom+xml; charset=utf-8");
        let text = feed.text().replace(&url, "/URL/").replace(key(&url), "KEY");
        let entry = &text[text.find("  <entry>").expect("an entry")..];
        insta::allow_duplicates! {
            insta::assert_snapshot!(entry, @r#"
              <entry>
                <id>tag:127.0.0.1,2026:ayuda:forum:post:KEY</id>
                <title>Is &lt;/script&gt;&lt;b&gt;30°&lt;/b&gt; steep?</title>
                <updated>2026-03-02T15:00:00Z</updated>
                <published>2026-03-02T15:00:00Z</published>
                <link rel="alternate" type="text/html" href="http://127.0.0.1:8080/URL/"/>
                <author>
                  <name>Ana</name>
                </author>
                <category term="roofs"/>
                <category term="gutters"/>
                <content type="html" xml:base="http://127.0.0.1:8080/URL/">&lt;p&gt;Say &amp;amp; &amp;lt;i&amp;gt;why&amp;lt;/i&amp;gt;.&lt;/p&gt;
            </content>
              </entry>
            </feed>
            "#);
        }
    }
    // Nothing in it is in Spanish.
    hides(&service.anonymous().get("/es/forum/feed.xml"), &["<entry>"]);
}

#[test]
fn lists_are_filtered_turned_and_kept_from_search_engines_where_they_say_nothing() {
    let service = forum();
    let ana = member(&service, "customer", "Ana", false);
    let mia = member(&service, "internal", "Mia", false);
    shows(
        &service.anonymous().get("/en/forum/estimating/"),
        &["noindex", "Be the first"],
    );
    for number in 10..36 {
        ask(
            &mia,
            "estimating",
            &format!("How steep is roof number {number}?"),
            "Text.",
        );
    }
    let answered = ask(&ana, "estimating", "Which roof was answered?", "Text.");
    reply(&mia, &answered, "This one.");
    let anybody = service.anonymous();
    let first = anybody.get("/en/forum/estimating/");
    shows(
        &first,
        &[
            "27 questions",
            "rel=\"next\" href=\"/en/forum/estimating/?page=2\"",
            "Page 1 of 2",
        ],
    );
    hides(&first, &["noindex"]);
    shows(
        &anybody.get("/en/forum/estimating/?page=2"),
        &["roof number 10", "Page 2 of 2"],
    );
    // From behind the end there is a way back.
    let list = "/en/forum/estimating/?";
    let search = "/en/forum/search/?q=roof&amp;";
    let mut tries = 0;
    while !service.app.forum.is_searched() || !service.wait(service.app.forum.settled()) {
        tries += 1;
        assert!(tries < 2_000, "the forum is never searched");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    for (path, pages) in [(list, 2), (search, 3)] {
        let path = format!("{path}page=");
        let behind = anybody.get(&format!("{}9999", path.replace("&amp;", "&")));
        shows(&behind, &[&format!("rel=\"prev\" href=\"{path}{pages}\"")]);
        hides(&behind, &["rel=\"next\""]);
    }
    let only = anybody.get("/en/forum/estimating/?status=answered&sort=votes&in=en&page=zzz");
    shows(
        &only,
        &[
            "1 question<",
            "Which roof was answered?",
            "noindex",
            "aria-current=\"true\"",
        ],
    );
    shows(
        &anybody.get("/en/forum/estimating/?in=es"),
        &["Nothing fits these filters"],
    );
    shows(
        &anybody.get("/en/forum/estimating/?tag=gutters"),
        &["Remove the tag gutters"],
    );
    let profile = anybody.get("/es/forum/members/ana/");
    shows(
        &profile,
        &["Which roof was answered?", "Miembro desde", "noindex"],
    );
    hides(&profile, &["value=\"block\""]);
}

#[test]
fn a_text_is_previewed_for_members_alone() {
    let service = forum();
    let ana = member(&service, "customer", "Ana", false);
    let path = "/api/v1/support/forum/preview";
    let shown = ana.post(path, r#"{"body": "**Bold** <script>alert(1)</script>"}"#);
    assert_eq!(
        shown.json()["html"],
        "<p><strong>Bold</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    );
    let refused = service.anonymous().post(path, r#"{"body": "x"}"#);
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

#[test]
fn addresses_of_the_forum_before_lead_to_the_posts() {
    let service = forum();
    let thread = |number: u32, source: &str| Taken {
        key: None,
        category: "estimating".to_owned(),
        language: Locale::Es,
        title: format!("¿Cuánto cuesta el muro {number}?"),
        tags: Vec::new(),
        said: Said {
            author: "ana".to_owned(),
            name: "Ana".to_owned(),
            is_staff: false,
            body: "Un muro.".to_owned(),
            created: 0,
            votes: 0,
        },
        source: Some(source.to_owned()),
        is_pinned: false,
        is_locked: false,
        replies: Vec::new(),
    };
    service.take_over(vec![
        thread(1, "https://old.example.com/viewtopic.php?f=2&t=1"),
        thread(2, "http://old.example.com/t/muro/2/"),
    ]);
    let anybody = service.anonymous();
    let from = |url: &str| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        anybody.get(&format!(
            "/forum/from?{}",
            query.append_pair("url", url).finish()
        ))
    };
    for (url, slug) in [
        ("https://old.example.com/viewtopic.php?f=2&t=1", "1"),
        ("http://old.example.com/viewtopic.php?f=2&t=1#p77", "1"),
        ("https://old.example.com/t/muro/2", "2"),
        ("http://old.example.com/t/muro/2/", "2"),
    ] {
        let led = from(url);
        assert_eq!(led.status, StatusCode::MOVED_PERMANENTLY, "{url}");
        let to = led.header("location");
        assert!(
            to.starts_with("/es/forum/posts/p")
                && to.ends_with(&format!("/cuanto-cuesta-el-muro-{slug}/")),
            "{url}: {to}"
        );
        assert_eq!(led.header("vary"), "authorization, cookie");
        assert_eq!(anybody.get(to).status, StatusCode::OK);
    }
    for url in [
        "",
        "https://old.example.com/viewtopic.php?f=2&t=11",
        "https://old.example.com/viewtopic.php",
        "javascript:alert(1)",
        "ftp://old.example.com/t/muro/2",
        "//old.example.com/t/muro/2",
    ] {
        assert_eq!(from(url).status, StatusCode::NOT_FOUND, "{url}");
    }
    assert_eq!(anybody.get("/forum/from").status, StatusCode::NOT_FOUND);
}

#[test]
fn replies_stand_thirty_to_a_page_and_links_to_one_open_its_page() {
    let service = forum();
    let said = |body: String, votes: i64| Said {
        author: "ana".to_owned(),
        name: "Ana".to_owned(),
        is_staff: false,
        body,
        created: 0,
        votes,
    };
    let reply = |at: i64| TakenReply {
        key: None,
        said: said(format!("Answer number {at}, with lime{at}."), 100 - at),
        is_accepted: false,
        verified_by: None,
    };
    service.take_over(vec![Taken {
        key: None,
        category: "estimating".to_owned(),
        language: Locale::En,
        title: "Which mortar fits old brick?".to_owned(),
        tags: Vec::new(),
        said: said("A wall of 1900.".to_owned(), 0),
        source: Some("https://old.example.com/t/1".to_owned()),
        is_pinned: false,
        is_locked: false,
        replies: (1..=61).map(reply).collect(),
    }]);
    let anybody = service.anonymous();
    let led = anybody.get("/forum/from?url=https://old.example.com/t/1");
    let url = led.header("location").to_owned();
    let numbers = |page: &Answer| -> Vec<i64> {
        let text = page.text();
        let parts = text.split("<p>Answer number ").skip(1);
        let number = |part: &str| part.split(',').next().and_then(|one| one.parse().ok());
        parts.filter_map(number).collect()
    };
    let first = anybody.get(&url);
    assert_eq!(numbers(&first), (1..=30).collect::<Vec<_>>());
    let canonical = |rest: &str| format!("<link rel=\"canonical\" href=\"{BASE}{url}{rest}\">");
    shows(
        &first,
        &[
            "61 replies",
            &canonical(""),
            &format!("<link rel=\"next\" href=\"{url}?page=2\">"),
            "\"answerCount\":61",
            &format!("\"url\":\"{BASE}{url}?at=r"),
        ],
    );
    hides(&first, &["rel=\"prev\"", "noindex"]);
    let second = anybody.get(&format!("{url}?page=2"));
    assert_eq!(numbers(&second), (31..=60).collect::<Vec<_>>());
    shows(
        &second,
        &[
            &canonical("?page=2"),
            &format!("<a rel=\"prev\" href=\"{url}\">"),
            &format!("<a rel=\"next\" href=\"{url}?page=3\">"),
        ],
    );
    hides(&second, &["noindex", "QAPage"]);
    assert_eq!(numbers(&anybody.get(&format!("{url}?page=3"))), [61]);
    for page in ["0", "4", "many"] {
        let answer = anybody.get(&format!("{url}?page={page}"));
        let is_there = answer.status == StatusCode::OK;
        assert_eq!(is_there, page != "4", "what is no page is passed over");
    }

    // A hit opens the page with its reply, as the widget and the site's search have it too.
    let hit = anybody.get("/api/v1/support/forum/search?q=lime45").json();
    let hit = &hit["groups"][0]["hits"][0];
    let (to, anchor) = (hit["url"].as_str(), hit["anchor"].as_str());
    let (to, anchor) = (to.expect("an address"), anchor.expect("a reply"));
    assert_eq!(to, format!("{url}?at={anchor}"));
    let opened = anybody.get(to);
    assert_eq!(numbers(&opened), (31..=60).collect::<Vec<_>>());
    shows(&opened, &[&format!("id=\"{anchor}\""), "noindex"]);
    let found = anybody.get("/en/forum/search/?q=lime45");
    shows(&found, &[&format!("{url}?at={anchor}#{anchor}")]);
    // An address without the slug keeps the page.
    let moved = anybody.get(&format!("{}?page=2", place(&url)));
    assert_eq!(moved.header("location"), format!("{url}?page=2"));

    // What is done to a reply leads back to its page; a new one is found wherever it stands.
    let bob = member(&service, "customer", "Bob Keller", false);
    let voted = act(&bob, &url, &[("act", "vote"), ("target", anchor)]);
    assert_eq!(
        voted.header("location"),
        format!("{url}?at={anchor}#{anchor}")
    );
    let new = act(&bob, &url, &[("act", "reply"), ("body", "Lime putty.")]);
    let to = new.header("location").to_owned();
    let (page, at) = to.split_once('#').expect("a place");
    shows(&bob.get(page), &[&format!("id=\"{at}\""), "Lime putty."]);
}

#[test]
fn a_search_of_the_forum_is_narrowed_without_scripts_and_widened_again() {
    let service = forum();
    let ana = member(&service, "customer", "Ana Morales", false);
    let bob = member(&service, "customer", "Bob Keller", false);
    ask(&ana, "estimating", "Which roof is cheap?", "A flat roof?");
    ask(&bob, "billing", "Who pays for the roof?", "The client?");
    while !service.app.forum.is_searched() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(service.wait(service.app.forum.settled()));
    let titles = |client: &Client<'_>, query: &str| -> Vec<bool> {
        let page = client.get(&format!("/en/forum/search/?{query}"));
        assert_eq!(page.status, StatusCode::OK, "{query}");
        let text = page.text();
        let has = |title: &str| text.contains(&format!(">{title}</a>"));
        vec![has("Which roof is cheap?"), has("Who pays for the roof?")]
    };
    for (query, expected) in [
        ("q=roof", [true, true]),
        ("q=roof&category=billing", [false, true]),
        (
            "q=roof&category=&status=&author=&tag=&from=&to=",
            [true, true],
        ),
        ("q=roof&author=ana-morales", [true, false]),
        ("q=roof&author=%40ana-morales", [true, false]),
        ("q=roof&status=verified", [false, false]),
        ("tag=gutters", [true, true]),
        ("q=roof&to=2026-03-01", [false, false]),
        ("q=roof&from=2026-03-02&to=2026-03-02", [true, true]),
        ("q=roof&from=yesterday", [true, true]),
        ("q=roof&category=desk", [false, false]),
    ] {
        assert_eq!(titles(&bob, query), expected, "{query}");
    }
    assert_eq!(titles(&service.anonymous(), "q=roof"), [true, false]);
    let page = bob.get("/en/forum/search/?q=roof&category=billing&tag=gutters");
    shows(
        &page,
        &[
            "<details open>",
            "<option value=\"billing\" selected>Billing</option>",
            "name=\"tag\" type=\"text\" autocomplete=\"off\" autocapitalize=\"off\" value=\"gutters\"",
            "href=\"/en/forum/search/?q=roof&amp;tag=gutters\" aria-label=\"Remove the filter Category: Billing\"",
            "href=\"/en/forum/search/?q=roof&amp;category=billing\" aria-label=\"Remove the filter Tag: gutters\"",
        ],
    );
    hides(&page, &["value=\"desk\"", "Mesa", "Desk"]);
    // What narrows nothing is not said to.
    let page = bob.get("/en/forum/search/?q=roof&status=solved&from=yesterday&to=2026-13-45");
    hides(&page, &["Remove the filter", "yesterday"]);
    let page = bob.get("/en/forum/search/?status=solved");
    hides(&page, &["Remove the filter", "role=\"status\""]);
    // What somebody wrote into the address is text.
    let page = bob.get("/en/forum/search/?q=%22%3E%3Cb%3E&tag=%22%3E%3Cb%3E&from=%22%3E%3Cb%3E&category=%22%3E%3Cb%3E&status=%22%3E%3Cb%3E");
    hides(&page, &["\"><b>", "<b>\""]);
}
