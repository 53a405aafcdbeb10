//! What the service tells its operator, in logs and metrics: enough to run it, and not a word
//! of what anybody wrote. With the real binary, at its most talkative.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use crate::commands::ayuda;
use crate::harness::HelpCenter;

/// The service with everything that it says, until it is asked to end.
struct Told {
    child: std::process::Child,
    said: Arc<Mutex<String>>,
    reader: std::thread::JoinHandle<()>,
    address: String,
    metrics: String,
}

impl Told {
    fn start(help: &HelpCenter, json: bool) -> Self {
        let mut child = ayuda(&help.path("."))
            .env("AYUDA_LISTEN", "127.0.0.1:0")
            .env("AYUDA_SERVICE__METRICS_LISTEN", "127.0.0.1:0")
            .env("AYUDA_SERVICE__LOG", if json { "json" } else { "text" })
            .env("AYUDA_LOG", "debug")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
        let said = Arc::new(Mutex::new(String::new()));
        let mut addresses = Vec::new();
        while addresses.len() < 2 {
            let line = lines.next().expect("two addresses").expect("a line");
            if let Some(rest) = line.split("http://127.0.0.1:").nth(1) {
                let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
                addresses.push(format!("127.0.0.1:{port}"));
            }
            said.lock().expect("the log").push_str(&(line + "\n"));
        }
        let kept = Arc::clone(&said);
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.lock().expect("the log").push_str(&(line + "\n"));
            }
        });
        let metrics = addresses.pop().expect("two");
        let address = addresses.pop().expect("two");
        Told {
            child,
            said,
            reader,
            address,
            metrics,
        }
    }

    fn ask(&self, address: &str, request: &str) -> String {
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Says the canary in every place where a caller can say something; returns how many
    /// requests that were.
    fn say_it_everywhere(&self, token: &str) -> usize {
        let mut asked = 0;
        let headers = "Host: a\r\nConnection: close\r\nUser-Agent: zqcanary\r\nReferer: https://zqcanary/\r\n\
             Cookie: zqcanary=zqcanary; ayuda_visitor=zqcanary\r\nX-Request-Id: zqcanary\r\nX-Forwarded-For: zqcanary\r\n\
             X-zqcanary: zqcanary\r\n";
        let article = "/api/v1/support/kb/articles/zqcanary-slug";
        for authorization in [
            String::new(),
            "Authorization: Bearer zqcanary.zqcanary.zqcanary\r\n".to_owned(),
            format!("Authorization: Bearer {token}\r\n"),
        ] {
            for path in [
                "/en/zqcanary-slug/",
                "/zqcanary",
                "/zqcanary%FFzqcanary",
                "/en/search/?q=zqcanary",
                "/api/v1/support/search?q=zqcanary&module=zqcanary&tag=zqcanary&url=/zqcanary",
                "/api/v1/support/search?q=zqcanary&kind=zqcanary&limit=zqcanary&lang=zqcanary",
                "/api/v1/support/suggest?q=zqcan",
                "/api/v1/support/kb/articles?q=zqcanary&category=zqcanary",
                "/api/v1/support/kb/contextual?url=/zqcanary&role=zqcanary",
                "/api/v1/support/kb/terms?keys=zqcanary",
                "/api/v1/support/kb/tours/zqcanary",
                "/api/v1/support/zqcanary",
                "/go/zqcanary",
                "/docs?lang=zqcanary",
                "/en/_reports/?report=zqcanary",
                "/api/v1/support/admin/reports/zqcanary?days=zqcanary",
                "/api/v1/support/admin/dashboard?lang=zqcanary",
                "/api/v1/support/admin/reload?lang=zqcanary",
                article,
            ] {
                for method in ["GET", "HEAD", "ZQCANARY"] {
                    asked += 1;
                    self.ask(
                        &self.address,
                        &format!("{method} {path} HTTP/1.1\r\n{headers}{authorization}\r\n"),
                    );
                }
            }
            for body in [
                "{\"helpful\":false,\"reason\":\"other\",\"comment\":\"zqcanary\",\"query\":\"zqcanary\"}",
                "{\"zqcanary\":",
                "{\"helpful\":\"zqcanary\"}",
            ] {
                let length = body.len();
                for (method, path) in [
                    ("POST", format!("{article}/feedback")),
                    ("DELETE", format!("{article}/feedback")),
                    ("POST", format!("{article}/views")),
                    ("POST", "/api/v1/support/session".to_owned()),
                    ("POST", "/en/sign-out/".to_owned()),
                ] {
                    asked += 1;
                    self.ask(&self.address, &format!(
                    "{method} {path} HTTP/1.1\r\n{headers}{authorization}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
                ));
                }
            }
        }
        self.ask(&self.address, "zqcanary zqcanary zqcanary\r\n\r\n");
        self.ask(
            &self.address,
            "GET / HTTP/1.1\r\nHost: zqcanary\"\r\nzqcanary\r\n\r\n",
        );
        asked
    }

    fn metrics(&self) -> String {
        self.ask(
            &self.metrics,
            "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        )
    }

    /// Ends the service, and returns everything that it said.
    fn end(mut self) -> String {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(asked.expect("kill").success());
        assert_eq!(self.child.wait().expect("an end").code(), Some(0));
        self.reader.join().expect("the log");
        let said = self.said.lock().expect("the log");
        said.clone()
    }
}

fn help() -> HelpCenter {
    HelpCenter::new()
        .file("en/a.md", "---\nid: KB-000001\ntitle: Estimates\n---\nText.\n")
        .file(
            "en/zqcanary.md",
            "---\nid: KB-000002\ntitle: The zqcanary\nslug: zqcanary-slug\nvisibility: internal\ntags: [zqcanary]\n---\nThe zqcanary sings.\n",
        )
}

fn token(help: &HelpCenter) -> String {
    let printed = ayuda(&help.path("."))
        .args(["token", "--as", "internal", "--sub", "zqcanary"])
        .output()
        .expect("runs");
    String::from_utf8(printed.stdout)
        .expect("a token")
        .trim()
        .to_owned()
}

#[test]
fn logs_tell_each_request_and_nothing_that_anybody_wrote() {
    let help = help();
    let token = token(&help);
    for json in [false, true] {
        let service = Told::start(&help, json);
        let asked = service.say_it_everywhere(&token);
        let said = service.end();
        let about_it: Vec<&str> = said
            .lines()
            .filter(|line| line.to_lowercase().contains("zqcan") || line.contains(&token))
            .collect();
        assert_eq!(about_it, [""; 0]);
        let answered: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("Answered"))
            .collect();
        // Each request that was one, but not the two that were not. Another test may look
        // for its own service at a port that was its own a moment ago.
        let lines = answered.len();
        assert!((asked..asked + 2).contains(&lines), "{lines} of {asked}");
        let read = answered
            .iter()
            .filter(|line| line.contains("internal"))
            .count();
        assert!(read > 15 * 2, "{read} by somebody internal");
        if json {
            let line: serde_json::Value = serde_json::from_str(answered[0]).expect("JSON");
            let fields: Vec<&str> = line["fields"]
                .as_object()
                .expect("fields")
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!(
                fields,
                [
                    "message",
                    "request.id",
                    "request.method",
                    "request.route",
                    "request.viewer",
                    "response.ms",
                    "response.status"
                ]
            );
        }
    }
}

#[test]
fn metrics_have_labels_from_fixed_lists_alone() {
    let help = help();
    let token = token(&help);
    let service = Told::start(&help, false);
    service.say_it_everywhere(&token);
    let told = service.metrics();
    service.end();
    assert!(!told.to_lowercase().contains("zqcan"));
    let mut names = BTreeSet::new();
    let mut labels = BTreeSet::new();
    for line in told.lines().filter(|line| line.starts_with("ayuda_")) {
        let (series, _) = line.rsplit_once(' ').expect("a value");
        let (name, inner) = series.split_once('{').unwrap_or((series, ""));
        names.insert(name);
        for label in inner.trim_end_matches('}').split("\",") {
            let (label, value) = label.split_once("=\"").unwrap_or((label, ""));
            if !["", "le"].contains(&label) {
                labels.insert(format!("{label} {}", value.trim_end_matches('"')));
            }
        }
    }
    insta::assert_snapshot!(names.into_iter().collect::<Vec<_>>().join("\n"), @"
    ayuda_articles
    ayuda_connections
    ayuda_edition_behind
    ayuda_edition_number
    ayuda_edition_published_timestamp_seconds
    ayuda_forum_deflections_total
    ayuda_request_duration_seconds_bucket
    ayuda_request_duration_seconds_count
    ayuda_request_duration_seconds_sum
    ayuda_requests_in_flight
    ayuda_requests_shed_total
    ayuda_requests_total
    ayuda_search_duration_seconds_bucket
    ayuda_search_duration_seconds_count
    ayuda_search_duration_seconds_sum
    ayuda_shelves
    ayuda_store_commits_total
    ayuda_store_writes_total
    ayuda_votes_total
    ");
    insta::assert_snapshot!(labels.into_iter().collect::<Vec<_>>().join("\n"), @"
    method DELETE
    method GET
    method HEAD
    method POST
    method other
    part content
    part index
    part settings
    part theme
    route /api/v1/support/admin/dashboard
    route /api/v1/support/admin/reload
    route /api/v1/support/admin/reports/{report}
    route /api/v1/support/kb/articles
    route /api/v1/support/kb/articles/{name}
    route /api/v1/support/kb/articles/{name}/feedback
    route /api/v1/support/kb/articles/{name}/views
    route /api/v1/support/kb/contextual
    route /api/v1/support/kb/terms
    route /api/v1/support/kb/tours/{module}
    route /api/v1/support/search
    route /api/v1/support/session
    route /api/v1/support/suggest
    route /docs
    route /go/{id}
    route /{lang}/search/
    route /{lang}/sign-out/
    route page
    status 2xx
    status 3xx
    status 4xx
    vote helpful
    vote not_helpful
    vote withdrawn
    what asked
    what opened
    what shown
    ");
    let line = |start: &str| {
        told.lines()
            .find(|line| line.starts_with(start))
            .map(str::to_owned)
    };
    assert_eq!(line("ayuda_articles ").as_deref(), Some("ayuda_articles 2"));
    assert_eq!(
        line("ayuda_edition_number ").as_deref(),
        Some("ayuda_edition_number 1")
    );
    assert_eq!(
        line("ayuda_votes_total{vote=\"not_helpful\"}").as_deref(),
        Some("ayuda_votes_total{vote=\"not_helpful\"} 1")
    );
}

#[test]
fn a_port_for_metrics_that_is_taken_is_said_with_what_to_do() {
    let help = help();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let output = ayuda(&help.path("."))
        .env("AYUDA_LISTEN", "127.0.0.1:0")
        .env("AYUDA_SERVICE__METRICS_LISTEN", &address)
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).replace(&address, "ADDRESS");
    insta::assert_snapshot!(said, @r#"error: cannot listen at `ADDRESS` for metrics; set `service.metrics_listen` to another address, or to "" for none: Address already in use (os error 98)"#);
}
