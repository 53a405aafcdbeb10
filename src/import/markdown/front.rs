//! Front matter of other systems, read as ours.
//!
//! Keys are guessed by name. What may have kept a page back and cannot be read closes
//! the page: it becomes a draft, or internal.

mod values;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::gate::Visibility;
use crate::import::markdown::front::values::{day, is_lock, texts};
use crate::import::page::{self, Page, alias};
use crate::import::{LossKind, Lost};
use crate::locale::Locale;
use crate::spanned::{self, Node, Table, Value};

/// Our fields, and the keys that say the same elsewhere, the surest first.
const KEYS: &[(&str, &[&str])] = &[
    ("id", &["id", "uid"]),
    (
        "title",
        &["title", "linktitle", "sidebar_label", "sidebar.label"],
    ),
    (
        "summary",
        &[
            "summary",
            "description",
            "excerpt",
            "abstract",
            "lead",
            "subtitle",
        ],
    ),
    ("slug", &["slug"]),
    (
        "aliases",
        &["aliases", "alias", "redirect_from", "permalink", "url"],
    ),
    (
        "tags",
        &[
            "tags",
            "tag",
            "taxonomies.tags",
            "topics",
            "categories",
            "category",
        ],
    ),
    (
        "keywords",
        &[
            "keywords",
            "ms.search.keywords",
            "search_keywords",
            "labels",
            "synonyms",
        ],
    ),
    (
        "date",
        &[
            "date",
            "publishdate",
            "pubdate",
            "created",
            "created_at",
            "published_at",
        ],
    ),
    (
        "updated",
        &[
            "updated",
            "lastmod",
            "last_modified_at",
            "last_updated",
            "last_update.date",
            "lastupdated",
            "modified",
            "edited",
            "ms.date",
        ],
    ),
    (
        "order",
        &[
            "order",
            "weight",
            "sidebar_position",
            "nav_order",
            "sidebar.order",
            "position",
            "menu_order",
        ],
    ),
    ("author", &["author", "authors"]),
    ("kind", &["kind"]),
    ("featured", &["featured"]),
    ("noindex", &["noindex", "robots"]),
];

/// What the front matter of one page says.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) language: Option<Locale>,
    pub(super) order: Option<i64>,
    pub(super) date: Option<Date>,
    pub(super) aliases: Vec<String>,
    pub(super) draft: bool,
    /// Narrower than what the folder says.
    pub(super) visibility: Option<Visibility>,
    /// Every key, and the field that it became.
    pub(super) keys: Vec<(String, Option<&'static str>)>,
    rest: Page,
    pub(super) lost: Lost,
}

/// The front matter of `text`, the body, and the line that the body starts on.
pub(super) fn read(text: &str) -> (Front, &str, usize) {
    let whole = text.trim_start_matches('\u{feff}');
    let start = whole.trim_start_matches(['\n', '\r', ' ']);
    let before = whole[..whole.len() - start.len()].matches('\n').count();
    let mut lines = start.split_inclusive('\n');
    let opening = lines.next().unwrap_or_default();
    let fence = opening.trim_end();
    if !matches!(fence, "---" | "+++") {
        let json = start.starts_with('{') && !start.starts_with("{{") && !start.starts_with("{%");
        return match json {
            true => (Front::closed("{"), start, before + 1),
            false => (Front::default(), whole, 1),
        };
    }
    let mut at = opening.len();
    for (number, line) in lines.enumerate() {
        let end = at + line.len();
        if line.trim_end() == fence {
            let written = &start[opening.len()..at];
            let table = match fence {
                "+++" => spanned::toml::parse(written),
                _ => spanned::yaml::parse(written),
            };
            let front = match table {
                Ok(table) => Front::of(&table),
                Err(error) => Front::closed(&error.detail),
            };
            return (front, &start[end..], before + number + 3);
        }
        at = end;
    }
    // Three dashes and no end are a line across the page.
    (Front::default(), whole, 1)
}

impl Front {
    /// Of a page whose front matter says what nobody can read.
    fn closed(detail: &str) -> Self {
        Front {
            draft: true,
            visibility: Some(Visibility::Internal),
            lost: vec![(1, LossKind::Closed, detail.to_owned())],
            ..Front::default()
        }
    }

    fn of(table: &Table) -> Self {
        let mut entries: Vec<(String, &Node)> = Vec::new();
        for entry in &table.entries {
            match &entry.node.value {
                Value::Null => {}
                Value::Table(inner) => entries.extend(
                    inner
                        .entries
                        .iter()
                        .map(|one| (format!("{}.{}", entry.key, one.key), &one.node)),
                ),
                _ => entries.push((entry.key.clone(), &entry.node)),
            }
        }
        let mut front = Front::default();
        let mut used: Vec<usize> = Vec::new();
        for (at, (key, node)) in entries.iter().enumerate() {
            if front.lock(&key.to_lowercase(), node) {
                used.push(at);
                front.keys.push((key.clone(), Some("status, visibility")));
            }
        }
        for (ours, theirs) in KEYS {
            let mut items: Vec<String> = Vec::new();
            let mut from = "";
            for name in *theirs {
                for (at, (key, node)) in entries.iter().enumerate() {
                    if used.contains(&at) || !key.eq_ignore_ascii_case(name) {
                        continue;
                    }
                    used.push(at);
                    let list = matches!(*ours, "tags" | "keywords" | "aliases" | "author");
                    let taken = !list && !items.is_empty();
                    if !taken {
                        items.extend(texts(node));
                        from = name;
                    }
                    front.keys.push((key.clone(), (!taken).then_some(*ours)));
                }
            }
            front.take(ours, from, items);
        }
        for (at, (key, _)) in entries.iter().enumerate() {
            if !used.contains(&at) {
                front.keys.push((key.clone(), None));
            }
        }
        front
    }

    /// Whether a key keeps the page back, or says the language; what it says is noted.
    fn lock(&mut self, key: &str, node: &Node) -> bool {
        let texts = texts(node);
        let said = texts.join(", ");
        let word = said.to_lowercase();
        match key {
            "lang" | "language" | "locale" => self.language = Locale::from_tag(&said),
            "draft" => match word.as_str() {
                "false" | "no" => {}
                "true" | "yes" => self.draft = true,
                _ => self.keep_back(key, &said),
            },
            "published" => match word.as_str() {
                "true" | "yes" => {}
                "false" | "no" => self.draft = true,
                _ => match day(key, &said) {
                    Some(date) => self.date = Some(date),
                    None => self.keep_back(key, &said),
                },
            },
            "status" => match word.as_str() {
                "published" | "publish" | "public" | "live" => {}
                "draft" | "review" => self.draft = true,
                _ => self.keep_back(key, &said),
            },
            "expirydate" | "expires" | "unpublishdate" => self.keep_back(key, &said),
            "visibility" if word == "public" => {}
            "visibility" if word == "customer" => {
                self.visibility = self.visibility.max(Some(Visibility::Customer))
            }
            "public" if matches!(word.as_str(), "true" | "yes") => {}
            "private" | "protected" | "internal" | "restricted" | "hidden" | "unlisted"
                if matches!(word.as_str(), "false" | "no") => {}
            _ if is_lock(key) => {
                self.visibility = Some(Visibility::Internal);
                self.lost
                    .push((1, LossKind::Closed, format!("{key}: {said}")));
            }
            _ => return false,
        }
        true
    }

    fn keep_back(&mut self, key: &str, said: &str) {
        self.draft = true;
        self.lost
            .push((1, LossKind::Closed, format!("{key}: {said}")));
    }

    fn take(&mut self, ours: &'static str, theirs: &str, items: Vec<String>) {
        let first = items.first().map(|first| page::line(first));
        let Some(first) = first.filter(|first| !first.is_empty()) else {
            return;
        };
        let refuse = |front: &mut Front| {
            front
                .lost
                .push((1, LossKind::Value, format!("{ours}: {first}")));
        };
        match ours {
            "id" => {
                let fine = first.len() <= 100
                    && first.split('/').all(|part| {
                        !part.is_empty()
                            && !part.starts_with('.')
                            && part
                                .bytes()
                                .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
                    });
                match fine {
                    true => self.id = Some(first),
                    false => refuse(self),
                }
            }
            "title" => self.title = Some(first),
            "slug" => {
                // Some systems take a whole path here: its last part is the name.
                if first.trim_end_matches('/').contains('/') {
                    self.aliases.extend(alias(&first));
                }
                let last = first
                    .trim_matches('/')
                    .rsplit('/')
                    .next()
                    .unwrap_or_default();
                let slug = page::file_name(last);
                match last.is_empty() {
                    true => refuse(self),
                    false => self.slug = Some(slug),
                }
            }
            "aliases" => {
                for item in items {
                    let path = match url::Url::parse(&item) {
                        Ok(url) => url.path().to_owned(),
                        Err(_) => item.clone(),
                    };
                    match alias(path.trim()) {
                        Some(alias) => self.aliases.push(alias),
                        None => self.lost.push((1, LossKind::Address, item)),
                    }
                }
            }
            "order" => match first.parse() {
                Ok(order) => self.order = Some(order),
                Err(_) => refuse(self),
            },
            "date" => match day(theirs, &first) {
                Some(date) => self.date = Some(date),
                None => refuse(self),
            },
            "updated" => match first.parse::<Timestamp>() {
                Ok(moment) => self.rest.plain("updated", moment),
                Err(_) => match day(theirs, &first) {
                    Some(date) => self.rest.plain("updated", date),
                    None => refuse(self),
                },
            },
            "tags" | "keywords" => {
                let items: Vec<String> = items
                    .iter()
                    .flat_map(|item| item.split([',', ';']))
                    .map(str::to_owned)
                    .collect();
                self.rest.list(ours, &items);
            }
            "author" => self.rest.text("author", &items.join(", ")),
            "summary" => self.rest.text("summary", &first),
            "kind" => match first.as_str() {
                "article" | "video" | "release" => self.rest.plain("kind", first),
                _ => refuse(self),
            },
            "featured" if first == "true" => self.rest.plain("featured", true),
            "noindex" if first == "true" || first.to_lowercase().contains("noindex") => {
                self.rest.plain("noindex", true);
            }
            _ => {}
        }
    }

    /// The page as far as the front matter says it, in our order.
    pub(super) fn page(
        &self,
        title: &str,
        id: Option<&str>,
        slug: Option<&str>,
        aliases: &[String],
    ) -> Page {
        let mut page = Page::default();
        if let Some(id) = id {
            page.text("id", id);
        }
        page.text("title", title);
        if let Some(slug) = slug {
            page.plain("slug", slug);
        }
        if self.draft {
            page.plain("status", "draft");
        }
        if let Some(visibility) = self.visibility {
            page.plain("visibility", visibility);
        }
        if let Some(order) = self.order {
            page.plain("order", order);
        }
        if let Some(date) = self.date {
            page.plain("date", date);
        }
        page.join(&self.rest);
        page.list("aliases", aliases);
        page
    }
}
