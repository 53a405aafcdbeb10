//! Words of the app that explain themselves.

use fantoccini::key::Key;
use serde_json::json;

use super::{Helped, helped};

const MARGIN: &str = "document.querySelector('[data-ayuda-term=\"estimate.margin\"]')";
const SHOWN: &str = "isSeen(find('[part=tip]')) && text(find('[part=tip] strong')) === 'Margin'";
const GONE: &str = "!isSeen(find('[part=tip]'))";

async fn dressed(app: &Helped) {
    app.comes(
        "the words are known",
        &format!("{MARGIN}?.hasAttribute('aria-description')"),
    )
    .await;
}

/// Within the window, and not over its word.
const FITS: &str = "(() => { const box = find('[part=tip]').getBoundingClientRect(); const word = document.querySelector('[data-ayuda-term=\"estimate.margin\"]').getBoundingClientRect(); \
    return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight && (box.bottom <= word.top || box.top >= word.bottom || box.left >= word.right || box.right <= word.left) })()";

#[tokio::test]
async fn a_word_explains_itself_to_the_pointer_which_may_go_onto_the_tip() {
    let Some(app) = helped().await else { return };
    app.screen("/estimates/42?lang=en&as=pm").await;
    dressed(&app).await;
    app.point(MARGIN).await;
    app.comes("the tip", SHOWN).await;
    assert_eq!(
        app.says("text(find('[part=tip] p'))").await,
        "The part of the price that is left after the cost, as a percentage of the price. A price of $120 with a cost of $100 leaves 16.7%."
    );
    app.comes("it fits", FITS).await;
    app.point("find('[part=tip] a')").await;
    app.value_of("return new Promise((done) => setTimeout(done, 600))")
        .await;
    assert_eq!(app.says(SHOWN).await, true);
    app.key(Key::Escape).await;
    app.comes("no tip", GONE).await;
    app.point(MARGIN).await;
    app.comes("the tip", SHOWN).await;
    app.point("document.querySelector('h1')").await;
    app.comes("no tip", GONE).await;
    // What it says in full opens in the panel.
    app.point(MARGIN).await;
    app.comes("the tip", SHOWN).await;
    app.click("find('[part=tip] a')").await;
    app.comes(
        "the article",
        "isSeen(find('.prose')) && text(find('.panel h2')).startsWith('Markup and margin')",
    )
    .await;
}

#[tokio::test]
async fn a_word_explains_itself_to_the_keyboard_and_escape_is_for_the_tip_first() {
    let Some(app) = helped().await else { return };
    app.screen("/estimates?lang=en&as=pm").await;
    dressed(&app).await;
    assert_eq!(
        app.says(&format!(
            "[{MARGIN}.tabIndex, {MARGIN}.getAttribute('aria-description').slice(0, 39)]"
        ))
        .await,
        json!([0, "The part of the price that is left afte"])
    );
    // In a dialog of the app, in which a word of a label describes its field.
    app.click("document.querySelector('[data-ayuda-tour=new-estimate]')")
        .await;
    app.comes("its field is described", "document.querySelector('dialog.modal input[type=date]').getAttribute('aria-description') !== null").await;
    app.value_of("document.querySelector('dialog.modal select').focus()")
        .await;
    app.key(Key::Tab).await;
    app.comes(
        "its tip",
        "isSeen(find('[part=tip]')) && text(find('[part=tip] strong')) === 'Valid until'",
    )
    .await;
    assert_eq!(app.says("focus().type").await, "date");
    app.key(Key::Escape).await;
    app.comes("no tip", GONE).await;
    assert_eq!(
        app.says("document.querySelector('dialog.modal').open")
            .await,
        true
    );
    app.key(Key::Escape).await;
    app.comes(
        "no dialog",
        "document.querySelector('dialog.modal') === null",
    )
    .await;
    // By Tab onto a word alone.
    app.value_of("document.querySelector('.row').focus()").await;
    app.chord(Key::Shift, Key::Tab).await;
    app.chord(Key::Shift, Key::Tab).await;
    app.comes("its tip", SHOWN).await;
    app.key(Key::Tab).await;
    app.comes(
        "the next",
        "text(find('[part=tip] strong')) === 'Valid until'",
    )
    .await;
    app.key(Key::Tab).await;
    app.comes("no tip", GONE).await;
}

#[tokio::test]
async fn a_touch_shows_a_tip_and_one_elsewhere_ends_it() {
    let Some(app) = helped().await else { return };
    app.width(360).await;
    app.devtools(
        "Emulation.setTouchEmulationEnabled",
        json!({ "enabled": true, "maxTouchPoints": 1 }),
    )
    .await;
    app.screen("/estimates/42?lang=en&as=pm").await;
    dressed(&app).await;
    app.tap(MARGIN).await;
    app.comes("the tip", SHOWN).await;
    app.comes("it fits", FITS).await;
    app.tap("[...document.querySelectorAll('main h2')].at(-1)")
        .await;
    app.comes("no tip", GONE).await;
}

#[tokio::test]
async fn elements_that_come_later_are_explained_in_the_language_of_the_app() {
    let Some(app) = helped().await else { return };
    app.screen("/?lang=en&as=").await;
    app.comes(
        "the first",
        "document.querySelector('[data-ayuda-term]').hasAttribute('aria-description')",
    )
    .await;
    app.value_of(
        "const late = document.createElement('span'); late.id = 'late'; late.textContent = 'Margin'; late.dataset.ayudaTerm = 'estimate.margin'; \
         const none = document.createElement('span'); none.id = 'none'; none.textContent = 'No'; none.dataset.ayudaTerm = 'nothing.known'; \
         document.querySelector('main').append(late, none)",
    )
    .await;
    app.comes(
        "the late one",
        "late.getAttribute('aria-description')?.startsWith('The part of the price')",
    )
    .await;
    assert_eq!(
        app.says("none.outerHTML").await,
        "<span id=\"none\" data-ayuda-term=\"nothing.known\">No</span>"
    );
    app.value_of("ayuda('locale', 'es')").await;
    app.comes(
        "in Spanish",
        "late.getAttribute('aria-description')?.startsWith('Parte del precio')",
    )
    .await;
    // An element that is no word any more is as it was.
    app.value_of("late.removeAttribute('data-ayuda-term')")
        .await;
    app.comes(
        "as before",
        "late.outerHTML === '<span id=\"late\">Margin</span>'",
    )
    .await;
}
