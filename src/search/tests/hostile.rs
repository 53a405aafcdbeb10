//! Queries that were written to break something: answered, and in time.
//!
//! The collections lie outside of the repository; `AYUDA_SHARED` names their folder.

use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{env, fs};

use proptest::prelude::*;

use crate::locale::Locale;
use crate::search::tests::{Page, Shop, request};
use crate::search::{MAX_QUERY_CHARS, Query};

/// Far above what a query takes, and far below what a reader would notice.
const MOST: Duration = Duration::from_millis(500);

fn shop() -> Shop {
    Shop::open([
        Page::en("a", "Create an estimate").text("With <b>markup</b> & \"quotes\"."),
        Page::es("a", "Crear un presupuesto").text("Año, ﬁn, İstanbul, straße, 東京, ة."),
        Page::es("b", "Otra cosa").text("e\u{301}\u{301}\u{301} a\u{200B}b 1/2 C++"),
    ])
}

fn ask(shop: &Shop, query: &str) {
    let start = Instant::now();
    for language in Locale::ALL {
        let answer = shop.answer("public", &request(language, query));
        for hit in answer.groups.iter().flat_map(|group| &group.hits) {
            let bare = hit.snippet.replace("<mark>", "").replace("</mark>", "");
            assert!(!bare.contains(['<', '>', '"']), "{query}: {bare}");
        }
        assert!(answer.query.chars().count() <= MAX_QUERY_CHARS);
    }
    assert!(
        start.elapsed() < MOST,
        "{query:?} took {:?}",
        start.elapsed()
    );
}

/// Texts in a JSON value, at any depth.
fn texts(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        serde_json::Value::Object(fields) => fields.values().for_each(|item| texts(item, found)),
        _ => {}
    }
}

#[test]
#[expect(
    clippy::print_stderr,
    reason = "says that a part of the test was left out"
)]
fn the_shared_collections_are_answered() {
    let Some(shared) = env::var_os("AYUDA_SHARED").map(PathBuf::from) else {
        eprintln!("left out: AYUDA_SHARED does not name the shared collections");
        return;
    };
    let mut queries = Vec::new();
    for file in [
        "own-queries/queries.json",
        "own-queries/query_strings.json",
        "blns/blns.json",
    ] {
        let text = fs::read_to_string(shared.join("attack").join(file)).expect("a collection");
        let value = serde_json::from_str(&text).expect("JSON");
        texts(&value, &mut queries);
    }
    for entry in fs::read_dir(shared.join("attack/unicode")).expect("a folder") {
        let bytes = fs::read(entry.expect("a file").path()).expect("a collection");
        let text = String::from_utf8_lossy(&bytes);
        queries.extend(text.lines().map(str::to_owned));
    }
    let shop = shop();
    for query in &queries {
        ask(&shop, query);
    }
    assert!(queries.len() > 1_000, "{}", queries.len());
}

#[test]
fn long_and_deep_queries_are_answered() {
    let shop = shop();
    for query in [
        "(".repeat(10_000),
        "\"".repeat(10_001),
        "a-".repeat(10_000),
        "-a ".repeat(10_000),
        "kind:".repeat(10_000),
        "\"a b\" ".repeat(10_000),
        "ﷺ".repeat(10_000),
        "e\u{301}".repeat(10_000),
        "a\u{301}\u{301}\u{301}\u{301}".repeat(10_000),
        "\u{202E}\u{200B}".repeat(10_000),
        "1.".repeat(10_000),
        "\"a a a a a a a a a a a a a a a a\"".to_owned(),
        "* AND [a TO b] OR ~2 ^9 field:(x) {!func}".to_owned(),
        "\0\u{1}\u{7F}~~ano ~ano".to_owned(),
    ] {
        ask(&shop, &query);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}|[-\"a-c:ñ .+#'&_0-9\u{301}]{0,60}") {
        let query = Query::parse(&text);
        prop_assert!(query.words.len() <= crate::search::MAX_QUERY_TERMS);
    }
}
