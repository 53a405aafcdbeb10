//! A library that was put away is the one that would be compiled, or is passed over.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::sync::Arc;
use std::time::Duration;

use ayuda::compile::{Compiled, Kept};
use ayuda::content::{Article, Body, Library};
use ayuda::diagnostic::Diagnostic;
use ayuda::edition::Edition;
use ayuda::gate::Viewer;
use ayuda::pictures::{put_away, with_variants};
use ayuda::search::{Labels, Query, Request, Shelves};
use ayuda::stock::{Begun, Stock};
use image::ImageFormat;

use crate::commands::{Running, ayuda, run};
use crate::harness::{HelpCenter, photo, theme};

const VIEWERS: [&str; 4] = ["public", "customer", "customer:owner@business", "internal"];

/// The library of a help center with its pictures, its shelves and what was said of it.
fn made(help: &HelpCenter) -> (Library, Arc<Shelves>, Vec<Diagnostic>) {
    let index = help.path("index/built");
    let compiled = help.compile();
    let settings = Arc::new(help.search_settings());
    let shelves = Shelves::open_or_build(&compiled.library, &index, settings).expect("shelves");
    let library = put_away(with_variants(compiled.library, &index, None), &index);
    (library, Arc::new(shelves), compiled.diagnostics)
}

/// Puts it away as made from `key`.
fn put(help: &HelpCenter, key: &str) -> Library {
    let (library, shelves, diagnostics) = made(help);
    let begun = Stock::begin(&help.path("index/built")).expect("a folder");
    let labels = shelves.labels();
    let finished = begun.finish(&library, &diagnostics, &labels, Some(key));
    finished.expect("written")
}

/// Everything that viewers may be shown of a library.
fn shown(help: &HelpCenter, library: &Library, shelves: &Arc<Shelves>) -> Vec<(String, String)> {
    let config = Arc::new(help.config());
    let index = help.path("index/built");
    let theme = theme(&config);
    let edition = Edition::assemble(
        library.clone(),
        Arc::clone(shelves),
        &index,
        Arc::clone(&config),
        Arc::clone(&theme),
        None,
    )
    .expect("an edition");
    let mut shown = Vec::new();
    for who in VIEWERS {
        let viewer = Viewer::from_who(who).expect("a viewer");
        let view = edition.view(&viewer).expect("a view");
        for page in view.site.pages() {
            let page = page.expect("a page");
            let hash = blake3::hash(&page.bytes).to_hex();
            shown.push((format!("{who} {}", page.path), hash.to_string()));
        }
        for language in &library.languages {
            for words in [
                "estimate",
                "presupuesto",
                "change orders",
                "portal",
                "firma",
            ] {
                let request = Request::new(Query::parse(words), *language);
                let answer = edition.shelves().search(&view.library, &viewer, &request);
                let answer = format!("{:?}", answer.expect("an answer"));
                shown.push((format!("{who} {language} {words}"), answer));
            }
            for begun in ["c", "es", "how to a", "cómo", "order"] {
                let suggestions = view.suggestions(*language).complete(begun, 20);
                let suggestions = format!("{suggestions:?}");
                shown.push((format!("{who} {language} {begun}"), suggestions));
            }
        }
    }
    shown
}

/// The article without its texts.
fn bare(article: &Article) -> String {
    let mut article = article.clone();
    article.body = ayuda::content::Body::default();
    format!("{article:?}")
}

#[test]
fn what_is_taken_up_is_what_was_put_away_to_the_byte() {
    let help = HelpCenter::sample().file("en/_wrong.md", "---\nvisibilty: public\n---\n");
    let (library, shelves, diagnostics) = made(&help);
    let index = help.path("index/built");
    let labels = shelves.labels();
    let begun = Stock::begin(&index).expect("a folder");
    let finished = begun.finish(&library, &diagnostics, &labels, Some("key"));
    finished.expect("written");

    let stock = Stock::find(&index).expect("a library");
    assert!(stock.is_made_from("key"));
    assert!(!stock.is_made_from("another"));
    assert_eq!(stock.diagnostics, diagnostics);
    assert!(!diagnostics.is_empty());
    let taken = &stock.library;
    assert_eq!(taken.articles.len(), library.articles.len());
    for (one, other) in library.articles.iter().zip(&taken.articles) {
        assert_eq!(bare(one), bare(other));
        let texts = |article: &Article| format!("{:?}", article.body.texts().expect("texts"));
        assert_eq!(texts(one), texts(other));
    }
    let rest = |library: &Library| {
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            library.languages,
            library.modules,
            library.categories,
            library.archived,
            library.terms,
            library.tours,
            library.pictures
        )
    };
    assert_eq!(rest(&library), rest(taken));

    let settings = Arc::new(help.search_settings());
    let opened = Shelves::open_labelled(taken, &stock.shelves, &index, settings).expect("opened");
    assert_eq!(opened.labels(), shelves.labels());
    let held = shown(&help, &library, &shelves);
    assert!(held.len() > 500, "{}", held.len());
    for (held, stored) in held.iter().zip(shown(&help, taken, &Arc::new(opened))) {
        assert_eq!(*held, stored);
    }
}

/// Compiles as a build does: texts go into a file as they are made.
fn compiled_into(help: &HelpCenter, begun: &Begun) -> Compiled {
    let mut kept = Kept::for_nothing();
    kept.put_texts_into(begun.texts());
    help.compile_again(&mut kept)
}

fn texts(library: &Library) -> Vec<String> {
    let articles = library.articles.iter();
    let texts = articles.map(|one| format!("{:?}", one.body.texts().expect("texts")));
    texts.collect()
}

#[test]
fn texts_that_are_put_away_while_all_is_compiled_are_those_that_are_held() {
    let help = HelpCenter::sample()
        .file("en/wide.png", photo(ImageFormat::Png, 2000, 30, "wide"))
        .file("en/wide.md", "---\ntitle: Wide\n---\n![Wide](wide.png)\n");
    let index = help.path("index/built");
    let (held, ..) = made(&help);
    let begun = Stock::begin(&index).expect("a folder");
    let compiled = compiled_into(&help, &begun).library;
    let is_stored = |article: &Arc<Article>| matches!(article.body, Body::Stored(_));
    assert!(compiled.articles.iter().all(is_stored));
    let library = put_away(with_variants(compiled, &index, None), &index);
    assert!(library.articles.iter().all(is_stored));
    assert_eq!(texts(&library), texts(&held));
    let (films, pictures) = library.articles.iter().fold((0, 0), |(films, shown), one| {
        let html = one.body.html().expect("a text");
        let film = usize::from(one.video.is_some());
        (films + film, shown + html.matches("srcset").count())
    });
    assert!(films > 0 && pictures > 0, "{films} {pictures}");

    let finished = begun.finish(&library, &[], &Labels::default(), Some("key"));
    assert_eq!(texts(&finished.expect("written")), texts(&held));
    let stock = Stock::find(&index).expect("a library");
    assert_eq!(texts(&stock.library), texts(&held));
}

#[test]
fn what_is_not_published_is_put_away_nowhere() {
    let page =
        |title: &str, more: &str, text: &str| format!("---\ntitle: {title}\n{more}---\n{text}\n");
    let help = HelpCenter::new()
        .file("en/shown.md", page("Shown", "", "Mallard."))
        .file(
            "en/inside.md",
            page("Inside", "visibility: internal\n", "Teal."),
        )
        .file("en/draft.md", page("Draft", "status: draft\n", "Heron."))
        .file("en/wrong.md", page("Wrong", "", "[Ibis](inside.md)"))
        .file("en/gate.md", page("Gate", "visibility: secret\n", "Egret."));
    let index = help.path("index/built");
    let begun = Stock::begin(&index).expect("a folder");
    let library = compiled_into(&help, &begun).library;
    let finished = begun.finish(&library, &[], &Labels::default(), Some("key"));
    let articles = finished.expect("written").articles;
    let titles: Vec<&str> = articles.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["Inside", "Shown"]);
    let file = fs::read(index.join("library")).expect("the file");
    let holds = |word: &str| file.windows(word.len()).any(|one| one == word.as_bytes());
    let found = ["Mallard", "Teal", "Heron", "Ibis", "Egret"].map(holds);
    assert_eq!(found, [true, true, false, false, false]);
}

#[test]
fn what_was_begun_and_never_finished_is_gone_but_for_those_who_read_it() {
    let help = crate::service::help();
    let index = help.path("index/built");
    let before = texts(&put(&help, "key"));
    let begun = Stock::begin(&index).expect("a folder");
    // What another process is writing stays, and what a killed one wrote goes.
    fs::write(index.join("library.next-1-0"), "half").expect("written");
    let other = Stock::begin(&index).expect("two write at once");
    let names = || -> BTreeSet<String> {
        let names = fs::read_dir(&index).expect("a folder").flatten();
        let names = names.map(|one| one.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with("library")).collect()
    };
    assert_eq!(names().len(), 3, "{:?}", names());
    assert!(!names().contains("library.next-1-0"));
    drop(other);
    let library = compiled_into(&help, &begun).library;
    drop(begun);
    assert_eq!(names(), BTreeSet::from(["library".to_owned()]));
    assert_eq!(texts(&library), before);
    let stock = Stock::find(&index).expect("that of before");
    assert_eq!(texts(&stock.library), before);
    // Nothing comes behind the end of a file that others may take up.
    let first = &library.articles[0].body;
    let changed = first.changed(true, |texts| texts.html.clear());
    assert!(matches!(changed, Ok(Body::Held(_))));
}

/// Each change of a theme begins one for whoever watches: none may stay for an article of before.
#[test]
fn a_file_of_texts_is_closed_once_nobody_shows_them() {
    let page = |title: &str, text: &str| format!("---\ntitle: {title}\n---\n{text}\n");
    let help = HelpCenter::new()
        .file("en/a.md", page("A", "Apples."))
        .file("en/b.md", page("B", "Pears."));
    let index = help.path("index/built");
    let settings = Arc::new(help.search_settings());
    let begun = Stock::begin_unnamed(&index).expect("a folder");
    let library = compiled_into(&help, &begun).library;
    let file = Arc::downgrade(begun.texts());
    drop(begun);
    let shelves = Shelves::open_or_build(&library, &index, Arc::clone(&settings));
    help.write("en/a.md", page("A", "Figs."));
    let next = help.compile().library;
    let renewed = shelves.expect("shelves").renewed(&next, settings);
    let renewed = renewed.expect("readable").expect("little changed");
    assert!(file.upgrade().is_some());
    drop(library);
    assert!(file.upgrade().is_none());
    let found = |words: &str| {
        let request = Request::new(Query::parse(words), ayuda::locale::Locale::En);
        let answer = renewed.search(&next, &Viewer::anonymous(), &request);
        answer.expect("an answer").pagination.total
    };
    assert_eq!(["apples", "figs", "pears"].map(found), [0, 1, 1]);
}

#[test]
fn shelves_that_are_gone_are_built_of_the_texts_on_disk() {
    let help = crate::service::help();
    put(&help, "key");
    let index = help.path("index/built");
    let stock = Stock::find(&index).expect("a library");
    fs::remove_file(index.join("manifest.json")).expect("removed");
    let settings = Arc::new(help.search_settings());
    let library = &stock.library;
    let shelves = Shelves::open_labelled(library, &stock.shelves, &index, settings);
    let labels = |labels| format!("{labels:?}");
    assert_eq!(
        labels(shelves.expect("built").labels()),
        labels(stock.shelves)
    );
}

#[test]
fn whatever_is_damaged_is_passed_over_and_no_text_is_another() {
    let help = HelpCenter::new()
        .file(
            "en/a.md",
            "---\nid: KB-1\ntitle: A\n---\nOne.\n\n## More\n\nTwo.\n",
        )
        .file(
            "en/b.md",
            "---\nid: KB-2\ntitle: B\nvisibility: internal\n---\nThree.\n",
        );
    let texts = |library: &Library| -> Vec<Option<String>> {
        let articles = library.articles.iter();
        let texts = articles.map(|one| Some(format!("{:?}", one.body.texts().ok()?)));
        texts.collect()
    };
    let right = texts(&put(&help, "key"));
    assert!(right.iter().all(Option::is_some));
    let path = help.path("index/built/library");
    let whole = fs::read(&path).expect("the file");
    let mut unread = 0;
    let mut passed_over = 0;
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x5a;
        fs::write(&path, &damaged).expect("written");
        let Some(stock) = Stock::find(&help.path("index/built")) else {
            passed_over += 1;
            continue;
        };
        let found = texts(&stock.library);
        for (found, right) in found.iter().zip(&right) {
            assert!(found.is_none() || found == right, "{at}: {found:?}");
        }
        assert!(stock.library.is_damaged(), "{at}");
        unread += 1;
        fs::write(&path, &whole[..at]).expect("written");
        assert!(Stock::find(&help.path("index/built")).is_none(), "{at}");
    }
    assert!(unread > 50 && passed_over > 200, "{unread} {passed_over}");
    fs::write(&path, [&whole[..], b"x"].concat()).expect("written");
    assert!(Stock::find(&help.path("index/built")).is_none());
}

#[test]
fn nothing_is_taken_up_without_its_pictures_or_its_origin() {
    let help = HelpCenter::new()
        .file("en/a.md", "---\ntitle: A\n---\n![One](one.svg)\n")
        .file("en/one.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let index = help.path("index/built");
    put(&help, "");
    assert!(!Stock::find(&index).expect("a library").is_made_from(""));
    put(&help, "key");
    assert!(Stock::find(&index).expect("a library").is_made_from("key"));
    let media = fs::read_dir(index.join("media")).expect("a folder");
    for file in media.flatten() {
        fs::remove_file(file.path()).expect("removed");
    }
    assert!(Stock::find(&index).is_none());
}

#[cfg(unix)]
#[test]
fn nobody_else_may_look_into_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let help = crate::service::help();
    put(&help, "key");
    let mode = |path: &str| {
        let metadata = fs::metadata(help.path(path)).expect("there");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode("index/built/library"), 0o600);
    assert_eq!(mode("index/built"), 0o700);
}

/// Files that were just written might be written once more without their times telling.
fn settle() {
    std::thread::sleep(Duration::from_millis(120));
}

const TAKEN_UP: &str = "Nothing has changed";

/// Starts the real service; returns whether it compiled nothing.
fn start(help: &HelpCenter) -> (Running, bool) {
    settle();
    let mut command = ayuda(&help.path("."));
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("AYUDA_LOG", "info");
    let running = Running::spawn(command);
    let lines = running.lines.lock().expect("lines").join("\n");
    (running, lines.contains(TAKEN_UP))
}

fn token(help: &HelpCenter) -> String {
    let token = run(&help.path("."), &["token", "--as", "internal"]);
    let token = String::from_utf8(token.stdout).expect("a token");
    token.trim().to_owned()
}

fn body(answer: &str) -> (String, String) {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
    (head[9..12].to_owned(), body.to_owned())
}

#[test]
fn a_start_from_what_is_there_serves_the_same_bytes() {
    let help = crate::service::help()
        .file(
            "en/hidden.md",
            "---\nid: KB-9\ntitle: Hidden\nvisibility: internal\n---\nSecret.\n",
        )
        .file(
            "en/odd.md",
            "---\ntitle: Odd\nupdatd: 2026-01-01\n---\nText text.\n",
        );
    let paths = [
        "/en/",
        "/es/",
        "/en/estimating/",
        "/en/estimating/create/",
        "/en/estimating/create.md",
        "/es/presupuestos/crear/",
        "/en/hidden/",
        "/en/feed.xml",
        "/en/llms.txt",
        "/sitemap.xml",
        "/en/search/?q=estimate",
        "/api/v1/support/kb/articles",
        "/api/v1/support/kb/articles/KB-000001",
        "/api/v1/support/kb/articles/KB-9",
        "/api/v1/support/search?q=lines",
        "/api/v1/support/search?q=secret",
        "/api/v1/support/suggest?q=cr&lang=en",
        "/api/v1/support/context?path=/estimates/new&lang=en",
    ];
    let everything = |running: &Running| -> Vec<(String, String)> {
        let token = token(&help);
        let signed = |path: &str| {
            running.ask(&format!(
                "GET {path} HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
            ))
        };
        let both = paths
            .iter()
            .flat_map(|path| [running.get(path), signed(path)]);
        // Addresses with the port, and ids of requests, are of one process.
        let plain = |(status, text): (String, String)| {
            let text = text.replace(&running.address, "HOST");
            let text = text
                .split("\"request_id\"")
                .next()
                .unwrap_or_default()
                .to_owned();
            (status, text)
        };
        both.map(|answer| plain(body(&answer))).collect()
    };
    let said = |running: &Running| -> Vec<String> {
        let lines = running.lines.lock().expect("lines").clone();
        let lines = lines.into_iter();
        lines
            .filter(|line| {
                ["INFO", "http://", " s)"]
                    .iter()
                    .all(|own| !line.contains(own))
            })
            .collect()
    };
    let (mut first, taken_up) = start(&help);
    assert!(!taken_up);
    let (compiled, warned) = (everything(&first), said(&first));
    assert!(
        warned.iter().any(|line| line.contains("updatd")),
        "{warned:?}"
    );
    first.stop();
    let (mut second, taken_up) = start(&help);
    assert!(taken_up);
    assert_eq!(everything(&second), compiled);
    assert_eq!(said(&second), warned);
    second.stop();

    // What a build made is taken up as well, and by a service with other addresses and folders.
    fs::remove_dir_all(help.path("index")).expect("removed");
    settle();
    let built = run(&help.path("."), &["build", "--out", "elsewhere"]);
    assert!(
        help.path("index/built/library").exists(),
        "{}",
        crate::commands::said(&built)
    );
    let (third, taken_up) = start(&help);
    assert!(taken_up);
    assert_eq!(everything(&third), compiled);
}

#[test]
fn what_has_changed_is_seen_at_the_next_start() {
    let article =
        |gate: &str| format!("---\nid: KB-1\ntitle: One\nvisibility: {gate}\n---\nText.\n");
    let help = HelpCenter::new()
        .file("en/a.md", article("public  "))
        .file("en/b.md", "---\ntitle: Two\n---\n> [!TIP]\n> Text.\n");
    let written = help.content().join("en/a.md");
    let next = |change: &str| {
        let (running, taken_up) = start(&help);
        assert!(!taken_up, "{change}");
        drop(running);
        let (running, taken_up) = start(&help);
        assert!(taken_up, "{change}");
        running
    };
    let open = next("nothing was there");
    assert_eq!(body(&open.get("/en/a/")).0, "200");
    drop(open);

    // Stricter, in the same length and at the same time.
    let time = fs::metadata(&written)
        .and_then(|file| file.modified())
        .expect("a time");
    help.write("en/a.md", article("internal"));
    let file = OpenOptions::new()
        .append(true)
        .open(&written)
        .expect("opened");
    file.set_modified(time).expect("set");
    drop(file);
    let (running, taken_up) = start(&help);
    assert!(!taken_up);
    assert_eq!(body(&running.get("/en/a/")).0, "404");
    assert!(!running.get("/api/v1/support/search?q=one").contains("KB-1"));
    drop(running);
    assert_eq!(body(&next_taken(&help).get("/en/a/")).0, "404");

    help.write("en/c.md", "---\ntitle: Three\n---\nText.\n");
    assert_eq!(body(&next("a file").get("/en/c/")).0, "200");
    help.remove("en/c.md");
    assert_eq!(body(&next("a file less").get("/en/c/")).0, "404");
    help.write("../i18n/en.ftl", "markup-tip = Good to know\n");
    assert!(next("a message").get("/en/b/").contains("Good to know"));
    help.write(
        "../theme/templates/article.html",
        "{% extends \"base.html\" %}{% block main %}Mine{% endblock %}",
    );
    // How it is shown is no part of it.
    let settings = fs::read_to_string(help.path("ayuda.toml")).unwrap_or_default();
    help.write(
        "../ayuda.toml",
        format!("{settings}\n[site]\ntheme = \"theme\"\n"),
    );
    assert!(next_taken(&help).get("/en/b/").contains("Mine"));
    help.write(
        "../theme/templates/article.html",
        "{% extends \"base.html\" %}{% block main %}Yours{% endblock %}",
    );
    assert!(next_taken(&help).get("/en/b/").contains("Yours"));
    help.write(
        "../ayuda.toml",
        format!("languages = [\"en\"]\n{settings}\n[site]\ntheme = \"theme\"\n"),
    );
    drop(next("a language less"));
}

fn next_taken(help: &HelpCenter) -> Running {
    let (running, taken_up) = start(help);
    assert!(taken_up);
    running
}

#[test]
fn a_service_mends_what_is_damaged_under_it() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: One\n---\nA text that is there.\n");
    drop(start(&help));
    let running = next_taken(&help);
    let path = help.path("index/built/library");
    let mut file = OpenOptions::new().write(true).open(&path).expect("opened");
    file.seek(SeekFrom::Start(0)).expect("a place");
    file.write_all(&[0; 40]).expect("written");
    drop(file);
    assert_eq!(body(&running.get("/en/a/")).0, "500");
    let is_mended = || running.get("/en/a/").contains("A text that is there.");
    for _ in 0..600 {
        if is_mended() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(is_mended());
    drop(running);
    let again = next_taken(&help);
    assert!(again.get("/en/a/").contains("A text that is there."));
}
