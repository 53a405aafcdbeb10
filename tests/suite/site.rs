//! The public site: what search engines and readers without scripts get.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::HelpCenter;

fn help() -> HelpCenter {
    HelpCenter::new()
        .file("en/money/_index.md", "---\ntitle: Money & more\n---\n")
        .file("es/money/_index.md", "---\ntitle: Dinero\nslug: dinero\n---\n")
        .file("en/money/pay.md", "---\nid: KB-000001\ntitle: Pay </script><b>\ntags: [Pagos y más]\nupdated: 2026-02-01\naliases: [/en/pay/]\n---\nText.\n")
        .file("es/money/pay.md", "---\nid: KB-000001\ntitle: Pagar\nslug: pagar\n---\nTexto.\n")
        .file("en/money/only.md", "---\nid: KB-000002\ntitle: Only in English\nnoindex: true\n---\nText.\n")
        .file("en/new.md", "---\nid: KB-000003\ntitle: Version 2.4\nkind: release\ndate: 2026-01-15\n---\nNew.\n")
}

/// Attribute values of one kind of tag: `attributes(page, "<a ", "href")`.
fn attributes(page: &str, tag: &str, name: &str) -> Vec<String> {
    page.match_indices(tag)
        .filter_map(|(at, _)| {
            let element = &page[at..at + page[at..].find('>')?];
            let start = element.find(&format!(" {name}=\""))? + name.len() + 3;
            let value = &element[start..];
            Some(value[..value.find('"')?].to_owned())
        })
        .collect()
}

#[test]
fn the_site_has_every_page_of_the_contract() {
    let files: BTreeSet<String> = help().public().into_keys().collect();
    let wanted = [
        "/",
        "/404.html",
        "/sitemap.xml",
        "/robots.txt",
        "/llms.txt",
        "/en/",
        "/es/",
        "/en/money/",
        "/es/dinero/",
        "/en/money/pay/",
        "/es/dinero/pagar/",
        "/en/money/pay.md",
        "/en/money/only/",
        "/en/new/",
        "/en/tags/pagos-y-mas/",
        "/en/videos/",
        "/en/whats-new/",
        "/en/search/",
        "/en/404.html",
        "/en/feed.xml",
        "/en/llms.txt",
        "/es/404.html",
        "/es/feed.xml",
    ];
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter(|path| !files.contains(*path))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "{files:#?}");
}

#[test]
fn alternates_are_reciprocal_and_agree_with_the_sitemap() {
    let files = help().public();
    let mut alternates: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for (path, bytes) in &files {
        let page = String::from_utf8_lossy(bytes);
        if !page.starts_with("<!") || !page.contains("rel=\"canonical\"") {
            continue;
        }
        let canonical = attributes(&page, "<link rel=\"canonical\"", "href");
        assert_eq!(canonical.len(), 1, "{path}");
        let pairs: BTreeSet<(String, String)> =
            attributes(&page, "<link rel=\"alternate\" hreflang", "hreflang")
                .into_iter()
                .zip(attributes(
                    &page,
                    "<link rel=\"alternate\" hreflang",
                    "href",
                ))
                .collect();
        if pairs.is_empty() {
            continue;
        }
        assert!(
            pairs.iter().any(|(code, _)| code == "x-default"),
            "{path} has no x-default"
        );
        assert!(
            pairs.iter().any(|(_, href)| *href == canonical[0]),
            "{path} does not name itself"
        );
        alternates.insert(canonical[0].clone(), pairs);
    }
    assert!(alternates.len() >= 6, "{alternates:#?}");
    for (url, pairs) in &alternates {
        for (code, href) in pairs.iter().filter(|(code, _)| code != "x-default") {
            let back = alternates
                .get(href)
                .unwrap_or_else(|| panic!("{url} names {href} as {code}"));
            assert_eq!(back, pairs, "{url} and {href}");
        }
    }
    let sitemap = String::from_utf8_lossy(&files["/sitemap.xml"]).into_owned();
    let listed: BTreeSet<String> = sitemap
        .match_indices("<loc>")
        .map(|(at, _)| {
            sitemap[at + 5..]
                .split('<')
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    assert!(
        listed.contains("http://127.0.0.1:8080/en/money/pay/"),
        "{listed:#?}"
    );
    assert!(
        !listed.iter().any(|url| url.contains("/only/")),
        "noindex is not in the sitemap"
    );
    assert_eq!(
        sitemap.matches("<lastmod>").count(),
        1,
        "only what is known to have changed"
    );
}

#[test]
fn nothing_on_a_page_needs_scripts_styles_or_others() {
    for (path, bytes) in help().public() {
        let page = String::from_utf8_lossy(&bytes);
        if !page.starts_with("<!") {
            continue;
        }
        for script in attributes(&page, "<script", "type") {
            let known = script == "application/ld+json" || script == "module";
            assert!(known, "{path}: {script}");
        }
        assert_eq!(
            page.matches("<script").count(),
            attributes(&page, "<script", "type").len(),
            "{path}"
        );
        assert!(!page.contains(" style=\""), "{path}");
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
        for source in attributes(&page, "<img", "src").iter().chain(&attributes(
            &page,
            "<link rel=\"stylesheet\"",
            "href",
        )) {
            assert!(
                source.starts_with('/'),
                "{path} asks another host for {source}"
            );
        }
    }
}

#[test]
fn structured_data_parses_and_cannot_be_broken_out_of() {
    let page = help().page("/en/money/pay/");
    let mut types = Vec::new();
    for part in page.split("<script type=\"application/ld+json\">").skip(1) {
        let data: serde_json::Value =
            serde_json::from_str(part.split("</script>").next().unwrap_or_default()).expect("JSON");
        let nodes = match data.get("@graph") {
            Some(serde_json::Value::Array(nodes)) => nodes.clone(),
            _ => vec![data],
        };
        types.extend(
            nodes
                .iter()
                .map(|node| node["@type"].as_str().unwrap_or_default().to_owned()),
        );
    }
    types.sort();
    assert_eq!(types, ["BreadcrumbList", "TechArticle"]);
    assert!(!page.contains("<b> "), "the title is escaped");
}

#[test]
fn links_of_the_site_lead_to_pages_of_the_site() {
    let files = help().public();
    let mut broken = Vec::new();
    for (path, bytes) in &files {
        let page = String::from_utf8_lossy(bytes);
        for href in attributes(&page, "<a ", "href") {
            let target = href.split(['#', '?']).next().unwrap_or_default();
            if target.starts_with('/') && !files.contains_key(target) && target != "/" {
                broken.push(format!("{path} → {href}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    assert_eq!(help().public(), help().public());
}

#[test]
fn a_base_path_stands_before_every_address() {
    let help = help().settings("base_url = \"https://example.com/help\"\n");
    let files = help.public();
    assert!(
        files.keys().all(|path| path.starts_with("/help/")),
        "{:?}",
        files.keys()
    );
    let page = help.page("/help/en/money/pay/");
    for href in attributes(&page, "<a ", "href") {
        assert!(
            href.starts_with("/help/") || href.starts_with('#'),
            "{href}"
        );
    }
    let service = help.serve();
    assert_eq!(service.anonymous().get("/help/en/money/pay/").status, 200);
    assert_eq!(
        service
            .anonymous()
            .get("/help/api/v1/support/kb/articles")
            .status,
        200
    );
}

#[test]
fn a_missing_translation_is_listed_with_its_language() {
    let page = help().page("/es/dinero/");
    assert!(page.contains("Only in English"), "{page}");
    assert!(page.contains("lang=\"en\""), "{page}");
}

#[test]
fn pages_of_the_same_words_have_titles_and_descriptions_of_their_own() {
    let help = HelpCenter::new()
        .file("en/roofs/_index.md", "---\ntitle: Roofs\n---\n")
        .file(
            "en/roofs/order.md",
            "---\nsummary: Order what you need.\ntitle: Order\n---\n",
        )
        .file("en/floors/_index.md", "---\ntitle: Floors\n---\n")
        .file(
            "en/floors/order.md",
            "---\nsummary: Order what you need.\ntitle: Order\n---\n",
        )
        .file(
            "en/floors/roofs.md",
            "---\nsummary: What stands on a floor.\ntitle: Roofs\n---\n",
        );
    let said = |path: &str| {
        let page = help.page(path);
        let title = page
            .split_once("<title>")
            .and_then(|(_, rest)| rest.split_once('<'));
        let title = title.expect("a title").0.to_owned();
        let description = attributes(&page, "<meta name=\"description\"", "content").concat();
        format!("{title} | {description}\n")
    };
    let paths = ["/en/roofs/order/", "/en/floors/order/", "/en/floors/roofs/"];
    insta::assert_snapshot!(paths.map(said).concat(), @"
    Order – Roofs · Help | Order – Roofs: Order what you need.
    Order – Floors · Help | Order – Floors: Order what you need.
    Roofs – Floors · Help | What stands on a floor.
    ");
}

#[test]
fn a_home_without_a_title_goes_by_the_name_of_the_site() {
    let help = HelpCenter::empty()
        .settings("[content]\nvisibility = \"public\"\n[site]\nname = \"Obra Help\"\n")
        .file("en/a.md", "---\ntitle: A\n---\nText.\n");
    let page = help.page("/en/");
    assert!(page.contains("<title>Obra Help</title>"), "{page}");
    assert!(page.contains("<h1>Obra Help</h1>"), "{page}");
}
