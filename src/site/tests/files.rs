//! Addresses and files: what there is, where it is written, that it stays the same.

use std::path::PathBuf;
use std::{env, fs};

use super::{attributes, html_pages, search_view, text};
use crate::content::Library;
use crate::locale::Locale;
use crate::site::sample::{config, library, site, site_with};
use crate::site::{Audience, output};
use std::sync::Arc;

#[test]
fn the_addresses_of_a_site() {
    let site = site(library());
    let paths: Vec<String> = site
        .paths()
        .filter(|path| !path.starts_with("/assets/"))
        .collect();
    insta::assert_snapshot!(paths.join("\n"), @"
    /
    /404.html
    /_headers
    /_nginx.conf
    /_redirects
    /en/
    /en/404.html
    /en/410.html
    /en/estimating/
    /en/estimating/create-an-estimate.md
    /en/estimating/create-an-estimate/
    /en/estimating/markup/
    /en/estimating/old-estimates/
    /en/estimating/takeoff.md
    /en/estimating/takeoff/
    /en/feed.xml
    /en/getting-started/
    /en/getting-started/company.md
    /en/getting-started/company/
    /en/invoicing/
    /en/llms.txt
    /en/opensearch.xml
    /en/releases/
    /en/releases/2-4.md
    /en/releases/2-4/
    /en/releases/2-5.md
    /en/releases/2-5/
    /en/scheduling/
    /en/scheduling/first-schedule.md
    /en/scheduling/first-schedule/
    /en/search/
    /en/tags/estimates/
    /en/tags/ordenes-de-cambio/
    /en/tags/plans/
    /en/videos/
    /en/whats-new/
    /es/
    /es/404.html
    /es/410.html
    /es/estimating/
    /es/estimating/crear-un-presupuesto.md
    /es/estimating/crear-un-presupuesto/
    /es/estimating/markup/
    /es/estimating/markup/margen.md
    /es/estimating/markup/margen/
    /es/feed.xml
    /es/getting-started/
    /es/invoicing/
    /es/invoicing/cfdi.md
    /es/invoicing/cfdi/
    /es/llms.txt
    /es/opensearch.xml
    /es/releases/
    /es/releases/2-5.md
    /es/releases/2-5/
    /es/scheduling/
    /es/search/
    /es/tags/estimates/
    /es/tags/ordenes-de-cambio/
    /es/videos/
    /es/whats-new/
    /go/KB-000001/
    /go/KB-000002/
    /go/KB-000003/
    /go/KB-000004/
    /go/KB-000005/
    /go/KB-000006/
    /go/KB-000007/
    /go/KB-000008/
    /llms.txt
    /media/0123456789abcdef0123.png
    /old/estimates.html
    /old/estimates/
    /robots.txt
    /sitemap.xml
    ");
}

/// For looking at: `AYUDA_SAMPLE_SITE=/tmp/sample cargo test the_sample_is_written`.
#[test]
fn the_sample_is_written() {
    let place = tempfile::tempdir().expect("a folder");
    let out =
        env::var_os("AYUDA_SAMPLE_SITE").map_or_else(|| place.path().join("public"), PathBuf::from);
    let site = site(library());
    let written = output::write(&site, &out, output::Manner::default()).expect("written");
    assert_eq!(written.files, site.paths().count());
    let again =
        output::write(&site, &out, output::Manner::default()).expect("written over the old one");
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
        let emptied = article.body.changed(true, |texts| texts.html.clear());
        article.body = emptied.expect("in memory");
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
