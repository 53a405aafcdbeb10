//! Which files there are, in which language, and where each one goes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::content::paths::folder_of;
use crate::import::page::file_name;
use crate::import::{Import, LossKind};
use crate::locale::Locale;

/// What wrote the tree, as far as its files tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    Plain,
    Hugo,
    Jekyll,
    Docusaurus,
    MkDocs,
}

impl System {
    fn of(folder: &Path) -> Self {
        let has = |names: &[&str]| names.iter().any(|name| folder.join(name).exists());
        if has(&[
            "docusaurus.config.js",
            "docusaurus.config.ts",
            "docusaurus.config.mjs",
        ]) {
            System::Docusaurus
        } else if has(&["mkdocs.yml", "mkdocs.yaml"]) {
            System::MkDocs
        } else if has(&["_config.yml", "_config.yaml"]) {
            System::Jekyll
        } else if has(&[
            "hugo.toml",
            "hugo.yaml",
            "hugo.yml",
            "hugo.json",
            "archetypes",
        ]) {
            System::Hugo
        } else {
            System::Plain
        }
    }

    /// The folder of the pages, where it has a name of its own.
    fn pages(self) -> &'static str {
        match self {
            System::Hugo => "content/",
            System::Docusaurus | System::MkDocs => "docs/",
            System::Plain | System::Jekyll => "",
        }
    }
}

/// A page of the other system.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) language: Locale,
    /// Below the language, as it was, without its ending: `Store Support/Track order`.
    pub(super) inner: String,
    /// Below the language, as it will be: `store-support/track-order.md`.
    pub(super) to: String,
    /// Only ever included: never a page.
    pub(super) is_passage: bool,
}

/// All files, by path below the folder, with `/`.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) system: System,
    pub(super) pages: BTreeMap<String, Found>,
    pub(super) others: BTreeMap<String, PathBuf>,
}

impl Tree {
    pub(super) fn read(folder: &Path, default: Locale, import: &mut Import) -> Self {
        let system = System::of(folder);
        let mut tree = Tree {
            system,
            pages: BTreeMap::new(),
            others: BTreeMap::new(),
        };
        let passed_over = ["node_modules", "_site", "layouts", "archetypes", "themes"];
        // Links are not followed: what is imported lies in the folder.
        let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
        let walk = walk.filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !name.starts_with('.') && !passed_over.contains(&name.as_ref())
        });
        let mut found: Vec<(String, PathBuf)> = Vec::new();
        for entry in walk {
            let Ok(entry) = entry else { continue };
            let inner = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let name = inner.to_string_lossy().replace('\\', "/");
            if entry.file_type().is_dir() {
                continue;
            }
            let page = [".md", ".markdown", ".mdx"]
                .iter()
                .any(|ending| name.ends_with(ending));
            if !entry.file_type().is_file() {
                import.lose(&name, 0, LossKind::Unreadable, "");
            } else if page {
                found.push((name, entry.into_path()));
            } else {
                tree.others.insert(name, entry.into_path());
            }
        }
        // Folders named as languages are languages only where one of ours is among them.
        let pages = match found
            .iter()
            .any(|(name, _)| name.starts_with(system.pages()))
        {
            true => system.pages(),
            false => "",
        };
        let by_folder = found.iter().any(|(name, _)| {
            let first = name
                .strip_prefix(pages)
                .and_then(|rest| rest.split_once('/'));
            first.is_some_and(|(first, _)| is_tag(first) && Locale::from_tag(first).is_some())
        });
        for (name, path) in found {
            let placed = place(&name, pages, by_folder, default, system);
            match placed {
                Ok((language, inner)) => {
                    let one = Found {
                        path,
                        language,
                        to: String::new(),
                        is_passage: false,
                        inner,
                    };
                    tree.pages.insert(name, one);
                }
                Err(kind) => import.lose(&name, 0, kind, ""),
            }
        }
        tree.settle(import);
        tree
    }

    /// Gives each page its new path; the same for all languages of a page.
    fn settle(&mut self, import: &mut Import) {
        let inners: BTreeSet<String> = self.pages.values().map(|page| page.inner.clone()).collect();
        let has_neighbours = |folder: &str| {
            let below = if folder.is_empty() {
                String::new()
            } else {
                format!("{folder}/")
            };
            inners
                .iter()
                .filter(|inner| inner.starts_with(&below))
                .any(|inner| !is_index(name_of(inner)) || folder_of(inner) != folder)
        };
        let mut paths: BTreeMap<String, (String, bool)> = BTreeMap::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        // The pages of folders first: a page beside a folder of the same name gives way.
        let mut sorted: Vec<&String> = inners.iter().collect();
        sorted.sort_by_key(|inner| {
            (
                !is_index(name_of(inner)),
                name_of(inner) != "_index",
                inner.as_str(),
            )
        });
        let mut renamed: BTreeMap<&String, String> = BTreeMap::new();
        for inner in sorted {
            let (folder, name) = (folder_of(inner), name_of(inner));
            let (place, mut passage) = self.folder(folder);
            let join = |last: &str| match place.as_str() {
                "" => last.to_owned(),
                place => format!("{place}/{last}"),
            };
            let wanted = if is_index(name) && !passage {
                match folder.is_empty() || name == "_index" || has_neighbours(folder) {
                    true => join("_index.md"),
                    false => join("index.md"),
                }
            } else {
                passage |= name.starts_with('_');
                let fit = file_name(self.plain_name(name));
                let fit = if name.starts_with('_') {
                    format!("_{fit}")
                } else {
                    fit
                };
                let beside = format!("{inner}/");
                let is_folder = inners.iter().any(|other| other.starts_with(&beside));
                let index = join(&format!("{fit}/_index.md"));
                match is_folder && !taken.contains(&index) {
                    // `guide.md` beside `guide/` is the page of that folder.
                    true => index,
                    false => join(&format!("{fit}.md")),
                }
            };
            let stem = wanted.strip_suffix(".md").unwrap_or(&wanted).to_owned();
            let mut to = wanted.clone();
            let mut number = 2;
            while taken.contains(&to) || taken.contains(&address(&to)) {
                let stem = stem.strip_suffix("/_index").unwrap_or(&stem);
                let stem = if stem == "_index" { "home" } else { stem };
                to = format!("{stem}-{number}.md");
                number += 1;
            }
            if to != wanted {
                renamed.insert(inner, to.clone());
            }
            taken.insert(address(&to));
            taken.insert(to.clone());
            // Above an article its folders are addresses too.
            let mut above = folder_of(&to).to_owned();
            while !above.is_empty() && !to.ends_with("/index.md") {
                taken.insert(format!("{above}/"));
                above = folder_of(&above).to_owned();
            }
            paths.insert(inner.clone(), (to, passage));
        }
        for (name, page) in &mut self.pages {
            if let Some(to) = renamed.get(&page.inner) {
                import.lose(name, 0, LossKind::Renamed, to.clone());
            }
            if let Some((to, passage)) = paths.get(&page.inner) {
                page.to.clone_from(to);
                page.is_passage = *passage;
            }
        }
    }

    /// A folder as it will be, and whether what is in it is only included.
    pub(super) fn folder(&self, folder: &str) -> (String, bool) {
        let mut passage = false;
        let parts: Vec<String> = folder
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| {
                let plain = part.trim_start_matches('_');
                let shared = ["includes", "partials", "shared", "snippets"];
                if shared.contains(&plain.to_lowercase().as_str()) {
                    passage = true;
                    return format!("_{}", file_name(plain));
                }
                file_name(self.plain_name(plain))
            })
            .collect();
        (parts.join("/"), passage)
    }

    /// A name without what only orders it.
    fn plain_name<'n>(&self, name: &'n str) -> &'n str {
        let digits = name.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &name[digits..];
        match self.system {
            System::Docusaurus if digits > 0 && digits < 4 => {
                match rest.trim_start_matches(['-', '_', '.', ' ']) {
                    "" => name,
                    plain => plain,
                }
            }
            System::Jekyll => dated(name).map_or(name, |(_, plain)| plain),
            _ => name,
        }
    }
}

/// `2024-01-02-title`, as Jekyll names its posts.
pub(super) fn dated(name: &str) -> Option<(jiff::civil::Date, &str)> {
    let date = name.get(..10)?.parse().ok()?;
    let plain = name.get(10..)?.strip_prefix('-')?;
    (!plain.is_empty()).then_some((date, plain))
}

/// What two pages cannot share: `a.md`, `a/index.md` and the folder `a/` have one address.
fn address(to: &str) -> String {
    let stem = to.strip_suffix(".md").unwrap_or(to);
    let stem = stem
        .strip_suffix("/index")
        .or(stem.strip_suffix("/_index"))
        .unwrap_or(stem);
    format!("{stem}/")
}

/// The language of a page and its path below it, without endings.
fn place(
    name: &str,
    pages: &str,
    by_folder: bool,
    default: Locale,
    system: System,
) -> Result<(Locale, String), LossKind> {
    let ending = name.rfind('.').unwrap_or(name.len());
    let stem = &name[..ending];
    let last = name_of(stem).to_lowercase();
    if ["toc", "summary", "_sidebar", "_navbar", "_footer"].contains(&last.as_str()) {
        return Err(LossKind::Outside);
    }
    if system == System::Docusaurus
        && let Some(rest) = stem.strip_prefix("i18n/")
    {
        let mut parts = rest.splitn(4, '/');
        let tag = parts.next().unwrap_or_default();
        let plugin = parts.next().unwrap_or_default();
        let version = parts.next().unwrap_or_default();
        let inner = parts.next().unwrap_or_default();
        if !plugin.ends_with("-docs") || version != "current" || inner.is_empty() {
            return Err(LossKind::Outside);
        }
        let language = Locale::from_tag(tag).ok_or(LossKind::Language)?;
        return Ok((language, inner.to_owned()));
    }
    let stem = stem.strip_prefix(pages).ok_or(LossKind::Outside)?;
    if by_folder {
        return match stem.split_once('/') {
            Some((tag, inner)) if is_tag(tag) => {
                let language = Locale::from_tag(tag).ok_or(LossKind::Language)?;
                Ok((language, inner.to_owned()))
            }
            _ => Ok((default, stem.to_owned())),
        };
    }
    // `page.es.md`
    if let Some((inner, tag)) = stem.rsplit_once('.')
        && is_tag(tag)
        && !inner.ends_with('/')
        && !inner.is_empty()
    {
        let language = Locale::from_tag(tag).ok_or(LossKind::Language)?;
        return Ok((language, inner.to_owned()));
    }
    Ok((default, stem.to_owned()))
}

/// Whether a name looks like a language: `es`, `pt-BR`, `zh_Hans`.
fn is_tag(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let region = parts.next();
    language.len() == 2
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && region.is_none_or(|region| {
            (2..=4).contains(&region.len()) && region.bytes().all(|b| b.is_ascii_alphanumeric())
        })
        && parts.next().is_none()
}

fn is_index(name: &str) -> bool {
    ["index", "_index", "readme"].contains(&name.to_lowercase().as_str())
}

pub(super) fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}
