//! What people write stays text, and what is for one viewer stays between the two.

use super::{attributes, html_pages, search_view, text, with};
use crate::locale::Locale;
use crate::site::sample::{article, config, library, site, site_with};
use crate::site::{Audience, PageKind};

#[test]
fn what_a_query_says_is_only_text() {
    let page = site(library()).search_page(Locale::En, &search_view());
    let page = page.expect("drawn");
    let html = String::from_utf8(page.bytes.to_vec()).expect("text");
    assert!(html.contains("value=\"send &quot;an &lt;estimate&gt;\""));
    assert!(!html.contains("<estimate>"));
    assert_eq!(
        attributes(&html, &["meta ", "robots"], "content"),
        ["noindex"]
    );
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
    assert_eq!(
        html.to_lowercase().matches("<script").count(),
        data.len() + 1
    );
    let name = |data: &str| -> serde_json::Value { serde_json::from_str(data).expect("JSON") };
    assert_eq!(
        name(data[0])["itemListElement"][1]["name"],
        "</script><script>alert(1)</script>"
    );
    assert_eq!(name(data[1])["description"], "<!-- <script> \" & 'x'");
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
fn a_missing_page_shows_what_was_asked_for_as_text() {
    let site = site(library());
    let page = site
        .not_found(Locale::Es, "/es/<script>", None)
        .expect("drawn");
    assert_eq!(page.kind, PageKind::NotFound);
    let html = String::from_utf8(page.bytes.to_vec()).expect("text");
    assert!(html.contains("<code>/es/&lt;script&gt;</code>"));
    assert!(html.contains("Inicia sesión"));
}
