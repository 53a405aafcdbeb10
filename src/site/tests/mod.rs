//! What a whole site must hold, seen from outside. Here: how tests look at it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::{Article, Library};
use crate::locale::Locale;
use crate::site::Site;
use crate::site::sample::library;
use crate::theme::context::{Facet, FacetValue, SearchGroup, SearchHit, SearchView};

mod files;
mod machines;
mod pages;
mod safety;

pub(super) fn text(site: &Site, path: &str) -> String {
    let page = site.page(path).expect("drawn");
    let page = page.unwrap_or_else(|| panic!("nothing at {path}"));
    String::from_utf8(page.bytes.to_vec()).expect("text")
}

/// The values of `attribute` in tags that hold all of `marks`.
pub(super) fn attributes(html: &str, marks: &[&str], attribute: &str) -> Vec<String> {
    html.split('<')
        .filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag))
        .filter(|tag| marks.iter().all(|mark| tag.contains(mark)))
        .filter_map(|tag| tag.split_once(&format!(" {attribute}=\"")))
        .filter_map(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

/// The page with hashes of assets taken out, each of which must be one.
pub(super) fn without_hashes(html: &str) -> String {
    let mut parts = html.split("/assets/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut names = part.splitn(3, '.');
        let (name, hash) = (
            names.next().unwrap_or_default(),
            names.next().unwrap_or_default(),
        );
        assert!(
            hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{hash}"
        );
        out += &format!("/assets/{name}.HASH.{}", names.next().unwrap_or_default());
    }
    out
}

pub(super) fn html_pages(site: &Site) -> BTreeMap<String, String> {
    let pages = site.pages().map(|page| page.expect("drawn"));
    let pages = pages.filter(|page| page.media_type.starts_with("text/html"));
    pages
        .map(|page| {
            let html = String::from_utf8(page.bytes.to_vec()).expect("text");
            (page.path, html)
        })
        .collect()
}

pub(super) fn with(articles: Vec<Article>) -> Library {
    let mut library = library();
    library.articles = articles.into_iter().map(Arc::new).collect();
    library.indexed()
}

/// An answer with all that an answer can hold.
pub(super) fn search_view() -> SearchView {
    let hit = |title: &str, snippet: &str| SearchHit {
        title: title.to_owned(),
        url: "/en/estimating/create-an-estimate/".to_owned(),
        anchor: Some("send-it".to_owned()),
        heading: Some("Send it".to_owned()),
        sections: Vec::new(),
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
        meant: None,
        missing: None,
        active: Vec::new(),
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
        page: 2,
        pages: 3,
        previous: Some("?q=x".to_owned()),
        next: Some("?q=x&page=3".to_owned()),
    }
}
