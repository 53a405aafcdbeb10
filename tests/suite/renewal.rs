//! What a running service takes in, and what it is kept from by a fault.

use std::collections::BTreeSet;

use image::ImageFormat;

use crate::commands::{Running, run, said};
use crate::harness::{HelpCenter, Service, copy, photo};

#[test]
fn a_theme_that_cannot_draw_keeps_the_last_good_edition() {
    let template =
        "{% extends \"default/article.html\" %}\n{% block facts %}NOTE{% endblock facts %}\n";
    let broken = "{% extends \"default/article.html\" %}\n{% block facts %}\n{{ page.title | date }}{% endblock facts %}\n";
    for command in [&["serve", "--watch"][..], &["dev"]] {
        let help = HelpCenter::new()
            .settings("[site]\ntheme = \"look\"\n[service]\nmetrics_listen = \"\"\n")
            .file("en/a.md", "---\ntitle: First\n---\nApples.\n");
        let file = help.path("look/templates/article.html");
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(&file, template).expect("a template");
        let running = Running::start_with(&help.path("."), command);
        let said = running.lines.clone();
        let until = |wanted: &dyn Fn() -> bool| {
            let seen = (0..400).any(|_| {
                std::thread::sleep(std::time::Duration::from_millis(25));
                wanted()
            });
            assert!(
                seen,
                "{command:?}: {:?} {}",
                said.lock(),
                running.get("/en/a/")
            );
        };
        until(&|| running.get("/en/a/").contains("NOTE"));
        std::fs::write(&file, broken).expect("a template");
        let is_told = || {
            let lines = said.lock().expect("lines").join("\n");
            lines.contains("article.html") && lines.contains(":3:")
        };
        until(&is_told);
        help.write("en/a.md", "---\ntitle: First\n---\nPears.\n");
        if command[0] == "dev" {
            // A writer is shown what is wrong; what is saved meanwhile waits for that.
            std::thread::sleep(std::time::Duration::from_millis(300));
            let page = running.get("/en/a/");
            assert!(page.contains("NOTE") && page.contains("Apples."), "{page}");
        } else {
            // Readers are shown what is saved as the theme showed it last; what is made
            // stricter does not wait for somebody who mends a template.
            until(&|| running.get("/en/a/").contains("Pears."));
            assert!(running.get("/en/a/").contains("NOTE"));
            help.write(
                "en/a.md",
                "---\ntitle: First\nvisibility: internal\n---\nPears.\n",
            );
            until(&|| running.get("/en/a/").starts_with("HTTP/1.1 404"));
            help.write("en/a.md", "---\ntitle: First\n---\nPears.\n");
            until(&|| running.get("/en/a/").contains("Pears."));
        }
        std::fs::write(&file, template.replace("NOTE", "LATER")).expect("a template");
        until(&|| running.get("/en/a/").contains("LATER"));
        assert!(running.get("/en/a/").contains("Pears."));
    }
    // At the start there is no last one.
    let help = HelpCenter::new()
        .settings("[site]\ntheme = \"look\"\n")
        .file(
            "en/a.md",
            "---\ntitle: First\nvisibility: internal\n---\nApples.\n",
        );
    std::fs::create_dir_all(help.path("look/templates")).expect("a folder");
    std::fs::write(help.path("look/templates/article.html"), broken).expect("a template");
    let refused = run(&help.path("."), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
}

#[test]
fn dev_says_which_settings_wait_for_a_new_start() {
    let settings = |name: &str, limit: u32| {
        format!(
            "[site]\nname = \"{name}\"\n[service]\nmetrics_listen = \"\"\nsearches_per_minute = {limit}\n"
        )
    };
    let help = HelpCenter::new()
        .settings(&settings("Before", 600))
        .file("en/a.md", "---\ntitle: First\n---\nApples.\n");
    let save = |text: &str| std::fs::write(help.path("ayuda.toml"), text).expect("the settings");
    let running = Running::start_with(&help.path("."), &["dev"]);
    let waits = || {
        let lines = running.lines.lock().expect("lines");
        let waits = lines.iter().filter(|line| line.contains("a new start"));
        waits.count()
    };
    let until = |wanted: &dyn Fn() -> bool| {
        let seen = (0..400).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(25));
            wanted()
        });
        assert!(seen, "{:?}", running.lines.lock());
    };
    save(&settings("Between", 600));
    until(&|| running.get("/en/a/").contains("Between"));
    assert_eq!(waits(), 0);
    save(&settings("After", 6));
    until(&|| running.get("/en/a/").contains("After"));
    until(&|| waits() == 1);
}

#[test]
fn an_index_elsewhere_moves_what_is_built_and_not_what_tunes_the_search() {
    let help = HelpCenter::new()
        .settings("[service]\nmetrics_listen = \"\"\n")
        .file("en/a.md", "---\ntitle: Refunds\n---\nApples.\n");
    std::fs::create_dir_all(help.path("index/en")).expect("a folder");
    std::fs::write(help.path("index/en/synonyms.txt"), "moneyback => refunds\n").expect("a file");
    let elsewhere = tempfile::tempdir().expect("a folder");
    // What stands beside the folder of the option tunes nothing.
    std::fs::create_dir_all(elsewhere.path().join("en")).expect("a folder");
    std::fs::write(
        elsewhere.path().join("en/synonyms.txt"),
        "fruit => apples\n",
    )
    .expect("a file");
    let index = elsewhere.path().join("built");
    let index = index.to_str().expect("a path");
    for command in ["serve", "dev"] {
        let data = elsewhere.path().join(format!("data-{command}"));
        let data = data.to_str().expect("a path");
        let mut arguments = vec![command, "--index", index, "--data", data];
        if command == "serve" {
            arguments.push("--watch");
        }
        let running = Running::start_with(&help.path("."), &arguments);
        let found = |word: &str| {
            let answer = running.get(&format!("/api/v1/support/search?q={word}&lang=en"));
            answer.contains("/en/a/")
        };
        assert!(found("moneyback") && !found("fruit"), "{command}");
        // Neither is watched: an edition whose own data renewed it would never rest.
        let before = running.lines.lock().expect("lines").len();
        std::fs::write(elsewhere.path().join("note.txt"), "x").expect("a file");
        std::thread::sleep(std::time::Duration::from_millis(500));
        let lines = running.lines.lock().expect("lines");
        assert_eq!(lines[before..], [] as [String; 0], "{command}");
    }
    assert!(!help.path("index/built").exists());
}

/// Nothing is published any more that no file says, however the files went.
#[test]
fn a_watching_service_lets_go_of_folders_that_move_and_forgets_no_change() {
    let page = |title: &str, text: &str| format!("---\ntitle: {title}\n---\n{text}\n");
    let help = HelpCenter::empty()
        .settings("[content]\nvisibility = \"public\"\n[service]\nmetrics_listen = \"\"\n")
        .file("en/a.md", page("A", "Apples."))
        .file("en/b.md", page("B", "{{include: a.md}}"))
        .file("en/pay/c.md", page("C", "Plums."));
    let running = Running::start_with(&help.path("."), &["serve", "--watch"]);
    let until = |path: &str, wanted: &str| {
        let seen = (0..400).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(25));
            running.get(path).contains(wanted)
        });
        assert!(seen, "{path} is still {}", running.get(path));
    };
    until("/en/b/", "Apples.");
    // Whoever includes an article says what it says.
    help.write("en/a.md", page("A", "Pears."));
    until("/en/a/", "Pears.");
    until("/en/b/", "Pears.");
    // Of a folder that goes away as a whole, nothing names the files.
    std::fs::rename(help.path("content/en/pay"), help.path("away")).expect("a folder");
    until("/en/pay/c/", "HTTP/1.1 404");
    // Without any file the last edition stays; what went meanwhile does not come back with one.
    help.remove("en/a.md");
    help.remove("en/b.md");
    until("/readyz", "behind");
    help.write("en/b.md", page("B", "Figs."));
    until("/en/b/", "Figs.");
    assert!(running.get("/en/a/").starts_with("HTTP/1.1 404"));
}

/// Whoever pulls is shown what the commit says, all of it, and its date.
#[test]
fn a_watching_service_waits_for_git_and_takes_in_the_dates_of_a_commit() {
    for command in [&["serve", "--watch"][..], &["dev"]] {
        let page = |title: &str, text: &str| format!("---\ntitle: {title}\n---\n{text}\n");
        let help = HelpCenter::empty()
            .settings("[content]\nvisibility = \"public\"\n[service]\nmetrics_listen = \"\"\n")
            .file("en/a.md", page("A", "Apples."))
            .file("en/b.md", page("B", "Plums."));
        help.commit("2026-01-02T12:00:00Z");
        let running = Running::start_with(&help.path("."), command);
        let says = |path: &str, wanted: &str| running.get(path).contains(wanted);
        let until = |path: &str, wanted: &str| {
            let seen = (0..400).any(|_| {
                std::thread::sleep(std::time::Duration::from_millis(25));
                says(path, wanted)
            });
            assert!(seen, "{path} is still {}", running.get(path));
        };
        until("/en/a/", "2026-01-02");
        // Git holds this while it writes files, however long that takes.
        let lock = help.path(".git/index.lock");
        std::fs::write(&lock, "").expect("a lock");
        for text in ["Pears.", "More pears.", "All pears."] {
            help.write("en/a.md", page("A", text));
            std::thread::sleep(std::time::Duration::from_millis(200));
            assert!(says("/en/a/", "Apples."), "{command:?}");
        }
        help.write("en/b.md", page("B", "Figs."));
        std::fs::remove_file(&lock).expect("a lock");
        until("/en/a/", "All pears.");
        assert!(says("/en/b/", "Figs."), "{command:?}");
        // Nothing but the commit changes now.
        assert!(says("/en/a/", "2026-01-02"));
        help.commit("2026-03-04T12:00:00Z");
        until("/en/a/", "2026-03-04");
        // One that broke off holds nobody back, nor does one that asks for a message.
        let broken = std::fs::File::create(&lock).expect("a lock");
        broken.set_modified(std::time::UNIX_EPOCH).expect("a time");
        help.write("en/b.md", page("B", "Dates."));
        until("/en/b/", "Dates.");
        std::fs::write(&lock, "the next index").expect("a lock");
        help.write("en/a.md", page("A", "Kiwis."));
        until("/en/a/", "Kiwis.");
    }
}

/// What a service answers to three viewers, by address and viewer.
fn answers(service: &Service, paths: &BTreeSet<String>) -> Vec<String> {
    let mut all = Vec::new();
    for who in ["public", "customer:owner", "internal"] {
        let client = service.sign_in(who);
        for path in paths {
            let (status, headers, body) = client.get(path).comparable();
            all.push(format!("{who} {path}: {status}\n{headers}\n{body}"));
        }
    }
    all
}

#[test]
fn after_any_change_a_running_service_answers_as_one_that_was_just_started() {
    let settings = "base_url = \"https://help.example.com\"\nroles = [\"owner\", \"field\"]\n";
    let page = |id: u8, more: &str, text: &str| {
        format!("---\nid: KB-00000{id}\ntitle: Page {id}\n{more}---\n{text}\n")
    };
    let pay = page(1, "order: 1\n", "Pay in thirty days.\n\n## Later\n\nAsk.");
    let ask = page(2, "order: 2\ntags: [Bills]\n", "Ask in writing.");
    let film = "kind: video\nvideo: https://youtu.be/abcdefghijk\n";
    let help = HelpCenter::new()
        .settings(settings)
        .file(
            "modules.toml",
            "[[module]]\nkey = \"billing\"\ncontexts = [\"/bills/**\"]\n",
        )
        .file(
            "en/bills/_index.md",
            "---\ntitle: Bills\n---\nAll of them.\n",
        )
        .file("en/bills/pay.md", &pay)
        .file("es/bills/pay.md", pay.replace("Page", "Hoja"))
        .file("en/bills/ask.md", &ask)
        .file("en/bills/other.png", photo(ImageFormat::Png, 800, 40, "o"))
        .file("en/bills/screen.png", photo(ImageFormat::Png, 900, 40, "s"))
        .file(
            "en/bills/owe.md",
            page(3, "", "Owe nothing.\n\n![Screen](screen.png)"),
        )
        .file(
            "en/bills/own.md",
            page(4, "visibility: customer\nroles: [owner]\n", "Own bills."),
        )
        .file("en/film.md", page(5, film, "Look."))
        .file(
            "es/news.md",
            page(6, "kind: release\ndate: 2026-01-02\n", "Nuevo."),
        );
    let service = help.serve();
    let screen = "/api/v1/support/kb/contextual?lang=en&url=%2Fbills%2F7";
    let (status, _, body) = service.anonymous().get(screen).comparable();
    assert!(status == 200 && body.contains("KB-"), "{body}");
    let mut paths: BTreeSet<String> = [
        screen,
        "/en/bills/own/",
        "/en/bills/own.md",
        "/en/old/",
        "/en/old",
        "/api/v1/support/search?lang=en&q=ask",
        "/api/v1/support/search?lang=en&q=bills%20days",
        "/api/v1/support/suggest?lang=en&q=pa",
    ]
    .map(str::to_owned)
    .into();
    let changes = [
        // Words alone: of a page, of one that some may read, and of one with a translation.
        ("en/bills/ask.md", "in writing", "by letter"),
        ("en/bills/own.md", "Own bills", "Pay them"),
        ("en/bills/pay.md", "thirty", "sixty"),
        // Two pages begin with the same words, and no more.
        ("en/bills/ask.md", "Ask by letter.", "Owe nothing."),
        ("en/bills/owe.md", "Owe nothing.", "Owe little."),
        // Pictures: one that is known, and one that was shown by nobody so far.
        ("en/bills/ask.md", "Owe nothing.", "![Screen](screen.png)"),
        ("en/bills/pay.md", "Ask.", "Ask.\n\n![Other](other.png)"),
        ("en/bills/ask.md", "![Screen](screen.png)", "Owe nothing."),
        // Words with each thing by which pages are listed.
        ("en/bills/ask.md", "Page 2", "Question"),
        ("en/bills/ask.md", "title: Question", "title: Page 3"),
        ("en/bills/ask.md", "order: 2", "order: 0"),
        ("en/bills/ask.md", "tags: [Bills]", "tags: [Letters, bills]"),
        (
            "en/bills/ask.md",
            "order: 0",
            "order: 0\nsummary: In short.",
        ),
        ("en/bills/ask.md", "order: 0", "order: 0\nmodule: billing"),
        ("en/bills/ask.md", "order: 0", "order: 0\nfeatured: true"),
        (
            "en/bills/ask.md",
            "order: 0",
            "order: 0\naliases: [/en/old/]",
        ),
        (
            "en/bills/owe.md",
            "title: Page 3",
            "title: Page 3\ncontexts: [/bills/7]",
        ),
        (
            "en/bills/owe.md",
            "title: Page 3",
            "title: Page 3\nnoindex: true",
        ),
        (
            "en/bills/owe.md",
            "title: Page 3",
            "title: Page 3\nrelated: [KB-000001]",
        ),
        ("es/news.md", "2026-01-02", "2026-01-03"),
        ("es/news.md", "kind: release\n", ""),
        ("en/film.md", "abcdefghijk", "abcdefghijl"),
        ("en/film.md", "kind: video\n", "kind: article\n"),
        ("en/bills/_index.md", "All of them", "Some of them"),
        ("en/bills/_index.md", "title: Bills", "title: Invoices"),
        // Who may read it.
        ("en/bills/own.md", "roles: [owner]", "roles: [field]"),
        (
            "en/bills/own.md",
            "visibility: customer\nroles: [field]\n",
            "",
        ),
        (
            "en/bills/ask.md",
            "order: 0",
            "order: 0\nvisibility: internal",
        ),
        ("en/bills/pay.md", "order: 1", "order: 1\nstatus: draft"),
    ];
    for (file, from, to) in changes {
        let text = std::fs::read_to_string(help.content().join(file)).expect("a file");
        assert!(text.contains(from), "{file}: {from}");
        help.write(file, format!("{}\nAnd more.\n", text.replace(from, to)));
        service.publish_what_changed(&help);
        let clean = HelpCenter::empty().settings(settings);
        copy(&help.content(), &clean.content());
        let started = clean.serve();
        let edition = started.app.published.current();
        let pages = edition.public().site.paths();
        paths.extend(pages.filter(|path| !path.contains("/assets/")));
        let (given, wanted) = (answers(&service, &paths), answers(&started, &paths));
        for (given, wanted) in given.iter().zip(&wanted) {
            assert_eq!(given, wanted, "after `{to}` in {file}");
        }
    }
}
