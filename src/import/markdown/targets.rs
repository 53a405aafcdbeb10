//! Where links and pictures of the other tree lead in ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::content::paths::{folder_of, join, percent_decoded, relative};
use crate::gate::Visibility;
use crate::import::links::{Fate, What};
use crate::import::markdown::Draft;
use crate::import::markdown::tree::{Tree, name_of};
use crate::import::page::file_name;
use crate::import::{LossKind, Lost};
use crate::locale::Locale;

/// A picture or film of more bytes than this belongs elsewhere.
const MAX_FILE: u64 = 10 * 1024 * 1024;

/// What lies beside articles and is shown or handed out.
const SHOWN: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "mp4", "webm", "pdf",
];

/// Copies by their new path: the old one, and the file.
pub(super) type Copies = BTreeMap<String, (String, PathBuf)>;

pub(super) struct Targets<'a> {
    tree: &'a Tree,
    gates: &'a BTreeMap<String, Visibility>,
    /// Pages by what can be written for them.
    pages: BTreeMap<String, usize>,
    /// Pages by language and new path.
    languages: BTreeMap<(Locale, &'a str), usize>,
    /// Language, new path, and whether it is only included.
    all: Vec<(Locale, &'a str, bool)>,
    urls: BTreeSet<String>,
    copies: Copies,
}

impl<'a> Targets<'a> {
    pub(super) fn new(
        tree: &'a Tree,
        drafts: &[Draft<'a>],
        gates: &'a BTreeMap<String, Visibility>,
    ) -> Self {
        let mut pages = BTreeMap::new();
        let mut languages = BTreeMap::new();
        let mut all = Vec::new();
        let mut urls = BTreeSet::new();
        for (at, draft) in drafts.iter().enumerate() {
            let found = draft.found;
            all.push((found.language, found.to.as_str(), found.is_passage));
            languages.insert((found.language, found.to.as_str()), at);
            urls.insert(format!("{}/{}", found.language, plain(&found.to)));
            pages.insert(stem(draft.name).to_lowercase(), at);
        }
        // What is said less surely never stands in for what is said surely.
        for (at, draft) in drafts.iter().enumerate() {
            let inner = draft.found.inner.to_lowercase();
            let folder = match name_of(&inner) {
                "index" | "_index" | "readme" => Some(folder_of(&inner).to_owned()),
                _ => None,
            };
            let own = stem(draft.name).to_lowercase();
            let beside = format!("{}/{}", folder_of(&own), name_of(&inner));
            let own_folder = folder.as_ref().map(|_| folder_of(&own).to_owned());
            let aliases = draft
                .front
                .aliases
                .iter()
                .map(|alias| alias.trim_matches('/').to_lowercase());
            let new = Some(plain(&draft.found.to).to_lowercase());
            let names = [Some(beside), own_folder, Some(inner.clone()), folder, new];
            for name in names.into_iter().flatten().chain(aliases) {
                pages
                    .entry(name.trim_start_matches('/').to_owned())
                    .or_insert(at);
            }
        }
        Targets {
            tree,
            gates,
            pages,
            languages,
            all,
            urls,
            copies: Copies::new(),
        }
    }

    pub(super) fn into_copies(self) -> Copies {
        self.copies
    }

    /// Whether an old address is that of a new page: nothing has to lead there.
    pub(super) fn is_page(&self, alias: &str) -> bool {
        self.urls.contains(alias.trim_matches('/'))
    }

    /// What becomes of a target that is written in `draft`.
    pub(super) fn fate(
        &mut self,
        draft: &Draft<'_>,
        what: What,
        target: &str,
        line: usize,
        lost: &mut Lost,
    ) -> Fate {
        let lower = target.to_ascii_lowercase();
        if target.is_empty() || target.starts_with('#') {
            return Fate::Keep;
        }
        if let Some(rest) = target.strip_prefix("//") {
            return Fate::Change(format!("https://{rest}"));
        }
        let web = lower.starts_with("https://") || lower.starts_with("http://");
        if web && what == What::Picture {
            lost.push((line, LossKind::NotFetched, target.to_owned()));
            return Fate::Keep;
        }
        if web || lower.starts_with("mailto:") || lower.starts_with("tel:") {
            return Fate::Keep;
        }
        let scheme = target
            .split(['/', '?', '#'])
            .next()
            .is_some_and(|first| first.contains(':'));
        if scheme {
            lost.push((line, LossKind::Link, target.to_owned()));
            return Fate::Words;
        }
        let end = target.find(['#', '?']).unwrap_or(target.len());
        let anchor = target.find('#').map_or("", |at| &target[at..]);
        let path = percent_decoded(&target[..end]);
        if what == What::Link
            && let Some(at) = self.page(draft, &path)
        {
            return self.linked(draft, at, anchor, target, line, lost);
        }
        if let Some(new) = self.file(draft, &path) {
            return match new {
                Ok(new) => Fate::Change(format!("{new}{anchor}")),
                Err(reason) => {
                    lost.push((line, LossKind::Picture, format!("{target}: {reason}")));
                    Fate::Keep
                }
            };
        }
        let kind = if what == What::Picture {
            LossKind::Picture
        } else {
            LossKind::Link
        };
        lost.push((line, kind, target.to_owned()));
        Fate::Keep
    }

    /// Includes that stand where there are no links, in comments say: they are read
    /// line by line, wherever they stand.
    pub(super) fn includes(&self, draft: &Draft<'_>, body: &str) -> String {
        if !body.contains("[!INCLUDE") && !body.contains("[!include") {
            return body.to_owned();
        }
        let mut text = String::with_capacity(body.len());
        let mut rest = body;
        while let Some(at) = rest.find("[!INCLUDE").or_else(|| rest.find("[!include")) {
            let line = rest[at..].find('\n').map_or(rest.len(), |end| at + end);
            let open = rest[at..line].find("](").map(|open| at + open + 2);
            let close = open.and_then(|open| Some(open + rest[open..line].find(')')?));
            let (Some(open), Some(close)) = (open, close) else {
                text.push_str(&rest[..line]);
                rest = &rest[line..];
                continue;
            };
            text.push_str(&rest[..open]);
            let target = &rest[open..close];
            let page = self
                .page(draft, &percent_decoded(target))
                .filter(|page| self.all[*page].2);
            match page {
                Some(page) => {
                    let (language, to, _) = self.all[page];
                    let from = format!("{}/{}", draft.found.language, folder_of(&draft.found.to));
                    let to = format!("{language}/{to}");
                    text.push_str(&relative(from.trim_end_matches('/'), &to));
                }
                None => text.push_str(target),
            }
            rest = &rest[close..];
        }
        text.push_str(rest);
        text
    }

    fn linked(
        &self,
        draft: &Draft<'_>,
        at: usize,
        anchor: &str,
        target: &str,
        line: usize,
        lost: &mut Lost,
    ) -> Fate {
        // The same page in the language of this one, where there is one.
        let own = draft.found.language;
        let at = self
            .languages
            .get(&(own, self.all[at].1))
            .copied()
            .unwrap_or(at);
        let (language, to, passage) = self.all[at];
        let gate = |to: &str| self.gates.get(to).copied().unwrap_or(Visibility::Internal);
        // A link through a gate would take the whole page away.
        if !passage && gate(to) > gate(&draft.found.to) {
            lost.push((line, LossKind::LinkThroughGate, target.to_owned()));
            return Fate::Words;
        }
        let from = format!("{own}/{}", folder_of(&draft.found.to));
        let to = match to.strip_suffix("_index.md") {
            Some(folder) => format!("{language}/{folder}"),
            None => format!("{language}/{to}"),
        };
        Fate::Change(format!(
            "{}{anchor}",
            relative(from.trim_end_matches('/'), &to)
        ))
    }

    /// The page that a path leads to, as any of the systems would read it.
    fn page(&self, draft: &Draft<'_>, path: &str) -> Option<usize> {
        let path = path.strip_prefix('~').unwrap_or(path);
        let ending = [".md", ".mdx", ".markdown", ".html"]
            .iter()
            .find_map(|ending| path.strip_suffix(ending));
        let path = ending.unwrap_or(path).trim_end_matches('/').to_lowercase();
        let own = stem(draft.name).to_lowercase();
        let mut wanted: Vec<String> = Vec::new();
        if let Some(rooted) = path.strip_prefix('/') {
            wanted.push(rooted.to_owned());
            // `/docs/a`, `/en/a`, `/docs/en/a`
            let mut rest = rooted;
            for _ in 0..2 {
                if let Some((_, below)) = rest.split_once('/') {
                    wanted.push(below.to_owned());
                    rest = below;
                }
            }
        } else {
            wanted.extend(join(folder_of(&own), &path));
            wanted.extend(join(&own, &path));
            // Below the language, and from the root: what stands in another folder of
            // the same tree, a translation say.
            let inner = draft.found.inner.to_lowercase();
            wanted.extend(join(folder_of(&inner), &path));
            wanted.extend(join(&inner, &path));
            wanted.extend(join("", &path));
        }
        wanted.iter().find_map(|name| {
            ["", "/index", "/_index", "/readme"]
                .iter()
                .find_map(|tail| self.pages.get(&format!("{name}{tail}")))
                .copied()
        })
    }

    /// The new path of a file that is shown or handed out, from the page; `None` where
    /// there is none, `Err` where it cannot come along.
    fn file(&mut self, draft: &Draft<'_>, path: &str) -> Option<Result<String, String>> {
        let mut wanted: Vec<String> = Vec::new();
        match path.strip_prefix('~').unwrap_or(path).strip_prefix('/') {
            Some(rooted) => {
                for root in ["", "static/", "assets/", "docs/", "content/", "public/"] {
                    wanted.extend(join("", &format!("{root}{rooted}")));
                }
                wanted.extend(rooted.split_once('/').map(|(_, below)| below.to_owned()));
            }
            None => wanted.extend(join(folder_of(draft.name), path)),
        }
        let name = wanted
            .into_iter()
            .find(|name| self.tree.others.contains_key(name))?;
        let file = &self.tree.others[&name];
        let (base, ending) = name_of(&name).rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        if !SHOWN.contains(&ending.as_str()) {
            return Some(Err(format!(".{ending}")));
        }
        let size = fs::metadata(file).map_or(0, |metadata| metadata.len());
        if size > MAX_FILE {
            return Some(Err(format!("{} MB", size.div_ceil(1024 * 1024))));
        }
        // Beside the page it stays beside the page; elsewhere it goes to a folder of its own.
        let language = draft.found.language;
        let (here, there) = (folder_of(draft.name), folder_of(&name));
        let below = match there.strip_prefix(here) {
            Some("") => Some(""),
            Some(below) if here.is_empty() => Some(below),
            Some(below) => below.strip_prefix('/'),
            None => None,
        };
        let folder = match below {
            Some("") => folder_of(&draft.found.to).to_owned(),
            Some(below) => format!(
                "{}/{}",
                folder_of(&draft.found.to),
                self.tree.folder(below).0
            ),
            None => format!("_files/{}", self.tree.folder(there).0),
        };
        let folder = format!("{language}/{}", folder.trim_matches('/'));
        let folder = folder.trim_end_matches('/').to_owned();
        let base = file_name(base);
        let mut to = format!("{folder}/{base}.{ending}");
        let mut number = 2;
        while self
            .copies
            .get(&to)
            .is_some_and(|(known, _)| *known != name)
        {
            to = format!("{folder}/{base}-{number}.{ending}");
            number += 1;
        }
        let from = format!("{language}/{}", folder_of(&draft.found.to));
        let new = relative(from.trim_end_matches('/'), &to);
        self.copies.insert(to, (name.clone(), file.clone()));
        Some(Ok(new))
    }
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn plain(to: &str) -> &str {
    let stem = to.strip_suffix(".md").unwrap_or(to);
    stem.strip_suffix("/index")
        .or(stem.strip_suffix("/_index"))
        .unwrap_or(stem)
}
