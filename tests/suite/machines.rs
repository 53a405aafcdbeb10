//! What machines read of the sample: the same as people see, and none of it wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::Value;

use crate::harness::HelpCenter;

const ORIGIN: &str = "http://127.0.0.1:8080";

/// Every public file of the sample, by address.
fn files() -> &'static BTreeMap<String, Vec<u8>> {
    static FILES: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| HelpCenter::sample().public())
}

fn text(path: &str) -> String {
    String::from_utf8_lossy(&files()[path]).into_owned()
}

/// Pages for people: no redirects, no short addresses.
fn pages() -> impl Iterator<Item = (&'static str, String)> {
    let html = files().keys().map(|path| (path.as_str(), text(path)));
    html.filter(|(_, page)| page.starts_with("<!") && !page.contains("http-equiv=\"refresh\""))
}

/// Pages that search engines list, but the root, which is the home once more.
fn listed() -> impl Iterator<Item = (&'static str, String)> {
    pages().filter(|(path, page)| *path != "/" && !page.contains("<meta name=\"robots\""))
}

/// What stands between `start` and `end`, each time.
fn between<'a>(page: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = page.split(start).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(end)?.0))
        .collect()
}

fn first(page: &str, start: &str, end: &str) -> Option<String> {
    between(page, start, end)
        .first()
        .map(|text| unescaped(text))
}

fn unescaped(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ];
    pairs
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// What is seen of a part of a page, in one line.
fn seen(html: &str) -> String {
    let mut text = String::new();
    for (at, part) in html.split('<').enumerate() {
        let shown = part.split_once('>').map_or("", |(_, shown)| shown);
        text.push_str(if at == 0 { part } else { shown });
        // Words of two blocks are two words.
        let tag = part.trim_start_matches('/');
        if ["p", "h", "li", "d", "t", "br", "div", "section"]
            .iter()
            .any(|one| tag.starts_with(one))
        {
            text.push(' ');
        }
    }
    unescaped(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn data(page: &str) -> BTreeMap<String, Value> {
    let blocks = between(page, "<script type=\"application/ld+json\">", "</script>");
    let values = blocks
        .into_iter()
        .map(|text| serde_json::from_str::<Value>(text).expect("JSON"));
    values
        .map(|value| (value["@type"].as_str().expect("a type").to_owned(), value))
        .collect()
}

#[test]
fn structured_data_says_what_is_seen() {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for (path, page) in pages() {
        let data = data(&page);
        let crumbs: Vec<String> = first(&page, "<nav class=\"crumbs\"", "</nav>")
            .map(|nav| {
                between(&nav, "<li>", "</li>")
                    .into_iter()
                    .map(seen)
                    .collect()
            })
            .unwrap_or_default();
        let body = page.split_once("<main").expect("a body").1;
        let shown = seen(body);
        let days: BTreeSet<&str> = between(&page, "<time datetime=\"", "\"")
            .into_iter()
            .collect();
        for (kind, value) in &data {
            *counted.entry(kind.clone()).or_default() += 1;
            assert_eq!(value["@context"], "https://schema.org", "{path}");
        }
        if let Some(trail) = data.get("BreadcrumbList") {
            let items = trail["itemListElement"].as_array().expect("a list");
            let names: Vec<&str> = items
                .iter()
                .filter_map(|item| item["name"].as_str())
                .collect();
            assert_eq!(names, crumbs, "{path}");
            assert!(names.len() >= 2, "{path}");
            for (at, item) in items.iter().enumerate() {
                assert_eq!(item["position"], at + 1);
                let url = item["item"].as_str().expect("an address");
                assert!(
                    files().contains_key(url.strip_prefix(ORIGIN).expect("absolute")),
                    "{path}: {url}"
                );
            }
        }
        for kind in ["TechArticle", "VideoObject"] {
            let Some(said) = data.get(kind) else {
                continue;
            };
            let own = |name: &str| said[name].as_str().map(str::to_owned);
            let title = own("headline").or_else(|| own("name")).expect("a title");
            assert_eq!(title, seen(between(&page, "<h1>", "</h1>")[0]), "{path}");
            let language = first(&page, "<html lang=\"", "\"");
            assert_eq!(own("inLanguage"), language, "{path}");
            let description = own("description").expect("a description");
            assert!(
                shown.contains(description.trim_end_matches('…')),
                "{path}: {description}"
            );
            for day in ["datePublished", "dateModified", "uploadDate"]
                .into_iter()
                .filter_map(own)
            {
                assert!(
                    days.contains(day.as_str()),
                    "{path}: {day} is not in {days:?}"
                );
            }
            match said["author"]["@type"].as_str() {
                Some("Person") => {
                    let dates = first(&page, "<p class=\"dates\">", "</p>").expect("who and when");
                    let name = said["author"]["name"].as_str().expect("a name");
                    assert!(seen(&dates).contains(name), "{path}");
                }
                _ => assert!(kind == "VideoObject" || said["author"]["name"] == "Obra Help"),
            }
            if let Some(place) = own("contentUrl") {
                assert!(
                    page.contains(&format!("src=\"{}\"", &place[ORIGIN.len()..])),
                    "{path}"
                );
            }
        }
        if let Some(video) = data.get("VideoObject") {
            let duration = video["duration"].as_str().expect("a duration");
            assert!(
                duration.starts_with("PT") && duration.ends_with('S'),
                "{duration}"
            );
            let thumbnail = video["thumbnailUrl"].as_str().expect("a picture");
            assert!(
                thumbnail.starts_with("https://")
                    || files().contains_key(&thumbnail[ORIGIN.len()..])
            );
        }
    }
    assert!(counted["TechArticle"] > 100, "{counted:?}");
    assert!(
        counted["BreadcrumbList"] > counted["TechArticle"],
        "{counted:?}"
    );
    let films = pages().filter(|(_, page)| page.contains("<figure class=\"video\">\n<video"));
    assert_eq!(counted["VideoObject"], films.count(), "{counted:?}");
    assert!(counted["VideoObject"] >= 6, "{counted:?}");
    // Rich results for questions and instructions have ended; these are not questions of readers.
    let kinds: Vec<&str> = counted.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["BreadcrumbList", "TechArticle", "VideoObject"]);
}

#[test]
fn every_listed_page_has_a_title_and_a_description_of_its_own() {
    let mut titles: BTreeMap<(String, String), &str> = BTreeMap::new();
    let mut descriptions = titles.clone();
    for (path, page) in listed() {
        let language = first(&page, "<html lang=\"", "\"").expect("a language");
        let title = first(&page, "<title>", "</title>").expect("a title");
        assert!(title.chars().count() <= 60, "{path}: {title}");
        assert_eq!(
            titles.insert((language.clone(), title), path),
            None,
            "{path}"
        );
        let said =
            first(&page, "<meta name=\"description\" content=\"", "\"").expect("a description");
        assert!((20..=160).contains(&said.chars().count()), "{path}: {said}");
        assert_eq!(descriptions.insert((language, said), path), None, "{path}");
    }
    assert!(titles.len() > 200);
}

#[test]
fn headings_go_down_step_by_step_from_one_title() {
    for (path, page) in pages() {
        let levels: Vec<u8> = page
            .match_indices("<h")
            .filter_map(|(at, _)| match page.as_bytes()[at + 2..] {
                [level @ b'1'..=b'6', b' ' | b'>', ..] => Some(level - b'0'),
                _ => None,
            })
            .collect();
        assert_eq!(
            levels.iter().filter(|level| **level == 1).count(),
            1,
            "{path}"
        );
        let skipped = levels.windows(2).any(|pair| pair[1] > pair[0] + 1);
        assert!(!skipped && levels[0] == 1, "{path}: {levels:?}");
    }
}

#[test]
fn a_page_says_its_own_language_and_that_of_words_in_another() {
    for (path, page) in pages() {
        let language = first(&page, "<html lang=\"", "\"").expect("a language");
        if path != "/" && path != "/404.html" {
            assert_eq!(path[1..3], *language, "{path}");
        }
        let other = if language == "en" { "es" } else { "en" };
        // Writers say themselves, in their own words, when a link leads to the other language.
        let (before, prose) = page
            .split_once("<div class=\"prose\"")
            .unwrap_or((&page, ""));
        let after = prose
            .split_once("<footer class=\"after\">")
            .map_or("", |(_, after)| after);
        let page = format!("{before}{after}");
        for link in between(&page, "<a ", "</a>") {
            let attributes = link.split_once('>').expect("a link").0;
            let leads = attributes.contains(&format!("href=\"/{other}/"));
            let lists = attributes.contains("hreflang");
            assert!(!leads || lists || path == "/", "{path}: {link}");
        }
    }
}

#[test]
fn canonical_alternates_sitemap_and_noindex_agree() {
    let map = text("/sitemap.xml");
    let mut mapped: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for entry in between(&map, "<url>", "</url>") {
        let url = first(entry, "<loc>", "</loc>").expect("an address");
        mapped.insert(url, alternates(entry, "<xhtml:link "));
    }
    for word in ["changefreq", "priority"] {
        assert!(!map.contains(word), "search engines pass over it");
    }
    let mut counted = 0;
    for (path, page) in listed() {
        let own = format!("{ORIGIN}{path}");
        let canonical = between(&page, "<link rel=\"canonical\" href=\"", "\"");
        assert_eq!(canonical, [own.as_str()], "{path}");
        assert_eq!(
            mapped.get(&own),
            Some(&alternates(&page, "<link ")),
            "{path}"
        );
        counted += 1;
    }
    assert_eq!(counted, mapped.len(), "nothing else is in the sitemap");
    for (path, page) in pages().filter(|(_, page)| page.contains("<meta name=\"robots\"")) {
        assert!(page.contains("content=\"noindex\""), "{path}");
        assert!(!page.contains("rel=\"canonical\""), "{path}");
    }
    let robots = text("/robots.txt");
    assert_eq!(
        robots,
        format!(
            "User-agent: *\nAllow: /\n\nSitemap: {ORIGIN}/sitemap.xml\nSitemap: {ORIGIN}/forum/sitemap.xml\n"
        )
    );
}

fn alternates(page: &str, tag: &str) -> BTreeSet<(String, String)> {
    let tags = between(page, tag, ">");
    let tags = tags.into_iter().filter(|tag| tag.contains("hreflang="));
    tags.filter_map(|tag| {
        Some((
            first(tag, "hreflang=\"", "\"")?,
            first(tag, "href=\"", "\"")?,
        ))
    })
    .collect()
}

#[test]
fn the_sitemap_says_when_an_article_changed_and_nothing_of_pages_that_have_no_day() {
    let map = text("/sitemap.xml");
    for entry in between(&map, "<url>", "</url>") {
        let url = first(entry, "<loc>", "</loc>").expect("an address");
        let page = text(&url[ORIGIN.len()..]);
        let modified = data(&page).get("TechArticle").and_then(|said| {
            let day = said["dateModified"].as_str()?;
            Some(day.to_owned())
        });
        let known = first(entry, "<lastmod>", "</lastmod>");
        assert_eq!(
            known.map(|moment| moment[..10].to_owned()),
            modified,
            "{url}"
        );
    }
}

#[test]
fn old_addresses_lead_in_one_step_by_servers_files_and_rules() {
    let service = HelpCenter::sample().serve();
    let rules = text("/_redirects");
    let mut counted = 0;
    for rule in rules.lines() {
        let [from, to, "301"] = rule.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{rule}");
        };
        let answer = service.anonymous().get(from);
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (301, to),
            "{from}"
        );
        assert_eq!(
            service.anonymous().get(to).status,
            200,
            "{from} leads to {to} at once"
        );
        let file = text(from);
        assert!(file.contains(&format!("<link rel=\"canonical\" href=\"{ORIGIN}{to}\">")));
        assert!(file.contains(&format!("content=\"0; url={to}\"")));
        counted += 1;
    }
    assert!(counted > 0);
    let moved = service.anonymous().get("/en/estimating");
    assert_eq!(
        (moved.status.as_u16(), moved.header("location")),
        (301, "/en/estimating/")
    );
}

#[test]
fn the_language_of_a_browser_decides_at_the_root_alone() {
    let service = HelpCenter::sample().serve();
    let reader = service.anonymous().reading("es");
    assert_eq!(reader.get("/").header("location"), "/es/");
    for path in [
        "/en/",
        "/en/estimating/",
        "/en/estimating/create-an-estimate/",
    ] {
        assert_eq!(reader.get(path).status, 200, "{path}");
    }
}

#[test]
fn a_missing_page_is_a_404_in_its_language_with_a_search() {
    let service = HelpCenter::sample().serve();
    for (path, language) in [("/en/nothing/", "en"), ("/es/nada/", "es")] {
        let answer = service.anonymous().get(path);
        let page = answer.text();
        assert_eq!(answer.status, 404);
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
        assert!(page.contains(&format!("action=\"/{language}/search/\"")));
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
        let file = text(&format!("/{language}/404.html"));
        assert!(file.contains(&format!("action=\"/{language}/search/\"")));
    }
}

#[test]
fn every_article_has_a_twin_that_can_be_read_away_from_the_site() {
    let mut counted = 0;
    for (path, page) in pages() {
        let Some(twin) = first(
            &page,
            "<link rel=\"alternate\" type=\"text/markdown\" href=\"",
            "\"",
        ) else {
            continue;
        };
        counted += 1;
        assert_eq!(twin, format!("{}.md", path.trim_end_matches('/')));
        let twin = text(&twin);
        let language = &path[1..3];
        let title = seen(between(&page, "<h1>", "</h1>")[0]);
        let start = format!("---\nurl: {ORIGIN}{path}\nlanguage: {language}\n");
        assert!(twin.starts_with(&start), "{path}: {twin}");
        assert!(
            twin.contains(&format!("\n---\n\n# {title}\n\n")),
            "{path}: {twin}"
        );
        let mut is_code = false;
        for line in twin.lines() {
            is_code ^= line.trim_start().starts_with("```");
            let left = ["](/", "](../", "{{include", "<!--"]
                .iter()
                .any(|mark| line.contains(mark));
            let marker = line.trim_start().starts_with(":::");
            assert!(is_code || !(left || marker), "{path}: {line}");
        }
        for link in between(&twin, &format!("]({ORIGIN}"), ")") {
            let target = link.split('#').next().unwrap_or_default();
            assert!(files().contains_key(target), "{path}: {target}");
        }
    }
    assert!(counted > 100, "{counted}");
}

#[test]
fn lists_for_language_models_name_every_twin_of_their_language() {
    let all = text("/llms.txt");
    for language in ["en", "es"] {
        let path = format!("/{language}/llms.txt");
        assert!(all.contains(&format!("]({ORIGIN}{path}): ")), "{all}");
        let list = text(&path);
        assert!(list.starts_with("# Obra Help\n\n> "), "{list}");
        let named: BTreeSet<&str> = between(&list, &format!("]({ORIGIN}"), ")")
            .into_iter()
            .collect();
        let start = format!("/{language}/");
        let twins = files().keys().map(String::as_str);
        let twins: BTreeSet<&str> = twins
            .filter(|path| path.starts_with(&start) && path.ends_with(".md"))
            .collect();
        assert_eq!(named, twins);
        for line in list.lines().filter(|line| line.starts_with("- ")) {
            let about = line.split_once("): ").map_or("", |(_, about)| about);
            assert!(!about.trim().is_empty(), "{line}");
        }
    }
}

#[test]
fn browsers_can_search_the_help_center_in_each_language() {
    let service = HelpCenter::sample().serve();
    for (language, word) in [("en", "estimate"), ("es", "presupuesto")] {
        let path = format!("/{language}/opensearch.xml");
        for (page, html) in pages().filter(|(page, _)| page.starts_with(&format!("/{language}/"))) {
            let link = format!(
                "<link rel=\"search\" type=\"application/opensearchdescription+xml\" href=\"{path}\""
            );
            assert!(html.contains(&link), "{page}");
        }
        let answer = service.anonymous().get(&path);
        assert_eq!(
            answer.header("content-type"),
            "application/opensearchdescription+xml; charset=utf-8"
        );
        let text = answer.text();
        assert_eq!(
            first(&text, "<Language>", "</Language>").as_deref(),
            Some(language)
        );
        let short = first(&text, "<ShortName>", "</ShortName>").expect("a name");
        assert!((1..=16).contains(&short.chars().count()), "{short}");
        let template = first(&text, "rel=\"results\" template=\"", "\"").expect("an address");
        let asked = template.replace("{searchTerms}", word);
        let found = service
            .anonymous()
            .get(asked.strip_prefix(ORIGIN).expect("absolute"))
            .text();
        assert!(found.contains("<mark>"), "{asked}");
        assert!(
            !text.contains("suggestions"),
            "no address that answers in another form"
        );
    }
}

#[test]
fn pages_introduce_themselves_to_who_posts_a_link() {
    for (path, page) in listed() {
        let said = |name: &str| first(&page, &format!("\"{name}\" content=\""), "\"");
        let language = first(&page, "<html lang=\"", "\"").expect("a language");
        let locale = if language == "en" { "en_US" } else { "es_MX" };
        assert_eq!(said("og:locale").as_deref(), Some(locale), "{path}");
        assert_eq!(said("og:url"), Some(format!("{ORIGIN}{path}")));
        assert_eq!(said("og:site_name").as_deref(), Some("Obra Help"));
        assert!(said("og:title").is_some_and(|title| !title.is_empty()));
        assert_eq!(
            said("og:description"),
            first(&page, "<meta name=\"description\" content=\"", "\"")
        );
        assert_eq!(said("twitter:card").as_deref(), Some("summary"));
        let other = page.contains("hreflang=\"x-default\"");
        assert_eq!(said("og:locale:alternate").is_some(), other, "{path}");
    }
}

#[test]
fn feeds_have_names_that_stay_and_days_that_are_true() {
    for language in ["en", "es"] {
        let feed = text(&format!("/{language}/feed.xml"));
        let own = format!("tag:127.0.0.1,2026:ayuda:{language}");
        let entries = between(&feed, "<entry>", "</entry>");
        assert!(entries.len() >= 30, "{}", entries.len());
        let ids: BTreeSet<String> = entries
            .iter()
            .filter_map(|entry| first(entry, "<id>", "</id>"))
            .collect();
        assert_eq!(ids.len(), entries.len());
        assert!(
            ids.iter().all(|id| id.starts_with(&format!("{own}:KB-"))),
            "{ids:?}"
        );
        let mut updated: Vec<String> = Vec::new();
        for entry in &entries {
            let url = first(entry, "href=\"", "\"").expect("a link");
            let page = text(&url[ORIGIN.len()..]);
            let moment = first(entry, "<updated>", "</updated>").expect("a moment");
            let days = between(&page, "<time datetime=\"", "\"");
            assert!(days.contains(&&moment[..10]), "{url}: {moment}");
            updated.push(moment);
        }
        assert!(updated.is_sorted_by(|a, b| a >= b));
        assert_eq!(
            first(&feed, "<updated>", "</updated>").as_ref(),
            updated.first()
        );
    }
}
