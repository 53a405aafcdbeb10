//! What a whole site must hold, seen from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::{env, fs};

use super::sample::{article, config, library, site, site_with};
use super::*;
use crate::content::{Article, ArticleId};
use crate::theme::context::{Facet, FacetValue, SearchGroup, SearchHit};

fn text(site: &Site, path: &str) -> String {
    let page = site.page(path).expect("drawn");
    let page = page.unwrap_or_else(|| panic!("nothing at {path}"));
    String::from_utf8(page.bytes.to_vec()).expect("text")
}

/// The values of `attribute` in tags that hold all of `marks`.
fn attributes(html: &str, marks: &[&str], attribute: &str) -> Vec<String> {
    html.split('<')
        .filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag))
        .filter(|tag| marks.iter().all(|mark| tag.contains(mark)))
        .filter_map(|tag| tag.split_once(&format!(" {attribute}=\"")))
        .filter_map(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

fn html_pages(site: &Site) -> BTreeMap<String, String> {
    let pages = site.pages().map(|page| page.expect("drawn"));
    let pages = pages.filter(|page| page.media_type.starts_with("text/html"));
    pages
        .map(|page| {
            let html = String::from_utf8(page.bytes.to_vec()).expect("text");
            (page.path, html)
        })
        .collect()
}

#[test]
fn the_addresses_of_a_site() {
    let site = site(library());
    let paths: Vec<&str> = site
        .paths()
        .filter(|path| !path.starts_with("/assets/"))
        .collect();
    insta::assert_snapshot!(paths.join("\n"), @"");
}

/// For looking at: `AYUDA_SAMPLE_SITE=/tmp/sample cargo test the_sample_is_written`.
#[test]
fn the_sample_is_written() {
    let place = tempfile::tempdir().expect("a folder");
    let out =
        env::var_os("AYUDA_SAMPLE_SITE").map_or_else(|| place.path().join("public"), PathBuf::from);
    let site = site(library());
    let written = output::write(&site, &out).expect("written");
    assert_eq!(written.files, site.paths().count());
    let again = output::write(&site, &out).expect("written over the old one");
    assert_eq!(written, again);
    for page in site.pages() {
        let page = page.expect("drawn");
        let file = fs::read(out.join(&page.file)).expect("a file");
        assert_eq!(file, page.bytes.to_vec(), "{} twice", page.path);
    }
    let view = search_view();
    for language in Locale::ALL {
        let page = site.search_page(language, &view).expect("drawn");
        let sample = out.join(format!("{language}/search/sample.html"));
        fs::write(sample, &page.bytes).expect("a file");
    }
}

fn search_view() -> SearchView {
    let hit = |title: &str, snippet: &str| SearchHit {
        title: title.to_owned(),
        url: "/en/estimating/create-an-estimate/".to_owned(),
        anchor: Some("send-it".to_owned()),
        snippet_html: snippet.to_owned(),
        kind: "article".to_owned(),
        trail: vec!["Estimating".to_owned()],
    };
    let value = |title: &str, count, active| FacetValue {
        title: title.to_owned(),
        count,
        url: "?q=x".to_owned(),
        active,
    };
    SearchView {
        query: "send \"an <estimate>".to_owned(),
        total: 3,
        groups: vec![
            SearchGroup {
                kind: "article".to_owned(),
                language: Locale::En,
                total: 12,
                hits: vec![
                    hit(
                        "Create an estimate",
                        "Choose <mark>Send</mark>. Your client gets a link.",
                    ),
                    hit(
                        "Measure a plan",
                        "Before you <mark>send an estimate</mark>, measure &lt;all&gt;.",
                    ),
                ],
                more: Some("?q=x&kind=article".to_owned()),
            },
            SearchGroup {
                kind: "article".to_owned(),
                language: Locale::Es,
                total: 1,
                hits: vec![hit("Crear un presupuesto", "Elige <mark>Enviar</mark>.")],
                more: None,
            },
        ],
        facets: vec![Facet {
            field: "module".to_owned(),
            values: vec![value("Estimating", 2, true), value("Invoicing", 1, false)],
        }],
        did_you_mean: Some(Link {
            title: "send an estimate".to_owned(),
            url: "?q=send+an+estimate".to_owned(),
        }),
        page: 2,
        pages: 3,
        previous: Some("?q=x".to_owned()),
        next: Some("?q=x&page=3".to_owned()),
    }
}

#[test]
fn what_a_query_says_is_only_text() {
    let page = site(library()).search_page(Locale::En, &search_view());
    let page = page.expect("drawn");
    let html = String::from_utf8(page.bytes.to_vec()).expect("text");
    assert!(html.contains("value=\"send &quot;an &lt;estimate&gt;\""));
    assert!(!html.contains("<estimate>"));
    assert_eq!(
        attributes(&html, &["<meta"[1..].as_ref(), "robots"], "content"),
        ["noindex"]
    );
}

#[test]
fn alternates_are_reciprocal_and_only_lead_to_pages_for_search_engines() {
    let site = site(library());
    let pages = html_pages(&site);
    let absolute = |path: &str| site.address.absolute(path);
    let mut with_alternates = 0;
    for (path, html) in &pages {
        let alternates = attributes(html, &["link ", "hreflang"], "href");
        let codes = attributes(html, &["link ", "hreflang"], "hreflang");
        if alternates.is_empty() {
            continue;
        }
        with_alternates += 1;
        assert_eq!(codes, ["en", "es", "x-default"], "{path}");
        assert!(alternates.contains(&absolute(path)), "{path} names itself");
        for other in &alternates {
            let (_, html) = pages
                .iter()
                .find(|(path, _)| absolute(path) == *other)
                .unwrap_or_else(|| panic!("{path} leads to nothing at {other}"));
            let back = attributes(html, &["link ", "hreflang"], "href");
            assert_eq!(back, alternates, "{path} and {other} agree");
            assert!(!html.contains("noindex"), "{other} is listed");
        }
    }
    assert_eq!(with_alternates, 12);
}

#[test]
fn the_map_holds_exactly_what_is_its_own_canonical_page() {
    let site = site(library());
    let map = text(&site, "/sitemap.xml");
    let mapped: BTreeSet<String> = map
        .split("<loc>")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("</loc>")?.0.to_owned()))
        .collect();
    let listed: BTreeSet<String> = html_pages(&site)
        .iter()
        .filter(|(_, html)| !html.contains("name=\"robots\""))
        .map(|(path, _)| site.address.absolute(path))
        .filter(|url| *url != site.address.absolute("/"))
        .collect();
    assert_eq!(mapped, listed);
    let mut reader = quick_xml::Reader::from_str(&map);
    loop {
        match reader.read_event().expect("well-formed") {
            quick_xml::events::Event::Eof => break,
            _ => continue,
        }
    }
    insta::assert_snapshot!(map.split("<url>").find(|url| url.contains("/create-an-estimate/")).unwrap_or_default().trim_end(), @"");
}

#[test]
fn a_page_is_valid_in_what_can_be_counted() {
    let site = site(library());
    let mut titles = BTreeMap::new();
    for (path, html) in html_pages(&site) {
        assert_eq!(html.matches("<h1").count(), 1, "{path}: one h1");
        assert_eq!(
            html.matches(" style=").count(),
            0,
            "{path}: style attributes"
        );
        let scripts = html.matches("<script").count();
        let data = html
            .matches("<script type=\"application/ld+json\">")
            .count();
        assert_eq!(scripts, data, "{path}: scripts");
        let mut last = 1;
        for level in html.split("<h").filter_map(|rest| {
            let (level, next) = (rest.chars().next()?, rest.chars().nth(1)?);
            level.to_digit(10).filter(|_| " >".contains(next))
        }) {
            assert!(level <= last + 1, "{path}: h{level} after h{last}");
            last = level;
        }
        let title = html.split("<title>").nth(1).unwrap_or_default();
        let title = title.split("</title>").next().unwrap_or_default();
        assert!(
            !title.is_empty() && title.chars().count() <= 80,
            "{path}: {title}"
        );
        if !html.contains("noindex") && path != "/" {
            let old = titles.insert(title.to_owned(), path.clone());
            assert_eq!(old, None, "{path} has the title of another page: {title}");
        }
    }
}

#[test]
fn links_inside_of_the_site_lead_to_something() {
    let site = site(library());
    for (path, html) in html_pages(&site) {
        for url in attributes(&html, &[], "href") {
            let Some(local) = url.strip_prefix("https://help.example.com").or(Some(&url)) else {
                continue;
            };
            if !local.starts_with('/') {
                continue;
            }
            let found = site.page(local).expect("drawn");
            assert!(found.is_some(), "{path} links to nothing at {local}");
        }
    }
}

#[test]
fn the_page_of_an_article() {
    let mut library = library();
    library
        .articles
        .retain(|article| article.language == Locale::Es);
    let html = text(&site(library.indexed()), "/es/estimating/markup/margen/");
    insta::assert_snapshot!(html, @"");
}

#[test]
fn a_title_cannot_end_the_script_it_stands_in() {
    let mut hostile = article(
        Locale::En,
        "KB-1",
        "hostile",
        "</script><script>alert(1)</script>",
    );
    hostile.summary = "<!-- <script> \" & 'x'".to_owned();
    hostile.author = Some("</SCRIPT>".to_owned());
    hostile.tags = vec!["<b>\"".to_owned()];
    let html = text(&site(with(vec![hostile])), "/en/hostile/");
    let data: Vec<&str> = html
        .split("<script type=\"application/ld+json\">")
        .skip(1)
        .filter_map(|rest| rest.split_once("</script>"))
        .map(|(data, _)| data)
        .collect();
    assert_eq!(html.to_lowercase().matches("<script").count(), data.len());
    let name = |data: &str| -> serde_json::Value { serde_json::from_str(data).expect("JSON") };
    assert_eq!(
        name(data[0])["itemListElement"][1]["name"],
        "</script><script>alert(1)</script>"
    );
    assert_eq!(name(data[1])["description"], "<!-- <script> \" & 'x'");
}

fn with(articles: Vec<Article>) -> Library {
    let mut library = library();
    library.articles = articles.into_iter().map(Arc::new).collect();
    library.indexed()
}

#[test]
fn below_a_base_path_everything_stands_below_it() {
    let mut config = config();
    config.base_url = "https://example.com/help".to_owned();
    let mut moved = library();
    let based = |url: &str| format!("/help{url}");
    moved.categories.iter_mut().for_each(|one| {
        let category = Arc::make_mut(one);
        category.url = based(&category.url);
    });
    moved.articles.iter_mut().for_each(|one| {
        let article = Arc::make_mut(one);
        article.url = based(&article.url);
        article.body.html.clear();
    });
    moved.archived.clear();
    moved.pictures.clear();
    let site = site_with(moved.indexed(), &config, Audience::Public);
    for page in site.pages() {
        let page = page.expect("drawn");
        assert!(page.path.starts_with("/help/"), "{}", page.path);
        assert!(!page.file.starts_with("help/"), "{}", page.file);
        if page.media_type.starts_with("text/html") {
            let html = String::from_utf8(page.bytes.to_vec()).expect("text");
            for attribute in ["href", "action"] {
                for url in attributes(&html, &[], attribute) {
                    let fine = url.starts_with("/help/")
                        || url.starts_with("https://")
                        || url.starts_with('#');
                    assert!(fine, "{}: {url}", page.path);
                }
            }
        }
    }
    let redirects = text(&site, "/help/_redirects");
    assert!(redirects.starts_with("/help/old/estimates.html /help/en/estimating/"));
}

#[test]
fn old_addresses_lead_on() {
    let site = site(library());
    for old in [
        "/old/estimates",
        "/old/estimates/",
        "/old/estimates.html",
        "/en/estimating/old-estimates/",
    ] {
        let page = site.page(old).expect("drawn").expect("a page");
        let to = "/en/estimating/create-an-estimate/".to_owned();
        assert_eq!(page.kind, PageKind::Redirect { to }, "{old}");
    }
    assert!(site.page("/en/estimating").expect("drawn").is_none());
    insta::assert_snapshot!(text(&site, "/old/estimates"), @"");
    insta::assert_snapshot!(text(&site, "/go/KB-000001/"), @"");
}

#[test]
fn texts_for_machines() {
    let site = site(library());
    insta::assert_snapshot!(text(&site, "/robots.txt"), @"");
    insta::assert_snapshot!(text(&site, "/llms.txt"), @"");
    insta::assert_snapshot!(text(&site, "/es/llms.txt"), @"");
    insta::assert_snapshot!(text(&site, "/es/feed.xml"), @"");
    insta::assert_snapshot!(text(&site, "/en/estimating/takeoff.md"), @"");
}

#[test]
fn for_one_viewer_nothing_is_said_to_machines() {
    let site = site_with(library(), &config(), Audience::Restricted);
    for path in [
        "/sitemap.xml",
        "/robots.txt",
        "/llms.txt",
        "/en/feed.xml",
        "/_redirects",
    ] {
        assert!(site.page(path).expect("drawn").is_none(), "{path}");
    }
    for (path, html) in html_pages(&site) {
        assert!(
            html.contains("<meta name=\"robots\" content=\"noindex\">"),
            "{path}"
        );
        for word in [
            "canonical",
            "og:",
            "ld+json",
            "rel=\"alternate\" hreflang",
            "atom+xml",
        ] {
            assert!(!html.contains(word), "{path} says {word}");
        }
    }
}

#[test]
fn what_is_missing_in_a_language_is_listed_and_labelled() {
    let site = site(library());
    let html = text(&site, "/en/invoicing/");
    assert!(html.contains("<h2>Only in Spanish</h2>"));
    assert!(html.contains("<li lang=\"es\"><a href=\"/es/invoicing/cfdi/\" hreflang=\"es\">"));
    assert!(html.contains("noindex"));
    let switch = attributes(
        &text(&site, "/es/invoicing/cfdi/"),
        &["a ", "lang=\"en\""],
        "href",
    );
    assert_eq!(switch, ["/en/invoicing/", "/en/invoicing/"]);
}

#[test]
fn a_missing_page_shows_what_was_asked_for_as_text() {
    let site = site(library());
    let page = site.not_found(Locale::Es, "/es/<script>").expect("drawn");
    assert_eq!(page.kind, PageKind::NotFound);
    let html = String::from_utf8(page.bytes.to_vec()).expect("text");
    assert!(html.contains("<code>/es/&lt;script&gt;</code>"));
    assert!(html.contains("Inicia sesión"));
}

#[test]
fn nothing_of_an_order_of_hashing_is_in_a_site() {
    let first: Vec<_> = site(library())
        .pages()
        .map(|page| page.expect("drawn").bytes)
        .collect();
    let second: Vec<_> = site(library())
        .pages()
        .map(|page| page.expect("drawn").bytes)
        .collect();
    assert!(first == second);
}

#[test]
fn an_empty_library_is_a_site_too() {
    let site = site(Library::default().indexed());
    assert!(html_pages(&site).len() >= 5);
    assert!(site.page("/en/nothing/").expect("drawn").is_none());
}

#[test]
fn an_id_that_is_a_path_is_one_segment_of_the_vote() {
    let mut plain = article(Locale::En, "estimating/años", "estimating/years", "Years");
    plain.related = vec![ArticleId::new("gone")];
    let html = text(&site(with(vec![plain])), "/en/estimating/years/");
    let action = attributes(&html, &["form method"], "action");
    let expected = "/api/v1/support/kb/articles/estimating%2Fa%C3%B1os/feedback?lang=en";
    assert_eq!(action, [expected]);
}
