//! Gives each article its gate, id, category and URL, and leaves out what cannot
//! have them. After this step it is known what can be linked to.
//!
//! Where two articles want the same id or URL, the more public one keeps it: what
//! is restricted must never change what the public sees.

mod claims;
mod folders;
mod ids;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::compile::Input;
use crate::compile::header::{Declared, Header, is_slug};
use crate::compile::source::{Role, SourceFile, Tree};
use crate::content::paths::folder_of;
use crate::content::{ArticleId, Status};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::{Gate, Visibility};
use crate::locale::Locale;
use crate::markup;
use crate::spanned::Span;
use crate::translations::Writing;

pub(super) use folders::{FolderGate, Folders};
use ids::{leave_out_different_gates, leave_out_doubled_ids, share_ids};

/// Everything that will be rendered.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) folders: Folders,
    pub(super) categories: Vec<PlannedCategory>,
    /// In the order of files.
    pub(super) articles: Vec<Planned>,
    /// All files of articles, drafts as well, in the order of files.
    pub(super) writings: Vec<Writing>,
    /// Passages and tours, with their headers and gates.
    pub(super) passages: BTreeMap<String, Passage>,
    /// Published articles for which nothing says who may read them.
    pub(super) undeclared: usize,
}

#[derive(Debug)]
pub(super) struct PlannedCategory {
    pub(super) language: Locale,
    pub(super) path: String,
    pub(super) slug: String,
    pub(super) url: String,
    /// File and header of its `_index.md`, in this language.
    pub(super) index: Option<(Arc<str>, Arc<Header>)>,
    /// Title, summary, icon, order and module, from either language.
    pub(super) fallback: Option<Arc<Header>>,
}

/// An article that has its place.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) file: Arc<str>,
    pub(super) text: Arc<str>,
    pub(super) header: Arc<Header>,
    pub(super) language: Locale,
    pub(super) path: String,
    pub(super) category: String,
    pub(super) gate: Gate,
    pub(super) id: ArticleId,
    pub(super) slug: String,
    pub(super) url: String,
    /// False when it is left out already: it is rendered for its other problems alone.
    pub(super) sound: bool,
    /// Whether the file or a folder around it says who may read it.
    pub(super) declares_visibility: bool,
}

impl Planned {
    /// Whether it has, or had, its place in what is published; drafts take nothing away.
    pub(super) fn is_coming(&self) -> bool {
        matches!(self.header.status, Status::Published | Status::Archived)
    }

    pub(super) fn source(&self) -> Source<'_> {
        Source::new(&self.file, &self.text)
    }

    fn writing(&self) -> Writing {
        Writing {
            id: self.id.clone(),
            language: self.language,
            file: Arc::clone(&self.file),
            text: Arc::clone(&self.text),
            category: self.category.clone(),
            title: self.header.title.clone().unwrap_or_default(),
            status: self.header.stage,
            source: self.header.source.clone(),
        }
    }
}

/// Something that pages include, or a tour.
#[derive(Debug)]
pub(super) struct Passage {
    pub(super) header: Arc<Header>,
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
    mut headers: BTreeMap<String, Arc<Header>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Plan {
    let folders = Folders::read(input, tree, &headers, diagnostics);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut passages = BTreeMap::new();
    for (name, file) in &tree.texts {
        match &file.role {
            Role::Article { language, path } => {
                if let Some(header) = headers.remove(name) {
                    drafts.push(Draft::new(file, header, *language, path));
                }
            }
            Role::Tour { .. } | Role::Passage => {
                let Some(header) = headers
                    .remove(name)
                    .filter(|header| header.is_public_text())
                else {
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
        .filter_map(|draft| draft.planned(&folders, &slugs, diagnostics))
        .collect();
    share_ids(&mut articles, diagnostics);
    leave_out_different_gates(&mut articles, diagnostics);
    leave_out_doubled_ids(&mut articles, diagnostics);
    claims::settle(input, &mut articles, &slugs, diagnostics);
    let writings = articles.iter().map(Planned::writing).collect();
    // Only what is published leaves `dev`; archived pages keep their address alone.
    articles.retain(Planned::is_coming);
    let published = |one: &&Planned| one.sound && one.header.status == Status::Published;
    let published = articles.iter().filter(published);
    let undeclared = published.filter(|one| !one.declares_visibility).count();
    let categories = categories(tree, &mut headers, slugs);
    Plan {
        folders,
        categories,
        articles,
        writings,
        passages,
        undeclared,
    }
}

/// An article with its header, before it has a place.
struct Draft {
    file: Arc<str>,
    text: Arc<str>,
    header: Arc<Header>,
    language: Locale,
    path: String,
    category: String,
}

impl Draft {
    fn new(file: &SourceFile, header: Arc<Header>, language: Locale, path: &str) -> Self {
        Draft {
            file: file.file.clone(),
            text: file.text.clone(),
            header,
            language,
            path: path.to_owned(),
            category: folder_of(path).to_owned(),
        }
    }

    fn planned(
        self,
        folders: &Folders,
        slugs: &CategorySlugs,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Planned> {
        let source = Source::new(&self.file, &self.text);
        let folder = format!("{}/{}", self.language, self.category);
        let mut declares_visibility = self.header.declared.visibility.is_some();
        let gate = match folders.gate(&folder) {
            FolderGate::Open(outer) => {
                declares_visibility |= outer.declares_visibility();
                folders.narrow(outer, &self.header.declared, &source, diagnostics)
            }
            FolderGate::LeftOut(by) => {
                diagnostics.push(
                    Diagnostic::new(Code::CategoryLeftOut, self.file.to_string()).with("file", by),
                );
                None
            }
        };
        let slug = self.slug(diagnostics);
        let category = &slugs.get(&(self.language, self.category.clone()))?.url;
        let url = format!("{category}{}/", slug.as_deref().unwrap_or_default());
        let id = self
            .header
            .id
            .as_ref()
            .map_or(self.path.as_str(), |id| id.value.as_str());
        Some(Planned {
            declares_visibility,
            sound: self.header.sound && gate.is_some() && slug.is_some(),
            id: ArticleId::new(id),
            file: self.file,
            text: self.text,
            header: self.header,
            language: self.language,
            path: self.path,
            category: self.category,
            // Nobody reads what is left out; this gate lets it refer to anything.
            gate: gate.unwrap_or_else(|| Gate::new(Visibility::Internal)),
            slug: slug.unwrap_or_default(),
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
pub(super) fn default_slug(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    match is_slug(&name) {
        true => name,
        false => markup::slug(&name).chars().filter(char::is_ascii).collect(),
    }
}

/// Path, slug and URL of each category, by language and path.
type CategorySlugs = BTreeMap<(Locale, String), CategorySlug>;

#[derive(Debug)]
struct CategorySlug {
    slug: String,
    url: String,
}

/// Every folder that holds an article in any language is a category in all of them,
/// so that each language can list what exists only in the other.
fn category_slugs(
    input: &Input<'_>,
    tree: &Tree,
    headers: &BTreeMap<String, Arc<Header>>,
    drafts: &[Draft],
) -> CategorySlugs {
    let mut paths: BTreeSet<String> = BTreeSet::from([String::new()]);
    let indexes = tree.texts.values().filter_map(|file| match &file.role {
        Role::Category {
            path, listed: true, ..
        } => Some(path.as_str()),
        _ => None,
    });
    for path in drafts
        .iter()
        .map(|draft| draft.category.as_str())
        .chain(indexes)
    {
        let mut path = path;
        while paths.insert(path.to_owned()) {
            path = folder_of(path);
        }
    }
    let base = input.config.base_path();
    let mut slugs = CategorySlugs::new();
    for language in &input.config.languages {
        for path in &paths {
            let index = format!("{language}/{path}/_index.md").replace("//", "/");
            let own = headers.get(&index).and_then(|header| header.slug.as_ref());
            let slug = own.map_or_else(|| default_slug(path), |slug| slug.value.clone());
            let url = match slugs.get(&(*language, folder_of(path).to_owned())) {
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
    headers: &mut BTreeMap<String, Arc<Header>>,
    slugs: CategorySlugs,
) -> Vec<PlannedCategory> {
    let mut indexes: HashMap<(Locale, String), (Arc<str>, Arc<Header>)> = HashMap::new();
    for (name, file) in &tree.texts {
        if let Role::Category { language, path, .. } = &file.role
            && let Some(header) = headers
                .remove(name)
                .filter(|header| header.is_public_text())
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

/// Positions in the order in which ids and addresses are given away: what is to be
/// published before drafts, sound articles before those that are left out anyway,
/// public before restricted, then by file.
fn public_first(articles: &[Planned]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by_key(|at| {
        let one = &articles[*at];
        (!one.is_coming(), !one.sound, one.gate.lock(), *at)
    });
    order
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
