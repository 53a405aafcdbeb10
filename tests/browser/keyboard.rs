//! Readers who have a keyboard and nothing else.

use crate::pages::{all, nothing};
use crate::reader::{Reader, reader, until};
use fantoccini::key::Key;

#[tokio::test]
async fn the_first_stop_leads_past_the_header() {
    let Some(reader) = reader().await else { return };
    for page in ["/en/estimating/create-an-estimate/", "/es/"] {
        reader.open(page).await;
        reader.key(Key::Tab).await;
        let skip = "return document.activeElement.getAttribute('href')";
        assert_eq!(reader.value_of(skip).await, "#_content");
        let seen = "const box = document.activeElement.getBoundingClientRect(); return box.top >= 0 && box.left >= 0";
        assert_eq!(
            reader.value_of(seen).await,
            true,
            "the link shows when it is reached"
        );
        reader.key(Key::Enter).await;
        assert_eq!(reader.path().await, format!("{page}#_content"));
        // From there the keyboard goes on in the content.
        reader.key(Key::Tab).await;
        let inside = "return document.querySelector('main').contains(document.activeElement)";
        assert_eq!(reader.value_of(inside).await, true, "{page}");
    }
}

/// Looks at the element that has the focus when Tab is pressed the next time: by then the
/// page has scrolled to it. `walked` holds all of them, `left` that there was none any more.
const WALK: &str = "
window.walked = [];
window.wrong = [];
window.left = false;
const clear = /rgba\\(.*, 0\\)|transparent/;
const header = document.querySelector('body > header');
// From the top, also where a field has the focus from the start.
document.body.tabIndex = -1;
document.body.focus();
document.body.removeAttribute('tabindex');
addEventListener('keydown', (event) => {
  const one = document.activeElement;
  if (event.key !== 'Tab' || left) return;
  if (!one || one === document.body) { left = walked.length > 0; return; }
  const before = walked.at(-1);
  // The controls of a video are stops of its own.
  if (one === before) return;
  walked.push(one);
  const say = (what) => wrong.push(`${one.outerHTML.slice(0, 70)}: ${what}`);
  const box = one.getBoundingClientRect();
  const ring = getComputedStyle(one);
  const width = ring.outlineStyle === 'none' ? 0 : parseFloat(ring.outlineWidth);
  if (width < 2) say(`its ring is ${width} px wide`);
  if (clear.test(ring.outlineColor)) say('its ring has no colour');
  if (box.width < 1 || box.height < 1) say('it takes no room');
  if (box.bottom > innerHeight + 1 && box.height < innerHeight) say('it is below the window');
  if (box.right > innerWidth + 1 || box.left < -1) say('it is beside the window');
  const top = header.getBoundingClientRect();
  if (!header.contains(one) && !one.matches('.skip') && box.top < top.bottom - 1 && box.bottom > top.top) say('the header covers it');
  if (one.tabIndex > 0) say('its tabindex moves it out of order');
  if (before && !(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)) say(`it comes back to before ${before.outerHTML.slice(0, 50)}`);
}, true);
return true";

/// Walks through a page by the Tab key until the focus leaves it.
async fn walk(reader: &Reader, page: &str) -> Vec<String> {
    reader.open(page).await;
    until(reader, "it is watched", WALK).await;
    for _ in 0..20 {
        reader.strike(&[Key::Tab; 25]).await;
        if reader.value_of("return left").await == true {
            break;
        }
    }
    // Everything that can be used was on the way: nothing hides from the keyboard.
    let script = "const all = [...document.querySelectorAll('a[href], button, input, summary, video[controls], [tabindex=\"0\"]')];\
        for (const one of all)\
            if (one.checkVisibility({ visibilityProperty: true }) && !walked.includes(one)) wrong.push(`${one.outerHTML.slice(0, 70)}: never reached`);\
        if (!left) wrong.push('the focus never leaves');\
        return wrong";
    let wrong = reader.list_of(script).await;
    wrong.iter().map(|one| format!("{page}: {one}")).collect()
}

/// The ring is seen, nothing covers it, the order is that of the text, and there is a way out.
#[tokio::test]
async fn the_keyboard_walks_through_every_page_and_out_again() {
    let Some(reader) = reader().await else { return };
    // Where the page has come to rest is what counts.
    reader
        .prefers(&[("prefers-reduced-motion", "reduce")])
        .await;
    let mut wrong = Vec::new();
    reader.width(1280).await;
    for page in all() {
        wrong.extend(walk(&reader, page).await);
    }
    reader.width(360).await;
    for page in ["/en/", "/es/presupuestos/crear-un-presupuesto/"] {
        wrong.extend(walk(&reader, page).await);
    }
    nothing(&wrong);
}

#[tokio::test]
async fn the_ring_is_there_under_forced_colours_and_in_the_dark() {
    let Some(reader) = reader().await else { return };
    reader.width(1280).await;
    let mut wrong = Vec::new();
    for look in [
        ("forced-colors", "active"),
        ("prefers-color-scheme", "dark"),
    ] {
        reader
            .prefers(&[look, ("prefers-reduced-motion", "reduce")])
            .await;
        for page in [
            "/en/estimating/create-an-estimate/",
            "/es/search/?q=pago",
            "/en/",
        ] {
            wrong.extend(walk(&reader, page).await);
        }
    }
    nothing(&wrong);
}

/// Terms say what they mean when they are reached, and Escape puts that away.
#[tokio::test]
async fn terms_explain_themselves_to_the_keyboard() {
    let Some(reader) = reader().await else { return };
    for page in crate::pages::ARTICLES {
        for width in [360, 1280] {
            reader.width(width).await;
            reader.open(page).await;
            reader
                .value_of("document.querySelector('.term').focus({ focusVisible: true })")
                .await;
            let shown = "const tip = document.querySelector('.term [role=tooltip]'); const box = tip.getBoundingClientRect(); \
                return tip.checkVisibility() && box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight";
            assert_eq!(reader.value_of(shown).await, true, "{page} at {width}");
            reader.key(Key::Tab).await;
            let gone = "return !document.querySelector('.term [role=tooltip]').checkVisibility()";
            assert_eq!(reader.value_of(gone).await, true, "{page} at {width}");
        }
    }
}
