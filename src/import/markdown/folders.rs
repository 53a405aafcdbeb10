//! The `_index.md` of folders that have no page of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::content::paths::folder_of;
use crate::import::Import;
use crate::import::markdown::tree::{Tree, name_of};
use crate::import::markdown::{Choices, Draft};
use crate::import::page::Page;
use crate::locale::Locale;
use crate::spanned::{Value, yaml};

/// The `_index.md` of folders that have no page: the gate of each language, and names
/// that a path cannot have.
pub(super) fn add(tree: &Tree, drafts: &[Draft<'_>], choices: Choices, import: &mut Import) {
    let there: BTreeSet<String> = import.files.iter().map(|file| file.to.clone()).collect();
    let mut made: BTreeMap<String, (String, Page)> = BTreeMap::new();
    for draft in drafts {
        let language = draft.found.language;
        let root = format!("{language}/_index.md");
        if !there.contains(&root) {
            let mut page = Page::default();
            page.text(
                "title",
                if language == Locale::Es {
                    "Ayuda"
                } else {
                    "Help"
                },
            );
            if !choices.rooted {
                page.plain("visibility", choices.visibility);
            }
            made.insert(root, (String::new(), page));
        }
        let mut folder = folder_of(&draft.found.inner);
        while !folder.is_empty() {
            let (to, passage) = tree.folder(folder);
            let file = format!("{language}/{to}/_index.md");
            let article = format!("{language}/{to}/index.md");
            if !passage && !there.contains(&file) && !there.contains(&article) {
                let (title, order) = named(tree, draft, folder);
                let name = words_of(name_of(folder));
                let plain = name
                    .chars()
                    .skip(1)
                    .all(|c| c.is_ascii_lowercase() || c == ' ');
                let title = title.or((!plain).then_some(name));
                if title.is_some() || order.is_some() {
                    let mut page = Page::default();
                    page.text("title", &title.unwrap_or_default());
                    if let Some(order) = order {
                        page.plain("order", order);
                    }
                    made.insert(file, (folder.to_owned(), page));
                }
            }
            folder = folder_of(folder);
        }
    }
    for (to, (from, page)) in made {
        import.text(to, &from, page.file(""));
    }
}

/// Name and order of a folder, where Docusaurus has a file that says them.
fn named(tree: &Tree, draft: &Draft<'_>, folder: &str) -> (Option<String>, Option<i64>) {
    let above = draft.name.find(folder).map_or("", |at| &draft.name[..at]);
    let file = |ending: &str| {
        tree.others
            .get(&format!("{above}{folder}/_category_.{ending}"))
    };
    let read = |ending: &str| fs::read_to_string(file(ending)?).ok();
    if let Some(text) = read("json") {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let label = value["label"].as_str().map(str::to_owned);
        return (label, value["position"].as_i64());
    }
    let Some(Ok(table)) = read("yml")
        .or_else(|| read("yaml"))
        .map(|text| yaml::parse(&text))
    else {
        return (None, None);
    };
    let said = |key: &str| match &table.get(key)?.node.value {
        Value::Scalar { text, .. } => Some(text.clone()),
        _ => None,
    };
    (
        said("label"),
        said("position").and_then(|order| order.parse().ok()),
    )
}

/// A name of a file as people would write it.
pub(super) fn words_of(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}
