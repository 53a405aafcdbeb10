//! Readers without JavaScript, who must miss nothing that they came for.

use fantoccini::Locator;
use fantoccini::key::Key;

use crate::pages::{ARTICLES, TABS, all, nothing, wrong_on};
use crate::reader::{Reader, reader};

async fn scriptless() -> Option<Reader> {
    let reader = reader().await?;
    reader.without_scripts().await;
    reader.width(360).await;
    Some(reader)
}

#[tokio::test]
async fn they_search_read_vote_and_change_language() {
    let Some(reader) = scriptless().await else {
        return;
    };
    // Where they begin, what they ask, the title that they find, and where it is in the other language.
    let ways = [
        (
            "/es/",
            "como creo un presupuesto",
            "Crea un presupuesto",
            "/es/presupuestos/crear-un-presupuesto/",
            "/en/estimating/create-an-estimate/",
        ),
        (
            "/en/",
            "how do I create an estimate",
            "Create an estimate",
            "/en/estimating/create-an-estimate/",
            "/es/presupuestos/crear-un-presupuesto/",
        ),
    ];
    for (home, question, title, address, other) in ways {
        reader.open(home).await;
        reader.fill("main input[type=search]", question).await;
        reader.press("main input[type=search]").await;
        reader.wait_for(".hits a").await;
        reader.press(".hits li a").await;
        reader.wait_for("article").await;
        assert_eq!(reader.text("h1").await, title);

        // The vote is a form; the answer leads back to words of thanks.
        reader
            .press("form[action*=feedback] button[value=true]")
            .await;
        reader.wait_for("#_thanks:target").await;
        assert_eq!(reader.path().await, format!("{address}#_thanks"));
        assert_ne!(reader.text("#_thanks").await, "");

        reader.press("header a[hreflang]").await;
        assert_eq!(reader.path().await, other);
    }
}

#[tokio::test]
async fn they_go_from_home_to_a_category_to_an_article_and_on() {
    let Some(reader) = scriptless().await else {
        return;
    };
    for (home, category) in [("/en/", "/en/estimating/"), ("/es/", "/es/presupuestos/")] {
        reader.open(home).await;
        reader.press(&format!("main a[href='{category}']")).await;
        assert_eq!(reader.path().await, category);
        reader.press("main ul a").await;
        let first = reader.path().await;
        assert!(first.starts_with(category) && first != category, "{first}");
        reader.press("a[rel=next]").await;
        let second = reader.path().await;
        assert!(second.starts_with(category) && second != first, "{second}");
        reader.press("a[rel=prev]").await;
        assert_eq!(reader.path().await, first);
    }
}

#[tokio::test]
async fn they_open_the_contents_and_every_tab() {
    let Some(reader) = scriptless().await else {
        return;
    };
    for page in TABS {
        reader.open(page).await;
        let closed = "return [...document.querySelectorAll('main details:not([open])')].length";
        assert_ne!(reader.value_of(closed).await, 0, "{page}");
        let summaries = reader
            .client
            .find_all(Locator::Css("main details > summary"))
            .await
            .expect("things to open");
        for summary in summaries {
            let details = summary.find(Locator::XPath("..")).await.expect("details");
            if details.attr("open").await.expect("an answer").is_some()
                || !summary.is_displayed().await.expect("an answer")
            {
                continue;
            }
            summary
                .send_keys(&char::from(Key::Enter).to_string())
                .await
                .expect("enter");
            assert!(
                details.attr("open").await.expect("an answer").is_some(),
                "{page}: {}",
                summary.text().await.expect("a text")
            );
            let text = details.text().await.expect("a text");
            assert!(text.lines().count() > 1, "{page}: {text}");
        }
        // A link of the contents leads to its section.
        reader.press(".contents a").await;
        let at = reader.path().await;
        assert!(at.starts_with(&format!("{page}#")), "{at}");
    }
}

/// Whatever only a script can do is not offered where there is none.
#[tokio::test]
async fn nothing_is_offered_that_does_nothing() {
    let Some(reader) = scriptless().await else {
        return;
    };
    let script = "return [...document.querySelectorAll('button, input, select, [role=button], [role=tab]')]\
        .filter((one) => one.checkVisibility() && !one.form?.hasAttribute('action'))\
        .map((one) => one.outerHTML.slice(0, 80))";
    let wrong = wrong_on(&reader, &[360, 1280], all(), script).await;
    nothing(&wrong);
}

/// Whether something of the vote is to be seen.
fn seen(selector: &str) -> String {
    format!("return document.querySelector('{selector}').checkVisibility()")
}

#[tokio::test]
async fn who_was_not_helped_is_asked_why_without_scripts_too() {
    let Some(reader) = reader().await else { return };
    reader.without_scripts().await;
    for page in ARTICLES {
        reader.open(page).await;
        reader.press(".vote button[value=false]").await;
        reader.wait_for("#_why:target").await;
        assert_eq!(reader.value_of(&seen("#_why")).await, true, "{page}");
        reader.press("#_why [value=unclear]").await;
        reader.wait_for("#_thanks:target").await;
        assert_eq!(reader.path().await, format!("{page}#_thanks"));
        assert_eq!(reader.value_of(&seen("#_thanks")).await, true, "{page}");
    }
}
