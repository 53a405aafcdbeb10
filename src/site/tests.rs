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

/// The page with hashes of assets taken out, each of which must be one.
fn without_hashes(html: &str) -> String {
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
    insta::assert_snapshot!(paths.join("\n"), @r#"
    /
    /404.html
    /_redirects
    /en/
    /en/404.html
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
    "#);
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
        attributes(&html, &["meta ", "robots"], "content"),
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
    insta::assert_snapshot!(map.split("<url>").find(|url| url.contains("/create-an-estimate/")).unwrap_or_default().trim_end(), @r#"
      <loc>https://help.example.com/en/estimating/create-an-estimate/</loc>
      <lastmod>2026-11-21T15:30:00Z</lastmod>
      <xhtml:link rel="alternate" hreflang="en" href="https://help.example.com/en/estimating/create-an-estimate/"/>
      <xhtml:link rel="alternate" hreflang="es" href="https://help.example.com/es/estimating/crear-un-presupuesto/"/>
      <xhtml:link rel="alternate" hreflang="x-default" href="https://help.example.com/en/estimating/create-an-estimate/"/>
    </url>
    "#);
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
    insta::assert_snapshot!(without_hashes(&html), @r##"
    <!doctype html>
    <html lang="es">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Recargo y margen no son lo mismo · Obra Help</title>
    <meta name="description" content="Con un ejemplo de una cocina.">
    <meta name="color-scheme" content="light dark">
    <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">
    <meta name="theme-color" content="#14181b" media="(prefers-color-scheme: dark)">
    <link rel="stylesheet" href="/assets/site.HASH.css">
    <link rel="icon" href="/assets/mark.HASH.svg" type="image/svg+xml">
    <link rel="canonical" href="https://help.example.com/es/estimating/markup/margen/">
    <link rel="alternate" type="text/markdown" href="/es/estimating/markup/margen.md">
    <link rel="alternate" type="application/atom+xml" href="/es/feed.xml" title="Obra Help">
    <meta property="og:type" content="article">
    <meta property="og:site_name" content="Obra Help">
    <meta property="og:title" content="Recargo y margen no son lo mismo">
    <meta property="og:description" content="Con un ejemplo de una cocina.">
    <meta property="og:url" content="https://help.example.com/es/estimating/markup/margen/">
    <meta property="og:locale" content="es_MX">
    <meta name="twitter:card" content="summary">
    <script type="application/ld+json">{"@context":"https://schema.org","@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","item":"https://help.example.com/es/","name":"Inicio","position":1},{"@type":"ListItem","item":"https://help.example.com/es/estimating/","name":"Presupuestos","position":2},{"@type":"ListItem","item":"https://help.example.com/es/estimating/markup/","name":"Recargo y margen","position":3},{"@type":"ListItem","item":"https://help.example.com/es/estimating/markup/margen/","name":"Recargo y margen no son lo mismo","position":4}]}</script>
    <script type="application/ld+json">{"@context":"https://schema.org","@type":"TechArticle","author":{"@type":"Organization","name":"Obra Help","url":"https://help.example.com/"},"description":"Con un ejemplo de una cocina.","headline":"Recargo y margen no son lo mismo","inLanguage":"es","mainEntityOfPage":"https://help.example.com/es/estimating/markup/margen/","publisher":{"@type":"Organization","name":"Obra Help","url":"https://help.example.com/"}}</script>
    </head>
    <body class="article">
    <a class="skip" href="#_content">Ir al contenido</a>
    <header class="top"><div class="wrap">
    <a class="brand" href="/es/"><svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><path class="tile" d="M8 0h16a8 8 0 0 1 8 8v16a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8V8a8 8 0 0 1 8-8z"/><path class="sign" d="M7.5 15 16 8l8.5 7M10.5 13v11h11V13M16 24v-6.5"/></svg><span>Obra Help</span></a>
    <form class="search small" role="search" action="/es/search/">
    <label for="_q">Buscar en el centro de ayuda</label>
    <div><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/></svg><input id="_q" type="search" name="q" value="" maxlength="256" autocomplete="off" enterkeyhint="search" placeholder="¿Qué quieres hacer?"><button type="submit">Buscar</button></div>
    </form>
    <a class="find" href="/es/search/" aria-label="Buscar"><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/></svg></a>
    <nav class="main" aria-label="Principal"><a href="/es/whats-new/">Novedades</a></nav>
    <nav class="languages" aria-label="Idioma"><a href="/en/estimating/markup/" lang="en" hreflang="en"><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><circle cx="12" cy="12" r="8.75"/><path d="M3.5 12h17M12 3.3c2.5 2.4 3.7 5.3 3.7 8.7s-1.2 6.3-3.7 8.7c-2.5-2.4-3.7-5.3-3.7-8.7s1.2-6.3 3.7-8.7z"/></svg>English</a></nav>
    </div></header>
    <main id="_content">

    <div class="wrap columns">
    <article>
    <header class="intro">
    <nav class="crumbs" aria-label="Estás aquí"><ol>
    <li><a href="/es/">Inicio</a></li>
    <li><a href="/es/estimating/">Presupuestos</a></li>
    <li><a href="/es/estimating/markup/">Recargo y margen</a></li>
    <li><span aria-current="page">Recargo y margen no son lo mismo</span></li>
    </ol></nav>
    <h1>Recargo y margen no son lo mismo</h1>
    <p class="lede">Con un ejemplo de una cocina.</p>
    </header>
    <div class="prose">
    <p>Text.</p>
    </div>
    <footer class="after">
    <p class="dates"><a href="https://git.example.com/edit/main/content/es/estimating/markup/margen.md"><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M4.5 19.5 5.5 15 16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5"/></svg>Sugerir un cambio</a></p>
    <section class="helpful" aria-labelledby="_helpful">
    <h2 id="_helpful">¿Te sirvió este artículo?</h2>
    <form method="post" action="/api/v1/support/kb/articles/KB-000007/feedback?lang=es">
    <button type="submit" name="helpful" value="true"><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M7.5 10.5v9H4v-9zM7.5 11 11 3.5c1.7 0 2.5 1.2 2.3 2.7l-.5 3.3h4.9c1.5 0 2.4 1.2 2.1 2.6l-1.2 5.6c-.2 1.1-1.1 1.8-2.2 1.8H7.5"/></svg>Sí</button>
    <button type="submit" name="helpful" value="false"><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M7.5 13.5v-9H4v9zM7.5 13 11 20.5c1.7 0 2.5-1.2 2.3-2.7l-.5-3.3h4.9c1.5 0 2.4-1.2 2.1-2.6l-1.2-5.6c-.2-1.1-1.1-1.8-2.2-1.8H7.5"/></svg>No</button>
    </form>
    <p id="thanks" role="status" tabindex="-1">¡Gracias! Tu respuesta nos ayuda a escribir mejor.</p>
    </section>
    </footer>
    </article>
    </div>

    </main>
    <footer>
    <div class="contact"><div class="wrap">
    <h2>¿No encontraste lo que necesitas?</h2>
    <p>Escríbenos. Te responde una persona.</p>
    <a class="button" href="https://example.com/contact">Contactar a soporte</a>
    </div></div>
    <div class="bottom"><div class="wrap">
    <p>Obra Help</p>
    <nav aria-label="Acerca de este sitio"><ul>
    <li><a href="https://status.example.com">Status</a></li>
    <li><a href="/es/whats-new/">Novedades</a></li>
    <li><a href="/es/feed.xml" type="application/atom+xml">Suscripción</a></li>
    <li><a href="/en/estimating/markup/" lang="en" hreflang="en">English</a></li>
    </ul></nav>
    </div></div>
    </footer>
    </body>
    </html>
    "##);
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
    insta::assert_snapshot!(without_hashes(&text(&site, "/old/estimates")), @r#"
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>This page has moved</title>
    <meta name="robots" content="noindex">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="refresh" content="0; url=/en/estimating/create-an-estimate/">
    <link rel="canonical" href="https://help.example.com/en/estimating/create-an-estimate/">
    <link rel="stylesheet" href="/assets/site.HASH.css">
    </head>
    <body class="plain">
    <main class="wrap">

    <h1>This page has moved</h1>
    <p><a href="/en/estimating/create-an-estimate/">Continue to Create an estimate</a></p>

    </main>
    </body>
    </html>
    "#);
    insta::assert_snapshot!(without_hashes(&text(&site, "/go/KB-000001/")), @r#"
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Create an estimate</title>
    <meta name="robots" content="noindex">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="refresh" content="0; url=/en/estimating/create-an-estimate/">
    <link rel="stylesheet" href="/assets/site.HASH.css">
    </head>
    <body class="plain">
    <main class="wrap">

    <h1>KB-000001</h1>
    <ul class="list">
    <li lang="en"><a href="/en/estimating/create-an-estimate/" hreflang="en">Create an estimate</a></li>
    <li lang="es"><a href="/es/estimating/crear-un-presupuesto/" hreflang="es">Crear un presupuesto</a></li>
    </ul>

    </main>
    </body>
    </html>
    "#);
}

#[test]
fn texts_for_machines() {
    let site = site(library());
    insta::assert_snapshot!(text(&site, "/robots.txt"), @r#"
    User-agent: *
    Allow: /

    Sitemap: https://help.example.com/sitemap.xml
    "#);
    insta::assert_snapshot!(text(&site, "/llms.txt"), @r#"
    # Obra Help

    > Short, practical answers for builders: from the first estimate to the last invoice, in the office and on site.

    - [English](https://help.example.com/en/llms.txt): all articles in English
    - [Español](https://help.example.com/es/llms.txt): todos los artículos en español
    "#);
    insta::assert_snapshot!(text(&site, "/es/llms.txt"), @r#"
    # Obra Help

    > Respuestas cortas y prácticas para constructores: del primer presupuesto a la última factura, en la oficina y en la obra.

    ## Presupuestos

    - [Crear un presupuesto](https://help.example.com/es/estimating/crear-un-presupuesto.md): De la primera medida a un precio que tu cliente puede firmar, con secciones, recargo e impuesto.

    ## Recargo y margen

    - [Recargo y margen no son lo mismo](https://help.example.com/es/estimating/markup/margen.md): Con un ejemplo de una cocina.

    ## Facturación

    - [Factura con CFDI 4.0](https://help.example.com/es/invoicing/cfdi.md): Timbra, envía y cancela facturas ante el SAT.

    ## Notas de versión

    - [Versión 2.5](https://help.example.com/es/releases/2-5.md): Aprueba desde el teléfono, y fotos más rápidas.
    "#);
    insta::assert_snapshot!(text(&site, "/es/feed.xml"), @r#"
    <?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es">
      <id>tag:help.example.com,2026:ayuda:es</id>
      <title>Obra Help</title>
      <updated>2026-11-21T15:30:00Z</updated>
      <link rel="self" type="application/atom+xml" href="https://help.example.com/es/feed.xml"/>
      <link rel="alternate" type="text/html" href="https://help.example.com/es/"/>
      <author>
        <name>Obra Help</name>
      </author>
      <entry>
        <id>tag:help.example.com,2026:ayuda:es:KB-000001</id>
        <title>Crear un presupuesto</title>
        <updated>2026-11-21T15:30:00Z</updated>
        <published>2026-02-17T00:00:00Z</published>
        <link rel="alternate" type="text/html" href="https://help.example.com/es/estimating/crear-un-presupuesto/"/>
        <author>
          <name>Marisol Treviño</name>
        </author>
        <category term="Estimates"/>
        <category term="Órdenes de cambio"/>
        <summary>De la primera medida a un precio que tu cliente puede firmar, con secciones, recargo e impuesto.</summary>
      </entry>
      <entry>
        <id>tag:help.example.com,2026:ayuda:es:KB-000006</id>
        <title>Versión 2.5</title>
        <updated>2026-11-03T00:00:00Z</updated>
        <published>2026-11-03T00:00:00Z</published>
        <link rel="alternate" type="text/html" href="https://help.example.com/es/releases/2-5/"/>
        <summary>Aprueba desde el teléfono, y fotos más rápidas.</summary>
      </entry>
    </feed>
    "#);
    insta::assert_snapshot!(text(&site, "/en/estimating/takeoff.md"), @r#"
    # Measure a plan

    > Count and measure on the drawing itself.

    Text.
    "#);
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
