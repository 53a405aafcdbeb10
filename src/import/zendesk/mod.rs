//! A help center of Zendesk, from saved pages of its Help Center API.
//!
//! Entry point: [`read`]. Articles are public where their user segment is `null`, for
//! customers or internal where it is one of the two built-in ones, and internal
//! everywhere else. There is no network here: pictures are named, not fetched.

mod addresses;
mod export;
mod gates;
mod places;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::gate::Visibility;
use crate::import::edits::Text;
use crate::import::page::{Page, alias, file_name, line, lines, without_markers};
use crate::import::zendesk::addresses::Addresses;
use crate::import::zendesk::export::{Article, Export, Folder, Named, Words};
use crate::import::zendesk::gates::{gates, visibility};
use crate::import::zendesk::places::{Places, chosen, language};
use crate::import::{Import, LossKind, html, links};
use crate::locale::Locale;

/// An article with its place.
struct Entry<'a> {
    named: &'a Named<Article>,
    /// Without the language: `billing/refunds`.
    path: String,
    visibility: Visibility,
    words: BTreeMap<Locale, &'a Words>,
    /// Its pictures lie beside it, behind its gate and not that of the folder.
    pictured: bool,
}

impl Entry<'_> {
    /// Its file, below the language.
    fn file(&self) -> String {
        match self.pictured {
            true => format!("{}/index.md", self.path),
            false => format!("{}.md", self.path),
        }
    }
}

/// Plans the import of the saved pages below `folder`; `rooted` where the home page of a
/// language is there already, whose gate is that of both.
pub fn read(folder: &Path, rooted: bool) -> Import {
    let mut import = Import::default();
    let export = export::read(folder, &mut import);
    let mut places = Places::of(&export, &mut import);
    let entries: Vec<Entry<'_>> = export
        .articles
        .values()
        .filter_map(|named| entry(named, &export, &mut places, &mut import))
        .collect();
    let gates = gates(&entries);
    let mut names = Names {
        places: &places,
        used: BTreeSet::new(),
    };
    let folders = [
        (&export.categories, &places.categories, "categories"),
        (&export.sections, &places.sections, "sections"),
    ];
    for (all, paths, kind) in folders {
        for (id, named) in all {
            category(named, &paths[id], kind, &gates, &mut names, &mut import);
        }
    }
    let addresses = Addresses::new(&export, &places, &gates, &entries);
    let mut aliases = BTreeSet::new();
    for entry in &entries {
        article(entry, &addresses, &mut names, &mut aliases, &mut import);
    }
    let gate = gates.get("").copied().unwrap_or(Visibility::Internal);
    roots((!rooted).then_some(gate), &entries, &mut import);
    fields(&export, &mut import);
    import.sort();
    import
}

fn entry<'a>(
    named: &'a Named<Article>,
    export: &Export,
    places: &mut Places,
    import: &mut Import,
) -> Option<Entry<'a>> {
    let one = &named.one;
    let name = format!("{}: {}", one.id.0, title(&named.words, one));
    let (visibility, reason) = visibility(one, &export.segments);
    if let Some(reason) = reason {
        import.lose(
            &named.file,
            0,
            LossKind::Segment,
            format!("{name}: {reason}"),
        );
    }
    let words = by_language(
        &named.words,
        one.source_locale.as_deref(),
        &named.file,
        &name,
        import,
    );
    if words.is_empty() {
        return None;
    }
    let folder = one
        .section_id
        .as_ref()
        .and_then(|id| places.sections.get(id))
        .cloned();
    if folder.is_none() {
        let section = one.section_id.as_ref().map_or("null", |id| id.0.as_str());
        import.lose(
            &named.file,
            0,
            LossKind::Section,
            format!("{name}: section_id {section}"),
        );
    }
    let path = places.free(
        &folder.unwrap_or_default(),
        &title(&named.words, one),
        &one.id,
    );
    Some(Entry {
        named,
        path,
        visibility,
        pictured: words.values().any(|one| {
            one.body
                .as_deref()
                .is_some_and(|body| body.contains("<img"))
        }),
        words,
    })
}

fn title(words: &[Words], article: &Article) -> String {
    chosen(words, article.source_locale.as_deref())
        .and_then(|one| one.title.as_deref())
        .map(line)
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| article.id.0.clone())
}

/// The words in each of our languages; others, and a second text in one, are lost.
fn by_language<'a>(
    words: &'a [Words],
    source: Option<&str>,
    file: &str,
    name: &str,
    import: &mut Import,
) -> BTreeMap<Locale, &'a Words> {
    let mut found: BTreeMap<Locale, &Words> = BTreeMap::new();
    let mut sorted: Vec<&Words> = words.iter().collect();
    sorted.sort_by_key(|one| one.locale.as_deref() != source);
    for one in sorted {
        match language(one) {
            Some(language) if !found.contains_key(&language) => {
                found.insert(language, one);
            }
            _ => {
                let locale = one.locale.as_deref().unwrap_or("null");
                import.lose(file, 0, LossKind::Language, format!("{name}: {locale}"));
            }
        }
    }
    found
}

/// Slugs that are free in their folder and language.
struct Names<'a> {
    places: &'a Places,
    used: BTreeSet<(Locale, String)>,
}

impl Names<'_> {
    /// The slug that a title makes, where it is not the one of the path.
    fn slug(&mut self, language: Locale, path: &str, title: &str) -> Option<String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let slug = file_name(title);
        if slug == name {
            return None;
        }
        let whole = format!("{folder}/{slug}");
        let whole = whole.trim_start_matches('/').to_owned();
        let free = !self.places.has(&whole) && self.used.insert((language, whole));
        free.then_some(slug)
    }
}

/// The `_index.md` of a category or section, in each language that names it.
fn category(
    named: &Named<Folder>,
    path: &str,
    kind: &str,
    gates: &BTreeMap<String, Visibility>,
    names: &mut Names<'_>,
    import: &mut Import,
) {
    let one = &named.one;
    let name = format!("{kind}/{}", one.id.0);
    let words = by_language(
        &named.words,
        one.source_locale.as_deref(),
        &named.file,
        &name,
        import,
    );
    // Nothing is in it: nobody needs to see it.
    let gate = gates.get(path).copied().unwrap_or(Visibility::Internal);
    for (language, words) in words {
        let title = words.title.as_deref().map(line).unwrap_or_default();
        let mut page = Page::default();
        page.text("title", &title);
        if let Some(description) = &words.body {
            let (text, _) = html::to_markdown(description);
            page.text("summary", &text.replace('\\', ""));
        }
        if let Some(slug) = names.slug(language, path, &title) {
            page.plain("slug", slug);
        }
        if let Some(position) = one.position {
            page.plain("order", position);
        }
        page.plain("visibility", gate);
        import.text(
            format!("{language}/{path}/_index.md"),
            &named.file,
            page.file(""),
        );
        if let Some(address) = words.html_url.as_deref().and_then(addresses::path) {
            import.lose(&named.file, 0, LossKind::Address, address);
        }
    }
}

fn article(
    entry: &Entry<'_>,
    addresses: &Addresses<'_>,
    names: &mut Names<'_>,
    aliases: &mut BTreeSet<String>,
    import: &mut Import,
) {
    let Entry { named, path, .. } = entry;
    let one = &named.one;
    let source = format!("{} {}", named.file, one.id.0);
    for (language, words) in &entry.words {
        let locale = words.locale.as_deref().unwrap_or_default();
        let from = format!("{} ({locale})", one.id.0);
        let html = words.body.as_deref().unwrap_or_default();
        let (markdown, lost) = html::to_markdown(html);
        for (kind, detail) in lost {
            import.lose(&from, 0, kind, detail);
        }
        let markdown = without_markers(&lines(&markdown));
        let text = links::rewrite(Text::new(&markdown, 1), |what, target, _| {
            let known = addresses.fate(what, target, entry, *language);
            if let Some((kind, detail)) = known.loss {
                import.lose(&from, 0, kind, detail);
            }
            known.fate
        });
        let body = text.into_string();
        let empty = body.trim().is_empty();
        if empty {
            import.lose(&from, 0, LossKind::Empty, title(&named.words, one));
        }
        if words.outdated {
            import.lose(
                &from,
                0,
                LossKind::Outdated,
                words.title.clone().unwrap_or_default(),
            );
        }
        let own = words
            .title
            .as_deref()
            .map(line)
            .filter(|title| !title.is_empty());
        let own = own.unwrap_or_else(|| title(&named.words, one));
        let mut page = Page::default();
        page.text("id", &one.id.0);
        page.text("title", &own);
        if let Some(slug) = names.slug(*language, path, &own) {
            page.plain("slug", slug);
        }
        if words.draft || empty {
            page.plain("status", "draft");
        }
        page.plain("visibility", entry.visibility);
        page.list("keywords", one.label_names.as_deref().unwrap_or_default());
        if one.promoted {
            page.plain("featured", true);
        }
        if let Some(position) = one.position {
            page.plain("order", position);
        }
        let day = |moment: &str| {
            Some(
                moment
                    .parse::<jiff::Timestamp>()
                    .ok()?
                    .to_zoned(jiff::tz::TimeZone::UTC)
                    .date(),
            )
        };
        if let Some(date) = one.created_at.as_deref().and_then(day) {
            page.plain("date", date);
        }
        if let Some(Ok(updated)) = words
            .updated_at
            .as_deref()
            .map(str::parse::<jiff::Timestamp>)
        {
            page.plain("updated", updated);
        }
        let old = old_addresses(entry, *language, aliases, &from, import);
        page.list("aliases", &old);
        import.text(
            format!("{language}/{}", entry.file()),
            &source,
            page.file(&body),
        );
    }
}

/// Where an article could be found, with its title in the address and without.
fn old_addresses(
    entry: &Entry<'_>,
    language: Locale,
    taken: &mut BTreeSet<String>,
    from: &str,
    import: &mut Import,
) -> Vec<String> {
    let mut found = Vec::new();
    for words in &entry.named.words {
        // A second text in one language is not imported; its readers come here too.
        if places::language(words) != Some(language) {
            continue;
        }
        let short = words.locale.as_deref().map(|locale| {
            format!(
                "/hc/{}/articles/{}",
                locale.to_lowercase(),
                entry.named.one.id.0
            )
        });
        let long = words.html_url.as_deref().and_then(addresses::path);
        for address in short.into_iter().chain(long) {
            match alias(&address) {
                Some(alias) if taken.insert(alias.clone()) => found.push(alias),
                Some(_) => {}
                None => import.lose(from, 0, LossKind::Address, address),
            }
        }
    }
    found
}

/// The home page of each language, as open as the most open article.
fn roots(gate: Option<Visibility>, entries: &[Entry<'_>], import: &mut Import) {
    for (language, title) in [(Locale::En, "Help"), (Locale::Es, "Ayuda")] {
        if entries
            .iter()
            .any(|entry| entry.words.contains_key(&language))
        {
            let mut page = Page::default();
            page.text("title", title);
            if let Some(gate) = gate {
                page.plain("visibility", gate);
            }
            import.text(format!("{language}/_index.md"), "", page.file(""));
        }
    }
}

/// What articles have and we do not, once for each field.
fn fields(export: &Export, import: &mut Import) {
    for key in [
        "author_id",
        "vote_sum",
        "vote_count",
        "comments_disabled",
        "permission_group_id",
        "content_tag_ids",
    ] {
        let used = export.articles.values().filter(|named| {
            let value = named.one.rest.get(key);
            value.is_some_and(|value| match value {
                serde_json::Value::Null | serde_json::Value::Bool(false) => false,
                serde_json::Value::Number(number) => number.as_i64() != Some(0),
                serde_json::Value::Array(items) => !items.is_empty(),
                _ => true,
            })
        });
        let used = used.count();
        if used > 0 {
            import.lose("", 0, LossKind::Field, format!("{key} ({used})"));
        }
    }
}
