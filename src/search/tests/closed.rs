//! Closed shelves: an answer does not tell, to the last bit, what its viewer may not see.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::content::Kind;
use crate::locale::Locale;
use crate::search::Suggestions;
use crate::search::tests::{Page, Shop, request};

/// Few words, so that articles of all gates share them; some are only ever hidden.
const WORDS: &[&str] = &[
    "factura",
    "facturas",
    "facturación",
    "año",
    "ano",
    "orden",
    "cambio",
    "estimate",
    "estimates",
    "change",
    "order",
    "the",
    "de",
    "KB-000012",
    "sign-in",
    "check-list",
    "check",
    "list",
    "retainage",
];
const HIDDEN_WORDS: &[&str] = &["retainer", "facturero", "secreto", "estimable"];
const GATES: &[&str] = &[
    "public",
    "customer",
    "customer:pm",
    "customer@business",
    "internal",
];
const VIEWERS: &[&str] = &["public", "customer:pm", "customer@business", "internal"];

prop_compose! {
    fn words(of: Vec<&'static str>, most: usize)(
        words in vec(select(of), 0..most),
    ) -> String {
        words.join(" ")
    }
}

prop_compose! {
    /// An article whose id is set later.
    fn page(hidden: bool)(
        language in select(Locale::ALL.to_vec()),
        gate in select(GATES.to_vec()),
        title in words(vocabulary(hidden), 4),
        heading in words(vocabulary(hidden), 3),
        text in words(vocabulary(hidden), 40),
        tag in select(vocabulary(hidden)),
        kind in select(vec![Kind::Article, Kind::Video, Kind::Release]),
    ) -> Page {
        Page::new(language, "", &title)
            .text(&text)
            .section("part", &heading, &text)
            .gate(gate)
            .with(|article| {
                article.tags = vec![tag.to_owned()];
                article.module = Some(tag.to_owned());
                article.category = format!("area/{tag}");
                article.kind = kind;
            })
    }
}

fn vocabulary(hidden: bool) -> Vec<&'static str> {
    let more = if hidden { HIDDEN_WORDS } else { &[] };
    WORDS.iter().chain(more).copied().collect()
}

/// Gives ids; every second article shares one with its neighbour, as translations do.
fn numbered(pages: Vec<Page>, prefix: &str) -> Vec<Page> {
    let mut numbered: Vec<Page> = Vec::new();
    for (at, page) in pages.into_iter().enumerate() {
        let id = match numbered.last() {
            Some(Page(other))
                if at % 2 == 1
                    && other.language != page.0.language
                    && other.gate == page.0.gate =>
            {
                other.id.to_string()
            }
            _ => format!("{prefix}{at}"),
        };
        let url = format!("/{}/{id}/", page.0.language);
        numbered.push(page.with(|article| {
            article.id = crate::content::ArticleId::new(&id);
            article.url = url;
        }));
    }
    numbered
}

/// All that is asked: each word alone, begun, and in shapes with others.
fn queries() -> Vec<String> {
    let mut queries = Vec::new();
    for pair in vocabulary(true).windows(2) {
        let (one, other) = (pair[0], pair[1]);
        let begun: String = one.chars().take(4).collect();
        queries.extend([
            one.to_owned(),
            begun,
            format!("{one} {other}"),
            format!("\"{one} {other}\""),
            format!("{one} -{other}"),
            mistyped(one),
        ]);
    }
    queries.extend(["kind:video".to_owned(), "tag:orden".to_owned()]);
    queries
}

/// The word with two letters that changed places, and finished.
fn mistyped(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    if middle > 0 {
        letters.swap(middle - 1, middle);
    }
    letters.push(' ');
    letters.into_iter().collect()
}

/// Every answer to `who`, as it would be printed.
fn answers(shop: &Shop, who: &str) -> Vec<String> {
    let mut answers = Vec::new();
    for query in queries() {
        for language in Locale::ALL {
            let answer = shop.answer(who, &request(language, &query));
            answers.push(serde_json::to_string(&answer).expect("JSON"));
            for hit in answer.groups.iter().flat_map(|group| &group.hits) {
                answers.push(format!("{:08x}", hit.score.to_bits()));
            }
        }
    }
    let viewer = crate::gate::Viewer::from_who(who).expect("a viewer");
    let library = shop.library.visible_to(&viewer);
    for language in Locale::ALL {
        let suggestions = Suggestions::new(&library, language);
        for query in queries() {
            let found = suggestions.complete(&query, 20);
            answers.push(serde_json::to_string(&found).expect("JSON"));
        }
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn answers_are_the_same_with_hidden_articles_present_absent_or_ten_times_as_many(
        seen in vec(page(false), 1..20),
        hidden in vec(page(true), 1..12),
        who in select(VIEWERS.to_vec()),
    ) {
        let viewer = crate::gate::Viewer::from_who(who).expect("a viewer");
        let seen: Vec<Page> = numbered(seen, "KB-00001")
            .into_iter()
            .filter(|page| page.0.gate.admits(&viewer))
            .collect();
        let hidden: Vec<Page> = hidden
            .into_iter()
            .filter(|page| !page.0.gate.admits(&viewer))
            .collect();
        let often: Vec<Page> = (0..10).flat_map(|_| hidden.clone()).collect();
        let with = |more: Vec<Page>| {
            let mut pages = seen.clone();
            pages.extend(numbered(more, "KB-00002"));
            answers(&Shop::open(pages), who)
        };
        let absent = with(Vec::new());
        prop_assert_eq!(&with(hidden), &absent);
        prop_assert_eq!(&with(often), &absent);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    /// What a shelf held before leaves nothing behind: no word, no count, no score.
    #[test]
    fn edited_removed_and_stricter_articles_leave_nothing_behind(
        before in vec(page(true), 1..16),
        change in vec((0_usize..4, page(false)), 1..16),
        who in select(VIEWERS.to_vec()),
    ) {
        let before = numbered(before, "KB-00001");
        let mut after = Vec::new();
        for (at, page) in before.iter().enumerate() {
            let (what, other) = &change[at % change.len()];
            match what {
                0 => {}
                1 => after.push(page.clone().gate("internal")),
                2 => after.push(page.clone().with(|article| {
                    article.title.clone_from(&other.0.title);
                    article.body = other.0.body.clone();
                })),
                _ => after.push(page.clone()),
            }
        }
        let fresh = answers(&Shop::open(after.clone()), who);
        let mut lived = Shop::open(before.clone());
        lived.become_library(after.clone());
        prop_assert_eq!(&answers(&lived, who), &fresh);

        // Without writing anything: some at once, some after the others, and all back again.
        let some = after.iter().step_by(2).cloned().collect();
        let others = before.iter().skip(1).cloned().collect();
        let mut watched = Shop::open(before.clone());
        for pages in [some, others, after, before] {
            watched.renew(pages.clone());
            prop_assert_eq!(answers(&watched, who), answers(&Shop::open(pages), who));
        }
    }
}

/// The control: the same comparison sees it when hidden articles become visible.
#[test]
fn the_comparison_sees_one_more_article() {
    let pages = |gate: &str| {
        vec![
            Page::en("KB-000010", "Change order").text("retainage"),
            Page::en("KB-000020", "Other").text("retainage").gate(gate),
        ]
    };
    let answers = |gate: &str| answers(&Shop::open(pages(gate)), "public");
    assert_eq!(answers("customer"), answers("internal"));
    assert_ne!(answers("customer"), answers("public"));
}
