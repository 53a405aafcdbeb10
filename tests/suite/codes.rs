//! Every code has a page in both languages, and what the pages show is true.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use ayuda::compile::{Input, compile};
use ayuda::config::Config;
use ayuda::diagnostic::Code;
use ayuda::diagnostic::page::Page;
use ayuda::history::History;
use ayuda::i18n::Messages;
use ayuda::locale::Locale;
use ayuda::search::SearchSettings;

use crate::harness::{HelpCenter, repository};

/// What no few lines of content can show: the state of a disk, of a repository, or more
/// text than anybody wants to read on a page.
const NOT_CONTENT: &[&str] = &[
    "file-too-large",
    "heavy-image",
    "huge-image",
    "include-too-large",
    "internal-fault",
    "invalid-utf8",
    "outside-tree",
    "renamed-without-alias",
    "shallow-clone",
    "too-deep",
    "too-many-gates",
    "too-many-problems",
];

#[test]
fn every_code_has_a_page_in_both_languages_and_every_page_a_code() {
    let mut missing = Vec::new();
    for code in Code::ALL {
        let page = Page::of(*code);
        for locale in Locale::ALL {
            if page.and_then(|page| page.meaning(locale)).is_none() {
                missing.push(format!("{locale} {}", code.name()));
            }
        }
        for part in ["Example", "Mend"] {
            if page.and_then(|page| page.part(part)).is_none() {
                missing.push(format!("{part} of {}", code.name()));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    let names: BTreeSet<String> = fs::read_dir(repository("docs/codes"))
        .expect("the pages")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().replace(".md", ""))
        .collect();
    let known: BTreeSet<String> = Code::ALL
        .iter()
        .map(|code| code.name().to_owned())
        .collect();
    assert_eq!(names, known);
}

#[test]
fn the_list_for_writers_names_every_code_with_its_severity() {
    let list = fs::read_to_string(repository("docs/writing.md")).expect("the page for writers");
    let missing: Vec<String> = Code::ALL
        .iter()
        .map(|code| format!("| `{}` | ", code.name()))
        .filter(|row| !list.contains(row.as_str()))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_example_gives_its_code_and_its_mend_gives_nothing() {
    let mut wrong = Vec::new();
    let mut without = Vec::new();
    for code in Code::ALL {
        let page = Page::of(*code).expect("a page");
        let example = Files::of(page.part("Example").expect("an example"));
        if example.written.is_empty() {
            without.push(code.name());
            continue;
        }
        let help = HelpCenter::new();
        example.put(&help);
        let found = codes(&help);
        if !found.contains(&code.name()) {
            wrong.push(format!("{}: its example gives {found:?}", code.name()));
        }
        Files::of(page.part("Mend").expect("a mend")).put(&help);
        // Notes of other kinds are no fault of so small a help center.
        let left: Vec<&str> = codes(&help)
            .into_iter()
            .filter(|name| name == &code.name() || !is_note(name))
            .collect();
        if !left.is_empty() {
            wrong.push(format!("{}: its mend leaves {left:?}", code.name()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    without.sort_unstable();
    assert_eq!(without, NOT_CONTENT);
}

fn is_note(name: &str) -> bool {
    let severity = Code::from_name(name).map(Code::severity);
    severity == Some(ayuda::diagnostic::Severity::Note)
}

/// All that is said of a help center on a day in 2026, its settings included.
fn codes(help: &HelpCenter) -> Vec<&'static str> {
    let (config, mut found) =
        Config::load(&help.path("ayuda.toml"), false, std::iter::empty()).expect("settings");
    let compiled = compile(&Input {
        folder: &help.content(),
        config: &config,
        messages: &Messages::built_in(),
        history: &History::none(),
        drafts: false,
    });
    found.extend(compiled.due_by(jiff::civil::date(2026, 3, 2)));
    found.extend(compiled.diagnostics);
    found.extend(SearchSettings::read(&help.path("index")).1);
    found.iter().map(|one| one.code.name()).collect()
}

/// The files of a part of a page: `` `path`: `` before a block of code, and
/// `` `path` → `path` `` for one that is moved.
#[derive(Debug, Default)]
struct Files {
    written: BTreeMap<String, String>,
    moved: Vec<(String, String)>,
}

impl Files {
    fn of(part: &str) -> Self {
        let mut files = Files::default();
        let mut name: Option<String> = None;
        let mut lines = part.lines();
        while let Some(line) = lines.next() {
            if let Some((from, to)) = line.split_once(" → ") {
                let bare = |path: &str| path.trim_matches('`').to_owned();
                files.moved.push((bare(from), bare(to)));
            } else if let Some(path) = line
                .strip_prefix('`')
                .and_then(|line| line.strip_suffix("`:"))
            {
                name = Some(path.to_owned());
            } else if line.starts_with("```") {
                let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
                if let Some(name) = name.take() {
                    files.written.insert(name, format!("{}\n", text.join("\n")));
                }
            }
        }
        files
    }

    fn put(&self, help: &HelpCenter) {
        for (from, to) in &self.moved {
            let to = help.path(to);
            fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            fs::rename(help.path(from), to).expect("a file to move");
        }
        for (path, text) in &self.written {
            let file = help.path(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a file");
        }
    }
}
