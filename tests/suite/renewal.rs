//! What a running service takes in, and what it is kept from by a fault.

use crate::commands::{Running, run, said};
use crate::harness::HelpCenter;

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
