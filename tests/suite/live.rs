//! Editions change while the service runs: on request, by a signal, and from another node.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use axum::http::{Method, StatusCode};
use ayuda::edition::{Part, Renewed};

use crate::commands::{Running, run};
use crate::editions::{Editions, Fault, PATHS};
use crate::harness::{HelpCenter, copy};
use crate::service::help;
use crate::swaps::{Found, swaps};

const RELOAD: &str = "/api/v1/support/admin/reload";

#[test]
fn a_reload_is_absent_for_all_without_the_permission() {
    let service = help().serve();
    service.renews(Err(Part::Content));
    for who in [
        "public",
        "customer",
        "customer:owner@business",
        "internal",
        "internal:admin",
    ] {
        let reader = service.sign_in(who);
        for method in [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::DELETE,
        ] {
            for tail in ["", "?lang=es"] {
                let asked = |path: &str| {
                    let (status, headers, body) = reader
                        .send(method.clone(), &format!("{path}{tail}"), &[], "")
                        .comparable();
                    (status, headers, body)
                };
                let absent = asked("/api/v1/support/never/reload");
                assert_eq!(absent.0, 404);
                assert_eq!(asked(RELOAD), absent, "{method} for {who}");
            }
        }
    }
    let bad = service.with_token("bad").post(RELOAD, "");
    assert_eq!(bad.status, StatusCode::UNAUTHORIZED);
    let keeper = service.sign_in_to_keep("customer");
    assert_eq!(keeper.get(RELOAD).status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(keeper.post(RELOAD, "").status, StatusCode::CONFLICT);
    // A page of another site cannot ask in the keeper's name.
    let browser = service.sign_in_to_keep("internal").in_a_browser();
    let foreign = [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let forged = browser.send(Method::POST, RELOAD, &foreign, "");
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.post(RELOAD, "").status, StatusCode::CONFLICT);
}

#[test]
fn a_reload_says_what_came_of_it_and_readiness_since_when_it_is_behind() {
    let service = help().serve();
    let (keeper, reader) = (service.sign_in_to_keep("internal"), service.anonymous());
    // `dev` takes changes in by itself: there is nothing to ask for.
    assert_eq!(keeper.post(RELOAD, "").status, StatusCode::NOT_FOUND);
    service.renews(Ok(Renewed {
        number: 7,
        errors: 1,
        warnings: 2,
        notes: 3,
        kept: None,
    }));
    let (_, _, body) = keeper.post(RELOAD, "").comparable();
    assert_eq!(body, r#"{"edition":7,"errors":1,"warnings":2,"notes":3}"#);
    assert_eq!(reader.get("/readyz").text(), "ready\n");

    let service = help().serve();
    service.renews(Err(Part::Index));
    let (keeper, reader) = (service.sign_in_to_keep("internal"), service.anonymous());
    let (status, headers, body) = keeper.reading("es").post(RELOAD, "").comparable();
    assert_eq!(status, 409);
    assert!(headers.contains("no-store"), "{headers}");
    insta::assert_snapshot!(body, @r#"{"type":"urn:ayuda:problem:edition-kept","title":"Sigue la última edición","status":409,"detail":"`errors` dice qué impide la siguiente, y el registro dice más. Los lectores ven lo mismo que antes.","errors":[{"field":"index","message":"no se puede escribir; revisa el disco, y si otro proceso construye allí"}],"request_id":"REQUEST"}"#);
    let ready = reader.get("/readyz");
    assert_eq!(
        (ready.status.as_u16(), ready.text().as_str()),
        (200, "ready\nbehind: 2026-03-02T15:00:00Z\n")
    );
}

/// The real service and somebody who keeps it.
struct Kept {
    running: Running,
    token: String,
}

impl Kept {
    fn start(help: &HelpCenter) -> Self {
        let running = Running::start_with(&help.path("."), &["serve"]);
        let token = run(
            &help.path("."),
            &["token", "--as", "internal", "--permission", "admin"],
        );
        let token = String::from_utf8(token.stdout).expect("a token");
        Kept {
            running,
            token: token.trim().to_owned(),
        }
    }

    /// Status and body.
    fn reload(&self) -> (String, String) {
        let answer = self.running.ask(&format!(
            "POST {RELOAD} HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            self.token
        ));
        let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
        (head[9..12].to_owned(), body.to_owned())
    }

    /// Reloads, and names the part that stands in the way.
    #[track_caller]
    fn is_kept_by(&self, part: &str) {
        let (status, body) = self.reload();
        assert_eq!(status, "409", "{body}");
        assert!(body.contains("urn:ayuda:problem:edition-kept"), "{body}");
        assert!(body.contains(&format!("\"field\":\"{part}\"")), "{body}");
        let ready = self.running.get("/readyz");
        assert!(ready.contains("ready\nbehind: 20"), "{ready}");
    }

    /// Reloads, and is told the number of the edition and how many errors there are.
    #[track_caller]
    fn is_taken_in(&self, edition: u64, errors: u64) {
        let (status, body) = self.reload();
        assert_eq!(status, "200", "{body}");
        let start = format!("{{\"edition\":{edition},\"errors\":{errors},\"warnings\":0,");
        assert!(body.starts_with(&start) && !body.contains("kept"), "{body}");
    }
}

#[test]
fn a_reload_is_answered_once_what_is_stricter_is_gone() {
    let help = HelpCenter::new()
        .file("en/a.md", "---\ntitle: Apples\n---\nRipe gravensteins.\n")
        .file("en/b.md", "---\ntitle: Pears\n---\nRipe conferences.\n");
    let kept = Kept::start(&help);
    let found = |word: &str| {
        let path = format!("/api/v1/support/search?q={word}&lang=en");
        let page = kept.running.get(&path);
        page.contains("\"url\":\"/en/")
    };
    assert!(found("gravensteins"));
    help.write(
        "en/a.md",
        "---\ntitle: Apples\nvisibility: internal\n---\nRipe gravensteins.\n",
    );
    help.write("en/b.md", "---\ntitle: Pears\n---\nRipe williams.\n");
    // Nothing changes by itself without `--watch`.
    assert!(kept.running.get("/en/a/").starts_with("HTTP/1.1 200"));
    kept.is_taken_in(2, 0);
    assert!(kept.running.get("/en/a/").starts_with("HTTP/1.1 404"));
    assert!(!kept.running.get("/sitemap.xml").contains("/en/a/"));
    assert!(!kept.running.get("/en/").contains("Apples"));
    assert!(!found("gravensteins") && found("williams") && !found("conferences"));
    // The signal asks for the same, and nobody waits for it.
    help.write("en/b.md", "---\ntitle: Pears\n---\nRipe boscs.\n");
    kept.running.signal("-HUP");
    let seen = (0..400).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(25));
        found("boscs")
    });
    assert!(seen, "{:?}", kept.running.lines.lock());
    // An article that cannot be read is left out alone, and counted.
    help.write(
        "en/b.md",
        "---\ntitle: Pears\nvisibility: publik\n---\nRipe boscs.\n",
    );
    kept.is_taken_in(4, 1);
    assert!(kept.running.get("/en/b/").starts_with("HTTP/1.1 404"));
}

#[test]
fn a_broken_tree_keeps_what_was_served_and_says_so() {
    let help = HelpCenter::new()
        .settings("[site]\nname = \"Orchard\"\n[service]\nmetrics_listen = \"\"\n")
        .file("en/a.md", "---\ntitle: Apples\n---\nRipe.\n");
    let kept = Kept::start(&help);
    let page = |path: &str| kept.running.get(path);
    let text = |word: &str| format!("---\ntitle: Apples\n---\n{word}.\n");
    // No folder, and one that was emptied: a disk that is not there.
    let (content, away) = (help.content(), help.path("away"));
    fs::rename(&content, &away).expect("moved");
    kept.is_kept_by("content");
    fs::create_dir(&content).expect("a folder");
    kept.is_kept_by("content");
    assert!(page("/en/a/").contains("Ripe."));
    fs::remove_dir(&content).expect("removed");
    fs::rename(&away, &content).expect("moved back");
    kept.is_taken_in(2, 0);
    assert!(page("/readyz").ends_with("ready\n"));
    // Shelves that cannot be written.
    let (built, away) = (help.path("index/built"), help.path("index/away"));
    fs::rename(&built, &away).expect("moved");
    fs::write(&built, "").expect("a file in their place");
    help.write("en/a.md", text("Rotten"));
    kept.is_kept_by("index");
    assert!(page("/en/a/").contains("Ripe."));
    fs::remove_file(&built).expect("removed");
    fs::rename(&away, &built).expect("moved back");
    kept.is_taken_in(3, 0);
    assert!(page("/en/a/").contains("Rotten."));
    // Settings that say nothing, or are gone, stay out alone: what became stricter does not.
    let settings = help.path("ayuda.toml");
    let good = fs::read_to_string(&settings).expect("the settings");
    for broken in [Some("[site\nname = \"No\"\n"), None] {
        match broken {
            Some(broken) => fs::write(&settings, broken).expect("settings"),
            None => fs::remove_file(&settings).expect("removed"),
        }
        help.write(
            "en/a.md",
            "---\ntitle: Apples\nvisibility: internal\n---\nRotten.\n",
        );
        let (status, body) = kept.reload();
        assert_eq!(status, "200");
        assert!(body.contains("\"kept\":\"settings\""), "{body}");
        assert!(page("/en/a/").starts_with("HTTP/1.1 404"));
        assert!(page("/en/").contains("Orchard"));
        assert!(page("/readyz").contains("behind: 20"));
        help.write("en/a.md", text("Ripe"));
        fs::write(&settings, &good).expect("settings");
        kept.reload();
        assert!(page("/readyz").ends_with("ready\n"));
    }
    fs::write(&settings, good.replace("Orchard", "Garden")).expect("settings");
    kept.is_taken_in(8, 0);
    assert!(page("/en/").contains("Garden"));
    let said = kept.running.lines.lock().expect("lines").join("\n");
    for line in [
        "the last edition stays, content",
        "the last edition stays, index",
        "the settings stay as they were",
    ] {
        assert!(said.contains(line), "{said}");
    }
}

/// Publishes editions while readers ask, with something wrong on purpose or not.
fn swapped(fault: Option<Fault>, number: u64) -> Found {
    let help = HelpCenter::empty().settings("[service]\nrequests_per_minute = 0\nsearches_per_minute = 0\nwrites_per_minute = 0\nmetrics_listen = \"\"\n[content]\nvisibility = \"public\"\n");
    Editions::begin(&help.content(), 0).expect("content");
    let kept = Kept::start(&help);
    let address = kept.running.address.parse().expect("an address");
    let editions = Editions::with_fault(&help.content(), fault);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    // Two at a time are never too much, however busy the machine is.
    let swapping = swaps(
        address,
        kept.running.pid(),
        &editions,
        &kept.token,
        number,
        2,
        400.0,
    );
    let found = runtime
        .expect("a runtime")
        .block_on(swapping)
        .expect("swaps");
    assert_eq!(editions.served(), number + 1);
    found
}

/// Whoever asks at once gets an edition that was begun after they asked, on every way to what
/// became stricter.
#[test]
fn readers_see_whole_editions_while_many_are_published() {
    let found = swapped(None, 6);
    assert!(found.holds(), "{found}");
    assert!(found.measured.accepted.len() > 20, "{found}");
    assert_eq!(found.gone.len(), 3);
}

/// Each way to the article is looked at: none of them could keep it unseen.
#[test]
fn an_article_that_stays_open_and_an_edition_that_is_mixed_are_seen() {
    let found = swapped(Some(Fault::Open), 1);
    let tells = |path: &&str| {
        let seen = format!("{path}: shows what is hidden");
        found.wrong.iter().any(|one| one.starts_with(&seen))
    };
    let unseen: Vec<&str> = PATHS.into_iter().filter(|path| !tells(path)).collect();
    insta::assert_debug_snapshot!(unseen, @r#"
    [
        "/en/",
    ]
    "#);
    let found = swapped(Some(Fault::Mixed), 1);
    let two = |one: &String| one.contains("of two editions");
    assert!(found.wrong.iter().any(two), "{found}");
}

/// Every file of a folder with what changes when it is written again.
fn files(folder: &Path) -> BTreeMap<PathBuf, (u64, SystemTime)> {
    use std::os::unix::fs::MetadataExt as _;
    let entries = walkdir::WalkDir::new(folder).into_iter();
    let files = entries.map(|entry| entry.expect("an entry"));
    // What was compiled elsewhere is told by the inodes of that disk, and is compiled anew here.
    let own = ["lock", "library"];
    files
        .filter(|entry| {
            entry.file_type().is_file() && own.iter().all(|own| entry.file_name() != *own)
        })
        .map(|entry| {
            let data = entry.metadata().expect("metadata");
            let path = entry.path().strip_prefix(folder).expect("below");
            (
                path.to_owned(),
                (data.ino(), data.modified().expect("a moment")),
            )
        })
        .collect()
}

#[test]
fn an_edition_that_was_built_elsewhere_is_copied_and_picked_up() {
    let here = HelpCenter::sample();
    let there = HelpCenter::empty();
    let ship = || {
        let built = run(&here.path("."), &["build", "--quiet"]);
        assert!(built.status.success());
        for part in ["content", "index", "themes"] {
            let _ = fs::remove_dir_all(there.path(part));
            copy(&here.path(part), &there.path(part));
        }
        fs::copy(here.path("ayuda.toml"), there.path("ayuda.toml")).expect("the settings");
    };
    ship();
    let shelves = there.path("index/built");
    let copied = files(&shelves);
    assert!(copied.len() > 20, "{}", copied.len());
    let kept = Kept::start(&there);
    assert!(
        kept.running
            .get("/en/search/?q=estimate")
            .contains("<mark>")
    );
    // Every shelf, picture and fingerprint is the one that came.
    let served = files(&shelves);
    for (path, before) in &copied {
        assert_eq!(served.get(path), Some(before), "{}", path.display());
    }
    here.write(
        "en/zq-news.md",
        "---\ntitle: Gravensteins\nvisibility: public\n---\nApples.\n",
    );
    ship();
    let copied = files(&shelves);
    let (status, body) = kept.reload();
    assert_eq!(status, "200", "{body}");
    assert!(
        kept.running
            .get("/en/search/?q=gravensteins")
            .contains("/en/zq-news/")
    );
    let served = files(&shelves);
    for (path, before) in &copied {
        assert_eq!(served.get(path), Some(before), "{}", path.display());
    }
    // A shelf that was built here would have another file.
    let touched = Command::new("touch")
        .arg(shelves.join("manifest.json"))
        .status();
    assert!(touched.expect("touch").success());
    assert_ne!(files(&shelves), served);
}
