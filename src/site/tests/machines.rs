//! What search engines, readers of feeds and language models get.

use std::collections::BTreeSet;

use super::{attributes, html_pages, text, without_hashes};
use crate::site::PageKind;
use crate::site::sample::{library, site};

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
    insta::assert_snapshot!(text(&site, "/en/estimating/takeoff.md"), @"
    ---
    url: https://help.example.com/en/estimating/takeoff/
    language: en
    ---

    # Measure a plan

    > Count and measure on the drawing itself.

    Text.
    ");
}
