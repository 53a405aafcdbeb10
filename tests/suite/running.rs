//! `docs/running.md` and the files of `docs/run/`, held to the program.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use ayuda::config::Config;

use crate::commands::{Running, run, said};
use crate::harness::{HelpCenter, repository};

fn page() -> String {
    fs::read_to_string(repository("docs/running.md")).expect("the page")
}

/// The same in short, in the sample's handbook.
fn handbook() -> [String; 2] {
    ["en", "es"].map(|language| {
        let file = "developers-handbook/run-it-through-the-year.md";
        fs::read_to_string(repository(&format!("content/{language}/{file}"))).expect("the article")
    })
}

fn files() -> Vec<(String, String)> {
    let entries = fs::read_dir(repository("docs/run")).expect("a folder");
    let read = entries.map(|one| {
        let path = one.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        (name, fs::read_to_string(&path).expect("text"))
    });
    read.collect()
}

#[test]
fn every_link_of_the_page_leads_somewhere() {
    let page = page();
    let links = page.match_indices("](").map(|(at, _)| {
        let rest = &page[at + 2..];
        rest.split(')').next().expect("an end")
    });
    let mut seen = 0;
    for link in links {
        let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
        let text = fs::read_to_string(repository("docs").join(file)).expect(link);
        let heading = |line: &str| {
            let plain: String = line.trim_start_matches('#').trim().to_lowercase();
            let kept = plain
                .chars()
                .filter(|c| c.is_alphanumeric() || " -".contains(*c));
            line.starts_with('#') && kept.collect::<String>().replace(' ', "-") == anchor
        };
        assert!(anchor.is_empty() || text.lines().any(heading), "{link}");
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}

/// The commands of ayuda in what people copy, and the options that follow.
fn commands(text: &str) -> BTreeSet<(String, Option<String>)> {
    let known = said_by_help(&[]);
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let line = line.trim_matches(['`', ' ']);
        let words: Vec<&str> = line.split_whitespace().collect();
        for (at, word) in words.iter().enumerate() {
            if !word.trim_start_matches('`').ends_with("ayuda") {
                continue;
            }
            let rest = &words[at + 1..];
            let name = |word: &&&str| {
                let word = word.trim_matches(['`', '.', ',', ';', '"', ']']);
                word.starts_with(|c: char| c.is_ascii_lowercase())
                    && known
                        .lines()
                        .any(|line| line.trim_start().split(' ').next() == Some(word))
            };
            let Some(command) = rest.iter().take(3).find(name) else {
                continue;
            };
            let command = command
                .trim_matches(['`', '.', ',', ';', '"', ']'])
                .to_owned();
            found.insert((command.clone(), None));
            for option in rest.iter().filter(|word| word.starts_with("--")) {
                let option = option.trim_end_matches(['`', ',', '.', ':']).to_owned();
                found.insert((command.clone(), Some(option)));
            }
        }
    }
    found
}

fn said_by_help(command: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
    let output = run(folder.path(), &arguments);
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn every_command_and_option_of_page_and_files_exists() {
    let texts = files().into_iter().map(|(_, text)| text).chain([page()]);
    let texts = texts.chain(handbook());
    let found: BTreeSet<_> = texts.flat_map(|text| commands(&text)).collect();
    for (command, option) in &found {
        let help = said_by_help(&[command]);
        if let Some(option) = option {
            assert!(help.contains(option.as_str()), "{command} {option}");
        }
    }
    let names: BTreeSet<&str> = found.iter().map(|(command, _)| command.as_str()).collect();
    for wanted in [
        "backup", "build", "check", "doctor", "export", "restore", "serve",
    ] {
        assert!(names.contains(wanted), "{wanted}: {names:?}");
    }
}

#[test]
fn every_variable_of_the_files_is_read_by_somebody() {
    let settings = fs::read_to_string(repository("docs/settings.md")).expect("settings");
    let sections = Config::sections();
    // Those of a shell around it, filled in by whoever runs `compose`.
    let around = ["AYUDA_PASSWORD", "AYUDA_HELP", "AYUDA_KEY"];
    let mut seen = 0;
    for (file, text) in files() {
        let names = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        for name in names.filter(|name| name.starts_with("AYUDA_")) {
            let lower = name.trim_start_matches("AYUDA_").to_lowercase();
            let known = match lower.split_once("__") {
                Some((section, key)) => sections.iter().any(|(name, keys)| {
                    *name == section && keys.iter().any(|(known, _)| *known == key)
                }),
                None => around.contains(&name) || settings.contains(&format!("`{name}`")),
            };
            assert!(known, "{file}: {name}");
            seen += 1;
        }
    }
    assert!(seen > 8, "{seen}");
}

#[test]
fn the_metrics_to_watch_are_measured() {
    let api = fs::read_to_string(repository("docs/api.md")).expect("the API");
    let measured = [
        "src/http/measures.rs",
        "src/insight/mod.rs",
        "src/insight/writer.rs",
    ]
    .map(|file| fs::read_to_string(repository(file)).expect("measures"))
    .concat();
    let page = page();
    let named = |text: &str| -> BTreeSet<String> {
        let names = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let names = names.filter(|name| name.starts_with("ayuda_"));
        names.map(str::to_owned).collect()
    };
    let metrics = named(&page);
    assert_eq!(metrics.len(), 5, "{metrics:?}");
    for article in handbook() {
        assert_eq!(named(&article), metrics);
    }
    for name in &metrics {
        assert!(
            api.contains(name.as_str()) && measured.contains(&format!("\"{name}\"")),
            "{name}"
        );
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "says that a part was left out")]
fn systemd_understands_the_units() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut names = Vec::new();
    for (name, text) in files() {
        if name.ends_with(".service") || name.ends_with(".timer") {
            // The program has to be there for it.
            let own = text.replace("/usr/local/bin/ayuda", env!("CARGO_BIN_EXE_ayuda"));
            let path = folder.path().join(name);
            fs::write(&path, own).expect("written");
            names.push(path);
        }
    }
    assert_eq!(names.len(), 3);
    let Ok(output) = Command::new("systemd-analyze")
        .arg("verify")
        .args(&names)
        .output()
    else {
        eprintln!("left out: this machine has no systemd-analyze");
        return;
    };
    let said = said(&output);
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("ayuda")).collect();
    assert_eq!(ours, Vec::<&str>::new(), "{said}");
}

#[test]
fn the_health_check_of_the_container_tells_a_service_from_none() {
    let file = fs::read_to_string(repository("docs/run/Containerfile")).expect("the file");
    let line = file
        .lines()
        .find_map(|line| line.trim().strip_prefix("CMD [\"bash\""));
    let list = format!("[\"bash\"{}", line.expect("a health check"));
    let words: Vec<String> = serde_json::from_str(&list).expect("JSON, as the builder reads it");
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\n---\nText.\n");
    let mut running = Running::start(&help.path("."));
    let port = running
        .address
        .rsplit(':')
        .next()
        .expect("a port")
        .to_owned();
    let check = || {
        let script = words[2].replace("/8080", &format!("/{port}"));
        let mut command = Command::new(&words[0]);
        command.args([&words[1], &script]);
        command.output().expect("bash").status.success()
    };
    assert!(check());
    running.stop();
    assert!(!check());
}
