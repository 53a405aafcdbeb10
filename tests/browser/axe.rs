//! axe, which finds what keeps people out: WCAG 2.2 A and AA and what it calls best
//! practice, on each type of page, in both languages, light and dark, narrow and wide.

use serde_json::json;

use crate::harness::required;
use crate::pages::{ARTICLES, PAGES, TABS, nothing};
use crate::reader::{Reader, reader, until};

const RUN: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { preload: false, resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })\
    .then((found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) =>\
        `${rule.id}: ${node.target.join(' ')} (${rule.help}) ${node.any.concat(node.all, node.none)[0]?.message ?? ''}`))),\
    (error) => done([`axe failed: ${error}`]))";

/// axe itself; says so where it is not there.
#[expect(clippy::print_stderr, reason = "says that a test was left out")]
pub(crate) fn source() -> Option<String> {
    let Some(file) = std::env::var_os("AYUDA_AXE") else {
        assert!(
            !required(),
            "AYUDA_AXE names no axe.min.js: run `tests/run`, which fetches it"
        );
        eprintln!("left out: AYUDA_AXE names no axe.min.js");
        return None;
    };
    Some(std::fs::read_to_string(file).expect("axe.min.js"))
}

/// A reader on whose pages axe is there before the page is.
async fn reader_with_axe() -> Option<Reader> {
    let source = source()?;
    let reader = reader().await?;
    reader
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await;
    Some(reader)
}

/// Light and dark, narrow and wide.
const LOOKS: [(&str, u32); 4] = [
    ("light", 360),
    ("dark", 360),
    ("dark", 1280),
    ("light", 1280),
];

/// What is wrong with the page as it stands, in each look.
pub(crate) async fn violations(reader: &Reader, what: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (scheme, width) in LOOKS {
        reader.width(width).await;
        // Colours are looked at where they come to rest.
        reader
            .prefers(&[
                ("prefers-color-scheme", scheme),
                ("prefers-reduced-motion", "reduce"),
            ])
            .await;
        let found = reader.client.execute_async(RUN, vec![]).await.expect("axe");
        let found: Vec<String> = serde_json::from_value(found).expect("a list");
        wrong.extend(
            found
                .iter()
                .map(|one| format!("{what} {scheme} {width}: {one}")),
        );
    }
    wrong
}

async fn no_page_has_a_violation(pages: impl Iterator<Item = &'static str>) {
    let Some(reader) = reader_with_axe().await else {
        return;
    };
    let mut wrong = Vec::new();
    for page in pages {
        reader.open(page).await;
        wrong.extend(violations(&reader, page).await);
    }
    nothing(&wrong);
}

#[tokio::test]
async fn no_page_in_english_has_a_violation() {
    no_page_has_a_violation(PAGES.iter().map(|(_, en, _)| *en)).await;
}

#[tokio::test]
async fn no_page_in_spanish_has_a_violation() {
    no_page_has_a_violation(PAGES.iter().map(|(_, _, es)| *es)).await;
}

/// The contents, each tab, the field of the search, a picture in full and the question
/// behind the vote, as they are while they are used.
#[tokio::test]
async fn nothing_that_opens_has_a_violation() {
    let Some(reader) = reader_with_axe().await else {
        return;
    };
    let mut wrong = Vec::new();
    for page in TABS {
        reader.open(page).await;
        // By turns all that share no name: of tabs with one name each closes the others.
        for turn in 0..3 {
            let open = format!(
                "const groups = Map.groupBy(document.querySelectorAll('main details'), (one) => one.name || one); \
                 for (const group of groups.values()) (group[{turn}] ?? group[0]).open = true; return true"
            );
            until(&reader, "they are open", &open).await;
            wrong.extend(violations(&reader, &format!("{page} open {turn}")).await);
        }
    }
    reader.width(1280).await;
    for page in ["/en/", ARTICLES[1]] {
        reader.open(page).await;
        reader.fill("input[type=search]", "es").await;
        let settled = "return new Promise((done) => setTimeout(() => done(true), 300))";
        until(&reader, "the search has answered", settled).await;
        wrong.extend(violations(&reader, &format!("{page} searching")).await);
    }
    for (page, button, opens) in [
        (ARTICLES[0], ".zoom", "dialog"),
        (ARTICLES[1], ".vote button[value=false]", "#_why"),
    ] {
        reader.open(page).await;
        reader.press(button).await;
        let open = format!("return document.querySelector('{opens}')?.checkVisibility() ?? false");
        until(&reader, opens, &open).await;
        wrong.extend(violations(&reader, &format!("{page} {opens}")).await);
    }
    nothing(&wrong);
}
