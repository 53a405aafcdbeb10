//! Markdown to pages, each with what its links lead to, and the finished library.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};

use crate::compile::Input;
use crate::compile::include::Includes;
use crate::compile::plan::{Plan, Planned, PlannedCategory};
use crate::compile::resolver::{Index, Pictures, Resolver};
use crate::compile::source::{Role, Tree};
use crate::content::{
    Archived, Article, ArticleId, Body, Category, Library, Module, Picture, Status, Term, Tour,
    TourStep,
};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::{Gate, Visibility};
use crate::locale::Locale;
use crate::markup::{self, Document, MAX_PROBLEMS, Rendered};
use crate::spanned;

/// One page while it is decided whether it may stay.
struct Page {
    rendered: Rendered,
    title: String,
    diagnostics: Vec<Diagnostic>,
    linked: Vec<usize>,
}

/// Renders what was planned and assembles the library.
pub(super) fn render(
    input: &Input<'_>,
    tree: &Tree,
    plan: Plan,
    modules: Vec<Module>,
    terms: Vec<Term>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Library {
    let pictures = read_pictures(input, tree, &plan, diagnostics);
    let index = Index::new(tree, &plan, &terms, &pictures, input.config.base_path());
    let renderer = Renderer {
        input,
        index: &index,
    };
    let (mut pages, left_out) = renderer.articles();
    let categories = renderer.categories(&left_out, diagnostics);
    let tours = renderer.tours(&modules, &left_out, diagnostics);
    for page in &mut pages {
        diagnostics.append(&mut page.diagnostics);
    }
    let archived = archived(&plan, &index, diagnostics);
    let mut articles = Vec::with_capacity(pages.len());
    for (at, page) in pages.into_iter().enumerate() {
        let planned = &plan.articles[at];
        if planned.header.status == Status::Published && !left_out.contains(&at) {
            let related = related(planned, &index, &left_out, diagnostics);
            articles.push(Arc::new(article(input, planned, page, related)));
        }
    }
    let mut library = Library::default();
    library.languages.clone_from(&input.config.languages);
    library.modules = modules.into_iter().map(Arc::new).collect();
    library.categories = categories.into_iter().map(Arc::new).collect();
    library.articles = articles;
    library.archived = archived.into_iter().map(Arc::new).collect();
    library.terms = terms
        .iter()
        .map(|term| Arc::new(with_readable_link(term, &index, &left_out)))
        .collect();
    library.tours = tours.into_iter().map(Arc::new).collect();
    library.pictures = pictures
        .by_file
        .values()
        .map(|(picture, _)| Arc::new(picture.clone()))
        .collect();
    order(&mut library);
    library.indexed()
}

struct Renderer<'a> {
    input: &'a Input<'a>,
    index: &'a Index<'a>,
}

impl Renderer<'_> {
    /// Renders all articles, and again those that link to one that had to go.
    fn articles(&self) -> (Vec<Page>, BTreeSet<usize>) {
        let all: Vec<usize> = (0..self.index.plan.articles.len()).collect();
        let mut pages: Vec<Page> = self.in_parallel(&all, &BTreeSet::new());
        let left_out: BTreeSet<usize> = all
            .iter()
            .copied()
            .filter(|at| {
                let broken = pages[*at].diagnostics.iter().any(Diagnostic::is_error);
                broken || !self.index.plan.articles[*at].sound
            })
            .collect();
        if !left_out.is_empty() {
            let again: Vec<usize> = all
                .into_iter()
                .filter(|at| !left_out.contains(at))
                .filter(|at| {
                    pages[*at]
                        .linked
                        .iter()
                        .any(|linked| left_out.contains(linked))
                })
                .collect();
            for (at, page) in again.iter().zip(self.in_parallel(&again, &left_out)) {
                pages[*at] = page;
            }
        }
        (pages, left_out)
    }

    fn in_parallel(&self, articles: &[usize], left_out: &BTreeSet<usize>) -> Vec<Page> {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let share = articles.len().div_ceil(workers).max(1);
        thread::scope(|scope| {
            let running: Vec<_> = articles
                .chunks(share)
                .map(|chunk| {
                    scope.spawn(move || -> Vec<Page> {
                        chunk.iter().map(|at| self.article(*at, left_out)).collect()
                    })
                })
                .collect();
            let mut pages = Vec::with_capacity(articles.len());
            for worker in running {
                match worker.join() {
                    Ok(part) => pages.extend(part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            pages
        })
    }

    /// Renders one article; whatever goes wrong in it stays in it.
    fn article(&self, at: usize, left_out: &BTreeSet<usize>) -> Page {
        let rendered = catch_unwind(AssertUnwindSafe(|| self.rendered(at, left_out)));
        rendered.unwrap_or_else(|_| {
            let file = &*self.index.plan.articles[at].file;
            Page {
                rendered: Rendered::default(),
                title: String::new(),
                diagnostics: vec![Diagnostic::new(Code::InternalFault, file)],
                linked: Vec::new(),
            }
        })
    }

    fn rendered(&self, at: usize, left_out: &BTreeSet<usize>) -> Page {
        let planned = &self.index.plan.articles[at];
        self.page(
            &planned.source(),
            planned.header.body,
            planned.header.title.as_deref(),
            planned.language,
            &planned.gate,
            left_out,
        )
    }

    fn page(
        &self,
        source: &Source<'_>,
        body: usize,
        title: Option<&str>,
        language: Locale,
        gate: &Gate,
        left_out: &BTreeSet<usize>,
    ) -> Page {
        let mut diagnostics = Vec::new();
        let includes = Includes {
            tree: self.index.tree,
            plan: self.index.plan,
            gate,
        };
        let document = includes.document(source, body, &mut diagnostics);
        let title = title.map_or_else(
            || fallback_title(&document, source, &mut diagnostics),
            str::to_owned,
        );
        let resolver = Resolver {
            index: self.index,
            document: &document,
            file: source.file,
            language,
            gate,
            left_out: &|at| left_out.contains(&at),
            problems: RefCell::default(),
            linked: RefCell::default(),
        };
        let mut rendered =
            markup::render(&document, &title, &resolver, self.input.messages, language);
        diagnostics.append(&mut rendered.problems);
        diagnostics.append(&mut resolver.problems.borrow_mut());
        if diagnostics.len() >= MAX_PROBLEMS {
            // Errors stay: they decide whether the article does.
            diagnostics.sort_by_key(|one| one.severity);
            diagnostics.truncate(MAX_PROBLEMS);
            let rest = Diagnostic::new(Code::TooManyProblems, source.file);
            diagnostics.push(rest.with("limit", MAX_PROBLEMS));
        }
        Page {
            title,
            linked: resolver.linked.take(),
            rendered,
            diagnostics,
        }
    }

    fn categories(
        &self,
        left_out: &BTreeSet<usize>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Category> {
        let planned = self.index.plan.categories.iter();
        planned
            .map(|one| self.category(one, left_out, diagnostics))
            .collect()
    }

    fn category(
        &self,
        planned: &PlannedCategory,
        left_out: &BTreeSet<usize>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Category {
        let own = planned.index.as_ref().map(|(_, header)| header);
        let either = own.or(planned.fallback.as_ref());
        let title = own
            .and_then(|header| header.title.clone())
            .or_else(|| {
                planned
                    .fallback
                    .as_ref()
                    .and_then(|header| header.title.clone())
            })
            .unwrap_or_else(|| readable(&planned.path));
        let folder = format!("{}/{}", planned.language, planned.path);
        let gate = self.index.plan.folders.closed_gate(&folder);
        let mut category = Category {
            language: planned.language,
            path: planned.path.clone(),
            slug: planned.slug.clone(),
            url: planned.url.clone(),
            title,
            summary: own.map(|header| header.summary.clone()).unwrap_or_default(),
            icon: either.and_then(|header| header.icon.clone()),
            order: either.and_then(|header| header.order),
            module: either.and_then(|header| header.module.clone()),
            html: String::new(),
            pictures: Vec::new(),
            gate: gate
                .clone()
                .unwrap_or_else(|| Gate::new(Visibility::Internal)),
            bare_title: match planned.path.is_empty() {
                true => self.input.config.site.name.clone(),
                false => readable(&planned.path),
            },
        };
        if let (Some((file, header)), Some(gate)) = (&planned.index, gate)
            && let Some(text) = self.index.tree.texts.get(&**file)
        {
            let mut page = self.page(
                &text.source(),
                header.body,
                Some(&category.title),
                planned.language,
                &gate,
                left_out,
            );
            if !page.diagnostics.iter().any(Diagnostic::is_error) {
                category.html = page.rendered.html;
                category.pictures = page.rendered.pictures;
            }
            diagnostics.append(&mut page.diagnostics);
        }
        category
    }

    fn tours(
        &self,
        modules: &[Module],
        left_out: &BTreeSet<usize>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Tour> {
        let mut tours = Vec::new();
        for (name, file) in &self.index.tree.texts {
            let Role::Tour { language } = file.role else {
                continue;
            };
            let Some(passage) = self.index.plan.passages.get(name) else {
                continue;
            };
            let header = &passage.header;
            let source = file.source();
            let title = header.title.as_deref();
            let mut page = self.page(
                &source,
                header.body,
                title,
                language,
                &passage.gate,
                left_out,
            );
            let sound = !page.diagnostics.iter().any(Diagnostic::is_error);
            diagnostics.append(&mut page.diagnostics);
            let stem = name
                .rsplit('/')
                .next()
                .and_then(|name| name.strip_suffix(".md"));
            let module = header.module.clone().or_else(|| stem.map(str::to_owned));
            let known = modules.iter().any(|one| Some(&one.key) == module.as_ref());
            if let (false, None, Some(module)) = (known, &header.module, &module) {
                let keys: Vec<&str> = modules.iter().map(|one| one.key.as_str()).collect();
                diagnostics.push(
                    Diagnostic::new(Code::UnknownModule, name)
                        .with("module", module)
                        .with("known", keys.join(", "))
                        .near(spanned::nearest(module, keys.iter().copied())),
                );
            }
            if let (true, Some(module)) = (sound, module) {
                let steps = page.rendered.steps().into_iter().map(|step| TourStep {
                    title: step.title,
                    html: step.html,
                    target: step.target,
                });
                tours.push(Tour {
                    language,
                    module,
                    title: page.title,
                    gate: passage.gate.clone(),
                    steps: steps.collect(),
                    pictures: page.rendered.pictures,
                });
            }
        }
        tours
    }
}

fn fallback_title(
    document: &Document,
    source: &Source<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    if let Some(title) = markup::title_of(document) {
        return title;
    }
    let path = source
        .file
        .trim_end_matches(".md")
        .trim_end_matches("/index");
    let title = readable(path);
    diagnostics.push(Diagnostic::new(Code::NoTitle, source.file).with("title", &title));
    title
}

/// A file name as a title: `daily-logs` is `Daily logs`.
fn readable(path: &str) -> String {
    let name = path
        .rsplit('/')
        .next()
        .unwrap_or(path)
        .replace(['-', '_'], " ");
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name,
    }
}

fn article(input: &Input<'_>, planned: &Planned, page: Page, related: Vec<ArticleId>) -> Article {
    let header = &planned.header;
    Article {
        id: planned.id.clone(),
        language: planned.language,
        path: planned.path.clone(),
        file: planned.file.to_string(),
        category: planned.category.clone(),
        slug: planned.slug.clone(),
        url: planned.url.clone(),
        title: page.title,
        summary: header.summary.clone(),
        kind: header.kind,
        gate: planned.gate.clone(),
        module: header.module.clone(),
        contexts: header.contexts.clone(),
        tags: header.tags.clone(),
        keywords: header.keywords.clone(),
        version: header.version.clone(),
        video: header.video.clone(),
        related,
        featured: header.featured,
        order: header.order,
        author: header.author.clone(),
        owner: header.owner.clone(),
        date: header.date,
        updated: header
            .updated
            .or_else(|| input.history.last_change(&planned.file)),
        review_by: header.review_by,
        impact: header.impact,
        noindex: header.noindex,
        aliases: header
            .aliases
            .iter()
            .map(|alias| alias.value.clone())
            .collect(),
        body: Body {
            html: page.rendered.html,
            outline: page.rendered.outline,
            sections: page.rendered.sections,
            markdown: page.rendered.markdown,
            pictures: page.rendered.pictures,
        },
    }
}

fn related(
    planned: &Planned,
    index: &Index<'_>,
    left_out: &BTreeSet<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ArticleId> {
    let mut related = Vec::new();
    for wanted in &planned.header.related {
        let id = ArticleId::new(&wanted.value);
        match index.article(&id, planned.language) {
            Some(at) if !left_out.contains(&at) => related.push(id),
            _ => {
                let known = index
                    .plan
                    .articles
                    .iter()
                    .map(|article| article.id.as_str());
                let near =
                    spanned::nearest(&wanted.value, known).filter(|near| *near != wanted.value);
                diagnostics.push(
                    planned
                        .source()
                        .diagnostic(Code::UnknownRelated, wanted.span)
                        .with("id", &id)
                        .near(near),
                );
            }
        }
    }
    related
}

/// A term whose link leads each of its readers somewhere.
fn with_readable_link(term: &Term, index: &Index<'_>, left_out: &BTreeSet<usize>) -> Term {
    let readable = |id: &ArticleId| {
        index.article(id, term.language).is_some_and(|at| {
            !left_out.contains(&at) && term.gate.is_within(&index.plan.articles[at].gate)
        })
    };
    Term {
        article: term.article.clone().filter(readable),
        ..term.clone()
    }
}

fn archived(plan: &Plan, index: &Index<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Archived> {
    let gone = plan
        .articles
        .iter()
        .filter(|one| one.sound && one.header.status == Status::Archived);
    gone.map(|one| {
        let wanted = one.header.replaced_by.as_ref();
        let id = wanted.map(|wanted| ArticleId::new(&wanted.value));
        let known = id.filter(|id| index.article(id, one.language).is_some());
        if let (Some(wanted), None) = (wanted, &known) {
            let ids = plan.articles.iter().map(|article| article.id.as_str());
            diagnostics.push(
                one.source()
                    .diagnostic(Code::UnknownReplacement, wanted.span)
                    .with("id", &wanted.value)
                    .near(spanned::nearest(&wanted.value, ids)),
            );
        }
        Archived {
            language: one.language,
            url: one.url.clone(),
            gate: one.gate.clone(),
            replaced_by: known,
        }
    })
    .collect()
}

/// A picture of more bytes than this belongs elsewhere.
const MAX_PICTURE: u64 = 10 * 1024 * 1024;

fn read_pictures(
    input: &Input<'_>,
    tree: &Tree,
    plan: &Plan,
    diagnostics: &mut Vec<Diagnostic>,
) -> Pictures {
    let mut pictures = Pictures::default();
    for (file, path) in &tree.others {
        let Some((ending, media_type)) = media_type(file) else {
            continue;
        };
        let metadata = std::fs::metadata(path)
            .ok()
            .filter(std::fs::Metadata::is_file);
        let Some(size) = metadata.map(|metadata| metadata.len()) else {
            diagnostics.push(Diagnostic::new(Code::UnreadableFile, file).with("detail", "no file"));
            continue;
        };
        if size > MAX_PICTURE {
            diagnostics.push(
                Diagnostic::new(Code::FileTooLarge, file)
                    .with("size", size.div_ceil(1024 * 1024))
                    .with("limit", MAX_PICTURE / (1024 * 1024)),
            );
            continue;
        }
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                diagnostics.push(Diagnostic::new(Code::UnreadableFile, file).with("detail", error));
                continue;
            }
        };
        let hash = blake3::hash(&bytes).to_hex();
        let url = format!(
            "{}/media/{}.{ending}",
            input.config.base_path(),
            &hash[..20]
        );
        let folder = crate::compile::plan::folder_of(file);
        // Pictures of an article that is a folder are behind the article's gate.
        let own = plan
            .articles
            .iter()
            .find(|one| *one.file == format!("{folder}/index.md"));
        let gate = match own {
            Some(article) => article.sound.then(|| article.gate.clone()),
            None => plan.folders.closed_gate(folder),
        };
        let picture = Picture {
            url,
            file: file.clone(),
            bytes: bytes.into(),
            media_type,
        };
        pictures.by_file.insert(file.clone(), (picture, gate));
    }
    pictures
}

fn media_type(file: &str) -> Option<(&'static str, &'static str)> {
    let ending = file.rsplit_once('.')?.1.to_ascii_lowercase();
    let known = [
        ("png", "image/png"),
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("gif", "image/gif"),
        ("webp", "image/webp"),
        ("avif", "image/avif"),
        ("svg", "image/svg+xml"),
        ("mp4", "video/mp4"),
        ("webm", "video/webm"),
        ("vtt", "text/vtt"),
        ("pdf", "application/pdf"),
    ];
    known.into_iter().find(|(known, _)| *known == ending)
}

/// Reading order: by language, categories depth first by order and title, and the
/// articles of each by order and title.
fn order(library: &mut Library) {
    let collators: HashMap<Locale, CollatorBorrowed<'static>> = library
        .languages
        .iter()
        .map(|language| (*language, collator(*language)))
        .collect();
    let languages = library.languages.clone();
    let mut categories = Vec::with_capacity(library.categories.len());
    for language in &languages {
        let collator = &collators[language];
        let mut own: Vec<Arc<Category>> = library
            .categories
            .iter()
            .filter(|one| one.language == *language)
            .cloned()
            .collect();
        own.sort_by(|a, b| {
            let by_order = a
                .order
                .unwrap_or(i64::MAX)
                .cmp(&b.order.unwrap_or(i64::MAX));
            by_order
                .then_with(|| collator.compare(&a.title, &b.title))
                .then_with(|| a.path.cmp(&b.path))
        });
        walk(&own, "", &mut categories);
    }
    let place: HashMap<(Locale, &str), usize> = categories
        .iter()
        .enumerate()
        .map(|(at, category)| ((category.language, category.path.as_str()), at))
        .collect();
    library.articles.sort_by(|a, b| {
        let folder = |one: &Article| place.get(&(one.language, one.category.as_str())).copied();
        folder(a)
            .cmp(&folder(b))
            .then_with(|| {
                a.order
                    .unwrap_or(i64::MAX)
                    .cmp(&b.order.unwrap_or(i64::MAX))
            })
            .then_with(|| match collators.get(&a.language) {
                Some(collator) => collator.compare(&a.title, &b.title),
                None => a.title.cmp(&b.title),
            })
            .then_with(|| a.path.cmp(&b.path))
    });
    library.categories = categories;
}

fn walk(own: &[Arc<Category>], path: &str, ordered: &mut Vec<Arc<Category>>) {
    let mut children: HashMap<&str, Vec<&Arc<Category>>> = HashMap::new();
    for category in own {
        if let Some(parent) = category.parent() {
            children.entry(parent).or_default().push(category);
        }
    }
    let mut open: Vec<&Arc<Category>> = own.iter().filter(|one| one.path == path).collect();
    while let Some(category) = open.pop() {
        ordered.push(category.clone());
        if let Some(below) = children.get(category.path.as_str()) {
            open.extend(below.iter().rev());
        }
    }
}

fn collator(language: Locale) -> CollatorBorrowed<'static> {
    let locale = match language {
        Locale::En => icu_locale_core::locale!("en"),
        Locale::Es => icu_locale_core::locale!("es"),
    };
    Collator::try_new(locale.into(), CollatorOptions::default())
        .expect("the tables of both languages are compiled in")
}
