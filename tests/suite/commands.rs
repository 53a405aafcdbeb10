//! The real binary, as people run it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use ayuda::audit::forms::{self, Form};

use crate::harness::{HelpCenter, copy, repository};

pub(crate) fn ayuda(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ayuda"));
    command
        .current_dir(folder)
        .env("LANG", "C")
        .env_remove("LC_ALL")
        // There is one such port, and many tests.
        .env("AYUDA_SERVICE__METRICS_LISTEN", "")
        .env_remove("AYUDA_CONTENT");
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    ayuda(folder)
        .args(arguments)
        .output()
        .expect("the binary runs")
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn check_draws_problems_and_fails() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\nvisibility: publik\n---\n");
    let output = run(help.path(".").as_path(), &["check", "--quiet"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(said(&output), @"
    unknown-value

      × `visibility` cannot be `publik`
       ╭─[en/a.md:3:13]
     3 │ visibility: publik
       ·             ───┬──
       ·                ╰── unknown
       ╰────
      help: did you mean `public`? It can be: public, customer, internal

    1 error, 0 warnings
    ");
    let spanish = ayuda(&help.path("."))
        .args(["check", "--quiet"])
        .env("LANG", "es_MX.UTF-8")
        .output()
        .expect("runs");
    insta::assert_snapshot!(said(&spanish), @"
    unknown-value

      × `visibility` no puede ser `publik`
       ╭─[en/a.md:3:13]
     3 │ visibility: publik
       ·             ───┬──
       ·                ╰── desconocido
       ╰────
      help: ¿quisiste decir `public`? Puede ser: public, customer, internal

    1 error, 0 avisos
    ");
}

#[test]
fn a_variable_that_is_no_text_is_none_of_our_business() {
    use std::os::unix::ffi::OsStrExt;
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\n---\n");
    let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let output = ayuda(&help.path("."))
        .arg("check")
        .env("ODD", odd)
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn check_is_strict_when_asked() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\n---\n[b](b.md)\n");
    assert_eq!(run(&help.path("."), &["check"]).status.code(), Some(0));
    assert_eq!(
        run(&help.path("."), &["check", "--strict"]).status.code(),
        Some(1)
    );
}

#[test]
fn a_command_that_cannot_run_says_so_with_2() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(said(&output), @"error: no content folder at `./content`; `ayuda init` makes one, `--content DIR` names another");
    assert_eq!(
        run(folder.path(), &["search", "x", "--as", "boss"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn init_gives_a_help_center_without_a_fault_and_touches_nothing_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(run(folder.path(), &["init", "help"]).status.code(), Some(0));
    let own = folder.path().join("help");
    let check = run(&own, &["check", "--strict"]);
    assert_eq!(
        (
            check.status.code(),
            said(&check).contains("no problems found")
        ),
        (Some(0), true),
        "{}",
        said(&check)
    );
    assert_eq!(run(folder.path(), &["init", "help"]).status.code(), Some(2));
    // A new article gets the next id, its translation the same one.
    assert_eq!(
        run(&own, &["new", "en/first-steps/send-an-estimate"])
            .status
            .code(),
        Some(0)
    );
    let made = std::fs::read_to_string(own.join("content/en/first-steps/send-an-estimate.md"))
        .expect("the article");
    insta::assert_snapshot!(made);
    // A translation of a draft is a draft with the same id.
    assert_eq!(
        run(&own, &["new", "es/first-steps/send-an-estimate"])
            .status
            .code(),
        Some(0)
    );
    let path = own.join("content/es/first-steps/send-an-estimate.md");
    let translated = std::fs::read_to_string(path).expect("the translation");
    assert!(
        translated.starts_with("---\nid: KB-000006\n"),
        "{translated}"
    );
    assert_eq!(
        run(&own, &["new", "es/first-steps/write-an-article"])
            .status
            .code(),
        Some(2)
    );
    assert_eq!(run(&own, &["new", "de/x"]).status.code(), Some(2));
    assert_eq!(run(&own, &["check", "--strict"]).status.code(), Some(0));
}

#[test]
fn build_writes_the_site_and_refuses_folders_of_others() {
    let help = HelpCenter::new()
        .file("en/a.md", "---\ntitle: A\n---\nText.\n")
        .file(
            "en/b.md",
            "---\ntitle: B\nvisibility: internal\n---\nSecret.\n",
        );
    let root = help.path(".");
    let output = run(&root, &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(help.path("public/en/a/index.html").is_file());
    assert!(!help.path("public/en/b").exists());
    // The second build replaces the first, and what is no longer there goes.
    help.remove("en/a.md");
    assert_eq!(run(&root, &["build"]).status.code(), Some(0));
    assert!(!help.path("public/en/a").exists());
    std::fs::create_dir(help.path("mine")).expect("a folder");
    std::fs::write(help.path("mine/diary.txt"), "dear").expect("a file");
    assert_eq!(
        run(&root, &["build", "--out", "mine"]).status.code(),
        Some(2)
    );
    assert!(help.path("mine/diary.txt").is_file());
    // With errors the rest is built all the same.
    help.write("en/bad.md", "---\ntitle: [\n---\n");
    help.write("en/good.md", "---\ntitle: Good\n---\n");
    assert_eq!(run(&root, &["build"]).status.code(), Some(1));
    assert!(help.path("public/en/good/index.html").is_file());
    // Strict writes nothing.
    help.remove("en/good.md");
    assert_eq!(run(&root, &["build", "--strict"]).status.code(), Some(1));
    assert!(help.path("public/en/good/index.html").is_file());
}

#[test]
fn search_prints_what_the_api_answers() {
    let help = HelpCenter::new()
        .file(
            "en/a.md",
            "---\nid: KB-000001\ntitle: Ladders\n---\nClimb a ladder.\n",
        )
        .file(
            "en/b.md",
            "---\nid: KB-000002\ntitle: Secret ladders\nvisibility: internal\n---\nA ladder.\n",
        );
    let json = |arguments: &[&str]| -> serde_json::Value {
        let output = run(&help.path("."), arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        serde_json::from_slice(&output.stdout).expect("JSON on stdout")
    };
    let public = json(&["search", "ladder", "--json"]);
    let api = help
        .serve()
        .anonymous()
        .get("/api/v1/support/search?q=ladder")
        .json();
    assert_eq!(public, api);
    assert_eq!(public["groups"][0]["total"], 1);
    assert_eq!(
        json(&["search", "ladder", "--json", "--as", "internal"])["groups"][0]["total"],
        2
    );
}

#[test]
fn audit_proves_the_sample_and_finds_what_is_planted() {
    let help = HelpCenter::sample();
    let root = help.path(".");
    assert_eq!(run(&root, &["build"]).status.code(), Some(0));
    let clean = run(&root, &["audit"]);
    assert_eq!(clean.status.code(), Some(0), "{}", said(&clean));
    // An article, a tag, the summary of a folder, a term: each is seen where it is not to be.
    let library = help.compile().library;
    let article = library
        .articles
        .iter()
        .find(|one| one.id.as_str() == "KB-000012")
        .expect("it");
    let folder = library
        .categories
        .iter()
        .find(|one| one.path == "support-desk")
        .expect("it");
    let term = library
        .terms
        .iter()
        .find(|one| one.key == "support.severity")
        .expect("it");
    let mut planted = Vec::new();
    for (text, owner) in [
        (&article.summary, "en/support-desk/escalation-path.md"),
        (&article.slug, "en/support-desk/escalation-path.md"),
        (&folder.summary, "en/support-desk/_index.md"),
        (&term.text, "en/_terms.toml"),
    ] {
        for form in Form::ALL {
            // What stands between the words of a name is part of the name.
            if matches!(form, Form::Squeezed | Form::Backwards) && text == &article.slug {
                continue;
            }
            let name = format!("{}-{}", planted.len(), form.word());
            std::fs::write(help.path("public").join(&name), forms::planted(form, text))
                .expect("a leak");
            planted.push((name, owner));
        }
    }
    let leaking = run(&root, &["audit"]);
    assert_eq!(leaking.status.code(), Some(1));
    for (name, owner) in planted {
        let line = format!("{name} holds a text of {owner}: ");
        assert!(said(&leaking).contains(&line), "{name}: {}", said(&leaking));
    }
}

/// A service of the real binary, stopped at the end of the test.
pub struct Running {
    child: Child,
    pub address: String,
    /// What it said after its address.
    pub lines: Arc<Mutex<Vec<String>>>,
}

impl Running {
    pub fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    pub fn start_with(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = ayuda(folder);
        command.args(arguments).env("AYUDA_LISTEN", "127.0.0.1:0");
        Self::spawn(command)
    }

    /// The same with so many open files at most.
    pub fn start_with_files(folder: &Path, files: usize) -> Self {
        let plain = ayuda(folder);
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("ulimit -n {files} && exec \"$0\"")])
            .arg(plain.get_program())
            .current_dir(folder);
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env("AYUDA_LISTEN", "127.0.0.1:0");
        Self::spawn(command)
    }

    /// The same by a command that says more.
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let stderr = child.stderr.take().expect("stderr");
        let mut lines = BufReader::new(stderr).lines();
        let said = Arc::<Mutex<Vec<String>>>::default();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let rest = line.split("http://").nth(1).map(str::to_owned);
                said.lock().expect("lines").push(line);
                Some(rest?.split('/').next()?.to_owned())
            })
            .expect("one line with the address");
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            lines.for_each(|line| heard.lock().expect("lines").extend(line.ok()));
        });
        Running {
            child,
            address,
            lines: said,
        }
    }

    /// Ends it as a crash does.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("an end");
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(&mut self) {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(asked.expect("kill").success());
        self.child.wait().expect("an end");
    }

    pub fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let request = request.replace("HOST", &self.address);
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// Asks the process to do what a signal stands for.
    pub fn signal(&self, signal: &str) {
        let pid = self.pid().to_string();
        let told = Command::new("kill").args([signal, &pid]).status();
        assert!(told.expect("kill").success());
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn get(&self, path: &str) -> String {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n"
        ))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn without_a_command_everything_is_served_and_votes_outlive_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&repository("content"), &folder.path().join("content"));
    let brand = "themes/obra";
    copy(&repository(brand), &folder.path().join(brand));
    std::fs::copy(repository("ayuda.toml"), folder.path().join("ayuda.toml")).expect("settings");
    let mut running = Running::start(folder.path());
    assert!(running.get("/en/").starts_with("HTTP/1.1 200"));
    assert!(running.get("/es/search/?q=presupuesto").contains("<mark>"));
    assert!(
        running
            .get("/api/v1/support/kb/articles")
            .contains("\"pagination\"")
    );
    let body = r#"{"helpful":true}"#;
    let vote = format!(
        "POST /api/v1/support/kb/articles/KB-000003/feedback HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    assert!(running.ask(&vote).contains("\"helpful_count\":1"));

    let token = run(folder.path(), &["token", "--as", "internal"]);
    let token = String::from_utf8(token.stdout).expect("a token");
    let page = running.ask(&format!(
        "GET /en/support-desk/escalation-path/ HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        token.trim()
    ));
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(
        running
            .get("/en/support-desk/escalation-path/")
            .starts_with("HTTP/1.1 404")
    );

    // Asked to end, it ends cleanly.
    let pid = running.child.id().to_string();
    Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .expect("kill");
    assert_eq!(running.child.wait().expect("an end").code(), Some(0));
    let key = folder.path().join("data/token.key");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(key).expect("the key").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);

    let again = Running::start(folder.path());
    assert!(
        again
            .get("/api/v1/support/kb/articles/KB-000003")
            .contains("\"helpful_count\":1")
    );
}

#[test]
fn a_caller_over_the_network_is_kept_within_limits() {
    let help = HelpCenter::new()
        .file("en/a.md", "---\nid: KB-1\ntitle: A\n---\nText.\n")
        .settings("[service]\nwrites_per_minute = 1\n");
    let service = Running::start(&help.path("."));
    let vote = "POST /api/v1/support/kb/articles/KB-1/feedback HTTP/1.1\r\nHost: HOST\r\n\
        Content-Type: application/json\r\nX-Forwarded-For: 192.0.2.1\r\nContent-Length: 17\r\n\
        Connection: close\r\n\r\n{\"helpful\": true}";
    let status = |answer: String| answer.split(' ').nth(1).unwrap_or_default().to_owned();
    assert_eq!(status(service.ask(vote)), "200");
    // Another address in a header of the caller's own changes nothing.
    assert_eq!(
        status(service.ask(&vote.replace("192.0.2.1", "192.0.2.2"))),
        "429"
    );
}

#[test]
fn a_caller_that_says_nothing_does_not_keep_the_service_from_ending() {
    let help = HelpCenter::new();
    let mut running = Running::start(&help.path("."));
    let mut silent = TcpStream::connect(&running.address).expect("a connection");
    silent
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Half")
        .expect("half a request");
    assert!(running.get("/healthz").ends_with("ok\n"));
    let pid = running.child.id().to_string();
    Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .expect("kill");
    assert_eq!(running.child.wait().expect("an end").code(), Some(0));
}

#[test]
fn an_answer_under_way_is_finished_while_nobody_new_is_let_in() {
    let help = HelpCenter::new().file("en/a.md", "---\nid: KB-000001\ntitle: A\n---\n");
    let mut running = Running::start(&help.path("."));
    let mut idle = TcpStream::connect(&running.address).expect("a connection");
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .expect("a request");
    let mut voting = TcpStream::connect(&running.address).expect("a connection");
    // The service says `100 Continue` once it waits for the body.
    let head = "POST /api/v1/support/kb/articles/KB-000001/feedback HTTP/1.1\r\nHost: x\r\n\
                Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 16\r\n\r\n";
    voting.write_all(head.as_bytes()).expect("a head");
    let mut waits = [0; 25];
    voting.read_exact(&mut waits).expect("a sign");
    assert_eq!(&waits, b"HTTP/1.1 100 Continue\r\n\r\n");
    let pid = running.child.id().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(told.expect("kill").success());
    // The connection without a request is closed at once, and there are no new ones.
    let mut answered = String::new();
    idle.read_to_string(&mut answered)
        .expect("an answer, and the end");
    assert!(answered.ends_with("ok\n"));
    assert!(TcpStream::connect(&running.address).is_err());
    voting.write_all(b"{\"helpful\":true}").expect("the body");
    let mut answer = String::new();
    voting.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("\"helpful_count\":1"), "{answer}");
    assert_eq!(running.child.wait().expect("an end").code(), Some(0));
}

/// Two articles, and cases of which one fails.
fn tuned() -> HelpCenter {
    let help = HelpCenter::new()
        .file(
            "en/a.md",
            "---\nid: KB-000001\ntitle: Change orders\ncontexts: [\"/orders\"]\n---\n## Approve it\nThe client approves a change order.\n",
        )
        .file(
            "en/b.md",
            "---\nid: KB-000002\ntitle: Invoices\n---\nAn invoice bills a stage.\n",
        );
    let cases = "[floor]\nfirst_hit = 0.6\n\n\
                 [[case]]\nquery = \"chnage order\"\nfirst = \"KB-000001\"\n\n\
                 [[case]]\nquery = \"approve\"\nfirst = \"KB-000001\"\nsection = \"approve-it\"\n\n\
                 [[case]]\nquery = \"retainage\"\nfirst = \"KB-000002\"\n\n\
                 [[case]]\nquery = \"stage\"\nfirst = \"KB-000009\"\n";
    std::fs::create_dir_all(help.path("index/en")).expect("a folder");
    std::fs::write(help.path("index/en/cases.toml"), cases).expect("cases");
    help
}

#[test]
fn eval_scores_the_cases_says_why_not_and_fails_below_the_floor() {
    let help = tuned();
    let output = run(&help.path("."), &["eval", "--quiet"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout), @"
    en/cases.toml:13  retainage  KB-000002: it holds too few of these words: add keywords, or a synonym
    en/cases.toml:17  stage  KB-000009: no article has this id

    English: 4 cases
      first hit                  0.500
      MRR                        0.500
      nDCG@10                    0.500
      right section              1.000
    ");
    let accepted = run(&help.path("."), &["eval", "--accept", "--json"]);
    let scores: serde_json::Value = serde_json::from_slice(&accepted.stdout).expect("JSON");
    assert_eq!(scores["en"]["first_hit"], 0.5);
    let better = "[[case]]\nquery = \"invoice\"\nfirst = \"KB-000002\"\n";
    std::fs::write(help.path("index/en/cases.toml"), better).expect("cases");
    let output = run(&help.path("."), &["eval", "--quiet"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout), @"
    English: 1 case
      first hit                  1.000  +0.500
      MRR                        1.000  +0.500
      nDCG@10                    1.000  +0.500
    ");
}

#[test]
fn explain_says_what_a_hit_owes_its_place_to_and_why_help_comes_up() {
    let help = tuned();
    let ranking = run(
        &help.path("."),
        &["explain", "ranking", "chnage", "order", "--quiet"],
    );
    insta::assert_snapshot!(String::from_utf8_lossy(&ranking.stdout), @"
    1. KB-000001  Change orders  7.243
          1.765  change  (mistyped, idf 0.69)
                 title chang (0.80) · body chang (0.80)
          2.033  order  (as typed, idf 0.69)
                 title order · body order
         ×1.250  title
         ×1.000  coverage
          1.248  change order
          0.416  change order
          0.832  words in one passage
    ");
    let context = run(
        &help.path("."),
        &["explain", "context", "/orders", "--quiet"],
    );
    insta::assert_snapshot!(String::from_utf8_lossy(&context.stdout), @"

    KB-000001  Change orders
        /orders
    ");
    std::fs::write(
        help.path("routes.txt"),
        "# routes\n/orders\n/invoices/{id}\n",
    )
    .expect("routes");
    let routes = run(
        &help.path("."),
        &["explain", "context", "--routes", "routes.txt", "--quiet"],
    );
    assert_eq!(routes.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&routes.stdout).trim(),
        "/invoices/{id}"
    );
}

#[test]
fn a_watching_service_takes_in_what_is_saved_and_what_is_made_stricter() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: First\n---\nApples.\n");
    let running = Running::start_with(&help.path("."), &["serve", "--watch"]);
    let until = |path: &str, wanted: &dyn Fn(&str) -> bool| {
        let mut answer = String::new();
        for _ in 0..200 {
            answer = running.get(path);
            if wanted(&answer) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("{path} is still {answer}");
    };
    until("/en/a/", &|page| page.contains("Apples."));
    let file = help.path("content/en/a.md");
    std::fs::write(&file, "---\ntitle: First\n---\nPears.\n").expect("a file");
    until("/en/a/", &|page| page.contains("Pears."));
    until("/en/search/?q=pears", &|page| page.contains("<mark>"));
    std::fs::write(
        &file,
        "---\ntitle: First\nvisibility: internal\n---\nPears.\n",
    )
    .expect("a file");
    until("/en/a/", &|page| page.starts_with("HTTP/1.1 404"));
    assert!(!running.get("/en/search/?q=pears").contains("<mark>"));
}

#[test]
fn dev_is_for_this_machine_alone() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\nstatus: draft\n---\nText.\n");
    let open = run(&help.path("."), &["dev", "--listen", "0.0.0.0:0"]);
    assert_eq!(open.status.code(), Some(2));
    assert_eq!(
        said(&open),
        "error: `0.0.0.0:0` can be reached from other machines: `ayuda dev` shows drafts and everything internal, so it listens at 127.0.0.1 or [::1] alone\n"
    );
    let running = Running::start_with(&help.path("."), &["dev"]);
    assert!(running.get("/en/a/").starts_with("HTTP/1.1 200"));
    // A name of another site that leads here (DNS rebinding) is refused.
    let other = "GET /en/a/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert!(running.ask(other).starts_with("HTTP/1.1 421"));
    // What `serve` opens afterwards holds no draft.
    let served = run(&help.path("."), &["search", "--json", "text"]);
    let answer = String::from_utf8_lossy(&served.stdout);
    assert!(answer.contains("\"groups\":[]"), "{answer}");
}

#[test]
fn an_option_before_a_command_that_would_do_nothing_is_refused() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\n---\n");
    let refused = |arguments: &[&str]| {
        let output = run(&help.path("."), arguments);
        assert_eq!(output.status.code(), Some(2));
        said(&output)
    };
    insta::assert_snapshot!(refused(&["--listen", "127.0.0.1:0", "dev"]), @"error: `--listen` does nothing before `dev`; put it behind: `ayuda dev --listen …`");
    insta::assert_snapshot!(refused(&["--watch", "build"]), @"error: `--watch` is an option of `ayuda serve`; `ayuda build` has none such, so leave it out");
    // What all commands take may stand before them, and the environment speaks to all.
    let checked = ayuda(&help.path("."))
        .args(["--quiet", "check"])
        .env("AYUDA_LISTEN", "127.0.0.1:0")
        .output()
        .expect("runs");
    assert_eq!(said(&checked), "");
}

#[test]
fn explain_says_why_somebody_sees_an_article_or_does_not() {
    let help = HelpCenter::new()
        .file(
            "en/billing/_index.md",
            "---\ntitle: Billing\nvisibility: customer\nroles: [owner, pm]\n---\n",
        )
        .file(
            "en/billing/refunds.md",
            "---\nid: KB-000001\ntitle: Refunds\nroles: [owner]\n---\nText.\n",
        )
        .file(
            "en/draft.md",
            "---\ntitle: Draft\nstatus: review\n---\nText.\n",
        );
    let access = |name: &str, who: &str| {
        let output = run(
            &help.path("."),
            &["--quiet", "explain", "access", name, "--as", who],
        );
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        match text.is_empty() {
            true => said(&output),
            false => text,
        }
    };
    insta::assert_snapshot!(access("KB-000001", "customer:pm"), @"
    KB-000001  en/billing/refunds.md  /en/billing/refunds/
      in Help: public
      in Billing: customer:owner,pm
      gate: customer:owner
      customer:pm does not see it: lacks owner
    ");
    insta::assert_snapshot!(access("https://help.example.com/en/billing/refunds", "customer:owner"), @"
    KB-000001  en/billing/refunds.md  /en/billing/refunds/
      in Help: public
      in Billing: customer:owner,pm
      gate: customer:owner
      customer:owner sees it
    ");
    insta::assert_snapshot!(access("en/draft.md", "internal"), @"
    draft  en/draft.md  /en/draft/
      in Help: public
      gate: public
      nobody sees it: its status is `review`
    ");
    insta::assert_snapshot!(access("KB-000002", "public"), @"error: no article is called `KB-000002`; did you mean `KB-000001`?");
}

/// Each command that does something, with its own options, as `--help` tells them.
fn asked_for_help(folder: &Path, command: &[String], told: &mut Vec<(String, Vec<String>)>) {
    let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
    arguments.push("--help");
    let help = String::from_utf8(run(folder, &arguments).stdout).expect("text");
    let (usage, rest) = help.split_once("Usage:").expect("a usage");
    assert!(!usage.is_empty());
    let below = rest.split_once("Commands:\n").map(|(_, below)| below);
    let below = below.map(|below| below.split("\n\n").next().unwrap_or_default());
    let named = |line: &str| {
        let name = line.strip_prefix("  ")?.split_whitespace().next()?;
        let starts = !line.starts_with("   ");
        (starts && name != "help").then(|| name.to_owned())
    };
    for name in below.into_iter().flat_map(str::lines).filter_map(named) {
        asked_for_help(folder, &[command, &[name]].concat(), told);
    }
    let common = ["--config", "--content", "--quiet", "--color", "--help"];
    let options = help.lines().filter_map(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix("-q, ").unwrap_or(line);
        let option = line
            .starts_with("--")
            .then(|| line.split([' ', '=']).next());
        option.flatten().filter(|one| !common.contains(one))
    });
    let options: Vec<String> = options.map(str::to_owned).collect();
    if !command.is_empty() && (below.is_none() || !options.is_empty()) {
        told.push((command.join(" "), options));
    }
}

#[test]
fn the_page_on_settings_names_each_command_with_its_options() {
    let page = include_str!("../../docs/settings.md");
    let (_, table) = page.split_once("\n## Commands\n").expect("a table");
    let (table, _) = table.split_once("\n## ").expect("its end");
    let folder = tempfile::tempdir().expect("a folder");
    let mut told = Vec::new();
    asked_for_help(folder.path(), &[], &mut told);
    assert!(told.len() > 25, "{told:?}");
    let missing = told.iter().flat_map(|(command, options)| {
        let rows = table.lines().filter(|row| {
            let name = format!("`ayuda {command}");
            let ends = |rest: &str| rest.starts_with([' ', '`']);
            let mut places = row.match_indices(&name);
            row.starts_with("| `ayuda") && places.any(|(at, _)| ends(&row[at + name.len()..]))
        });
        let rows = rows.collect::<String>();
        let unsaid = options
            .iter()
            .filter(|option| !rows.contains(option.as_str()));
        let mut missing: Vec<String> = unsaid.map(|one| format!("{command} {one}")).collect();
        missing.extend(rows.is_empty().then(|| command.clone()));
        missing
    });
    assert_eq!(missing.collect::<Vec<_>>(), [] as [String; 0]);
}
