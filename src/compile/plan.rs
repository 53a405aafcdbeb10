//! Gives each article its gate, id, category and URL, and leaves out what cannot
//! have them. After this step it is known what can be linked to.
//!
//! Where two articles want the same id or URL, the more public one keeps it: what
//! is restricted must never change what the public sees.

mod folders;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::compile::Input;
use crate::compile::header::{Declared, Header, is_slug};
use crate::compile::source::{Role, SourceFile, Tree};
use crate::content::{ArticleId, Status};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::Gate;
use crate::locale::Locale;
use crate::markup;
use crate::spanned::Span;

pub(super) use folders::{FolderGate, Folders};

/// Everything that will be rendered.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) folders: Folders,
    pub(super) categories: Vec<PlannedCategory>,
    /// In the order of files.
    pub(super) articles: Vec<Planned>,
    /// Passages and tours, with their headers and gates.
    pub(super) passages: BTreeMap<String, Passage>,
}

#[derive(Debug)]
pub(super) struct PlannedCategory {
    pub(super) language: Locale,
    pub(super) path: String,
    pub(super) slug: String,
    pub(super) url: String,
    /// File and header of its `_index.md`, in this language.
    pub(super) index: Option<(Arc<str>, Header)>,
    /// Title, summary, icon, order and module, from either language.
    pub(super) fallback: Option<Header>,
}

/// An article that has its place.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) file: Arc<str>,
    pub(super) text: Arc<str>,
    pub(super) header: Header,
    pub(super) language: Locale,
    pub(super) path: String,
    pub(super) category: String,
    pub(super) gate: Gate,
    pub(super) id: ArticleId,
    pub(super) slug: String,
    pub(super) url: String,
}

impl Planned {
    pub(super) fn source(&self) -> Source<'_> {
        Source::new(&self.file, &self.text)
    }
}

/// Something that pages include, or a tour.
#[derive(Debug)]
pub(super) struct Passage {
    pub(super) header: Header,
    pub(super) gate: Gate,
}

/// Addresses right below a language that the site itself uses.
const RESERVED: [&str; 9] = [
    "tags",
    "videos",
    "whats-new",
    "search",
    "404",
    "404.html",
    "feed.xml",
    "llms.txt",
    "index",
];

/// Makes the plan.
pub(super) fn make(
    input: &Input<'_>,
    tree: &Tree,
    mut headers: BTreeMap<String, Header>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Plan {
    let folders = Folders::read(input, tree, &headers, diagnostics);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut passages = BTreeMap::new();
    for (name, file) in &tree.texts {
        match &file.role {
            Role::Article { language, path } => {
                if let Some(header) = headers.remove(name).filter(|header| header.sound) {
                    drafts.push(Draft::new(file, header, *language, path));
                }
            }
            Role::Tour { .. } | Role::Passage => {
                let Some(header) = headers.remove(name).filter(|header| header.sound) else {
                    continue;
                };
                let folder = folder_of(name);
                let gate = match folders.gate(folder) {
                    FolderGate::Open(outer) => {
                        folders.narrow(outer, &header.declared, &file.source(), diagnostics)
                    }
                    FolderGate::LeftOut(_) => None,
                };
                if let Some(gate) = gate {
                    passages.insert(name.clone(), Passage { header, gate });
                }
            }
            _ => {}
        }
    }
    let slugs = category_slugs(input, tree, &headers, &drafts);
    let mut articles: Vec<Planned> = drafts
        .into_iter()
        .filter_map(|draft| draft.planned(input, &folders, &slugs, diagnostics))
        .collect();
    share_ids(&mut articles, diagnostics);
    leave_out_different_gates(&mut articles, diagnostics);
    leave_out_doubles(&mut articles, &slugs, diagnostics);
    leave_out_doubled_aliases(&mut articles, &slugs, diagnostics);
    // Only what is published leaves `dev`; archived pages keep their address alone.
    articles.retain(|one| matches!(one.header.status, Status::Published | Status::Archived));
    let categories = categories(tree, &mut headers, slugs);
    Plan {
        folders,
        categories,
        articles,
        passages,
    }
}

/// An article with its header, before it has a place.
struct Draft {
    file: Arc<str>,
    text: Arc<str>,
    header: Header,
    language: Locale,
    path: String,
    category: String,
}

impl Draft {
    fn new(file: &SourceFile, header: Header, language: Locale, path: &str) -> Self {
        Draft {
            file: file.file.clone(),
            text: file.text.clone(),
            header,
            language,
            path: path.to_owned(),
            category: parent(path).to_owned(),
        }
    }

    fn planned(
        self,
        input: &Input<'_>,
        folders: &Folders,
        slugs: &CategorySlugs,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Planned> {
        let source = Source::new(&self.file, &self.text);
        let folder = format!("{}/{}", self.language, self.category);
        let outer = match folders.gate(&folder) {
            FolderGate::Open(outer) => outer,
            FolderGate::LeftOut(by) => {
                diagnostics.push(
                    Diagnostic::new(Code::CategoryLeftOut, self.file.to_string()).with("file", by),
                );
                return None;
            }
        };
        let gate = folders.narrow(outer, &self.header.declared, &source, diagnostics)?;
        let slug = self.slug(diagnostics)?;
        let category = &slugs.get(&(self.language, self.category.clone()))?.url;
        let url = format!("{category}{slug}/");
        let id = self
            .header
            .id
            .as_ref()
            .map_or(self.path.as_str(), |id| id.value.as_str());
        let _ = input;
        Some(Planned {
            id: ArticleId::new(id),
            file: self.file,
            text: self.text,
            header: self.header,
            language: self.language,
            path: self.path,
            category: self.category,
            gate,
            slug,
            url,
        })
    }

    fn slug(&self, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
        let (slug, span) = match &self.header.slug {
            Some(slug) => (slug.value.clone(), slug.span),
            None => (default_slug(&self.path), Span::default()),
        };
        let source = Source::new(&self.file, &self.text);
        let at_root = self.category.is_empty();
        if slug == "index" || at_root && RESERVED.contains(&slug.as_str()) || is_site_file(&slug) {
            diagnostics.push(
                source
                    .diagnostic(Code::ReservedSlug, span)
                    .with("slug", slug),
            );
            return None;
        }
        if slug.is_empty() {
            diagnostics.push(
                source
                    .diagnostic(Code::BadSlug, span)
                    .with("slug", &self.path),
            );
            return None;
        }
        Some(slug)
    }
}

/// Names that web servers and crawlers give a meaning of their own.
fn is_site_file(slug: &str) -> bool {
    [
        "sitemap.xml",
        "robots.txt",
        "feed.xml",
        "llms.txt",
        "404.html",
        "index.html",
    ]
    .contains(&slug)
        || slug.ends_with(".html")
        || slug.ends_with(".md")
}

/// The file name in lower case, made fit for a URL where it is not.
fn default_slug(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    match is_slug(&name) {
        true => name,
        false => markup::slug(&name).chars().filter(char::is_ascii).collect(),
    }
}

/// Path, slug and URL of each category, by language and path.
type CategorySlugs = BTreeMap<(Locale, String), CategorySlug>;

struct CategorySlug {
    slug: String,
    url: String,
}

/// Every folder that holds an article in any language is a category in all of them,
/// so that each language can list what exists only in the other.
fn category_slugs(
    input: &Input<'_>,
    tree: &Tree,
    headers: &BTreeMap<String, Header>,
    drafts: &[Draft],
) -> CategorySlugs {
    let mut paths: BTreeSet<String> = BTreeSet::from([String::new()]);
    let indexes = tree.texts.values().filter_map(|file| match &file.role {
        Role::Category { path, .. } => Some(path.as_str()),
        _ => None,
    });
    for path in drafts
        .iter()
        .map(|draft| draft.category.as_str())
        .chain(indexes)
    {
        let mut path = path;
        while paths.insert(path.to_owned()) {
            path = parent(path);
        }
    }
    let base = input.config.base_path();
    let mut slugs = CategorySlugs::new();
    for language in &input.config.languages {
        for path in &paths {
            let index = format!("{language}/{path}/_index.md").replace("//", "/");
            let own = headers.get(&index).and_then(|header| header.slug.as_ref());
            let slug = own.map_or_else(|| default_slug(path), |slug| slug.value.clone());
            let url = match slugs.get(&(*language, parent(path).to_owned())) {
                Some(parent) if !path.is_empty() => format!("{}{slug}/", parent.url),
                _ => format!("{base}/{language}/"),
            };
            slugs.insert((*language, path.clone()), CategorySlug { slug, url });
        }
    }
    slugs
}

fn categories(
    tree: &Tree,
    headers: &mut BTreeMap<String, Header>,
    slugs: CategorySlugs,
) -> Vec<PlannedCategory> {
    let mut indexes: HashMap<(Locale, String), (Arc<str>, Header)> = HashMap::new();
    for (name, file) in &tree.texts {
        if let Role::Category { language, path } = &file.role
            && let Some(header) = headers.remove(name).filter(|header| header.sound)
        {
            indexes.insert((*language, path.clone()), (file.file.clone(), header));
        }
    }
    slugs
        .into_iter()
        .map(|((language, path), place)| {
            let other = Locale::ALL
                .iter()
                .filter_map(|other| indexes.get(&(*other, path.clone())))
                .next()
                .map(|(_, header)| header.clone());
            PlannedCategory {
                language,
                slug: place.slug,
                url: place.url,
                index: indexes.get(&(language, path.clone())).cloned(),
                fallback: other,
                path,
            }
        })
        .collect()
}

/// Translations of one path share the id that one of them states.
fn share_ids(articles: &mut Vec<Planned>, diagnostics: &mut Vec<Diagnostic>) {
    let mut stated: BTreeMap<String, (ArticleId, Arc<str>)> = BTreeMap::new();
    let mut left_out = BTreeSet::new();
    for (at, article) in articles.iter().enumerate() {
        let Some(id) = &article.header.id else {
            continue;
        };
        match stated.get(&article.path) {
            Some((known, file)) if *known != article.id => {
                diagnostics.push(
                    article
                        .source()
                        .diagnostic(Code::TranslationId, id.span)
                        .with("id", &article.id)
                        .with("other", known)
                        .with("file", file),
                );
                left_out.insert(at);
            }
            Some(_) => {}
            None => {
                let known = (article.id.clone(), article.file.clone());
                stated.insert(article.path.clone(), known);
            }
        }
    }
    for article in articles.iter_mut() {
        if let Some((id, _)) = stated.get(&article.path)
            && article.header.id.is_none()
        {
            article.id = id.clone();
        }
    }
    remove(articles, &left_out);
}

/// Two translations of one article have one gate; where they differ, both go.
fn leave_out_different_gates(articles: &mut Vec<Planned>, diagnostics: &mut Vec<Diagnostic>) {
    let mut by_id: BTreeMap<&ArticleId, Vec<usize>> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate() {
        by_id.entry(&article.id).or_default().push(at);
    }
    let mut left_out = BTreeSet::new();
    for group in by_id.values() {
        for at in group {
            let one = &articles[*at];
            let other = group
                .iter()
                .map(|at| &articles[*at])
                .find(|other| other.language != one.language && other.gate != one.gate);
            let Some(other) = other else {
                continue;
            };
            let span = gate_span(&one.header.declared);
            diagnostics.push(
                one.source()
                    .diagnostic(Code::TranslationGate, span)
                    .with("gate", &one.gate)
                    .with("other", &other.gate)
                    .with("file", &other.file),
            );
            left_out.insert(*at);
        }
    }
    remove(articles, &left_out);
}

/// One id in one language, and one URL, belong to one article: the more public one,
/// else the first by file.
fn leave_out_doubles(
    articles: &mut Vec<Planned>,
    slugs: &CategorySlugs,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by_key(|at| (articles[*at].gate.lock(), *at));
    let mut ids: HashMap<(Locale, &ArticleId), usize> = HashMap::new();
    let mut urls: HashMap<&str, &str> = HashMap::new();
    for place in slugs.values() {
        urls.insert(&place.url, "_index.md");
    }
    let mut left_out = BTreeSet::new();
    for at in order {
        let article = &articles[at];
        if let Some(first) = ids.get(&(article.language, &article.id)) {
            let span = article
                .header
                .id
                .as_ref()
                .map_or(Span::default(), |id| id.span);
            diagnostics.push(
                article
                    .source()
                    .diagnostic(Code::DoubledId, span)
                    .with("id", &article.id)
                    .with("file", &articles[*first].file),
            );
            left_out.insert(at);
            continue;
        }
        if let Some(first) = urls.get(article.url.as_str()) {
            let span = article
                .header
                .slug
                .as_ref()
                .map_or(Span::default(), |slug| slug.span);
            diagnostics.push(
                article
                    .source()
                    .diagnostic(Code::DoubledUrl, span)
                    .with("url", &article.url)
                    .with("file", first),
            );
            left_out.insert(at);
            continue;
        }
        ids.insert((article.language, &article.id), at);
        urls.insert(&article.url, &article.file);
    }
    remove(articles, &left_out);
}

/// An old address leads to one place, and never hides a page that lives.
fn leave_out_doubled_aliases(
    articles: &mut [Planned],
    slugs: &CategorySlugs,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut taken: HashMap<String, String> = HashMap::new();
    for place in slugs.values() {
        taken.insert(place.url.clone(), "_index.md".to_owned());
    }
    for article in articles.iter() {
        taken.insert(article.url.clone(), article.file.to_string());
    }
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by_key(|at| (articles[*at].gate.lock(), *at));
    for at in order {
        let mut kept = Vec::new();
        for alias in std::mem::take(&mut articles[at].header.aliases) {
            let path = with_slash(&alias.value);
            match taken.get(&path) {
                Some(file) => diagnostics.push(
                    articles[at]
                        .source()
                        .diagnostic(Code::DoubledAlias, alias.span)
                        .with("alias", &alias.value)
                        .with("file", file),
                ),
                None => {
                    taken.insert(path, articles[at].file.to_string());
                    kept.push(alias);
                }
            }
        }
        articles[at].header.aliases = kept;
    }
}

/// Addresses are compared in the form with a `/` at the end.
pub(super) fn with_slash(path: &str) -> String {
    let file = path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'));
    match path.ends_with('/') || file {
        true => path.to_owned(),
        false => format!("{path}/"),
    }
}

pub(super) fn gate_span(declared: &Declared) -> Span {
    let visibility = declared.visibility.as_ref().map(|one| one.span);
    let roles = declared.roles.as_ref().map(|one| one.span);
    let plans = declared.plans.as_ref().map(|one| one.span);
    visibility.or(roles).or(plans).unwrap_or_default()
}

fn remove(articles: &mut Vec<Planned>, left_out: &BTreeSet<usize>) {
    let mut at = 0;
    articles.retain(|_| {
        at += 1;
        !left_out.contains(&(at - 1))
    });
}

/// The folder part of a path below a language.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The folder that a file stands in.
pub(super) fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}
