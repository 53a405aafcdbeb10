//! Readers with a thumb on a phone.

use serde_json::json;

use crate::pages::{ARTICLES, TABS};
use crate::reader::{Reader, reader, until};

async fn phone() -> Option<Reader> {
    let reader = reader().await?;
    reader.width(360).await;
    reader
        .devtools(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": true, "maxTouchPoints": 1 }),
        )
        .await;
    reader
        .prefers(&[("prefers-reduced-motion", "reduce")])
        .await;
    Some(reader)
}

/// Touches the middle of an element with one finger.
async fn tap(reader: &Reader, selector: &str) {
    let script = format!(
        "const one = document.querySelector({selector:?}); one.scrollIntoView({{ block: 'center' }}); \
         const box = one.getClientRects()[0]; return [box.left + box.width / 2, box.top + box.height / 2]"
    );
    let at = reader.value_of(&script).await;
    let point = json!({ "x": at[0], "y": at[1] });
    let down = json!({ "type": "touchStart", "touchPoints": [point] });
    reader.devtools("Input.dispatchTouchEvent", down).await;
    let up = json!({ "type": "touchEnd", "touchPoints": [] });
    reader.devtools("Input.dispatchTouchEvent", up).await;
}

#[tokio::test]
async fn a_touched_term_says_what_it_means_and_a_touch_elsewhere_ends_it() {
    let Some(reader) = phone().await else { return };
    for page in ARTICLES {
        reader.open(page).await;
        tap(&reader, ".term").await;
        let shown = "const tip = document.querySelector('.term [role=tooltip]'); const box = tip.getBoundingClientRect(); \
            return tip.checkVisibility() && box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight";
        until(&reader, "the meaning of the term", shown).await;
        tap(&reader, "h1").await;
        let gone = "return !document.querySelector('.term [role=tooltip]').checkVisibility()";
        until(&reader, "no tooltip", gone).await;
    }
}

#[tokio::test]
async fn the_contents_open_lead_to_a_section_and_leave_its_heading_in_sight() {
    let Some(reader) = phone().await else { return };
    for page in ARTICLES {
        reader.open(page).await;
        tap(&reader, ".contents summary").await;
        until(
            &reader,
            "the contents",
            "return document.querySelector('.contents').open",
        )
        .await;
        tap(&reader, ".contents li:nth-child(2) a").await;
        until(
            &reader,
            "the address of the section",
            "return location.hash !== ''",
        )
        .await;
        // Where the page has come to rest, not what it passes on the way.
        let seen = "return new Promise((done) => setTimeout(() => { \
            const box = document.querySelector(':target').getBoundingClientRect(); \
            done(box.top >= document.querySelector('body > header').getBoundingClientRect().bottom && box.bottom <= innerHeight) }, 300))";
        assert_eq!(reader.value_of(seen).await, true, "{page}");
    }
}

#[tokio::test]
async fn a_touched_tab_opens_and_closes_its_neighbour() {
    let Some(reader) = phone().await else { return };
    for page in TABS {
        reader.open(page).await;
        tap(&reader, ".tab:nth-child(2) summary").await;
        let open = "const [first, second] = document.querySelectorAll('.tab'); return second.open && !first.open";
        until(&reader, "the second tab alone", open).await;
    }
}
