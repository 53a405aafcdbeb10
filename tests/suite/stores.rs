//! Where state is kept, by settings and commands: a server that is away, backups and restores.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Output;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::commands::{Running, ayuda, run, said};
use crate::harness::{HelpCenter, Voter, postgres};

fn help() -> HelpCenter {
    HelpCenter::new().file("en/a.md", "---\nid: KB-1\ntitle: A\n---\nText.\n")
}

/// With the language of the terminal and a server.
fn on_server(help: &HelpCenter, language: &str, url: &str, arguments: &[&str]) -> Output {
    ayuda(&help.path("."))
        .args(arguments)
        .env("LANG", language)
        .env("AYUDA_LISTEN", "127.0.0.1:0")
        .env("AYUDA_SERVICE__DATABASE_URL", url)
        .output()
        .expect("the binary runs")
}

#[test]
fn a_server_that_is_away_or_unknown_is_told_with_what_to_do_and_without_the_password() {
    let help = help();
    // Nothing listens at port 1.
    let away = "postgres://ayuda:pa-ss@127.0.0.1:1/ayuda";
    for arguments in [&["serve"][..], &["export", "votes"], &["report"]] {
        let output = on_server(&help, "C", away, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = said(&output);
        let expected = "error: no PostgreSQL server answers at `127.0.0.1:1/ayuda`; start it, or mend \
                        `service.database_url` (`AYUDA_SERVICE__DATABASE_URL`): ";
        assert!(
            said.starts_with(expected) && !said.contains("pa-ss"),
            "{said}"
        );
    }
    let spanish = said(&on_server(&help, "es_MX.UTF-8", away, &["serve"]));
    assert!(
        spanish.starts_with(
            "error: ningún servidor PostgreSQL responde en `127.0.0.1:1/ayuda`; inícialo"
        ),
        "{spanish}"
    );
    for mistyped in [
        "postgre://ayuda:pa-ss@127.0.0.1/ayuda",
        "ayuda:pa-ss@127.0.0.1/ayuda",
    ] {
        let output = on_server(&help, "C", mistyped, &["serve"]);
        let said = said(&output);
        assert_eq!(
            output.status.code(),
            Some(2),
            "never a file instead: {said}"
        );
        assert!(
            said.contains("error: `service.database_url` is no address of a PostgreSQL server"),
            "{said}"
        );
        assert!(!said.contains("pa-ss"), "{said}");
    }
    assert!(!help.path("data/ayuda.db").exists());
}

#[test]
fn no_line_of_the_settings_is_shown_with_a_password_in_it() {
    for line in [
        "database_url = \"mysql://ayuda:pa-ss@db/ayuda\"",
        "databse_url = \"postgres://ayuda:pa-ss@db/ayuda\"",
        "database_url = [\"postgres://ayuda:pa-ss@db/ayuda\"]",
        "database_url = \"postgres://ayuda:pa-ss@db/ayuda",
    ] {
        let help = help().settings(&format!("[service]\n{line}\n"));
        let output = run(&help.path("."), &["check"]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("ayuda.toml") && !said.contains("pa-ss"),
            "{said}"
        );
    }
}

#[test]
fn a_backup_is_made_while_serving_and_comes_back() {
    let help = help();
    let root = help.path(".");
    let nothing = run(&root, &["backup", "b"]);
    assert_eq!(nothing.status.code(), Some(2));
    insta::assert_snapshot!(said(&nothing), @"error: there is no database in `./data`; `--data DIR` names another data folder");
    let mut running = Running::start(&root);
    let vote = |running: &Running, text: &str| {
        let mut voter = Voter::connect(&running.address).expect("a connection");
        let (status, body) = voter.vote("KB-1", text).expect("an answer");
        assert_eq!(status, 200, "{body}");
    };
    vote(&running, "one");
    let made = run(&root, &["backup", "b"]);
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    insta::assert_snapshot!(said(&made), @"Backed up to `b`: database, key, files of members and kept versions of the widget. It holds a secret: keep it where only you can read it");
    insta::assert_snapshot!(said(&run(&root, &["backup", "b"])), @"error: `b` is there already; name a folder that is new or empty, such as one with today's date");
    vote(&running, "two");
    insta::assert_snapshot!(said(&run(&root, &["restore", "b"])), @"error: there is a database in `./data` already; `--replace` moves it aside and restores over it");
    insta::assert_snapshot!(said(&run(&root, &["restore", "b", "--replace"])), @"error: the database in `./data` is in use; stop the service, then restore again");
    vote(&running, "three");
    running.stop();
    insta::assert_snapshot!(said(&run(&root, &["restore", "content", "--replace"])), @"error: `content` is no backup: it has no `ayuda.db` in it");
    insta::assert_snapshot!(said(&run(&root, &["restore", "b", "--replace"])), @"Restored to `./data`. What was there is in `./data/before-restore-1`: delete it once you are sure");

    let exported = |data: &str| {
        let output = run(
            &root,
            &["export", "feedback", "--format", "json", "--data", data],
        );
        String::from_utf8(output.stdout)
            .expect("text")
            .matches("\"comment\"")
            .count()
    };
    assert_eq!(
        (exported("data"), exported("data/before-restore-1")),
        (1, 3)
    );
    // The key came along: whoever was forgotten by it is found by it.
    assert_eq!(
        fs::read(help.path("b/token.key")).expect("the key"),
        fs::read(help.path("data/token.key")).expect("the key")
    );
    let again = Running::start(&root);
    assert!(
        again
            .get("/api/v1/support/kb/articles/KB-1")
            .contains("\"helpful_count\":1")
    );

    let server = "postgres://ayuda:pa-ss@127.0.0.1:1/ayuda";
    let elsewhere = on_server(&help, "C", server, &["backup", "c"]);
    insta::assert_snapshot!(said(&elsewhere), @"error: the votes are on a PostgreSQL server: back them up with `pg_dump --format=custom --file=ayuda.dump`, put them back with `pg_restore`, and keep `./data/token.key` and the files of members as well: they lie in `attachments` of the data folder");
}

#[test]
fn readiness_and_votes_say_when_the_server_is_away_and_go_on_when_it_is_back() {
    let Some(server) = postgres::Server::start() else {
        return;
    };
    let help = help();
    let mut command = ayuda(&help.path("."));
    command
        .arg("serve")
        .env("AYUDA_LISTEN", "127.0.0.1:0")
        .env("AYUDA_SERVICE__DATABASE_URL", server.database());
    let running = Running::spawn(command);
    let mut voter = Voter::connect(&running.address).expect("a connection");
    assert_eq!(voter.vote("KB-1", "one").expect("an answer").0, 200);
    server.stop();
    let (status, body) = voter.vote("KB-1", "two").expect("an answer");
    assert!(
        status == 503 && body.contains("urn:ayuda:problem:busy"),
        "{status} {body}"
    );
    let ready = running.get("/readyz");
    assert!(
        ready.starts_with("HTTP/1.1 503") && ready.contains("\"storage\""),
        "{ready}"
    );
    // What is read from memory goes on.
    let article = running.get("/api/v1/support/kb/articles/KB-1");
    assert!(article.contains("\"helpful_count\":1"), "{article}");
    server.go_on();
    let mut patience = 300;
    while !running.get("/readyz").starts_with("HTTP/1.1 200") {
        patience -= 1;
        assert!(patience > 0, "not ready again");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let (status, body) = voter.vote("KB-1", "three").expect("an answer");
    assert!(
        status == 200 && body.contains("\"helpful_count\":2"),
        "{status} {body}"
    );
    let lines = running.lines.lock().expect("lines").join("\n");
    assert!(!lines.contains(postgres::PASSWORD), "{lines}");
}

/// What lies between the service and its server, and breaks off when it is told to.
struct Between {
    address: String,
    next: Arc<Mutex<Option<Cut>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// The server never hears of the commit.
    BeforeTheCommit,
    /// It commits, and its word for it is lost.
    BeforeTheAnswer,
}

impl Between {
    fn start(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let between = Between {
            address: listener.local_addr().expect("an address").to_string(),
            next: Arc::default(),
        };
        let (server, next) = (server.to_owned(), Arc::clone(&between.next));
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(&server)) else {
                    continue;
                };
                carry(client, server, Arc::clone(&next));
            }
        });
        between
    }
}

/// Carries bytes both ways, until a commit is to be cut off.
fn carry(client: TcpStream, server: TcpStream, next: Arc<Mutex<Option<Cut>>>) {
    let cut_now = Arc::new(AtomicBool::new(false));
    let clone = |stream: &TcpStream| stream.try_clone().expect("a stream");
    let (from, to, is_cut) = (clone(&server), clone(&client), Arc::clone(&cut_now));
    std::thread::spawn(move || {
        pump(from, to, |_| !is_cut.load(Ordering::SeqCst));
    });
    std::thread::spawn(move || {
        let mut is_ours = false;
        pump(client, server, |bytes| {
            // The service has things of its own to write.
            is_ours |= bytes.windows(4).any(|part| part == b"zq7f");
            if !is_ours || !bytes.windows(7).any(|part| part == b"COMMIT\0") {
                return true;
            }
            is_ours = false;
            let cut = next.lock().expect("what is next").take();
            cut_now.store(cut.is_some(), Ordering::SeqCst);
            cut != Some(Cut::BeforeTheCommit)
        });
    });
}

/// Ends both ways at the first bytes that are not to go on.
fn pump(mut from: TcpStream, mut to: TcpStream, mut goes_on: impl FnMut(&[u8]) -> bool) {
    let mut bytes = [0; 65_536];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        if !goes_on(&bytes[..length]) || to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

#[test]
#[expect(clippy::print_stderr, reason = "says that a test was left out")]
fn a_commit_that_breaks_off_is_said_to_be_unknown_and_a_vote_sent_again_counts_once() {
    let Some(server) = postgres::shared() else {
        eprintln!("left out: this machine has no PostgreSQL");
        return;
    };
    let url = server.database();
    let place = url.rsplit('@').next().expect("a place").to_owned();
    let (address, name) = place.split_once('/').expect("a name");
    let between = Between::start(address);
    let help = help();
    let mut command = ayuda(&help.path("."));
    command
        .arg("serve")
        .env("AYUDA_LISTEN", "127.0.0.1:0")
        .env("AYUDA_SERVICE__METRICS_LISTEN", "")
        .env(
            "AYUDA_SERVICE__DATABASE_URL",
            url.replace(&place, &format!("{}/{name}", between.address)),
        );
    let running = Running::spawn(command);
    assert!(running.get("/readyz").starts_with("HTTP/1.1 200"));
    let vote = |cookie: &str| {
        let body = "{\"helpful\":true,\"comment\":\"zq7f\"}";
        running.ask(&format!(
            "POST /api/v1/support/kb/articles/KB-1/feedback HTTP/1.1\r\nHost: HOST\r\nAccept-Language: es\r\n\
             {cookie}Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ))
    };
    let mut bodies = Vec::new();
    for (votes, cut) in [(1, Cut::BeforeTheAnswer), (2, Cut::BeforeTheCommit)] {
        *between.next.lock().expect("what is next") = Some(cut);
        let answer = vote("");
        assert_eq!(*between.next.lock().expect("what is next"), None);
        let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
        assert!(head.starts_with("HTTP/1.1 503"), "{cut:?}: {answer}");
        assert!(head.contains("retry-after: 5"), "{head}");
        bodies.push(
            body.split(",\"request_id\"")
                .next()
                .expect("words")
                .to_owned(),
        );
        let cookie = head.split("set-cookie: ").nth(1).expect("a cookie");
        let cookie = cookie.split(';').next().expect("a cookie");
        let again = (0..200).map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            vote(&format!("Cookie: {cookie}\r\n"))
        });
        let again = again
            .into_iter()
            .find(|one| one.starts_with("HTTP/1.1 200"));
        let counted = format!("\"helpful_count\":{votes},");
        assert!(again.expect("taken").contains(&counted), "{cut:?}");
    }
    assert_eq!(bodies[0], bodies[1]);
    insta::assert_snapshot!(bodies[0], @r#"{"type":"urn:ayuda:problem:unsure","title":"Quizá se guardó","status":503,"detail":"La base de datos se cortó justo en ese momento y no se sabe si esto se guardó. Míralo en unos segundos y, si no está, envíalo otra vez. El mismo voto cuenta una sola vez, se envíe las veces que se envíe.""#);
}
