//! A tree of Markdown that was written for Hugo, Jekyll, Docusaurus, MkDocs, DocFX or
//! nothing in particular.
//!
//! Entry point: [`read`]. Pages are found with their languages (`tree`), their front
//! matter is read (`front`), their text is rewritten line by line (`syntax`), tag by tag
//! (`tags`) and link by link (`targets`).

mod folders;
mod front;
mod syntax;
mod tags;
mod targets;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::content::paths::folder_of;
use crate::gate::Visibility;
use crate::import::edits::Text;
use crate::import::markdown::folders::words_of;
use crate::import::markdown::front::Front;
use crate::import::markdown::targets::Targets;
use crate::import::markdown::tree::{Found, Tree, dated, name_of};
use crate::import::page::{lines, tidied};
use crate::import::{Content, Import, Key, LossKind, Lost, Planned, links};
use crate::locale::Locale;

/// An article of more bytes than this is a book.
const MAX_PAGE: u64 = 4 * 1024 * 1024;

/// What cannot be seen from the files.
#[derive(Clone, Copy, Debug)]
pub struct Choices {
    /// Of pages that name no language.
    pub language: Locale,
    /// The gate of everything, where a page does not close itself further.
    pub visibility: Visibility,
    /// Whether the home page of a language is there already: its gate holds for what
    /// states none, so each page states its own.
    pub rooted: bool,
}

/// A page with its front matter, while it is being made.
struct Draft<'a> {
    /// Its path in the other tree.
    name: &'a str,
    found: &'a Found,
    front: Front,
    body: Text,
}

/// Plans the import of the tree below `folder`.
pub fn read(folder: &Path, choices: Choices) -> Import {
    let mut import = Import::default();
    let mut tree = Tree::read(folder, choices.language, &mut import);
    let texts = texts(&mut tree, &mut import);
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let mut keys: BTreeMap<(String, Option<&'static str>), usize> = BTreeMap::new();
    for (name, found) in &tree.pages {
        let Some(text) = texts.get(name) else {
            continue;
        };
        let (mut front, body, first) = front::read(text);
        for lost in front.lost.drain(..) {
            import.lose_all(name, vec![lost]);
        }
        for (theirs, ours) in front.keys.drain(..) {
            *keys.entry((theirs, ours)).or_default() += 1;
        }
        if front.date.is_none() {
            front.date = dated(name_of(&found.inner)).map(|(date, _)| date);
        }
        drafts.push(Draft {
            name,
            found,
            front,
            body: Text::new(body, first),
        });
    }
    let gates = gates(&mut drafts, choices);
    let ids = ids(&drafts, &mut import);
    let slugs = slugs(&drafts, &mut import);
    let mut targets = Targets::new(&tree, &drafts, &gates);
    let mut aliases: BTreeSet<String> = BTreeSet::new();
    for (at, draft) in drafts.iter().enumerate() {
        let mut lost = Lost::new();
        let jsx = draft.name.ends_with(".mdx") || tree.system == tree::System::Docusaurus;
        let body = syntax::rewrite(&draft.body, jsx, &mut lost);
        let body = tags::rewrite(body, jsx, &mut lost);
        let body = links::rewrite(body, |what, target, line| {
            targets.fate(draft, what, target, line, &mut lost)
        });
        import.lose_all(draft.name, lost);
        let body = tidied(&targets.includes(draft, &lines(&body.into_string())));
        let to = target(draft.found);
        if draft.found.is_passage {
            // A passage has no page of its own that could be kept back.
            if !draft.front.draft && draft.front.visibility.is_none() {
                import.text(to, draft.name, format!("{}\n", body.trim_matches('\n')));
            }
            continue;
        }
        let own: Vec<String> = draft
            .front
            .aliases
            .iter()
            .filter(|alias| {
                !targets.is_page(alias) && aliases.insert(alias.trim_end_matches('/').to_owned())
            })
            .cloned()
            .collect();
        let title = title(draft, &body);
        let page = draft.front.page(
            &title,
            ids.get(&at).map(String::as_str),
            slugs.get(&at).map(String::as_str),
            &own,
        );
        import.text(to, draft.name, page.file(&body));
    }
    let copies = targets.into_copies();
    import
        .files
        .extend(copies.into_iter().map(|(to, (from, path))| Planned {
            to,
            from,
            content: Content::Copy(path),
        }));
    folders::add(&tree, &drafts, choices, &mut import);
    import.keys = keys
        .into_iter()
        .map(|((theirs, ours), files)| Key {
            theirs,
            ours,
            files,
        })
        .collect();
    import
        .keys
        .sort_by_key(|key| (std::cmp::Reverse(key.files), key.theirs.clone()));
    import.sort();
    import
}

/// The texts of all pages; what is none is lost. A page that names its language itself
/// moves there, where that language has no such page yet.
fn texts(tree: &mut Tree, import: &mut Import) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let there: BTreeSet<(Locale, String)> = tree
        .pages
        .values()
        .map(|page| (page.language, page.inner.clone()))
        .collect();
    for (name, page) in &mut tree.pages {
        let size = fs::metadata(&page.path).map_or(0, |metadata| metadata.len());
        if size > MAX_PAGE {
            import.lose(
                name,
                0,
                LossKind::Unreadable,
                format!("{} MB", size.div_ceil(1024 * 1024)),
            );
            continue;
        }
        let text = fs::read(&page.path)
            .map_err(|error| error.to_string())
            .and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()));
        let text = match text {
            Ok(text) => lines(text.trim_start_matches('\u{feff}')),
            Err(reason) => {
                import.lose(name, 0, LossKind::Unreadable, reason);
                continue;
            }
        };
        if let Some(language) = front::read(&text).0.language
            && !there.contains(&(language, page.inner.clone()))
        {
            page.language = language;
        }
        texts.insert(name.clone(), text);
    }
    texts
}

fn target(found: &Found) -> String {
    format!("{}/{}", found.language, found.to)
}

/// The gate of each page by `to`. A page is closed if any of its languages is, or its
/// folder; only what is narrower than the folder stays in the front matter.
fn gates(drafts: &mut [Draft<'_>], choices: Choices) -> BTreeMap<String, Visibility> {
    let outer = choices.visibility;
    let mut declared: BTreeMap<String, Visibility> = BTreeMap::new();
    for draft in drafts.iter() {
        if let Some(own) = draft.front.visibility {
            let known = declared.entry(draft.found.to.clone()).or_insert(own);
            *known = (*known).max(own);
        }
    }
    let of_folder = |to: &str| {
        let mut gate = outer;
        let mut folder = match to.strip_suffix("/_index.md") {
            Some(own) => folder_of(own),
            None => folder_of(to),
        };
        loop {
            let index = match folder {
                "" => "_index.md".to_owned(),
                folder => format!("{folder}/_index.md"),
            };
            if let Some(own) = declared.get(&index).filter(|_| index != to) {
                gate = gate.max(*own);
            }
            if folder.is_empty() {
                return gate;
            }
            folder = folder_of(folder);
        }
    };
    let mut gates = BTreeMap::new();
    for draft in drafts {
        let to = &draft.found.to;
        let around = of_folder(to);
        let own = declared.get(to).copied().filter(|own| *own > around);
        let own_or_around = own.unwrap_or(around);
        draft.front.visibility = match (choices.rooted, to.as_str()) {
            // Two languages have one gate, and one of them has it already.
            (true, "_index.md") => None,
            (true, _) => Some(own_or_around).filter(|gate| *gate != Visibility::Public),
            (false, "_index.md") => Some(own_or_around),
            (false, _) => own,
        };
        gates.insert(to.clone(), own.unwrap_or(around));
    }
    gates
}

/// The id of each page that may keep its own: translations share one, nothing else does.
fn ids(drafts: &[Draft<'_>], import: &mut Import) -> BTreeMap<usize, String> {
    let paths: BTreeSet<&str> = drafts
        .iter()
        .map(|draft| {
            draft
                .found
                .to
                .trim_end_matches(".md")
                .trim_end_matches("/index")
        })
        .collect();
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    let mut owned: BTreeMap<&str, &str> = BTreeMap::new();
    let mut ids = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let Some(id) = draft.front.id.as_deref() else {
            continue;
        };
        let to = draft.found.to.as_str();
        let category = to.ends_with("_index.md") || draft.found.is_passage;
        // The path of a page is its id where it states none.
        let path = to.trim_end_matches(".md").trim_end_matches("/index");
        let free = !paths.contains(id) || path == id;
        let own = *owners.entry(id).or_insert(to) == to && *owned.entry(to).or_insert(id) == id;
        match free && own && !category {
            true => {
                ids.insert(at, id.to_owned());
            }
            false => import.lose(draft.name, 1, LossKind::Value, format!("id: {id}")),
        }
    }
    ids
}

/// The slug of each page whose slug is free among its neighbours.
fn slugs(drafts: &[Draft<'_>], import: &mut Import) -> BTreeMap<usize, String> {
    let place = |to: &str| {
        to.trim_end_matches(".md")
            .trim_end_matches("/index")
            .trim_end_matches("/_index")
            .to_owned()
    };
    let mut taken: BTreeSet<(Locale, String)> = BTreeSet::new();
    for draft in drafts {
        let mut path = place(&draft.found.to);
        while !path.is_empty() {
            taken.insert((draft.found.language, path.clone()));
            path = folder_of(&path).to_owned();
        }
    }
    let mut slugs = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let Some(slug) = draft.front.slug.as_deref() else {
            continue;
        };
        let path = place(&draft.found.to);
        if name_of(&path) == slug || draft.found.is_passage || path == "_index" {
            continue;
        }
        let wanted = match folder_of(&path) {
            "" => slug.to_owned(),
            folder => format!("{folder}/{slug}"),
        };
        match taken.insert((draft.found.language, wanted)) {
            true => {
                slugs.insert(at, slug.to_owned());
            }
            false => import.lose(draft.name, 1, LossKind::Value, format!("slug: {slug}")),
        }
    }
    slugs
}

/// The title of the front matter; else the first heading is it, else the name.
fn title(draft: &Draft<'_>, body: &str) -> String {
    if let Some(title) = &draft.front.title {
        return title.clone();
    }
    let headed = body.lines().any(|line| line.starts_with('#'));
    let index = draft.found.to.ends_with("_index.md");
    if headed && !index {
        return String::new();
    }
    if let Some(heading) = body.lines().find_map(|line| line.strip_prefix("# ")) {
        return heading
            .split(" {#")
            .next()
            .unwrap_or(heading)
            .replace(['*', '`'], "");
    }
    let inner = &draft.found.inner;
    let named = match name_of(inner).to_lowercase().as_str() {
        "index" | "_index" | "readme" => name_of(folder_of(inner)),
        _ => name_of(inner),
    };
    words_of(if named.is_empty() { "Help" } else { named })
}
