//! Who may use whom: the table of rooms in `ARCHITECTURE.md`, held by this test.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Each room, and the rooms it may use besides itself.
const ROOMS: &[(&str, &[&str])] = &[
    ("locale", &[]),
    ("gate", &[]),
    ("spanned", &[]),
    ("history", &[]),
    ("packing", &[]),
    ("parallel", &[]),
    ("private", &[]),
    ("i18n", &["locale"]),
    ("diagnostic", &["locale", "spanned"]),
    ("config", &["locale", "gate", "spanned", "diagnostic"]),
    ("policies", &["config"]),
    ("content", &["locale", "gate"]),
    ("pictures", &["content", "private"]),
    (
        "markup",
        &["locale", "i18n", "spanned", "diagnostic", "content"],
    ),
    ("translations", &["locale", "spanned", "history", "content"]),
    (
        "compile",
        &[
            "locale",
            "gate",
            "spanned",
            "diagnostic",
            "config",
            "i18n",
            "content",
            "markup",
            "parallel",
            "pictures",
            "history",
            "translations",
        ],
    ),
    ("theme", &["locale", "gate", "config", "i18n", "content"]),
    ("sharing", &["private"]),
    ("widget", &["locale", "config", "packing", "theme"]),
    (
        "site",
        &[
            "locale", "gate", "config", "i18n", "content", "packing", "policies", "theme",
            "sharing",
        ],
    ),
    (
        "search",
        &[
            "locale",
            "gate",
            "spanned",
            "diagnostic",
            "config",
            "content",
            "parallel",
            "private",
        ],
    ),
    ("context", &["locale", "content"]),
    (
        "relevance",
        &[
            "locale",
            "gate",
            "spanned",
            "diagnostic",
            "content",
            "search",
            "context",
        ],
    ),
    (
        "edition",
        &[
            "locale", "gate", "config", "content", "packing", "pictures", "theme", "sharing",
            "site", "search", "context", "widget",
        ],
    ),
    (
        "stock",
        &[
            "locale",
            "content",
            "diagnostic",
            "parallel",
            "pictures",
            "private",
            "search",
        ],
    ),
    (
        "audit",
        &[
            "gate", "config", "i18n", "content", "packing", "theme", "site",
        ],
    ),
    ("storage", &["config", "private"]),
    ("attachments", &["config", "pictures", "storage"]),
    (
        "identity",
        &["locale", "gate", "config", "private", "storage"],
    ),
    ("feedback", &["locale", "content", "identity", "storage"]),
    (
        "outbox",
        &["locale", "gate", "config", "i18n", "markup", "storage"],
    ),
    (
        "forum",
        &[
            "locale", "gate", "config", "i18n", "markup", "private", "search", "identity",
            "storage", "outbox",
        ],
    ),
    (
        "insight",
        &[
            "locale", "gate", "config", "content", "search", "context", "storage", "feedback",
        ],
    ),
    (
        "http",
        &[
            "locale",
            "gate",
            "config",
            "i18n",
            "content",
            "markup",
            "theme",
            "site",
            "search",
            "context",
            "edition",
            "storage",
            "attachments",
            "identity",
            "forum",
            "feedback",
            "insight",
            "outbox",
            "packing",
            "policies",
            "widget",
        ],
    ),
    (
        "import",
        &["locale", "gate", "spanned", "content", "markup", "forum"],
    ),
    (
        "cli",
        &[
            "audit",
            "private",
            "locale",
            "gate",
            "spanned",
            "diagnostic",
            "config",
            "i18n",
            "content",
            "markup",
            "pictures",
            "history",
            "translations",
            "compile",
            "theme",
            "sharing",
            "site",
            "relevance",
            "search",
            "context",
            "edition",
            "storage",
            "attachments",
            "identity",
            "forum",
            "feedback",
            "insight",
            "outbox",
            "http",
            "import",
            "packing",
            "parallel",
            "stock",
            "widget",
        ],
    ),
];

#[test]
fn no_room_uses_what_it_may_not() {
    let table: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut against = Vec::new();
    for file in sources(Path::new("src")) {
        let inner = file.strip_prefix("src").expect("a file of src");
        let first = inner
            .iter()
            .next()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let room = first.trim_end_matches(".rs").to_owned();
        if ["main", "lib"].contains(&room.as_str()) {
            continue;
        }
        let Some(allowed) = table.get(room.as_str()) else {
            panic!("`{room}` is no room of the table");
        };
        let text = fs::read_to_string(&file).expect("a source file");
        for used in used_rooms(&text) {
            if used != room && !allowed.contains(&used.as_str()) {
                against.push(format!("{} uses {used}", file.display()));
            }
        }
    }
    assert_eq!(against, Vec::<String>::new());
}

#[test]
fn every_room_of_the_table_exists_and_only_these() {
    let named: BTreeSet<String> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    let lib = fs::read_to_string("src/lib.rs").expect("src/lib.rs");
    let there: BTreeSet<String> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    assert_eq!(there, named);
}

#[test]
fn only_the_command_line_prints() {
    let printing: Vec<String> = sources(Path::new("src"))
        .into_iter()
        .filter(|file| !file.starts_with("src/cli"))
        .filter(|file| {
            let text = fs::read_to_string(file).expect("a source file");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            ["println!(", "eprintln!(", "print!(", "eprint!("]
                .iter()
                .any(|macro_| {
                    code.lines()
                        .any(|line| !line.trim_start().starts_with("//") && line.contains(macro_))
                })
        })
        .filter(|file| !file.ends_with("tests.rs") && !file.iter().any(|part| part == "tests"))
        .map(|file| file.display().to_string())
        .collect();
    assert_eq!(printing, Vec::<String>::new());
}

/// Names after `crate::`, in `use` lists as well.
fn used_rooms(text: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(list) => list
                .split('}')
                .next()
                .unwrap_or_default()
                .split(',')
                .collect(),
            None => vec![rest],
        };
        for name in names {
            let name: String = name
                .trim()
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            if name.chars().next().is_some_and(|c| c.is_ascii_lowercase()) {
                used.insert(name);
            }
        }
    }
    used
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
