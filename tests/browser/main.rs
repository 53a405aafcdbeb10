//! The real binary in a real browser: Debian's chromium, driven by chromedriver.
//!
//! `tests/run` installs both and sets `AYUDA_BROWSER=required`; without that a machine
//! that has no browser says that these tests were left out.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator, key::Key};
use serde_json::{Value, json};
use url::Url;

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program and reads lines of `stream` until one holds `mark`.
fn start(mut command: Command, from_stderr: bool, mark: &str) -> (Running, String) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let stdout = child.stdout.take().expect("stdout");
    let stderr = child.stderr.take().expect("stderr");
    let stream: Box<dyn std::io::Read + Send> = match from_stderr {
        true => Box::new(stderr),
        false => Box::new(stdout),
    };
    let mut lines = BufReader::new(stream).lines();
    let line = lines
        .by_ref()
        .map_while(Result::ok)
        .find(|line| line.contains(mark))
        .expect("the line that says it is ready");
    std::thread::spawn(move || lines.for_each(drop));
    (Running(child), line)
}

/// The help center, the browser, and the address of the site.
struct Reader {
    client: Client,
    site: String,
    _service: Running,
    _driver: Running,
    _data: tempfile::TempDir,
}

/// A reader of the sample help center.
async fn reader() -> Option<Reader> {
    reader_of("serve", Path::new(env!("CARGO_MANIFEST_DIR"))).await
}

/// A reader of what `command` serves in `folder`.
#[expect(clippy::print_stderr, reason = "says that a test was left out")]
async fn reader_of(command: &str, folder: &Path) -> Option<Reader> {
    let found = Command::new("chromedriver")
        .arg("--version")
        .output()
        .is_ok();
    let required = std::env::var_os("AYUDA_BROWSER").is_some();
    assert!(
        found || !required,
        "there is no chromedriver: run `tests/run`, which installs it"
    );
    if !found {
        eprintln!("left out: there is no chromedriver, and so no browser");
        return None;
    }
    let data = tempfile::tempdir().expect("a folder");
    let mut service = Command::new(env!("CARGO_BIN_EXE_ayuda"));
    service
        .current_dir(folder)
        .env("LANG", "C")
        .env("AYUDA_SERVICE__METRICS_LISTEN", "")
        .args([command, "--listen", "127.0.0.1:0"])
        .arg("--data")
        .arg(data.path().join("data"))
        .arg("--index")
        .arg(data.path().join("index"));
    let (service, line) = start(service, true, "http://");
    let address = line
        .split("http://")
        .nth(1)
        .and_then(|rest| rest.split('/').next());
    let site = format!("http://{}", address.expect("an address"));
    let mut driver = Command::new("chromedriver");
    driver.arg("--port=0");
    let (driver, line) = start(driver, false, "started successfully on port");
    let port: String = line
        .chars()
        .rev()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let port: String = port.chars().rev().collect();
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--lang=en",
    ];
    let mut capabilities = Capabilities::new();
    capabilities.insert(
        "goog:chromeOptions".to_owned(),
        json!({ "args": arguments }),
    );
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .expect("a browser");
    Some(Reader {
        client,
        site,
        _service: service,
        _driver: driver,
        _data: data,
    })
}

/// What the browser wrote to its console.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (
            http::Method::POST,
            Some(json!({ "type": "browser" }).to_string()),
        )
    }
}

impl Reader {
    async fn open(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.site))
            .await
            .expect("a page");
    }

    /// A window that is as wide inside as it says.
    async fn width(&self, width: u32) {
        let metrics =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    async fn devtools(&self, command: &'static str, parameters: Value) {
        let command = DevTools {
            command,
            parameters,
        };
        self.client
            .issue_cmd(command)
            .await
            .expect("a command of the browser");
    }

    async fn text(&self, selector: &str) -> String {
        let element = self
            .client
            .find(Locator::Css(selector))
            .await
            .expect("an element");
        element.text().await.expect("its text")
    }

    async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        match url.fragment() {
            Some(fragment) => format!("{}#{fragment}", url.path()),
            None => url.path().to_owned(),
        }
    }

    /// Errors and warnings of the console since the last look.
    async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(ConsoleLog).await.expect("a log");
        log.as_array()
            .into_iter()
            .flatten()
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            // A 404 page is a page; the browser says so of its own.
            .filter(|message| !message.contains("status of 404"))
            .collect()
    }
}

#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}

const PAGES: [&str; 12] = [
    "/en/",
    "/es/",
    "/en/estimating/",
    "/es/presupuestos/",
    "/en/estimating/create-an-estimate/",
    "/es/presupuestos/crear-un-presupuesto/",
    "/en/search/?q=change+order",
    "/es/search/?q=orden+de+cambio",
    "/en/whats-new/",
    "/es/videos/",
    "/en/nothing-here/",
    "/es/nada-aqui/",
];

#[tokio::test]
async fn no_page_scrolls_sideways_or_complains() {
    let Some(reader) = reader().await else { return };
    let mut wrong = Vec::new();
    for width in [320, 360, 768, 1280] {
        reader.width(width).await;
        for page in PAGES {
            reader.open(page).await;
            let wide = reader
                .client
                .execute("return document.documentElement.scrollWidth - document.documentElement.clientWidth", vec![])
                .await
                .expect("a number");
            if wide.as_i64() != Some(0) {
                wrong.push(format!("{page} at {width} px is {wide} px too wide"));
            }
            for complaint in reader.complaints().await {
                wrong.push(format!("{page}: {complaint}"));
            }
        }
    }
    reader.client.clone().close().await.expect("an end");
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn a_reader_without_scripts_searches_reads_votes_and_changes_language() {
    let Some(reader) = reader().await else { return };
    reader
        .devtools(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        )
        .await;
    reader.width(360).await;
    reader.open("/es/").await;
    let field = reader
        .client
        .find(Locator::Css("main input[type=search]"))
        .await
        .expect("a field");
    field
        .send_keys("como creo un presupuesto")
        .await
        .expect("typing");
    field
        .send_keys(&char::from(Key::Enter).to_string())
        .await
        .expect("enter");
    reader
        .client
        .wait()
        .at_most(Duration::from_secs(5))
        .for_element(Locator::Css(".hits a"))
        .await
        .expect("hits");
    let hit = reader
        .client
        .find(Locator::Css(".hits li a"))
        .await
        .expect("a hit");
    hit.click().await.expect("a click");
    assert_eq!(reader.text("h1").await, "Crea un presupuesto");

    // The vote is a form; the answer leads back to words of thanks.
    let yes = reader
        .client
        .find(Locator::Css(
            "form[action*=feedback] button[value=true], form[action*=feedback] button",
        ))
        .await
        .expect("a vote");
    // By keyboard: a click would race with the page's smooth scrolling.
    yes.send_keys(&char::from(Key::Enter).to_string())
        .await
        .expect("enter");
    reader
        .client
        .wait()
        .at_most(Duration::from_secs(5))
        .for_element(Locator::Css("#thanks"))
        .await
        .expect("thanks");
    assert_eq!(
        reader.path().await,
        "/es/presupuestos/crear-un-presupuesto/#thanks"
    );

    let other = reader
        .client
        .find(Locator::Css("a[hreflang=en]"))
        .await
        .expect("the other language");
    other
        .send_keys(&char::from(Key::Enter).to_string())
        .await
        .expect("enter");
    assert_eq!(reader.path().await, "/en/estimating/create-an-estimate/");
    assert_eq!(reader.complaints().await, Vec::<String>::new());
    reader.client.clone().close().await.expect("an end");
}

#[tokio::test]
async fn the_keyboard_reaches_the_content_first() {
    let Some(reader) = reader().await else { return };
    reader.open("/en/estimating/create-an-estimate/").await;
    let body = reader
        .client
        .find(Locator::Css("body"))
        .await
        .expect("a body");
    body.send_keys(&char::from(Key::Tab).to_string())
        .await
        .expect("tab");
    let focused = reader.client.active_element().await.expect("focus");
    assert_eq!(
        focused.attr("class").await.expect("a class").as_deref(),
        Some("skip")
    );
    focused
        .send_keys(&char::from(Key::Enter).to_string())
        .await
        .expect("enter");
    assert_eq!(
        reader.path().await,
        "/en/estimating/create-an-estimate/#_content"
    );
    reader.client.clone().close().await.expect("an end");
}

/// Waits until a script of the page gives true.
async fn until(reader: &Reader, what: &str, script: &str) {
    for _ in 0..200 {
        let answer = reader.client.execute(script, vec![]).await;
        if answer.is_ok_and(|answer| answer == Value::Bool(true)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the page never came to this: {what}");
}

#[tokio::test]
async fn a_writer_sees_what_is_saved_what_is_wrong_and_what_others_see() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |file: &str, text: &str| {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("ayuda.toml", "[content]\nvisibility = \"public\"\n");
    write(
        "content/en/first.md",
        "---\ntitle: First\n---\nAs it was.\n",
    );
    write(
        "content/en/draft.md",
        "---\ntitle: Draft\nstatus: draft\n---\nNot yet.\n",
    );
    write(
        "content/en/inner.md",
        "---\ntitle: Inner\nvisibility: internal\n---\nAmong us.\n",
    );
    let Some(reader) = reader_of("dev", folder.path()).await else {
        return;
    };
    let bar = "const bar = document.querySelector('ayuda-dev')?.shadowRoot;";
    reader.open("/en/first/").await;
    let script = format!("{bar} return bar?.textContent.includes('No problems') ?? false");
    until(&reader, "the bar", &script).await;

    // A saved text is there without a reload: what the page remembers stays.
    let remember = "window.remembered = true; return true";
    until(&reader, "a mark", remember).await;
    write(
        "content/en/first.md",
        "---\ntitle: First\n---\nAs it is now.\n",
    );
    let shows = "return document.querySelector('.prose').textContent.includes('As it is now') && window.remembered === true";
    until(&reader, "the new text", shows).await;

    // A mistake shows with its place and mend, and the last good page stays.
    write(
        "content/en/first.md",
        "---\ntitle: First\nvisiblity: internal\n---\nBroken.\n",
    );
    let script = format!(
        "{bar} const text = bar.textContent; return text.includes('en/first.md:3:1') && text.includes('did you mean `visibility`')"
    );
    until(&reader, "the mistake", &script).await;
    until(&reader, "the last good page", shows).await;
    write("content/en/first.md", "---\ntitle: First\n---\nMended.\n");
    let script = format!(
        "{bar} return bar.textContent.includes('No problems') && document.querySelector('.prose').textContent.includes('Mended')"
    );
    until(&reader, "the mended page", &script).await;

    // Drafts are shown as what they are.
    reader.open("/en/draft/").await;
    assert_eq!(
        reader.text(".notice").await,
        "Draft. Only you see this page: `ayuda dev` shows what is not published yet."
    );

    // What is internal is not there for everybody, and it is said why.
    reader.open("/en/inner/").await;
    assert_eq!(reader.text("main h1").await, "This page does not exist");
    let script = format!(
        "{bar} return bar?.textContent.includes('Not seen: the gate is internal, and this reader lacks: internal.') ?? false"
    );
    until(&reader, "the reason", &script).await;
    let look = format!(
        "{bar} [...bar.querySelectorAll('button')].find((one) => one.textContent === 'Look as internal').click(); return true"
    );
    until(&reader, "the button", &look).await;
    let shows = "return document.querySelector('main h1').textContent === 'Inner'";
    until(&reader, "the page as its readers see it", shows).await;
    let complaints = reader.complaints().await;
    assert_eq!(complaints, Vec::<String>::new());
}
