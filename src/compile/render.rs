//! Markdown to pages, each with what its links lead to, and the finished library.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use crate::compile::include::Includes;
use crate::compile::plan::{Plan, Planned, PlannedCategory};
use crate::compile::resolver::{Index, Resolver};
use crate::compile::source::{Role, Tree};
use crate::compile::{Input, order, pictures};
use crate::content::{
    Archived, Article, ArticleId, Body, Category, Film, Library, Module, Section, Status, Term,
    Tour, TourStep, Video, VideoSource,
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
    /// Of the front matter.
    video: Option<Video>,
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
    let pictures = pictures::read(input, tree, &plan, diagnostics);
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
    order::order(&mut library);
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
                video: None,
            }
        })
    }

    fn rendered(&self, at: usize, left_out: &BTreeSet<usize>) -> Page {
        let planned = &self.index.plan.articles[at];
        let mut page = self.page(
            &planned.source(),
            planned.header.body,
            planned.header.title.as_deref(),
            planned.language,
            &planned.gate,
            left_out,
        );
        page.video = video(planned, self.index, &mut page.diagnostics);
        page
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
            video: None,
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
    let mut pictures = page.rendered.pictures;
    let film = page.video.as_ref().and_then(|video| video.source.film());
    pictures.extend(film.into_iter().flat_map(Film::urls).cloned());
    let poster = page.video.as_ref().and_then(|video| video.poster.clone());
    pictures.extend(poster.filter(|_| film.is_none()));
    let mut sections = page.rendered.sections;
    if let Some(video) = page.video.as_ref().filter(|one| !one.transcript.is_empty()) {
        add_transcript(&mut sections, &video.transcript);
    }
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
        video: page.video,
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
            sections,
            markdown: page.rendered.markdown,
            pictures,
        },
    }
}

/// What is said in the film on top of a page is found with what stands there.
fn add_transcript(sections: &mut Vec<Section>, transcript: &str) {
    match sections.first_mut().filter(|first| first.anchor.is_empty()) {
        Some(first) if !first.text.is_empty() => {
            first.text.push('\n');
            first.text.push_str(transcript);
        }
        Some(first) => first.text = transcript.to_owned(),
        None => sections.insert(
            0,
            Section {
                text: transcript.to_owned(),
                ..Section::default()
            },
        ),
    }
}

/// The film that the front matter names.
fn video(planned: &Planned, index: &Index<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Video> {
    let written = planned.header.video.as_ref()?;
    let address = &written.address;
    let source = match VideoSource::from_address(&address.value) {
        Some(source) => source,
        None => match index.film(&planned.file, &planned.gate, &address.value) {
            Ok(film) => VideoSource::File(film),
            Err(why) => {
                let diagnostic = planned.source().diagnostic(why.code(), address.span);
                diagnostics.push(why.tell(diagnostic, &planned.gate));
                return None;
            }
        },
    };
    let (poster, transcript) = match source.film() {
        Some(film) => (film.poster.clone(), film.transcript.clone()),
        // Of a film elsewhere, what lies beside the article.
        None => {
            let (poster, captions) = index.beside(&planned.file, &planned.gate);
            let said = captions.map(|captions| captions.words.clone());
            (
                poster.map(|poster| poster.url.clone()),
                said.unwrap_or_default(),
            )
        }
    };
    Some(Video {
        source,
        duration: written.duration,
        poster,
        transcript,
    })
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
