//! Leaks: the public never learns that something restricted exists.
//!
//! A canary stands in every part of every restricted article. Three proofs: public
//! output and answers are the same, byte for byte, without the restricted articles;
//! no canary is in any public byte; and each is seen where it may be, so that the
//! scan is known to see.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use image::ImageFormat;

use crate::harness::{HelpCenter, Service, photo};

/// Parts of an article that hold a canary each.
const PARTS: [&str; 12] = [
    "title", "summary", "heading", "body", "code", "alt", "tag", "slug", "keyword", "alias",
    "author", "comment",
];

/// Parts that are shown to nobody, not even to those who may read the article.
const UNSHOWN: [&str; 3] = ["author", "comment", "keyword"];

fn canary(article: &str, part: &str) -> String {
    format!("zq7f{article}{part}")
}

fn restricted(name: &str, gate: &str) -> String {
    let c = |part| canary(name, part);
    format!(
        "---\nid: KB-{name}\ntitle: Roof {title}\nsummary: Gutter {summary}.\nslug: {slug}\n{gate}\n\
         tags: [roof, {tag}]\nkeywords: [{keyword}]\naliases: [/en/{alias}/]\nauthor: {author}\n\
         contexts: [/roofs]\nmodule: roofs\nfeatured: true\nimpact: major\ndate: 2026-01-01\nupdated: 2026-01-02\n---\n\
         <!-- {comment} -->\nThe roof and the gutter {body}.\n\n## Ladder {heading}\n\n`{code}`\n\n![{alt}]({name}.png)\n",
        title = c("title"),
        summary = c("summary"),
        slug = c("slug"),
        tag = c("tag"),
        keyword = c("keyword"),
        alias = c("alias"),
        author = c("author"),
        comment = c("comment"),
        body = c("body"),
        heading = c("heading"),
        code = c("code"),
        alt = c("alt"),
    )
}

/// Public articles in both languages; `with` adds the restricted ones among them.
fn help(with: bool) -> HelpCenter {
    let help = HelpCenter::new()
        .file("modules.toml", "[[module]]\nkey = \"roofs\"\ncontexts = [\"/roofs\"]\n[[module]]\nkey = \"hidden\"\ncontexts = [\"/hidden/**\"]\n")
        .file("en/roofs/_index.md", "---\ntitle: Roofs\n---\nAll about roofs.\n")
        .file("es/roofs/_index.md", "---\ntitle: Techos\nslug: techos\n---\n")
        .file("en/roofs/shingles.md", "---\nid: KB-1\ntitle: Roof shingles\nimpact: major\nmodule: roofs\ncontexts: [/roofs]\ntags: [roof]\nrelated: [KB-2]\nupdated: 2026-01-01\n---\nThe roof, the gutter and the ladder.\n")
        .file("es/roofs/shingles.md", "---\nid: KB-1\ntitle: Tejas\nslug: tejas\nsource: feedbeef\n---\nEl techo y la escalera.\n")
        .file("en/roofs/gutter.md", "---\nid: KB-2\ntitle: Gutter\ntags: [gutter]\nfeatured: true\n---\nClean the gutter. A ladder helps.\n")
        .file("en/_terms.toml", "[\"roof.pitch\"]\ntitle = \"Pitch\"\ntext = \"How steep a roof is.\"\n");
    if with {
        help.write(
            "en/roofs/a.md",
            restricted("a", "visibility: customer\nroles: [owner]"),
        );
        help.write(
            "es/roofs/a.md",
            restricted("a", "visibility: customer\nroles: [owner]")
                .replace("slug: zq7faslug", "slug: zq7faslug-es")
                .replace("/en/zq7f", "/es/zq7f")
                .replace("\nimpact: major", "\nsource: feedbeef"),
        );
        help.write("en/roofs/b.md", restricted("b", "visibility: internal"));
        help.write(
            "en/roofs/a.png",
            photo(ImageFormat::Png, 700, 20, &canary("a", "bytes")),
        );
        help.write(
            "es/roofs/a.png",
            photo(ImageFormat::Png, 700, 20, &canary("a", "bytes")),
        );
        help.write(
            "en/roofs/b.png",
            photo(ImageFormat::Png, 700, 20, &canary("b", "bytes")),
        );
        help.write("en/vault/_index.md", "---\ntitle: zq7fvaulttitle\nsummary: zq7fvaultsummary\nvisibility: internal\nmodule: hidden\n---\nzq7fvaulttext\n");
        help.write(
            "en/vault/c.md",
            restricted("c", "visibility: internal").replace("module: roofs", "module: hidden"),
        );
        help.write(
            "en/vault/c.png",
            photo(ImageFormat::Png, 700, 20, &canary("c", "bytes")),
        );
        help.write("en/_terms.toml", "[\"roof.pitch\"]\ntitle = \"Pitch\"\ntext = \"How steep a roof is.\"\n[\"zq7fterm\"]\ntitle = \"zq7ftermtitle\"\ntext = \"zq7ftermtext\"\nvisibility = \"customer\"\n");
        help.write(
            "en/_tours/hidden.md",
            "---\ntitle: zq7ftourtitle\nvisibility: internal\n---\n## zq7ftourstep\n\nText.\n",
        );
        help.write("en/roofs/old.md", "---\ntitle: zq7foldtitle\nslug: zq7foldslug\nstatus: archived\nvisibility: internal\n---\n");
    }
    help
}

/// Every request that an anonymous reader could think of over this content.
fn questions() -> Vec<String> {
    let words = [
        "roof",
        "gutter",
        "ladder",
        "shingles",
        "pitch",
        "techo",
        "tejas",
        "escalera",
        "text",
        "zq7f",
        "zq7fatitle",
        "zq7fabody",
        "zq7fbkeyword",
        "zq7fvaulttitle",
        "\"roof zq7fatitle\"",
        "roof -gutter",
        "tag:zq7fatag",
        "module:hidden",
        "KB-a",
        "KB-b",
        "ro",
        "gut",
        "gutetr",
        "zq7fatitel",
        "la",
        "z",
    ];
    let mut questions = Vec::new();
    for lang in ["en", "es"] {
        for word in words {
            let q: String = url::form_urlencoded::byte_serialize(word.as_bytes()).collect();
            for path in [
                format!("/api/v1/support/search?lang={lang}&q={q}"),
                format!("/api/v1/support/suggest?lang={lang}&q={q}"),
                format!("/api/v1/support/search?lang={lang}&q={q}&page=2&limit=1"),
                format!("/api/v1/support/kb/articles?lang={lang}&q={q}"),
                format!("/{lang}/search/?q={q}"),
            ] {
                questions.push(path);
            }
        }
        for tail in [
            "kb/articles",
            "kb/articles?sort=updated",
            "kb/articles?sort=title",
            "kb/articles?sort=helpful",
            "kb/articles?sort=popular",
            "kb/articles?featured=true",
            "kb/articles?module=roofs",
            "kb/articles?module=hidden",
            "kb/articles?category=vault",
            "kb/articles?tag=zq7fatag",
            "kb/articles?role=owner",
            "kb/articles/KB-1",
            "kb/articles/KB-2",
            "kb/articles/KB-a",
            "kb/articles/KB-b",
            "kb/articles/a",
            "kb/articles/zq7faslug",
            "kb/articles/roofs%2Fa",
            "kb/articles/vault%2Fc",
            "kb/categories",
            "kb/terms",
            "kb/terms?keys=roof.pitch,zq7fterm",
            "kb/tours/roofs",
            "kb/tours/hidden",
            "kb/contextual?url=/roofs",
            "kb/contextual?url=/hidden/x",
            "kb/contextual?module=hidden",
            "kb/contextual?url=/roofs&role=owner",
        ] {
            let mark = if tail.contains('?') { '&' } else { '?' };
            questions.push(format!("/api/v1/support/{tail}{mark}lang={lang}"));
        }
    }
    for page in [
        "/",
        "/en/",
        "/es/",
        "/en/roofs/",
        "/es/techos/",
        "/en/vault/",
        "/en/roofs/zq7faslug/",
        "/en/roofs/zq7faslug.md",
        "/en/zq7faalias/",
        "/en/roofs/zq7foldslug/",
        "/en/vault/zq7fcslug/",
        "/en/tags/roof/",
        "/en/tags/zq7fatag/",
        "/en/whats-new/",
        "/en/videos/",
        "/en/feed.xml",
        "/sitemap.xml",
        "/robots.txt",
        "/llms.txt",
        "/en/llms.txt",
        "/go/KB-a",
        "/go/KB-1",
        "/404.html",
        "/openapi.json",
        "/healthz",
        "/en/404.html",
    ] {
        questions.push(page.to_owned());
    }
    questions
}

fn ask(service: &Service) -> BTreeMap<String, (u16, String, String)> {
    let client = service.anonymous();
    questions()
        .into_iter()
        .map(|question| (question.clone(), client.get(&question).comparable()))
        .collect()
}

#[test]
fn public_files_are_the_same_whether_restricted_articles_exist_or_not() {
    let (with, without) = (help(true), help(false));
    assert_eq!(with.diagnostics(), "");
    let (with, without) = (with.public(), without.public());
    assert_eq!(
        with.keys().collect::<Vec<_>>(),
        without.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &with {
        assert_eq!(
            String::from_utf8_lossy(bytes),
            String::from_utf8_lossy(&without[path]),
            "{path}"
        );
    }
}

#[test]
fn public_answers_are_the_same_whether_restricted_articles_exist_or_not() {
    let (with, without) = (help(true).serve(), help(false).serve());
    // Votes on what is hidden move nothing that the public sees either.
    let staff = with.sign_in("internal");
    for id in ["KB-b", "KB-c"] {
        let path = format!("/api/v1/support/kb/articles/{id}/feedback");
        assert_eq!(staff.post(&path, "{\"helpful\": true}").status, 200);
        let views = path.replace("/feedback", "/views");
        let browser = [("user-agent", "Mozilla/5.0 Firefox/140.0")];
        assert_eq!(staff.send(Method::POST, &views, &browser, "").status, 204);
    }
    let (with, without) = (ask(&with), ask(&without));
    for (question, answer) in &with {
        assert_eq!(answer, &without[question], "{question}");
    }
}

/// Votes and views are writes: what is hidden takes none, and is answered as what is absent.
#[test]
fn a_write_on_what_is_hidden_is_answered_as_on_what_is_absent_and_writes_nothing() {
    let service = help(true).serve();
    let staff = service.sign_in("internal");
    let browser = [
        ("user-agent", "Mozilla/5.0 Firefox/140.0"),
        ("content-type", "application/json"),
    ];
    // Each way to name an article that one viewer may not read, and a name of nothing.
    let names = [
        ("public", "KB-a"),
        ("public", "zq7faslug"),
        ("public", "roofs%2Fa"),
        ("public", "KB-b"),
        ("public", "vault%2Fc"),
        ("customer", "KB-a"),
        ("customer:owner", "KB-b"),
    ];
    for (who, name) in names {
        let client = service.sign_in(who).at("192.0.2.1");
        for (method, tail, body) in [
            (Method::POST, "feedback", "{\"helpful\": true}"),
            (Method::POST, "feedback", "{\"helpful\": 1}"),
            (Method::POST, "feedback", "no json"),
            (Method::DELETE, "feedback", ""),
            (Method::POST, "views", ""),
            (Method::POST, "views", "{\"query\": 1}"),
            (Method::POST, "views", "no json"),
        ] {
            let ask = |name: &str| {
                let path = format!("/api/v1/support/kb/articles/{name}/{tail}");
                client
                    .send(method.clone(), &path, &browser, body)
                    .comparable()
            };
            let (hidden, absent) = (ask(name), ask("zq7fnothing"));
            assert_eq!(hidden.0, 404);
            assert_eq!(hidden, absent, "{who} {method} {name}/{tail} {body}");
        }
    }
    for id in ["KB-a", "KB-b", "KB-c"] {
        let path = format!("/api/v1/support/kb/articles/{id}");
        let article = &staff.get(&path).json()["article"];
        for count in ["view_count", "helpful_count", "not_helpful_count"] {
            assert_eq!(article[count], 0, "{id} {count}");
        }
    }
}

#[test]
fn no_canary_is_in_any_public_byte_and_each_is_seen_where_it_may_be() {
    let help = help(true);
    for (path, bytes) in help.public() {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("zq7f"), "{path}");
    }
    let service = help.serve();
    for (question, (_, headers, body)) in ask(&service) {
        // What was asked may be said back; nothing else may.
        let decoded: String = url::form_urlencoded::parse(question.as_bytes())
            .flat_map(|(key, value)| [key.into_owned(), value.into_owned()])
            .collect::<Vec<_>>()
            .join(" ")
            + &question;
        let said = format!("{headers}\n{body}");
        for found in canaries(&said) {
            assert!(decoded.contains(&found), "{question} says {found}");
        }
    }

    let mut seen = BTreeSet::new();
    let mut variants = 0;
    for who in ["customer:owner", "internal"] {
        let client = service.sign_in(who);
        for lang in ["en", "es"] {
            for path in [
                format!("/api/v1/support/kb/articles?limit=100&lang={lang}"),
                format!("/api/v1/support/kb/articles/KB-a?lang={lang}"),
                format!("/api/v1/support/kb/articles/KB-b?lang={lang}"),
                format!("/api/v1/support/kb/articles/KB-c?lang={lang}"),
                format!("/api/v1/support/kb/categories?lang={lang}"),
                format!("/api/v1/support/kb/terms?lang={lang}"),
                format!("/api/v1/support/kb/tours/hidden?lang={lang}"),
                format!("/api/v1/support/search?q=roof&lang={lang}&limit=100"),
            ] {
                seen.extend(canaries(&client.get(&path).text()));
            }
        }
        for path in ["/en/zq7faalias/", "/en/zq7fbalias/", "/en/zq7fcalias/"] {
            if client.get(path).status == 301 {
                seen.insert(path.trim_matches('/').trim_start_matches("en/").to_owned());
            }
        }
        for url in [
            "/en/roofs/zq7faslug/",
            "/en/roofs/zq7fbslug/",
            "/en/vault/zq7fcslug/",
            "/en/vault/",
        ] {
            let page = client.get(url);
            seen.extend(canaries(&page.text()));
            // A picture, in all its sizes, is seen by whoever may read what shows it.
            let text = page.text();
            let paths = text.match_indices("/media/").map(|(at, _)| {
                let end = text[at..].find(['"', ' ']).expect("an end");
                &text[at..at + end]
            });
            for path in paths {
                let picture = client.get(path);
                match picture.status.as_u16() {
                    200 if path.ends_with(".webp") => variants += 1,
                    200 => seen.extend(canaries(&String::from_utf8_lossy(&picture.body))),
                    _ => {}
                }
                assert_eq!(service.anonymous().get(path).status, 404, "{path}");
            }
        }
    }
    assert!(
        variants >= 6,
        "two sizes of each of three pictures, {variants}"
    );
    let shown = PARTS
        .iter()
        .filter(|part| !UNSHOWN.contains(part))
        .chain([&"bytes"]);
    let mut unseen: Vec<String> = shown
        .flat_map(|part| ["a", "b", "c"].map(|article| canary(article, part)))
        .filter(|wanted| !seen.contains(wanted))
        .collect();
    for wanted in [
        "zq7fvaulttitle",
        "zq7fvaultsummary",
        "zq7fvaulttext",
        "zq7ftermtitle",
        "zq7ftermtext",
        "zq7ftourtitle",
        "zq7ftourstep",
    ] {
        if !seen.contains(wanted) {
            unseen.push(wanted.to_owned());
        }
    }
    assert_eq!(unseen, Vec::<String>::new(), "the scan cannot see these");
}

#[test]
fn only_who_may_read_the_original_is_told_that_a_translation_is_behind() {
    let service = help(true).serve();
    let told = |who: &str, id: &str| {
        let path = format!("/api/v1/support/kb/articles/{id}?lang=es");
        let answer = service.sign_in(who).get(&path);
        (answer.status == 200).then(|| answer.json()["article"]["outdated"]["url"].clone())
    };
    assert_eq!(told("public", "KB-1"), Some("/en/roofs/shingles/".into()));
    assert_eq!(told("public", "KB-a"), None);
    assert_eq!(
        told("customer:owner", "KB-a"),
        Some("/en/roofs/zq7faslug/".into())
    );
    // A file behind another gate that claims the id of a public one says nothing, however old
    // what the public translation was made from.
    let help = help(false);
    let before = help.public();
    help.write(
        "en/vault/other.md",
        "---\nid: KB-2\ntitle: zq7fother\nvisibility: internal\nimpact: major\n---\n",
    );
    help.write(
        "es/vault/other.md",
        "---\nid: KB-9\ntitle: zq7fother\nvisibility: internal\nsource: feedbeef\n---\n",
    );
    assert!(before == help.public());
}

/// The words of a text that are canaries.
fn canaries(text: &str) -> Vec<String> {
    text.to_lowercase()
        .match_indices("zq7f")
        .map(|(at, _)| {
            text.to_lowercase()[at..]
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect()
        })
        .collect()
}

#[test]
fn personal_answers_are_stored_by_nobody() {
    let service = help(true).serve();
    let client = service.sign_in("customer:owner");
    for question in questions() {
        let answer = client.get(&question);
        let public_page = service.anonymous().get(&question);
        let same = answer.status == public_page.status && answer.body == public_page.body;
        let kept = answer.header("cache-control");
        assert!(
            kept == "private, no-store" || kept == "no-store" || same,
            "{question}: `{kept}`"
        );
    }
}
