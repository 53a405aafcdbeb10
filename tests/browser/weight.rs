//! The budgets of the sample, counted as bytes that leave the service.

use std::collections::BTreeMap;

use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::{Client, connect::HttpConnector};

use crate::pages::{ARTICLES, PAGES, nothing};
use crate::reader::{Reader, reader};

/// HTML, CSS and JavaScript of an article.
const ARTICLE: usize = 14_000;
/// The same of a page of another type, which has pictures of topics and a script of its own.
const OTHER: usize = 14_500;
/// JavaScript of any page, before the search opens.
const SCRIPTS: usize = 6_000;
/// What the search may add once it is opened.
const SEARCH: usize = 10_000;
/// Types of pages that are articles.
const ARTICLE_TYPES: [&str; 5] = [
    "article",
    "article with tabs",
    "article with tables",
    "video",
    "release",
];
/// Requests of an article before its pictures.
const REQUESTS: usize = 4;

/// The body of an address as it is sent to a browser: how many bytes, and the text.
async fn fetch(url: &str) -> (usize, String) {
    let client: Client<_, Empty<&[u8]>> =
        Client::builder(hyper_util::rt::TokioExecutor::new()).build(HttpConnector::new());
    let request = http::Request::get(url)
        .header("accept-encoding", "gzip")
        .body(Empty::new())
        .expect("a request");
    let response = client.request(request).await.expect("an answer");
    let coding = response.headers().get("content-encoding").cloned();
    let body = response.into_body().collect().await.expect("a body");
    let body = body.to_bytes();
    // What is too short to get shorter comes as it is.
    if coding.is_none() && body.len() < 1_100 {
        return (body.len(), String::from_utf8_lossy(&body).into_owned());
    }
    assert_eq!(coding.expect(url), "gzip", "{url}");
    let mut text = String::new();
    let mut reader = flate2::read::GzDecoder::new(&body[..]);
    std::io::Read::read_to_string(&mut reader, &mut text).expect("gzip");
    (body.len(), text)
}

/// What one page costs, by the type of what it asks for.
#[derive(Debug, Default)]
struct Weight {
    bytes: BTreeMap<String, usize>,
    requests: usize,
    nodes: u64,
}

impl Weight {
    fn of(&self, kind: &str) -> usize {
        self.bytes.get(kind).copied().unwrap_or_default()
    }

    fn page(&self) -> usize {
        self.of("Document") + self.of("Stylesheet") + self.of("Script")
    }
}

/// Weighs a page: each address that the browser asks for, with nothing in its cache.
async fn weigh(reader: &Reader, page: &str) -> Weight {
    let mut mark = usize::MAX;
    reader.asked_since(&mut mark).await;
    reader.open(page).await;
    // What scripts ask for comes behind the load.
    reader
        .value_of("return new Promise((done) => setTimeout(done, 100))")
        .await;
    let mut weight = Weight::default();
    for asked in reader.asked_since(&mut mark).await {
        // The icon of the site is a picture as well, though the browser calls it `Other`.
        let pictures = ["Image", "Media", "TextTrack"];
        if asked.url.starts_with("data:")
            || pictures.contains(&asked.kind.as_str())
            || asked.url.ends_with(".svg")
        {
            continue;
        }
        weight.requests += 1;
        // A view is told by POST and brings nothing along.
        if !asked.url.contains("/views") {
            *weight.bytes.entry(asked.kind).or_default() += fetch(&asked.url).await.0;
        }
    }
    let nodes = reader
        .value_of("return document.querySelectorAll('*').length")
        .await;
    weight.nodes = nodes.as_u64().expect("a number");
    weight
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the table, with `--nocapture`")]
async fn every_type_of_page_is_within_its_budget() {
    let Some(reader) = reader().await else { return };
    reader
        .devtools(
            "Network.setCacheDisabled",
            serde_json::json!({ "cacheDisabled": true }),
        )
        .await;
    reader.width(360).await;
    let mut table = String::from(
        "\n| page | HTML | CSS | JavaScript | all | requests | elements |\n| --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut wrong = Vec::new();
    for (kind, en, es) in PAGES {
        for page in [en, es] {
            let weight = weigh(&reader, page).await;
            table.push_str(&format!(
                "| {kind}, {} | {} | {} | {} | {} | {} | {} |\n",
                &page[1..3],
                weight.of("Document"),
                weight.of("Stylesheet"),
                weight.of("Script"),
                weight.page(),
                weight.requests,
                weight.nodes
            ));
            let own = ["Document", "Stylesheet", "Script", "Fetch", "XHR", "Ping"];
            let strange = weight
                .bytes
                .keys()
                .filter(|kind| !own.contains(&kind.as_str()));
            wrong.extend(strange.map(|kind| format!("{page}: asks for a {kind}")));
            // The search page is the search, opened.
            let is_search = page.contains("/search/");
            let (bytes, scripts) = match is_search {
                true => (ARTICLE + SEARCH, SCRIPTS + SEARCH),
                false if ARTICLE_TYPES.contains(&kind) => (ARTICLE, SCRIPTS),
                false => (OTHER, SCRIPTS),
            };
            if weight.page() > bytes {
                wrong.push(format!("{page}: {} bytes", weight.page()));
            }
            if weight.of("Script") > scripts {
                wrong.push(format!("{page}: {} of JavaScript", weight.of("Script")));
            }
            if weight.requests > REQUESTS && ARTICLE_TYPES.contains(&kind) {
                wrong.push(format!("{page}: {} requests", weight.requests));
            }
        }
    }
    println!("{table}");
    nothing(&wrong);
}

/// The addresses of style sheets and scripts that a page names.
fn parts(html: &str) -> Vec<&str> {
    let tags = html.split('<').filter(|tag| {
        tag.starts_with("link rel=\"stylesheet\"")
            || (tag.starts_with("script") && tag.contains("src="))
    });
    tags.filter_map(|tag| tag.split_once("href=\"").or(tag.split_once("src=\"")))
        .filter_map(|(_, rest)| rest.split('"').next())
        .collect()
}

/// Not only the one that somebody measured: each article of the sample, in both languages.
#[tokio::test]
#[expect(clippy::print_stdout, reason = "the heaviest, with `--nocapture`")]
async fn every_article_is_within_its_budget() {
    let Some(reader) = reader().await else { return };
    reader
        .devtools(
            "Network.setCacheDisabled",
            serde_json::json!({ "cacheDisabled": true }),
        )
        .await;
    // All articles name the same parts, so what those cost is weighed once.
    let weight = weigh(&reader, ARTICLES[0]).await;
    let shared = weight.of("Stylesheet") + weight.of("Script");
    let (_, model) = fetch(&format!("{}{}", reader.site, ARTICLES[0])).await;
    let mut weights = Vec::new();
    for language in ["en", "es"] {
        for page in 1.. {
            let list = format!(
                "{}/api/v1/support/kb/articles?lang={language}&limit=100&page={page}",
                reader.site
            );
            let (_, list) = fetch(&list).await;
            let list: serde_json::Value = serde_json::from_str(&list).expect("JSON");
            for article in list["articles"].as_array().expect("articles") {
                let address = article["url"].as_str().expect("an address");
                let (bytes, html) = fetch(&format!("{}{address}", reader.site)).await;
                assert_eq!(parts(&html), parts(&model), "{address}");
                weights.push((bytes + shared, address.to_owned()));
            }
            if list["pagination"]["pages"].as_u64() <= Some(page) {
                break;
            }
        }
    }
    assert!(weights.len() > 100, "the sample: {}", weights.len());
    weights.sort_unstable();
    let (bytes, address) = weights.last().expect("an article");
    println!(
        "The heaviest of {} articles: {bytes} bytes, {address}",
        weights.len()
    );
    let wrong: Vec<_> = weights
        .iter()
        .filter(|(bytes, _)| *bytes > ARTICLE)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
