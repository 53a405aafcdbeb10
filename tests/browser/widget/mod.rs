//! The help widget in the demo app, as builders use it there.

use std::ops::Deref;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::harness::{Running, demo};
use crate::reader::{Reader, reader_at, until};

mod context;
mod find;
mod fits;
mod keyboard;
mod leaves;
mod look;
mod memory;
mod panel;
mod restricted;
mod states;
mod tips;
mod tours;

/// The app with the help in it.
pub(crate) struct Helped(Reader);

impl Deref for Helped {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

/// What all scripts of these tests can say: what stands in the widget, and what has the focus.
const WORDS: &str = r#"
    const host = document.querySelector("ayuda-help");
    const root = host?.shadowRoot;
    const find = (selector) => root?.querySelector(selector);
    const isSeen = (one) => one?.checkVisibility() ?? false;
    const all = (selector) => [...(root?.querySelectorAll(selector) ?? [])].filter(isSeen);
    const text = (one) => one?.innerText.replace(/\s+/g, " ").trim() ?? "";
    const panel = find(".panel");
    const said = () => all(".panel :is([role=status], .what)").map(text).filter(Boolean);
    const named = (name) => all("a, button, summary, label").find((one) => [one.ariaLabel, text(one)].some((it) => it?.startsWith(name)));
    const focus = () => { let one = document.activeElement; while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement; return one; };
"#;

/// Calls wait for the widget as the app's own do; tours would stand before what is tested.
const QUIET: &str = "window.ayuda = function () { (window.ayuda.q ??= []).push(arguments); }; ayuda('init', { tours: false });";

/// The app, without its tours.
pub(crate) async fn helped() -> Option<Helped> {
    let helped = helped_at(|| (None, demo().address.clone())).await?;
    helped.before_pages(QUIET).await;
    Some(helped)
}

/// The app as it is.
pub(crate) async fn helped_with_tours() -> Option<Helped> {
    helped_at(|| (None, demo().address.clone())).await
}

/// The app of another service.
pub(crate) async fn helped_at(site: impl FnOnce() -> (Option<Running>, String)) -> Option<Helped> {
    let reader = reader_at(site).await?;
    reader.width(1280).await;
    let still = [("prefers-reduced-motion", "reduce")];
    reader.prefers(&still).await;
    Some(Helped(reader))
}

impl Helped {
    /// Runs before anything else on each page from now on.
    pub(crate) async fn before_pages(&self, source: &str) {
        let source = json!({ "source": source });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source)
            .await;
    }

    /// Opens a screen of the app, and waits for the help in it.
    pub(crate) async fn screen(&self, path: &str) {
        self.open(&format!("/demo{path}")).await;
        self.comes(
            "the help is there",
            "typeof ayuda.version === 'string' && isSeen(find('[part=launcher]'))",
        )
        .await;
    }

    /// What an expression says.
    pub(crate) async fn says(&self, expression: &str) -> Value {
        self.value_of(&format!("{WORDS} return ({expression})"))
            .await
    }

    pub(crate) async fn list(&self, expression: &str) -> Vec<String> {
        self.list_of(&format!("{WORDS} return ({expression})"))
            .await
    }

    /// Waits until an expression is true.
    pub(crate) async fn comes(&self, what: &str, expression: &str) {
        until(self, what, &format!("{WORDS} return ({expression})")).await;
    }

    /// The panel by its button, with the help for the screen.
    pub(crate) async fn opens(&self) {
        self.click("find('[part=launcher]')").await;
        self.comes(
            "the help for the screen",
            "isSeen(panel) && isSeen(find('.screen > *:not(.wait)'))",
        )
        .await;
    }

    /// Titles of the articles for the screen.
    pub(crate) async fn articles(&self) -> Vec<String> {
        self.list("all('ul.screen b').map(text)").await
    }

    /// The panel as it is read from top to bottom.
    pub(crate) async fn panel(&self) -> String {
        let lines = "isSeen(panel) ? panel.innerText.split('\\n').map((line) => line.trim()).filter(Boolean).join('\\n') : '(closed)'";
        self.says(lines).await.as_str().expect("a text").to_owned()
    }

    async fn middle_of(&self, expression: &str) -> Value {
        self.comes(expression, &format!("isSeen({expression})"))
            .await;
        let script = format!(
            "{WORDS} const one = {expression}; one.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
             const box = one.getClientRects()[0]; return [box.left + box.width / 2, box.top + box.height / 2]"
        );
        self.value_of(&script).await
    }

    /// Moves the pointer onto the element that an expression gives.
    pub(crate) async fn point(&self, expression: &str) {
        let at = self.middle_of(expression).await;
        let moved = json!({ "type": "mouseMoved", "x": at[0], "y": at[1] });
        self.devtools("Input.dispatchMouseEvent", moved).await;
    }

    pub(crate) async fn click(&self, expression: &str) {
        let at = self.middle_of(expression).await;
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": if kind == "mouseMoved" { "none" } else { "left" }, "clickCount": 1 });
            self.devtools("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Clicks what is called so in the widget.
    pub(crate) async fn choose(&self, name: &str) {
        self.click(&format!("named({name:?})")).await;
    }

    pub(crate) async fn tap(&self, expression: &str) {
        let at = self.middle_of(expression).await;
        let down = json!({ "type": "touchStart", "touchPoints": [{ "x": at[0], "y": at[1] }] });
        self.devtools("Input.dispatchTouchEvent", down).await;
        let up = json!({ "type": "touchEnd", "touchPoints": [] });
        self.devtools("Input.dispatchTouchEvent", up).await;
    }

    /// Types on the keyboard, wherever it is.
    pub(crate) async fn types(&self, text: &str) {
        let mut actions = KeyActions::new("keys".to_owned());
        for value in text.chars() {
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.expect("keys");
    }

    /// A key while another one is held.
    pub(crate) async fn chord(&self, held: Key, key: impl Into<char>) {
        let (held, key) = (char::from(held), key.into());
        let actions = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: held });
        self.client.perform_actions(actions).await.expect("keys");
    }

    /// What has the keyboard: its name, or its element.
    pub(crate) async fn focused(&self) -> String {
        let name =
            "focus().ariaLabel || text(focus()).slice(0, 60) || focus().id || focus().localName";
        self.says(name).await.as_str().expect("a name").to_owned()
    }

    /// What the console says, all of which has to hold one of these.
    pub(crate) async fn expected(&self, parts: &[&str]) {
        let complaints = self.complaints().await;
        let strange = complaints
            .iter()
            .filter(|one| !parts.iter().any(|part| one.contains(part)));
        assert_eq!(strange.collect::<Vec<_>>(), Vec::<&String>::new());
    }

    /// What the page gets from an address of the service, without the reader's token.
    pub(crate) async fn api(&self, path: &str) -> Value {
        let script = format!(
            "return fetch('/api/v1/support{path}', {{ credentials: 'omit' }}).then((answer) => answer.json())"
        );
        self.value_of(&script).await
    }
}
