//! More than the service can answer, and callers that keep it waiting.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::commands::Running;
use crate::harness::{HelpCenter, Listening, Voter, read};
use crate::service::help;

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/// A body that is announced and not sent; the service waits for it.
const VOTE: &[u8] = b"POST /api/v1/support/kb/articles/KB-000001/feedback HTTP/1.1\r\nHost: a\r\n\
    Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 16\r\n\r\n";

#[test]
fn callers_that_keep_the_service_waiting_are_cut_off_and_others_are_answered() {
    let service = Listening::start(&help());
    let connect = |words: &str| {
        let mut stream = service.connect();
        stream.write_all(words.as_bytes()).expect("words");
        stream
    };
    let head = "GET /en/ HTTP/1.1\r\nHost: a\r\nX-Slow: ";
    let body = "POST /api/v1/support/session HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n{";
    let mut slow: Vec<(&str, TcpStream)> = Vec::new();
    for _ in 0..20 {
        slow.push(("says nothing", connect("")));
        slow.push(("head", connect(head)));
        slow.push(("body", connect(body)));
    }
    // More answers than all buffers on the way hold, and nobody who reads them.
    let pages = "GET /docs HTTP/1.1\r\nHost: a\r\n\r\n".repeat(500);
    let deaf = connect("");
    deaf.set_nonblocking(true).expect("set");
    let mut sent = 0;
    let pages = pages.as_bytes();
    let mut send = || match (&deaf).write(&pages[sent..]) {
        Ok(length) => {
            sent += length;
            true
        }
        Err(error) => error.kind() == std::io::ErrorKind::WouldBlock,
    };
    // Letters come, and are no request.
    let (mut open, mut hears) = (slow.len(), true);
    for _ in 0..600 {
        std::thread::sleep(Duration::from_millis(50));
        assert!(service.ask(HEALTH).ends_with("ok\n"));
        for (kind, stream) in &mut slow {
            if !kind.starts_with("says") {
                let _ = stream.write(b"x");
            }
        }
        hears = hears && send();
        slow.retain_mut(|(_, stream)| {
            stream.set_nonblocking(true).expect("set");
            let mut part = [0; 4096];
            let read = stream.read(&mut part);
            !matches!(read, Ok(0))
                && !read.is_err_and(|one| one.kind() != std::io::ErrorKind::WouldBlock)
        });
        open = slow.len();
        if open == 0 && !hears {
            break;
        }
    }
    let left: Vec<&str> = slow.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(left, [""; 0]);
    assert!(!hears, "who reads nothing is still written to");
    assert_eq!(open, 0);
}

#[test]
fn who_says_nothing_makes_way_for_who_asks() {
    let service = Listening::start(&help().settings("[service]\nmax_connections = 3\n"));
    let silent: Vec<TcpStream> = (0..3).map(|_| service.connect()).collect();
    assert!(service.ask(HEALTH).ends_with("ok\n"));
    // The one that was silent for longest has gone.
    let first = silent.into_iter().next().expect("the first");
    assert_eq!(read(first), "");
    // And so does who has begun a body, and does not go on.
    let slow: Vec<TcpStream> = (0..3)
        .map(|_| {
            let mut stream = service.connect();
            stream.write_all(VOTE).expect("a head");
            let mut go_on = [0; 25];
            stream.read_exact(&mut go_on).expect("a sign");
            stream
        })
        .collect();
    assert!(service.ask(HEALTH).ends_with("ok\n"));
    let mut slow = slow.into_iter();
    assert_eq!(read(slow.next().expect("the first")), "");
    // The others are answered when they do go on.
    for mut stream in slow {
        stream.write_all(b"{\"helpful\":true}").expect("the body");
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).expect("an answer");
        assert_eq!(&answer, b"HTTP/1.1 200");
    }
}

/// The service works for everybody who is here, and nobody has to make way.
#[test]
fn who_finds_no_place_is_told_in_their_language_and_the_next_one_gets_in() {
    let settings = "[service]\nmax_connections = 3\n\
                    [forum.categories.open]\nvisibility = \"public\"\ntitle = { en = \"Open\", es = \"Abierto\" }\n";
    let service = Listening::start(&help().settings(settings));
    let token = service.service.member_token("customer:pm", "Ana");
    let upload = format!(
        "POST /api/v1/support/forum/files?name=a.txt HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    );
    let mut working: Vec<TcpStream> = (0..3)
        .map(|_| {
            let mut stream = service.connect();
            stream.write_all(upload.as_bytes()).expect("a head");
            let mut go_on = [0; 25];
            stream.read_exact(&mut go_on).expect("a sign");
            stream
        })
        .collect();
    let refused = |request: &str| {
        let answer = service.ask_open(request.as_bytes());
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        // The others are those of every problem.
        let told = [
            "HTTP",
            "retry-",
            "content-type",
            "content-lang",
            "connection",
            "cache-",
        ];
        let is_told = |line: &&str| told.iter().any(|name| line.starts_with(name));
        let mut lines: Vec<&str> = head.lines().filter(is_told).collect();
        lines[1..].sort_unstable();
        (lines.join("\n"), body.to_owned())
    };
    // It would have kept the connection, and is told that it cannot.
    let (head, body) = refused("GET /es/ HTTP/1.1\r\nHost: a\r\n\r\n");
    insta::assert_snapshot!(head, @"
    HTTP/1.1 503 Service Unavailable
    cache-control: private, no-store
    connection: close
    content-language: es
    content-type: application/problem+json
    retry-after: 2
    ");
    insta::assert_snapshot!(body, @r#"{"type":"urn:ayuda:problem:overloaded","title":"Demasiado a la vez","status":503,"detail":"En este momento se pide más de lo que se puede responder. Intenta de nuevo después de los segundos de `Retry-After`."}"#);
    // A body is not waited for, and the language is the caller's.
    let vote = String::from_utf8_lossy(VOTE).replace("Host: a", "Host: a\r\nAccept-Language: en");
    let (_, body) = refused(&vote);
    insta::assert_snapshot!(body, @r#"{"type":"urn:ayuda:problem:overloaded","title":"Too much at once","status":503,"detail":"More is asked than can be answered at the moment. Try again after the seconds in `Retry-After`."}"#);
    // Those who say nothing at all take nobody's place among those who are told, for long.
    let silent: Vec<TcpStream> = (0..40).map(|_| service.connect()).collect();
    let (unheard, words): (Vec<_>, Vec<_>) =
        silent.into_iter().map(read).partition(String::is_empty);
    assert!(
        unheard.len() <= 16,
        "{} of 40 were told nothing",
        unheard.len()
    );
    let is_refused =
        |words: &String| words.starts_with("HTTP/1.1 503 ") && words.contains("Retry-After: 2\r\n");
    assert!(words.iter().all(is_refused), "{words:?}");
    // One is done, and there is a place.
    let mut first = working.remove(0);
    first.write_all(b"Words").expect("a body");
    let mut answer = [0; 12];
    first.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 201");
    assert!(service.ask(HEALTH).ends_with("ok\n"));
}

#[test]
fn too_much_at_once_is_refused_at_once_and_the_service_stays_healthy() {
    let mut large = help().settings(
        "[service]\nsearches_per_minute = 0\nrequests_per_minute = 0\nwrites_per_minute = 0\n",
    );
    for number in 0..400 {
        let text =
            format!("---\ntitle: Ballast {number}\n---\nNobody lifts {number} without ballast.\n");
        large = large.file(&format!("en/more/n{number}.md"), text);
    }
    let service = Listening::start(&large);
    let ask = b"GET /api/v1/support/search?q=nobody+lifts+balast HTTP/1.1\r\nHost: a\r\nAccept-Language: es\r\nConnection: close\r\n\r\n";
    let (answered, refused, other) = (
        AtomicUsize::new(0),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let is_over = || refused.load(Ordering::Relaxed) > 20;
    let kept = AtomicUsize::new(0);
    let kept_refused = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // Who keeps a connection keeps it through every refusal, of bodies too.
        for _ in 0..8 {
            scope.spawn(|| {
                let mut caller = Voter::connect(&service.address.to_string()).expect("connected");
                for _ in 0..2_000 {
                    let answers = [
                        caller.get("/api/v1/support/search?q=nobody+lifts+balast"),
                        caller.vote("KB-000001", "again"),
                    ];
                    for answer in answers {
                        match answer.expect("an answer on the same connection").0 {
                            200 => kept.fetch_add(1, Ordering::Relaxed),
                            503 => kept_refused.fetch_add(1, Ordering::Relaxed),
                            other => panic!("{other}"),
                        };
                    }
                    if is_over() && kept_refused.load(Ordering::Relaxed) > 0 {
                        break;
                    }
                }
            });
        }
        for _ in 0..64 {
            scope.spawn(|| {
                for _ in 0..200 {
                    if is_over() {
                        break;
                    }
                    let answer = service.ask(ask);
                    let is_refused = answer.starts_with("HTTP/1.1 503")
                        && answer.contains("retry-after: 2\r\n")
                        && answer.contains("urn:ayuda:problem:overloaded")
                        && answer.contains("Demasiado a la vez");
                    match answer.starts_with("HTTP/1.1 200") {
                        true => answered.fetch_add(1, Ordering::Relaxed),
                        false if is_refused => refused.fetch_add(1, Ordering::Relaxed),
                        false => other.fetch_add(1, Ordering::Relaxed),
                    };
                }
            });
        }
        while !is_over() {
            assert!(service.ask(HEALTH).ends_with("ok\n"));
            if answered.load(Ordering::Relaxed) > 64 * 190 {
                break;
            }
        }
    });
    assert!(is_over(), "{answered:?} were answered, {refused:?} refused");
    assert_eq!(other.load(Ordering::Relaxed), 0);
    assert!(
        kept_refused.load(Ordering::Relaxed) > 0,
        "{kept:?} were answered"
    );
    assert!(answered.load(Ordering::Relaxed) > 0);
    // Alone, everybody is let in.
    for _ in 0..20 {
        assert!(service.ask(ask).starts_with("HTTP/1.1 200"));
    }
}

#[test]
fn a_service_that_is_out_of_files_lives() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\n---\nText.\n");
    let running = Running::start_with_files(&help.path("."), 48);
    let answered = |running: &Running| running.get("/en/a/").starts_with("HTTP/1.1 200");
    assert!(answered(&running));
    let mut silent = Vec::new();
    for _ in 0..4 {
        silent.extend((0..50).filter_map(|_| TcpStream::connect(&running.address).ok()));
        assert!(answered(&running));
    }
    drop(silent);
    assert!(answered(&running));
}
