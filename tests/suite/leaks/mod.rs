//! Leaks: nobody learns that something exists which they may not read.
//!
//! [`channels::CHANNELS`] is the table: each row is a way in which something could come
//! out, asked by every audience in both languages. Three proofs for each cell: answers
//! are the same, byte for byte, where what the audience may not read does not exist at
//! all; no canary of it is in any of their bytes, however written; and where the
//! audience may read something, it is seen, so that the scan is known to see.
//!
//! `cargo test --test suite leaks::table -- --nocapture` prints it.

mod audiences;
mod channels;
mod forum;
mod planted;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use axum::http::Method;
use ayuda::audit::{Probes, Scanner};
use ayuda::edition::{is_kept, pack_ahead};
use ayuda::gate::Viewer;
use ayuda::packing::unpacked_brotli;

use crate::harness::{Answer, Client, HelpCenter, Service, copy, repository};
use audiences::{AUDIENCES, Audience, Standing};
use channels::{ABSENT, Ask, CHANNELS, Channel, ELSEWHERE, Place};
use planted::{GATES, LANGUAGES, SHOWN, SOMETIMES, UNSHOWN, admits, canary, help, threads};

/// Two services: one with everything, one with nothing but what the audience may read.
struct Worlds {
    all: Service,
    own: Vec<(Viewer, Service)>,
    /// Every address that anybody can open.
    paths: Vec<String>,
}

impl Worlds {
    fn new() -> Self {
        let everything = help(None);
        assert_eq!(everything.diagnostics(), "");
        everything.draw_pictures();
        let all = everything.serve();
        all.take_over(threads(None));
        let mut own: Vec<(Viewer, Service)> = Vec::new();
        let mut paths = BTreeSet::new();
        for audience in &AUDIENCES {
            let eyes = audience.eyes();
            if own.iter().any(|(known, _)| *known == eyes) {
                continue;
            }
            let view = all.app.published.current().view(&eyes).expect("a view");
            paths.extend(view.site.paths());
            // Drawn once: where less exists, a picture that differed would be missing.
            let less = help(Some(&eyes));
            copy(
                &everything.path("index/built/sharing"),
                &less.path("index/built/sharing"),
            );
            let service = less.serve();
            service.take_over(threads(Some(&eyes)));
            own.push((eyes, service));
        }
        let drawn = paths.iter().filter(|path| path.starts_with("/og/"));
        assert!(drawn.count() > 4, "pictures of public pages");
        Worlds {
            all,
            own,
            paths: paths.into_iter().collect(),
        }
    }

    fn own(&self, audience: &Audience) -> &Service {
        let eyes = audience.eyes();
        let found = self.own.iter().find(|(known, _)| *known == eyes);
        &found.expect("a service").1
    }
}

/// What one audience may not read, and what it may.
struct Scanners {
    hidden: Scanner,
    shown: Scanner,
    /// Many answers are the same but for the id of the request: each is read once.
    read: RefCell<HashMap<(String, String), Rc<Said>>>,
}

/// What an answer says: words that its reader may not see, and how many that it may.
struct Said {
    hidden: Vec<String>,
    shown: usize,
}

impl Scanners {
    fn of(audience: &Audience) -> Self {
        let (mut hidden, mut shown) = (Probes::default(), Probes::default());
        for (gate, ..) in GATES {
            let may = audience.standing != Standing::Refused && admits(gate, &audience.eyes());
            for language in LANGUAGES {
                for part in SHOWN.iter().chain(&SOMETIMES) {
                    let probes = if may { &mut shown } else { &mut hidden };
                    let word = canary(gate, language, part);
                    probes.add(&word, &word);
                }
                for part in UNSHOWN {
                    let word = canary(gate, language, part);
                    hidden.add(&word, &word);
                }
            }
        }
        let scanner = |probes| Scanner::new(probes).expect("a scanner");
        Scanners {
            hidden: scanner(hidden),
            shown: scanner(shown),
            read: RefCell::default(),
        }
    }

    fn read(&self, answer: &Answer) -> Rc<Said> {
        let (_, headers, body) = answer.comparable();
        let read = |key: &(String, String)| {
            let texts = [key.0.as_bytes(), answer.body.as_slice()];
            let scan = |scanner: &Scanner| {
                let found = texts.iter().flat_map(|bytes| scanner.scan(bytes));
                let words: BTreeSet<String> = found.map(|one| one.text.to_owned()).collect();
                words.into_iter().collect::<Vec<_>>()
            };
            Rc::new(Said {
                hidden: scan(&self.hidden),
                shown: scan(&self.shown).len(),
            })
        };
        let key = (headers, body);
        if let Some(said) = self.read.borrow().get(&key) {
            return Rc::clone(said);
        }
        let said = read(&key);
        self.read.borrow_mut().insert(key, Rc::clone(&said));
        said
    }
}

fn ask(client: &Client<'_>, ask: &Ask) -> Answer {
    let cookies = client.cookies();
    let answer = client.send(ask.method.clone(), &ask.path, &ask.headers, &ask.body);
    client.keep_cookies(cookies);
    answer
}

/// Status, headers and body as all may compare them: a visitor's new name is a random one.
fn comparable(answer: &Answer) -> (u16, String, String) {
    let (status, headers, body) = answer.comparable();
    let headers = headers
        .lines()
        .map(|line| match line.strip_prefix("set-cookie: ") {
            Some(cookie) => format!(
                "set-cookie: {}",
                cookie.split('=').next().unwrap_or_default()
            ),
            None => line.to_owned(),
        })
        .collect::<Vec<_>>();
    (status, headers.join("\n"), body)
}

/// Asks a row as one audience in one language; returns how often it was answered.
fn cell(
    worlds: &Worlds,
    scanners: &Scanners,
    audience: &Audience,
    channel: &Channel,
    language: &'static str,
) -> usize {
    let place = Place {
        language,
        paths: &worlds.paths,
    };
    let asks = (channel.asks)(&place);
    let (all, own) = (
        (audience.client)(&worlds.all),
        (audience.client)(worlds.own(audience)),
    );
    let mut seen = 0;
    for one in &asks {
        let answer = ask(&all, one);
        let cell = format!(
            "channel {}, {}, {language}: {one:?}",
            channel.number, audience.name
        );
        assert_eq!(comparable(&answer), comparable(&ask(&own, one)), "{cell}");
        if audience.standing != Standing::Good && one.path.starts_with("/api/") {
            // What is no route is none, whoever asks for it.
            assert!(matches!(answer.status.as_u16(), 401 | 404 | 405), "{cell}");
        }
        let said = scanners.read(&answer);
        let asked = one.path.to_lowercase();
        for found in &said.hidden {
            // What was asked may be said back.
            assert!(asked.contains(found), "{cell} says {found}");
        }
        seen += said.shown;
    }
    if channel.shows && audience.standing == Standing::Good {
        assert!(
            seen > 0,
            "{}: {} sees nothing here",
            channel.name,
            audience.name
        );
    }
    asks.len()
}

#[test]
#[expect(clippy::print_stdout, reason = "the table is to be looked at")]
fn table() {
    let worlds = Worlds::new();
    let scanners: Vec<Scanners> = AUDIENCES.iter().map(Scanners::of).collect();
    let names = AUDIENCES.iter().map(|one| one.name).collect::<Vec<_>>();
    println!("| channel | {} |", names.join(" | "));
    println!("| --- |{}", " ---: |".repeat(names.len()));
    for channel in CHANNELS {
        let mut counts = Vec::new();
        for (audience, scanners) in AUDIENCES.iter().zip(&scanners) {
            let asked =
                LANGUAGES.map(|language| cell(&worlds, scanners, audience, channel, language));
            let asked: usize = asked.iter().sum();
            assert!(asked > 0, "an empty cell proves nothing");
            counts.push(asked.to_string());
        }
        println!(
            "| {} {} | {} |",
            channel.number,
            channel.name,
            counts.join(" | ")
        );
    }
    for (number, name, path) in ABSENT {
        for audience in &AUDIENCES {
            let answer = (audience.client)(&worlds.all).get(path);
            assert!(answer.status.is_client_error(), "channel {number}: {name}");
        }
        println!("| {number} | {name} |");
    }
}

#[test]
fn every_channel_is_in_the_table_once() {
    let rows = CHANNELS.iter().map(|row| row.number);
    for (_, file, test) in ELSEWHERE {
        let text = std::fs::read_to_string(repository(file)).expect("a file of tests");
        assert!(text.contains(&format!("fn {test}(")), "{file}: {test}");
    }
    let elsewhere = ELSEWHERE.iter().map(|row| row.0);
    let absent = ABSENT.iter().map(|row| row.0);
    let mut numbers: Vec<u8> = rows.chain(elsewhere).chain(absent).collect();
    numbers.sort_unstable();
    let wanted: Vec<u8> = (1..=54).collect();
    assert_eq!(numbers, wanted);
}

/// Whatever route is added has to be asked for in some row.
#[test]
fn every_route_is_asked_for() {
    let service = HelpCenter::new().serve();
    let document = service.anonymous().get("/openapi.json").json();
    let place = Place {
        language: "en",
        paths: &[],
    };
    let asks: Vec<Ask> = CHANNELS.iter().flat_map(|row| (row.asks)(&place)).collect();
    // A session that is started or ended is another audience: `audiences` has them.
    let besides = [
        "post /api/v1/support/session",
        "delete /api/v1/support/session",
        // What one audience chooses would be chosen for the next, who is the same person.
        "put /api/v1/support/forum/following",
    ];
    let mut missing = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |ask: &Ask| {
            let asked: Vec<&str> = ask
                .path
                .split(['?', '#'])
                .next()
                .expect("a path")
                .split('/')
                .collect();
            asked.len() == parts.len()
                && asked
                    .iter()
                    .zip(&parts)
                    .all(|(asked, part)| part.starts_with('{') || asked == part)
        };
        for method in methods.as_object().expect("methods").keys() {
            let asked = asks
                .iter()
                .any(|ask| ask.method.as_str().eq_ignore_ascii_case(method) && fits(ask));
            let route = format!("{method} {path}");
            if !asked && !besides.contains(&route.as_str()) {
                missing.push(route);
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// The mutants lie beside the code that they change: what changes there changes them.
#[test]
fn every_leak_mutant_still_applies() {
    for entry in std::fs::read_dir(repository("tests/mutants")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "patch") {
            let output = std::process::Command::new("git")
                .current_dir(repository("."))
                .args(["apply", "--check"])
                .arg(&path)
                .output()
                .expect("git runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: {said}", path.display());
        }
    }
}

#[test]
fn every_part_is_seen_by_those_who_may_read_it() {
    let worlds = Worlds::new();
    for audience in AUDIENCES
        .iter()
        .filter(|one| one.standing == Standing::Good)
    {
        let scanners = Scanners::of(audience);
        let client = (audience.client)(&worlds.all);
        let mut seen = BTreeSet::new();
        for path in &worlds.paths {
            let answer = client.get(path);
            seen.extend(
                scanners
                    .shown
                    .scan(&answer.body)
                    .into_iter()
                    .map(|one| one.owner),
            );
        }
        let readable = GATES.iter().filter(|one| admits(one.0, &audience.eyes()));
        let wanted = readable.flat_map(|one| {
            LANGUAGES
                .iter()
                .flat_map(|language| SHOWN.iter().map(|part| canary(one.0, language, part)))
        });
        let unseen: Vec<String> = wanted.filter(|one| !seen.contains(one.as_str())).collect();
        assert_eq!(unseen, Vec::<String>::new(), "{}", audience.name);
    }
}

#[test]
fn public_files_are_the_same_whether_restricted_articles_exist_or_not() {
    let (with, without) = (
        help(None).public(),
        help(Some(&Viewer::anonymous())).public(),
    );
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&with), names(&without));
    let scanners = Scanners::of(&AUDIENCES[0]);
    for (path, bytes) in &with {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(bytes), text(&without[path]), "{path}");
        assert_eq!(scanners.hidden.scan(bytes), BTreeSet::new(), "{path}");
        assert_eq!(scanners.hidden.scan(path.as_bytes()), BTreeSet::new());
    }
}

/// What is packed ahead is not asked for in the table: nobody waits for it there.
#[test]
fn pages_that_are_packed_ahead_are_the_same_whether_restricted_articles_exist_or_not() {
    let worlds = [help(None), help(Some(&Viewer::anonymous()))].map(|one| one.serve());
    let scanners = Scanners::of(&AUDIENCES[0]);
    let editions = worlds.each_ref().map(|one| one.app.published.current());
    for edition in &editions {
        pack_ahead(edition, None);
    }
    let paths: Vec<String> = editions[0].public().site.paths().collect();
    let own: Vec<String> = editions[1].public().site.paths().collect();
    assert_eq!(paths, own);
    let headers = [("accept-encoding", "br")];
    let mut packed = 0;
    for path in &paths {
        let page = editions[0]
            .public()
            .site
            .page(path)
            .expect("a page")
            .expect("a page");
        // The search page and the root are answered by routes of their own.
        if !is_kept(&page) || path == "/" || path.ends_with("/search/") {
            continue;
        }
        let answers = worlds.each_ref().map(|world| {
            let client = world.anonymous();
            (0..3_000)
                .find_map(|_| {
                    let answer = client.get_with(path, &headers);
                    let is_packed = answer.header("content-encoding") == "br";
                    std::thread::sleep(std::time::Duration::from_millis(
                        u64::from(!is_packed) * 20,
                    ));
                    is_packed.then_some(answer)
                })
                .expect("it is packed some day")
        });
        assert_eq!(answers[0].comparable(), answers[1].comparable(), "{path}");
        let bytes = unpacked_brotli(&answers[0].body, 1 << 24).expect("brotli");
        assert_eq!(bytes, page.bytes.to_vec());
        assert_eq!(
            scanners.read(&answers[0]).hidden,
            [] as [String; 0],
            "{path}"
        );
        packed += 1;
    }
    assert!(packed > 20, "{packed}");
}

#[test]
fn votes_on_what_is_hidden_move_nothing_that_others_see() {
    let worlds = Worlds::new();
    let staff = worlds.all.sign_in("internal:admin");
    for (gate, ..) in GATES.iter().filter(|one| one.0 != 'a') {
        let vote = format!("/api/v1/support/kb/articles/KB-{gate}/feedback");
        assert_eq!(
            staff.post(&vote, "{\"helpful\": true}").status,
            200,
            "{gate}"
        );
        let view = vote.replace("/feedback", "/views");
        let browser = [("user-agent", "Mozilla/5.0 Firefox/140.0")];
        let viewed = staff.send(Method::POST, &view, &browser, "");
        assert_eq!(viewed.status, 204, "{gate}");
    }
    let scanners = Scanners::of(&AUDIENCES[0]);
    for channel in CHANNELS {
        cell(&worlds, &scanners, &AUDIENCES[0], channel, "en");
    }
}

/// Votes and views are writes: what is hidden takes none, and is answered as what is absent.
#[test]
fn a_write_on_what_is_hidden_is_answered_as_on_what_is_absent_and_writes_nothing() {
    let service = help(None).serve();
    let staff = service.sign_in("internal:admin");
    let headers = [
        ("user-agent", "Mozilla/5.0 Firefox/140.0"),
        ("content-type", "application/json"),
    ];
    let writes = [
        (Method::POST, "feedback", "{\"helpful\": true}"),
        (Method::POST, "feedback", "{\"helpful\": 1}"),
        (Method::POST, "feedback", "no json"),
        (Method::DELETE, "feedback", ""),
        (Method::POST, "views", ""),
        (Method::POST, "views", "{\"query\": 1}"),
        (Method::POST, "views", "no json"),
    ];
    for audience in AUDIENCES
        .iter()
        .filter(|one| one.standing == Standing::Good)
    {
        let client = (audience.client)(&service);
        let hidden = GATES.iter().filter(|one| !admits(one.0, &audience.eyes()));
        for (gate, ..) in hidden {
            let names = [
                format!("KB-{gate}"),
                canary(*gate, "en", "slug"),
                format!("roofs%2Fzq7f{gate}file"),
            ];
            for name in names {
                for (method, tail, body) in &writes {
                    let ask = |name: &str| {
                        let path = format!("/api/v1/support/kb/articles/{name}/{tail}");
                        client
                            .send(method.clone(), &path, &headers, body)
                            .comparable()
                    };
                    let (hidden, absent) = (ask(&name), ask("zq7fnothing"));
                    assert_eq!(hidden.0, 404);
                    assert_eq!(hidden, absent, "{} {method} {name}/{tail}", audience.name);
                }
            }
        }
    }
    for (gate, ..) in GATES.iter().filter(|one| one.0 == 'g') {
        let path = format!("/api/v1/support/kb/articles/KB-{gate}");
        let article = &staff.get(&path).json()["article"];
        for count in ["view_count", "helpful_count", "not_helpful_count"] {
            assert_eq!(article[count], 0, "{gate} {count}");
        }
    }
}

#[test]
fn what_was_taken_away_is_gone_from_the_folder() {
    let help = HelpCenter::new()
        .file("en/a.md", "---\ntitle: Zq7faentitle\n---\nText.\n")
        .file("en/b.md", "---\ntitle: Second\n---\nText.\n");
    let build = || {
        let out = help.path("public");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_ayuda"))
            .arg("build")
            .current_dir(help.path("."))
            .output()
            .expect("the binary runs");
        assert!(output.status.success());
        let files = walkdir::WalkDir::new(&out)
            .into_iter()
            .map(|one| one.expect("an entry"));
        files
            .filter(|one| one.file_type().is_file())
            .map(|one| {
                let path = one
                    .path()
                    .strip_prefix(&out)
                    .expect("below")
                    .display()
                    .to_string();
                (path, std::fs::read(one.path()).expect("a file"))
            })
            .collect::<BTreeMap<String, Vec<u8>>>()
    };
    let holds = |files: &BTreeMap<String, Vec<u8>>| {
        let mut texts = files
            .iter()
            .map(|(path, bytes)| format!("{path} {}", String::from_utf8_lossy(bytes)));
        texts.any(|text| text.to_lowercase().contains("zq7fa"))
    };
    assert!(holds(&build()));
    // Stricter, renamed, gone: what lies there is what a clean build writes.
    help.write(
        "en/a.md",
        "---\ntitle: Zq7faentitle\nvisibility: internal\n---\nText.\n",
    );
    let stricter = build();
    assert!(!holds(&stricter));
    std::fs::remove_dir_all(help.path("public")).expect("removed");
    assert_eq!(
        stricter.keys().collect::<Vec<_>>(),
        build().keys().collect::<Vec<_>>()
    );
    help.remove("en/b.md");
    help.write("en/c.md", "---\ntitle: Third\n---\nText.\n");
    let renamed = build();
    assert!(!renamed.contains_key("en/b/index.html") && renamed.contains_key("en/c/index.html"));
}

#[test]
fn what_became_stricter_is_gone_with_the_next_edition() {
    let scanner = {
        let mut probes = Probes::default();
        for language in LANGUAGES {
            for part in SHOWN {
                let word = canary('a', language, part);
                probes.add(&word, &word);
            }
        }
        Scanner::new(probes).expect("a scanner")
    };
    let found = |client: &Client<'_>, paths: &[String]| {
        let place = Place {
            language: "en",
            paths,
        };
        let asks = CHANNELS.iter().flat_map(|channel| (channel.asks)(&place));
        let mut found = 0;
        for one in asks {
            let asked = one.path.clone();
            let answer = ask(client, &one);
            let seen = scanner.scan(&answer.body);
            found += seen
                .iter()
                .filter(|seen| !asked.contains(seen.text))
                .count();
        }
        found
    };
    // Written anew as a whole, and with the shelves of before.
    for publish in [Service::publish, Service::publish_what_changed] {
        let everything = help(None);
        let service = everything.serve();
        let client = service.anonymous();
        let view = service.app.published.current().public().clone();
        let paths: Vec<String> = view.site.paths().collect();
        assert!(found(&client, &paths) > 100);
        for entry in walkdir::WalkDir::new(everything.content()) {
            let path = entry.expect("an entry").into_path();
            if path
                .extension()
                .is_some_and(|one| one == "md" || one == "toml")
            {
                let text = std::fs::read_to_string(&path).expect("text");
                let text = text
                    .replace("visibility: public\n", "visibility: internal\n")
                    .replace("visibility = \"public\"", "visibility = \"internal\"");
                std::fs::write(&path, text).expect("written");
            }
        }
        publish(&service, &everything);
        assert_eq!(found(&client, &paths), 0);
    }
}

#[test]
fn what_one_article_said_before_its_last_edit_is_known_to_nobody() {
    let text = |word: &str| {
        format!("---\nid: KB-000001\ntitle: Bills\n---\nBills and {word} of the month.\n")
    };
    let other = "---\nid: KB-000002\ntitle: Estimates\n---\nEstimates of the month.\n";
    let help = |word: &str| {
        HelpCenter::new()
            .file("en/bills.md", text(word))
            .file("en/estimates.md", other)
    };
    let before = help("zqfagrommet");
    let service = before.serve();
    let asked = |service: &Service| -> Vec<String> {
        let queries = [
            "zqfagrommet",
            "zqfagromet month ",
            "zqfagr",
            "bills",
            "month",
        ];
        let queries = queries.map(|query| query.replace(' ', "%20"));
        let paths = queries.iter().flat_map(|query| {
            ["search?lang=en&q=", "suggest?lang=en&q="]
                .map(|route| format!("/api/v1/support/{route}{query}"))
        });
        let client = service.anonymous();
        let answers = paths.map(|path| client.get(&path));
        answers.map(|answer| answer.comparable().2).collect()
    };
    assert!(
        asked(&service)[0].contains("<mark>"),
        "{:?}",
        asked(&service)
    );
    before.write("en/bills.md", text("receipts"));
    service.publish_what_changed(&before);
    assert_eq!(asked(&service), asked(&help("receipts").serve()));
}

#[test]
fn personal_answers_are_stored_by_nobody() {
    let worlds = Worlds::new();
    let (client, anonymous) = (worlds.all.sign_in("customer:field"), worlds.all.anonymous());
    for language in LANGUAGES {
        let place = Place {
            language,
            paths: &worlds.paths,
        };
        for one in CHANNELS.iter().flat_map(|channel| (channel.asks)(&place)) {
            let (answer, public) = (ask(&client, &one), ask(&anonymous, &one));
            let same = answer.status == public.status && answer.body == public.body;
            let kept = answer.header("cache-control");
            assert!(
                kept == "private, no-store" || kept == "no-store" || same,
                "{one:?}: `{kept}`"
            );
        }
    }
}

#[test]
fn only_who_may_read_the_original_is_told_that_a_translation_is_behind() {
    let service = help(None).serve();
    let told = |who: &str, id: &str| {
        let path = format!("/api/v1/support/kb/articles/{id}?lang=es");
        let answer = service.sign_in(who).get(&path);
        (answer.status == 200).then(|| answer.json()["article"]["outdated"]["url"].clone())
    };
    let original = |gate| Some(format!("/en/roofs/{}/", canary(gate, "en", "slug")).into());
    assert_eq!(told("public", "KB-a"), original('a'));
    assert_eq!(told("public", "KB-c"), None);
    assert_eq!(told("customer:field", "KB-c"), original('c'));
    // A file behind another gate that claims the id of a public one says nothing, however old
    // what the public translation was made from.
    let help = help(Some(&Viewer::anonymous()));
    let before = help.public();
    help.write(
        "en/zq7fafolder/other.md",
        "---\nid: KB-2\ntitle: zq7fother\nvisibility: internal\nimpact: major\n---\n",
    );
    help.write(
        "es/zq7fafolder/other.md",
        "---\nid: KB-9\ntitle: zq7fother\nvisibility: internal\nsource: feedbeef\n---\n",
    );
    assert!(before == help.public());
}
