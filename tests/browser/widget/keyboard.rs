//! With the keyboard alone, and with a thumb alone.

use fantoccini::key::Key;
use serde_json::json;

use super::{Helped, helped};

const CLOSED: &str = "!isSeen(panel)";

#[tokio::test]
async fn a_question_mark_opens_the_help_but_not_while_somebody_writes() {
    let Some(app) = helped().await else { return };
    app.screen("/invoices?lang=en&as=pm").await;
    app.value_of("document.querySelector('main input').focus()")
        .await;
    app.types("?").await;
    for made in ["textarea", "select", "div contenteditable"] {
        let (name, editable) = made.split_once(' ').unwrap_or((made, ""));
        app.value_of(&format!(
            "const one = document.createElement({name:?}); if ({editable:?}) one.contentEditable = 'true'; document.querySelector('main').append(one); one.focus()"
        ))
        .await;
        app.types("?").await;
    }
    assert_eq!(
        app.says("panel === null || panel === undefined").await,
        true
    );
    app.value_of("document.querySelector('.foot button').focus()")
        .await;
    app.types("?").await;
    app.comes("the search", "focus() === find('[type=search]')")
        .await;
    app.types("what? ").await;
    assert_eq!(app.says("find('[type=search]').value").await, "what? ");
    app.chord(Key::Control, 'a').await;
    app.key(Key::Backspace).await;
    app.key(Key::Escape).await;
    app.comes("closed", CLOSED).await;
    assert_eq!(
        app.says("focus() === document.querySelector('.foot button')")
            .await,
        true
    );

    // Who does not want the key puts it off, for good.
    app.opens().await;
    app.click("find('.key input')").await;
    app.key(Key::Escape).await;
    app.screen("/invoices").await;
    app.types("?").await;
    app.opens().await;
    app.key(Key::Escape).await;
    app.comes("closed", CLOSED).await;
    app.types("?").await;
    app.value_of("return ayuda('info')").await;
    assert_eq!(app.says(CLOSED).await, true);
}

async fn tabs_around(app: &Helped) {
    let mut seen = Vec::new();
    for _ in 0..60 {
        app.key(Key::Tab).await;
        assert_eq!(
            app.says("panel.contains(root.activeElement)").await,
            true,
            "after {seen:?}"
        );
        let name = app.focused().await;
        if seen.first() == Some(&name) {
            break;
        }
        seen.push(name);
    }
    assert!(seen.len() > 5 && seen.len() < 60, "{seen:?}");
    app.chord(Key::Shift, Key::Tab).await;
    assert_eq!(app.focused().await, seen[seen.len() - 1]);
}

#[tokio::test]
async fn by_keyboard_alone_from_the_screen_to_an_answer_and_back() {
    let Some(app) = helped().await else { return };
    app.screen("/change-orders?lang=en&as=pm").await;
    app.value_of("document.querySelector('main .actions button').focus()")
        .await;
    app.types("?").await;
    app.comes(
        "the search",
        "focus() === find('[type=search]') && isSeen(find('ul.screen'))",
    )
    .await;
    assert_eq!(
        app.says("find('[part=launcher]').ariaExpanded").await,
        "true"
    );
    assert_eq!(app.says("[panel.role ?? panel.localName, text(root.getElementById(panel.getAttribute('aria-labelledby')))]").await, json!(["dialog", "Help"]));
    tabs_around(&app).await;

    // The arrows go from the field through what was found.
    app.value_of(&format!("{} find('[type=search]').focus()", super::WORDS))
        .await;
    app.types("price").await;
    app.comes(
        "results said",
        "said().some((one) => /^\\d+ results$/.test(one))",
    )
    .await;
    app.strike(&[Key::Down, Key::Down]).await;
    assert_eq!(
        app.says("focus() === all('.found a, .found button')[1]")
            .await,
        true
    );
    app.strike(&[Key::Up, Key::Up]).await;
    assert_eq!(app.says("focus() === find('[type=search]')").await, true);
    app.key(Key::Down).await;
    let name = app.says("text(focus().querySelector('b'))").await;
    app.key(Key::Enter).await;
    app.comes(
        "the article",
        &format!("isSeen(find('.prose')) && text(find('.panel h2')) === {name}"),
    )
    .await;
    // At the section that was found.
    assert_eq!(
        app.says("/^H\\d$/.test(focus().tagName) && panel.contains(root.activeElement)")
            .await,
        true
    );
    tabs_around(&app).await;

    // F6 goes to the app and back, and leaves the panel as it is.
    app.key(Key::F6).await;
    assert_eq!(
        app.says("focus() === document.querySelector('main .actions button') && isSeen(panel)")
            .await,
        true
    );
    app.key(Key::F6).await;
    assert_eq!(app.says("panel.contains(root.activeElement)").await, true);
    app.key(Key::Escape).await;
    app.comes("closed", CLOSED).await;
    assert_eq!(
        app.says("focus() === document.querySelector('main .actions button')")
            .await,
        true
    );
    // Where that is gone, the button of the help has it.
    app.types("?").await;
    app.comes(
        "the article again",
        "isSeen(find('.prose')) && panel.contains(root.activeElement)",
    )
    .await;
    app.value_of("document.querySelector('main .actions').remove()")
        .await;
    app.key(Key::Escape).await;
    app.comes(
        "the button",
        "!isSeen(panel) && focus() === find('[part=launcher]')",
    )
    .await;
    app.key(Key::Enter).await;
    app.comes("open", "isSeen(panel)").await;
}

#[tokio::test]
async fn over_a_dialog_of_the_app_the_help_can_be_used_and_gives_the_dialog_back() {
    let Some(app) = helped().await else { return };
    app.screen("/estimates?lang=en&as=pm").await;
    app.value_of("document.querySelector('[data-ayuda-tour=new-estimate]').click(); document.querySelector('dialog.modal .actions button').focus()").await;
    app.types("?").await;
    app.comes("the search", "focus() === find('[type=search]')")
        .await;
    app.types("margin").await;
    app.comes("results", "isSeen(find('.found a.row'))").await;
    app.click("find('.found a.row')").await;
    app.comes("an article", "isSeen(find('.prose'))").await;
    app.key(Key::Escape).await;
    app.comes(
        "the dialog",
        "!isSeen(panel) && document.querySelector('dialog.modal').contains(focus())",
    )
    .await;
}

#[tokio::test]
async fn by_touch_alone_on_a_phone() {
    let Some(app) = helped().await else { return };
    app.width(360).await;
    app.devtools(
        "Emulation.setTouchEmulationEnabled",
        json!({ "enabled": true, "maxTouchPoints": 1 }),
    )
    .await;
    app.screen("/daily-logs?lang=es&as=field").await;
    app.tap("find('[part=launcher]')").await;
    app.comes("the help", "isSeen(find('ul.screen'))").await;
    // All of the screen, and no keyboard that covers half of it.
    assert_eq!(app.says("[panel.getBoundingClientRect().width, panel.getBoundingClientRect().height, panel.matches(':modal')]").await, json!([360, 900, true]));
    assert_eq!(app.says("focus().localName").await, "h2");
    let small = "all('.panel :is(a.row, button, .plain)').map((one) => one.getBoundingClientRect()).filter((box) => box.height < 24 || box.width < 24).length";
    assert_eq!(app.says(small).await, 0);
    app.tap("find('ul.screen a')").await;
    app.comes("the article", "isSeen(find('.prose'))").await;
    assert_eq!(
        app.says("panel.querySelector('.content').scrollWidth <= 360")
            .await,
        true
    );
    app.tap("find('.tick')").await;
    assert_eq!(app.says("find('.tick').ariaPressed").await, "true");
    app.tap("named('Volver')").await;
    app.comes("the start", "isSeen(find('ul.screen'))").await;
    app.tap("named('Cerrar la ayuda')").await;
    app.comes("closed", CLOSED).await;
}
