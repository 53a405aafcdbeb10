//! A reader: one browser on the site, and what one can do and see there.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;
use url::Url;

use crate::harness::{
    BROWSERS, DevTools, Log, RUNTIME, Running, browser, has_browser, sample, service,
};

/// Runs before anything else on each page: what a policy stops becomes an error of the
/// console, also where the browser itself is silent about it.
const WATCH: &str = "addEventListener('securitypolicyviolation', (e) => \
    console.error(`policy: ${e.effectiveDirective} stopped ${e.blockedURI || e.sample}`));";

pub(crate) struct Reader {
    pub(crate) client: Client,
    pub(crate) site: String,
    /// All that was asked for and not yet looked at.
    asked: Mutex<Vec<Asked>>,
    /// Names of the requests of the page that have no answer yet.
    under_way: Mutex<BTreeSet<String>>,
    /// Another origin that the pages of this test may ask.
    pub(crate) friend: Option<String>,
    pub(crate) service: Option<Running>,
    _turn: OwnedSemaphorePermit,
}

/// A request of the browser.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) url: String,
    pub(crate) kind: String,
}

/// A reader of the sample help center.
pub(crate) async fn reader() -> Option<Reader> {
    reader_at(|| (None, sample().address.clone())).await
}

/// A reader of what `command` serves in `folder`.
pub(crate) async fn reader_of(command: &str, folder: &Path) -> Option<Reader> {
    reader_at(|| {
        let service = service(command, folder);
        let address = service.address.clone();
        (Some(service), address)
    })
    .await
}

pub(crate) async fn reader_at(site: impl FnOnce() -> (Option<Running>, String)) -> Option<Reader> {
    if !has_browser() {
        return None;
    }
    let turn = BROWSERS.clone().acquire_owned().await.expect("a turn");
    let (service, address) = site();
    let reader = Reader {
        client: browser().await,
        site: format!("http://{address}"),
        asked: Mutex::default(),
        under_way: Mutex::default(),
        friend: None,
        service,
        _turn: turn,
    };
    let watch = json!({ "source": WATCH });
    reader
        .devtools("Page.addScriptToEvaluateOnNewDocument", watch)
        .await;
    Some(reader)
}

/// No test can forget to look: whatever the pages did that no page may do fails here.
impl Drop for Reader {
    fn drop(&mut self) {
        let end = async {
            let complaints = self.look().await;
            let _ = self.client.clone().close().await;
            complaints
        };
        // The test's own runtime waits here, so another one has to do it.
        let complaints = std::thread::scope(|scope| {
            let ending = scope.spawn(|| RUNTIME.block_on(end));
            ending.join().expect("no panic")
        });
        if !std::thread::panicking() {
            let complaints =
                complaints.expect("the session, which ends by itself: no test closes it");
            assert_eq!(complaints, Vec::<String>::new(), "what the pages did");
        }
    }
}

impl Reader {
    pub(crate) async fn open(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.site))
            .await
            .expect("a page");
    }

    /// A window that is as wide inside as it says.
    pub(crate) async fn width(&self, width: u32) {
        let metrics =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    pub(crate) async fn devtools(&self, command: &'static str, parameters: Value) -> Value {
        let command = DevTools {
            command,
            parameters,
        };
        self.client
            .issue_cmd(command)
            .await
            .expect("a command of the browser")
    }

    /// What the reader set in the system: `[("prefers-color-scheme", "dark")]`. Each call
    /// replaces the one before.
    pub(crate) async fn prefers(&self, features: &[(&str, &str)]) {
        let features: Vec<Value> = features
            .iter()
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "media": "", "features": features }),
        )
        .await;
    }

    /// Scripts are off from the next page on. What tests ask of a page still answers.
    pub(crate) async fn without_scripts(&self) {
        self.devtools(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        )
        .await;
    }

    /// What a script gives back.
    pub(crate) async fn value_of(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.expect(script)
    }

    /// A list of texts, which is what most scripts give back.
    pub(crate) async fn list_of(&self, script: &str) -> Vec<String> {
        serde_json::from_value(self.value_of(script).await).expect(script)
    }

    pub(crate) async fn text(&self, selector: &str) -> String {
        let element = self
            .client
            .find(Locator::Css(selector))
            .await
            .expect(selector);
        element.text().await.expect("its text")
    }

    pub(crate) async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        match url.fragment() {
            Some(fragment) => format!("{}#{fragment}", url.path()),
            None => url.path().to_owned(),
        }
    }

    /// Presses Enter on an element: a click would race with the page's smooth scrolling.
    pub(crate) async fn press(&self, selector: &str) {
        let element = self
            .client
            .find(Locator::Css(selector))
            .await
            .expect(selector);
        let enter = char::from(Key::Enter).to_string();
        element.send_keys(&enter).await.expect(selector);
    }

    pub(crate) async fn fill(&self, selector: &str, text: &str) {
        let element = self
            .client
            .find(Locator::Css(selector))
            .await
            .expect(selector);
        element.send_keys(text).await.expect("typing");
    }

    /// A key for whatever has the focus.
    pub(crate) async fn key(&self, key: Key) {
        self.strike(&[key]).await;
    }

    /// Keys, one after another.
    pub(crate) async fn strike(&self, keys: &[Key]) {
        let mut actions = KeyActions::new("keys".to_owned());
        for key in keys {
            let value = char::from(*key);
            actions = actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.expect("keys");
    }

    pub(crate) async fn wait_for(&self, selector: &str) {
        self.client
            .wait()
            .at_most(Duration::from_secs(10))
            .for_element(Locator::Css(selector))
            .await
            .expect(selector);
    }

    /// Errors and warnings of the console, and requests to other hosts, since the last look.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        self.look().await.expect("a log")
    }

    async fn look(&self) -> Result<Vec<String>, CmdError> {
        self.settle().await?;
        let asked = self.asked.lock().expect("a list").split_off(0);
        let log = self.client.issue_cmd(Log("browser")).await?;
        let mut complaints: Vec<String> = log
            .as_array()
            .into_iter()
            .flatten()
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            // A 404 page is a page; the browser says so of its own.
            // So is its own question for an icon, which a page without one is asked for at some time.
            .filter(|message| !message.contains("/favicon.ico - Failed to load"))
            .filter(|message| {
                !asked.iter().any(|one| {
                    one.kind == "Document"
                        && message.starts_with(&one.url)
                        && message.contains("status of 404")
                })
            })
            .collect();
        let strangers = asked.iter().filter(|one| !self.is_own(&one.url));
        complaints.extend(strangers.map(|one| format!("asked another host: {}", one.url)));
        Ok(complaints)
    }

    fn is_own(&self, url: &str) -> bool {
        match Url::parse(url) {
            Ok(url) => {
                matches!(url.scheme(), "data" | "blob" | "about" | "chrome")
                    || [Some(&self.site), self.friend.as_ref()]
                        .into_iter()
                        .flatten()
                        .any(|origin| url.as_str().starts_with(&format!("{origin}/")))
            }
            Err(_) => false,
        }
    }

    /// Waits until the page has nothing under way, so that what is said of an answer was said
    /// before anybody looks: twice in a row, as one answer may lead to the next question. What
    /// hangs on purpose is waited for a moment only.
    async fn settle(&self) -> Result<(), CmdError> {
        let mut quiet = 0;
        for _ in 0..40 {
            self.note_requests().await?;
            let is_quiet = self.under_way.lock().expect("a set").is_empty();
            quiet = if is_quiet { quiet + 1 } else { 0 };
            if quiet == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    async fn note_requests(&self) -> Result<(), CmdError> {
        let log = self.client.issue_cmd(Log("performance")).await?;
        for entry in log.as_array().into_iter().flatten() {
            let event = entry["message"].as_str().map(serde_json::from_str::<Value>);
            if let Some(Ok(event)) = event {
                self.hear(&event["message"]);
            }
        }
        Ok(())
    }

    fn hear(&self, event: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let about = &event["params"];
        let name = text(&about["requestId"]);
        let mut under_way = self.under_way.lock().expect("a set");
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                let kind = text(&about["type"]);
                // With another page nobody waits for what the one before asked.
                if kind == "Document" {
                    under_way.clear();
                }
                // Streams, and what outlives its page, may never be said to have ended.
                if !["EventSource", "Media", "Ping"].contains(&kind.as_str()) {
                    under_way.insert(name);
                }
                let url = text(&about["request"]["url"]);
                self.asked.lock().expect("a list").push(Asked { url, kind });
            }
            "Network.loadingFinished" | "Network.loadingFailed" => {
                under_way.remove(&name);
            }
            _ => {}
        }
    }

    /// What the browser asked for since this was asked before, or since the last look at
    /// complaints. It stays on the list for the look at the end.
    pub(crate) async fn asked_since(&self, mark: &mut usize) -> Vec<Asked> {
        self.note_requests().await.expect("a log");
        let asked = self.asked.lock().expect("a list");
        let news = asked.get(*mark..).unwrap_or_default().to_vec();
        *mark = asked.len();
        news
    }
}

/// Waits until a script of the page gives true.
pub(crate) async fn until(reader: &Reader, what: &str, script: &str) {
    for _ in 0..200 {
        let answer = reader.client.execute(script, vec![]).await;
        if answer.is_ok_and(|answer| answer == Value::Bool(true)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the page never came to this: {what}");
}
