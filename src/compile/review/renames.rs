//! Articles that were moved, and whose old address leads nowhere: Git knows of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Written;
use crate::compile::front_matter;
use crate::compile::plan::{default_slug, with_slash};
use crate::content::paths::folder_of;
use crate::content::{Library, Status};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::locale::Locale;
use crate::spanned::{Table, Value};

pub(super) fn review(library: &Library, written: &Written<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let renames = written.input.history.renames();
    if renames.is_empty() {
        return;
    }
    let articles: HashMap<&str, _> = library
        .articles
        .iter()
        .map(|article| (article.file.as_str(), article))
        .collect();
    let known = addresses(library);
    // Newest first: where a file ended up is known before where it came from.
    let mut ends: BTreeMap<&str, &str> = BTreeMap::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for rename in renames {
        let end = ends.get(rename.to.as_str()).copied().unwrap_or(&rename.to);
        ends.entry(&rename.from).or_insert(end);
        let Some(article) = articles.get(end) else {
            continue;
        };
        let old = old_address(library, &rename.from, &rename.text);
        let Some(old) = old.filter(|old| !known.contains(old)) else {
            continue;
        };
        // A file that stands there again answers for the address itself.
        if !written.tree.texts.contains_key(&rename.from) && told.insert(old.clone()) {
            diagnostics.push(
                Diagnostic::new(Code::RenamedWithoutAlias, &article.file)
                    .with("old", &rename.from)
                    .with("url", old),
            );
        }
    }
}

/// Every address that leads somewhere, or is gone by decision.
fn addresses(library: &Library) -> BTreeSet<String> {
    let articles = library.articles.iter();
    let urls = articles.clone().map(|article| article.url.clone());
    let aliases = articles
        .flat_map(|article| &article.aliases)
        .map(|alias| with_slash(alias));
    let archived = library.archived.iter().map(|archived| archived.url.clone());
    let categories = library.categories.iter().map(|one| one.url.clone());
    urls.chain(aliases)
        .chain(archived)
        .chain(categories)
        .collect()
}

/// The address that a file had, if it was published.
///
/// The slugs of its folders are those of today: where they changed as well, the address is
/// the one that the name of the folder would give.
fn old_address(library: &Library, file: &str, text: &str) -> Option<String> {
    let (language, path) = file.strip_suffix(".md")?.split_once('/')?;
    let language = Locale::ALL.into_iter().find(|one| one.code() == language)?;
    let path = path.strip_suffix("/index").unwrap_or(path);
    if path.split('/').any(|part| part.starts_with('_')) {
        return None;
    }
    let table = front_matter::split(&Source::new(file, text)).ok()?.table;
    if text_of(&table, "status").is_some_and(|status| status != Status::Published.word()) {
        return None;
    }
    let slug = text_of(&table, "slug").unwrap_or_else(|| default_slug(path));
    Some(format!(
        "{}{slug}/",
        folder_address(library, language, folder_of(path))?
    ))
}

fn folder_address(library: &Library, language: Locale, path: &str) -> Option<String> {
    match library.category(language, path) {
        Some(category) => Some(category.url.clone()),
        None if path.is_empty() => None,
        None => {
            let outer = folder_address(library, language, folder_of(path))?;
            Some(format!("{outer}{}/", default_slug(path)))
        }
    }
}

fn text_of(table: &Table, key: &str) -> Option<String> {
    match &table.get(key)?.node.value {
        Value::Scalar { text, .. } => Some(text.clone()),
        _ => None,
    }
}
