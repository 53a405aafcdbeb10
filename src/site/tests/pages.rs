//! Pages as readers get them.

use std::collections::BTreeMap;

use super::{attributes, html_pages, text, with, without_hashes};
use crate::content::ArticleId;
use crate::locale::Locale;
use crate::site::sample::{article, library, site};

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
    <link rel="stylesheet" href="/assets/site.HASH.css">
    <link rel="icon" href="/assets/mark.HASH.svg">
    <script type="module" src="/assets/site.HASH.js"></script>
    <link rel="canonical" href="https://help.example.com/es/estimating/markup/margen/">
    <link rel="alternate" type="text/markdown" href="/es/estimating/markup/margen.md">
    <link rel="alternate" type="application/atom+xml" href="/es/feed.xml" title="Obra Help">
    <link rel="search" type="application/opensearchdescription+xml" href="/es/opensearch.xml" title="Obra Help">
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
    <a class="brand" href="/es/"><svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><rect class="tile" width="32" height="32" rx="8"/><path class="sign" d="M11.6 12.4a4.5 4.5 0 1 1 6.5 4.1c-1.4.7-2.1 1.6-2.1 3.2M16 24v.1"/></svg><span>Obra Help</span></a>
    <form class="search small" role="search" action="/es/search/" data-script="/assets/search.HASH.js" data-sheet="/assets/search.HASH.css" data-words="/assets/search-es.HASH.json" data-api="/api/v1/support/" data-home="/es/">
    <label for="_q">Buscar en el centro de ayuda</label>
    <div><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/></svg><input id="_q" type="search" name="q" value="" maxlength="256" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search" placeholder="¿Qué quieres hacer?"><button type="submit">Buscar</button></div>
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
    <div class="prose" data-step="Hecho: paso" data-copy="Copiar" data-copied="Copiado" data-zoom="Ampliar:" data-close="Cerrar" data-viewer="/assets/zoom.HASH.js" data-sheet="/assets/zoom.HASH.css">
    <p>Text.</p>
    </div>
    <footer class="after">
    <p class="dates"><a href="https://git.example.com/edit/main/content/es/estimating/markup/margen.md"><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M4.5 19.5 5.5 15 16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5"/></svg>Sugerir un cambio</a></p>
    <section class="helpful" aria-labelledby="_helpful" data-failed="Tu respuesta no llegó. Inténtalo de nuevo en un momento.">
    <h2 id="_helpful">¿Te sirvió este artículo?</h2>
    <form class="vote" method="post" action="/api/v1/support/kb/articles/KB-000007/feedback?lang=es">
    <button type="submit" name="helpful" value="true"><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M7.5 10.5v9H4v-9zM7.5 11 11 3.5c1.7 0 2.5 1.2 2.3 2.7l-.5 3.3h4.9c1.5 0 2.4 1.2 2.1 2.6l-1.2 5.6c-.2 1.1-1.1 1.8-2.2 1.8H7.5"/></svg>Sí</button>
    <button type="submit" name="helpful" value="false"><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M7.5 10.5v9H4v-9zM7.5 11 11 3.5c1.7 0 2.5 1.2 2.3 2.7l-.5 3.3h4.9c1.5 0 2.4 1.2 2.1 2.6l-1.2 5.6c-.2 1.1-1.1 1.8-2.2 1.8H7.5"/></svg>No</button>
    </form>
    <form id="_why" tabindex="-1" aria-labelledby="_reason" method="post" action="/api/v1/support/kb/articles/KB-000007/feedback?lang=es">
    <input type="hidden" name="helpful" value="false">
    <fieldset><legend id="_reason">Anotado, gracias. ¿Qué te faltó?</legend>
    <label><input type="radio" name="reason" value="incomplete"> Le falta información</label>
    <label><input type="radio" name="reason" value="unclear"> Cuesta seguirlo</label>
    <label><input type="radio" name="reason" value="outdated"> No coincide con la aplicación</label>
    <label><input type="radio" name="reason" value="wrong"> Tiene un error</label>
    <label><input type="radio" name="reason" value="not_my_question"> Responde otra pregunta</label>
    <label><input type="radio" name="reason" value="other"> Otra cosa</label>
    </fieldset>
    <label for="_comment">Cuéntanos más, si quieres</label>
    <textarea id="_comment" name="comment" rows="3" maxlength="2000" aria-describedby="_privacy"></textarea>
    <p id="_privacy" class="hint">Sin nombres, teléfonos ni precios, por favor: lo leen quienes escriben.</p>
    <button class="button" type="submit">Enviar</button>
    </form>
    <p id="_thanks" role="status" tabindex="-1">¡Gracias! Tu respuesta nos ayuda a escribir mejor.</p>
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
    <div><p><a href="/es/">Obra Help</a></p></div>
    <nav aria-label="Acerca de este sitio"><ul>
    <li><a href="https://status.example.com">Status</a></li>
    <li><a href="/es/whats-new/">Novedades</a></li>
    <li><a href="/es/feed.xml" type="application/atom+xml">Canal RSS</a></li>
    <li><a href="/en/estimating/markup/" lang="en" hreflang="en">English</a></li>
    </ul></nav>
    </div></div>
    </footer>
    </body>
    </html>
    "##);
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
        let own = html
            .matches("<script type=\"module\" src=\"/assets/")
            .count();
        assert_eq!(scripts, data + own, "{path}: scripts");
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
fn an_id_that_is_a_path_is_one_segment_of_the_vote() {
    let mut plain = article(Locale::En, "estimating/años", "estimating/years", "Years");
    plain.related = vec![ArticleId::new("gone")];
    let html = text(&site(with(vec![plain])), "/en/estimating/years/");
    let action = attributes(&html, &["form ", "method"], "action");
    let expected = "/api/v1/support/kb/articles/estimating%2Fa%C3%B1os/feedback?lang=en";
    // The vote, and why.
    assert_eq!(action, [expected; 2]);
}
