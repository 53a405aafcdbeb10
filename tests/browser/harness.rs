//! What runs behind the tests: the service, chromedriver and the browsers.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, OnceLock};

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use url::Url;

/// Sessions live here and not in the runtime of their test, so that a reader can look at
/// its console and end its session while it is dropped.
pub(crate) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
});

/// Two browsers at a time are what two cores draw without waiting for one another.
pub(crate) static BROWSERS: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// A process, and where it answers. It ends with this value, and with the tests: what is
/// shared is never dropped, but its guard sees our end of the pipe close, however we end.
pub(crate) struct Running {
    guard: Child,
    pub(crate) address: String,
}

const GUARD: &str =
    r#""$@" </dev/null & child=$!; cat >/dev/null; kill "$child"; wait "$child"; rm -rf "$FOLDER""#;

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// Starts a program, waits for the line of `from` that holds `mark`, and reads the address
/// out of what stands behind it. `folder` is removed when the program has ended.
fn start(
    program: &[&str],
    at: &Path,
    folder: tempfile::TempDir,
    mark: &str,
    settings: &[(&str, &str)],
) -> Running {
    let mut guard = Command::new("sh")
        .args(["-c", GUARD, "sh"])
        .args(program)
        .current_dir(at)
        // Interrupting the tests reaches the guard by its pipe, not before it has cleaned up.
        .process_group(0)
        .env("FOLDER", folder.keep())
        .env("LANG", "C")
        .env("AYUDA_SERVICE__METRICS_LISTEN", "")
        // All readers of the tests come from one address.
        .env("AYUDA_SERVICE__WRITES_PER_MINUTE", "0")
        .env("AYUDA_SERVICE__SEARCHES_PER_MINUTE", "0")
        .env("AYUDA_SERVICE__REQUESTS_PER_MINUTE", "0")
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let (tell, told) = std::sync::mpsc::channel();
    let stdout: Box<dyn Read + Send> = Box::new(guard.stdout.take().expect("stdout"));
    let stderr: Box<dyn Read + Send> = Box::new(guard.stderr.take().expect("stderr"));
    for stream in [stdout, stderr] {
        let tell = tell.clone();
        // Read to the end: a full pipe would stop the program.
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
    }
    drop(tell);
    let mut running = Running {
        guard,
        address: String::new(),
    };
    let mut said = String::new();
    for line in told {
        if let Some((_, rest)) = line.split_once(mark) {
            let address = rest.split(|c: char| c == '/' || c.is_whitespace()).next();
            let address = address.unwrap_or_default().trim_end_matches('.');
            running.address = address.to_owned();
            return running;
        }
        said.push_str(&line);
        said.push('\n');
    }
    panic!("{program:?} ended before it said where it is:\n{said}");
}

/// The service over a folder, on a free port.
pub(crate) fn service(command: &str, folder: &Path) -> Running {
    service_with(&[command, "--listen", "127.0.0.1:0"], folder, &[])
}

/// The same with options of its own, and settings as `AYUDA_…`.
fn service_with(options: &[&str], folder: &Path, settings: &[(&str, &str)]) -> Running {
    let own = tempfile::tempdir().expect("a folder");
    let data = own.path().join("data").display().to_string();
    let index = own.path().join("index").display().to_string();
    let program = [
        &[env!("CARGO_BIN_EXE_ayuda")],
        options,
        &["--data", &data, "--index", &index],
    ];
    start(&program.concat(), folder, own, "http://", settings)
}

/// The sample help center, for all tests.
pub(crate) fn sample() -> &'static Running {
    static SERVICE: OnceLock<Running> = OnceLock::new();
    SERVICE.get_or_init(|| service("serve", &repository()))
}

/// The sample with the demo app, for all tests of the widget.
pub(crate) fn demo() -> &'static Running {
    static SERVICE: OnceLock<Running> = OnceLock::new();
    SERVICE.get_or_init(|| own_demo("127.0.0.1:0", &[]))
}

/// The same for one test, which may end it.
pub(crate) fn own_demo(listen: &str, settings: &[(&str, &str)]) -> Running {
    let options = ["serve", "--demo", "--listen", listen];
    service_with(&options, &repository(), settings)
}

/// This clone, which need not be the one that cargo built the tests in.
pub(crate) fn repository() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .expect("cargo runs the tests")
        .into()
}

fn driver() -> &'static Running {
    static DRIVER: OnceLock<Running> = OnceLock::new();
    DRIVER.get_or_init(|| {
        let own = tempfile::tempdir().expect("a folder");
        let folder = own.path().to_owned();
        start(
            &["chromedriver", "--port=0"],
            &folder,
            own,
            "started successfully on port ",
            &[],
        )
    })
}

/// Whether there is a browser at all; says so where there is none.
#[expect(clippy::print_stderr, reason = "says that a test was left out")]
pub(crate) fn has_browser() -> bool {
    static FOUND: LazyLock<bool> = LazyLock::new(|| {
        Command::new("chromedriver")
            .arg("--version")
            .output()
            .is_ok()
    });
    assert!(
        *FOUND || !required(),
        "there is no chromedriver: run `tests/run`, which installs it"
    );
    if !*FOUND {
        eprintln!("left out: there is no chromedriver, and so no browser");
    }
    *FOUND
}

/// Whether a test may be left out for want of what it needs.
pub(crate) fn required() -> bool {
    std::env::var_os("AYUDA_BROWSER").is_some()
}

/// A browser with a profile of its own.
pub(crate) async fn browser() -> Client {
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
        // A test goes to more screens in ten seconds than the two hundred that a page may.
        "--disable-ipc-flooding-protection",
        "--lang=en",
    ];
    let mut capabilities = Capabilities::new();
    capabilities.insert(
        "goog:chromeOptions".to_owned(),
        json!({ "args": arguments, "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false } }),
    );
    capabilities.insert(
        "goog:loggingPrefs".to_owned(),
        json!({ "browser": "ALL", "performance": "ALL" }),
    );
    let connect = async move {
        ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", driver().address))
            .await
    };
    RUNTIME
        .spawn(connect)
        .await
        .expect("no panic")
        .expect("a browser")
}

/// A command that the browser's own protocol has and WebDriver has not.
#[derive(Debug)]
pub(crate) struct DevTools {
    pub(crate) command: &'static str,
    pub(crate) parameters: Value,
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

/// What the browser noted since the last look: `browser` is its console, `performance`
/// each request.
#[derive(Debug)]
pub(crate) struct Log(pub(crate) &'static str);

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (
            http::Method::POST,
            Some(json!({ "type": self.0 }).to_string()),
        )
    }
}
