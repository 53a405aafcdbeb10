//! What scripts add to an article: by pointer, keyboard and touch, and in storage.

use fantoccini::key::Key;

use crate::reader::{Reader, reader, until};

const ESTIMATE: &str = "/en/estimating/create-an-estimate/";
const PRESUPUESTO: &str = "/es/presupuestos/crear-un-presupuesto/";

async fn focus(reader: &Reader, selector: &str) {
    let script = format!("document.querySelector({selector:?}).focus({{ preventScroll: false }})");
    reader.value_of(&script).await;
}

#[tokio::test]
async fn steps_are_ticked_off_by_keyboard_and_stay_so() {
    let Some(reader) = reader().await else { return };
    reader.open(PRESUPUESTO).await;
    let names =
        "return [...document.querySelectorAll('.tick')].slice(0, 2).map((one) => one.ariaLabel)";
    assert_eq!(
        reader.list_of(names).await,
        ["Hecho: paso 1", "Hecho: paso 2"]
    );
    focus(&reader, ".tick").await;
    reader.strike(&[Key::Enter, Key::Tab]).await;
    let ticked = "return [...document.querySelectorAll('.tick')].map((one, at) => [one.ariaPressed, at]).filter(([on]) => on === 'true').map(([, at]) => String(at))";
    assert_eq!(reader.list_of(ticked).await, ["0"]);
    reader.open(ESTIMATE).await;
    assert!(
        reader.list_of(ticked).await.is_empty(),
        "each article has its own"
    );
    reader.open(PRESUPUESTO).await;
    assert_eq!(reader.list_of(ticked).await, ["0"]);
    // Nothing is left behind once all are taken back.
    focus(&reader, ".tick").await;
    reader.key(Key::Enter).await;
    assert_eq!(reader.value_of("return localStorage.length").await, 0);
}

#[tokio::test]
async fn a_picture_opens_in_full_size_and_gives_the_focus_back() {
    let Some(reader) = reader().await else { return };
    for width in [360, 1280] {
        reader.width(width).await;
        reader.open(ESTIMATE).await;
        focus(&reader, ".zoom").await;
        reader.key(Key::Enter).await;
        until(
            &reader,
            "a dialog",
            "return document.querySelector('dialog')?.open === true",
        )
        .await;
        let (shown, larger) = (
            "return document.querySelector('dialog img').getBoundingClientRect().width",
            "return document.querySelector('.annotated img').getBoundingClientRect().width",
        );
        let shown = reader.value_of(shown).await.as_f64();
        assert!(
            shown > reader.value_of(larger).await.as_f64(),
            "at {width} px"
        );
        let spots = "return [...document.querySelectorAll('dialog .spots text')].map((one) => one.textContent)";
        assert_eq!(reader.list_of(spots).await, ["1", "2", "3", "4", "5", "6"]);
        reader.key(Key::Escape).await;
        until(
            &reader,
            "no dialog",
            "return document.querySelector('dialog') === null",
        )
        .await;
        let back = reader
            .value_of("return document.activeElement.className")
            .await;
        assert_eq!(back, "zoom");
    }
}

#[tokio::test]
async fn a_term_is_explained_to_the_keyboard_and_put_away_by_escape() {
    let Some(reader) = reader().await else { return };
    reader.open(ESTIMATE).await;
    focus(&reader, ".term").await;
    let seen = "return document.querySelector('.term .term-text').checkVisibility()";
    assert_eq!(reader.value_of(seen).await, true);
    let described = "const one = document.querySelector('.term'); return one.ariaDescribedByElements?.[0] === one.lastElementChild || document.getElementById(one.getAttribute('aria-describedby')) === one.lastElementChild";
    assert_eq!(reader.value_of(described).await, true);
    reader.key(Key::Escape).await;
    assert_eq!(reader.value_of(seen).await, false);
    // It comes back with the next visit.
    reader.key(Key::Tab).await;
    focus(&reader, ".term").await;
    assert_eq!(reader.value_of(seen).await, true);
}

#[tokio::test]
async fn code_is_copied_as_it_is_written() {
    let Some(reader) = reader().await else { return };
    reader.open("/en/estimating/import-a-takeoff/").await;
    let grant = serde_json::json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": reader.site });
    reader.devtools("Browser.grantPermissions", grant).await;
    let focused = serde_json::json!({ "enabled": true });
    reader
        .devtools("Emulation.setFocusEmulationEnabled", focused)
        .await;
    reader.press(".copy").await;
    until(
        &reader,
        "the button says so",
        "return document.querySelector('.copy').textContent === 'Copied'",
    )
    .await;
    let same = "return navigator.clipboard.readText().then((text) => text === document.querySelector('article pre').textContent && text.startsWith('section,'))";
    assert_eq!(reader.value_of(same).await, true);
}

#[tokio::test]
async fn a_vote_goes_without_leaving_the_page_and_asks_why() {
    let Some(reader) = reader().await else { return };
    reader.open(PRESUPUESTO).await;
    reader.press(".vote [value=false]").await;
    let focused = "return document.activeElement.id";
    until(
        &reader,
        "why?",
        "return document.activeElement.id === '_why'",
    )
    .await;
    reader
        .value_of("document.querySelector('#_why [value=outdated]').click()")
        .await;
    reader
        .fill("#_why textarea", "El botón ya no está ahí.")
        .await;
    reader.press("#_why button").await;
    until(
        &reader,
        "_thanks",
        "return document.activeElement.id === '_thanks'",
    )
    .await;
    assert_eq!(reader.value_of(focused).await, "_thanks");
    assert_eq!(reader.path().await, PRESUPUESTO);
    let count = "return fetch('/api/v1/support/kb/articles/KB-000003?lang=es').then((one) => one.json()).then(({ article }) => article.not_helpful_count)";
    assert!(reader.value_of(count).await.as_u64() >= Some(1));
    let hidden = "return [...document.querySelectorAll('.vote, #_why')].filter((one) => one.checkVisibility()).map((one) => one.className)";
    assert!(reader.list_of(hidden).await.is_empty());
}

#[tokio::test]
async fn a_vote_that_does_not_get_through_says_so_and_can_be_sent_again() {
    let Some(reader) = reader().await else { return };
    reader.open(ESTIMATE).await;
    // Deaf, as a service that is down is.
    reader
        .value_of("window.real = fetch; window.fetch = () => Promise.reject(new TypeError('no'))")
        .await;
    reader.press(".vote [value=true]").await;
    until(
        &reader,
        "words of it",
        "return document.querySelector('#_thanks').textContent.startsWith('Your answer did not get through')",
    )
    .await;
    reader.value_of("window.fetch = window.real").await;
    reader.press(".vote [value=true]").await;
    until(
        &reader,
        "_thanks",
        "return document.activeElement.id === '_thanks' && document.activeElement.textContent.startsWith('Thank you')",
    )
    .await;
}

#[tokio::test]
async fn the_contents_list_follows_the_reading() {
    let Some(reader) = reader().await else { return };
    reader.width(1280).await;
    reader.open(ESTIMATE).await;
    reader.value_of("document.getElementById('check-it-and-send-it').scrollIntoView({ behavior: 'instant' })").await;
    until(
        &reader,
        "the part is marked",
        "const marked = [...document.querySelectorAll('.rail [aria-current]')]; return marked.length === 1 && marked[0].hash === '#check-it-and-send-it'",
    )
    .await;
}

#[tokio::test]
async fn the_home_shows_what_is_read_most_once_something_is() {
    let Some(reader) = reader().await else { return };
    // A browser without a window calls itself a robot, and robots are not counted.
    let person = serde_json::json!({ "userAgent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0" });
    reader
        .devtools("Network.setUserAgentOverride", person)
        .await;
    reader.open(ESTIMATE).await;
    let counted = "return fetch('/api/v1/support/kb/articles?lang=en&sort=popular&limit=1').then((one) => one.json()).then(({ articles }) => articles[0].view_count > 0)";
    until(&reader, "a view is counted", counted).await;
    reader.open("/en/").await;
    until(
        &reader,
        "a list",
        "return document.querySelector('[data-popular]').checkVisibility() && document.querySelectorAll('[data-popular] li a').length > 0",
    )
    .await;
}
