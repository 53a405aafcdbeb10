//! Markdown to pages, each with what its links lead to, and the finished library.

mod categories;
mod parts;
mod seen;
mod tours;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::compile::include::{Includes, has_includes};
use crate::compile::kept::{Answer, Kept, KeptPage, MadeOf, Recorder};
use crate::compile::plan::Planned;
use crate::compile::render::parts::{archived, article, related, video, with_readable_link};
use crate::compile::render::seen::Seen;
use crate::compile::resolver::{Index, Resolver};
use crate::compile::review::{Anchored, Used};
use crate::compile::{Input, order};
use crate::content::{Body, Library, Module, Status, Term, TextFile, Texts, Video};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::Gate;
use crate::locale::Locale;
use crate::markup::{self, Document, MAX_PROBLEMS, Rendered};
use crate::parallel::in_parallel;

/// One page while it is decided whether it may stay.
#[derive(Default)]
struct Page {
    body: Body,
    title: String,
    diagnostics: Vec<Diagnostic>,
    linked: Vec<usize>,
    anchors: Vec<Anchored>,
    answers: Vec<Answer>,
    /// All problems are of its own text.
    alone: bool,
    /// Of the front matter.
    video: Option<Video>,
    /// For the next compile.
    kept: Option<Arc<KeptPage>>,
}

/// What came of all pages.
pub(super) struct Pages {
    pub(super) library: Library,
    pub(super) used: Used,
    /// Of the articles that were planned.
    pub(super) left_out: BTreeSet<usize>,
}

/// Renders what was planned and assembles the library.
pub(super) fn render(
    input: &Input<'_>,
    index: &Index<'_>,
    modules: Vec<Module>,
    terms: &[Term],
    kept: &mut Kept,
    diagnostics: &mut Vec<Diagnostic>,
) -> Pages {
    let (plan, pictures) = (index.plan, index.pictures);
    let renderer = Renderer {
        input,
        index,
        kept: &kept.pages,
        is_for_next: kept.is_for_next(),
        file: kept.file.take(),
    };
    let (mut pages, left_out, next) = renderer.articles();
    let mut seen = Seen::new(&pages, plan);
    let categories = renderer.categories(&left_out, &mut seen, diagnostics);
    let tours = renderer.tours(&modules, &left_out, &mut seen, diagnostics);
    let (mut used, found) = seen.done();
    diagnostics.extend(found);
    kept.pages = next;
    for page in &mut pages {
        diagnostics.append(&mut page.diagnostics);
    }
    let archived = archived(plan, index, diagnostics);
    let mut articles = Vec::with_capacity(pages.len());
    for (at, page) in pages.into_iter().enumerate() {
        let planned = &plan.articles[at];
        if planned.header.status == Status::Published && !left_out.contains(&at) {
            let related = related(planned, index, &left_out, diagnostics);
            let listed = related
                .iter()
                .filter_map(|id| index.article(id, planned.language));
            used.link(listed, Some(at), plan);
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
        .map(|term| Arc::new(with_readable_link(term, index, &left_out)))
        .collect();
    library.tours = tours.into_iter().map(Arc::new).collect();
    library.pictures = pictures
        .by_file
        .values()
        .map(|(picture, _)| Arc::new(picture.clone()))
        .collect();
    order::order(&mut library);
    Pages {
        library: library.indexed(),
        used,
        left_out,
    }
}

/// Renders one article anew: what it says, and what another compile is to know of it. `None`
/// where it is to be left out, other files have to do with what is wrong, or passages of them are
/// in it.
pub(super) fn alone(
    input: &Input<'_>,
    index: &Index<'_>,
    at: usize,
    left_out: &BTreeSet<usize>,
) -> Option<Arc<KeptPage>> {
    let renderer = Renderer {
        input,
        index,
        kept: &BTreeMap::new(),
        is_for_next: true,
        file: None,
    };
    let page = renderer.article(at, left_out);
    page.kept
        .filter(|_| !page.diagnostics.iter().any(Diagnostic::is_error))
}

struct Renderer<'a> {
    input: &'a Input<'a>,
    index: &'a Index<'a>,
    kept: &'a BTreeMap<String, Arc<KeptPage>>,
    /// Whether another compile is to have what this one made.
    is_for_next: bool,
    /// Where texts are put; without it they are held.
    file: Option<Arc<TextFile>>,
}

impl Renderer<'_> {
    /// Renders all articles, and again those that link to one that had to go.
    fn articles(&self) -> (Vec<Page>, BTreeSet<usize>, BTreeMap<String, Arc<KeptPage>>) {
        let all: Vec<usize> = (0..self.index.plan.articles.len()).collect();
        let mut pages: Vec<Page> = self.in_parallel(&all, &BTreeSet::new());
        let kept = pages.iter_mut().zip(&self.index.plan.articles);
        let kept = kept
            .filter_map(|(page, planned)| Some((planned.file.to_string(), page.kept.take()?)))
            .collect();
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
        (pages, left_out, kept)
    }

    fn in_parallel(&self, articles: &[usize], left_out: &BTreeSet<usize>) -> Vec<Page> {
        in_parallel(articles, |at| self.article(*at, left_out))
    }

    /// Renders one article; whatever goes wrong in it stays in it.
    fn article(&self, at: usize, left_out: &BTreeSet<usize>) -> Page {
        let rendered = catch_unwind(AssertUnwindSafe(|| self.rendered(at, left_out)));
        rendered.unwrap_or_else(|_| {
            let file = &*self.index.plan.articles[at].file;
            Page {
                diagnostics: vec![Diagnostic::new(Code::InternalFault, file)],
                ..Page::default()
            }
        })
    }

    fn rendered(&self, at: usize, left_out: &BTreeSet<usize>) -> Page {
        let planned = &self.index.plan.articles[at];
        let made_of = MadeOf {
            text: Arc::clone(&planned.text),
            start: planned.header.body,
            title: planned.header.title.clone(),
            language: planned.language,
            gate: planned.gate.clone(),
        };
        let mut page = match self.as_before(planned, &made_of, left_out) {
            Some(page) => page,
            None => self.anew(planned, made_of, left_out),
        };
        page.video = video(planned, self.index, &mut page.diagnostics);
        page
    }

    /// The page of the compile before, if nothing that it was made of has changed.
    fn as_before(
        &self,
        planned: &Planned,
        made_of: &MadeOf,
        left_out: &BTreeSet<usize>,
    ) -> Option<Page> {
        let kept = self.kept.get(&*planned.file)?;
        if !made_of.is_that_of(&kept.made_of) || kept.body.is_damaged() {
            return None;
        }
        // Places are asked for by links to sections alone.
        let document = match kept.has_anchors {
            true => Document::of_file(&planned.file, &planned.text, planned.header.body),
            false => Document::default(),
        };
        let resolver = self.resolver(
            &document,
            &planned.file,
            planned.language,
            &planned.gate,
            left_out,
        );
        let same = kept.answers.iter().all(|one| one.is_given_by(&resolver));
        if !same || !resolver.problems.borrow().is_empty() {
            return None;
        }
        Some(Page {
            body: kept.body.clone(),
            title: kept.title.clone(),
            diagnostics: kept.problems.clone(),
            linked: resolver.linked.take(),
            anchors: resolver.anchors.take(),
            kept: Some(Arc::clone(kept)),
            ..Page::default()
        })
    }

    fn anew(&self, planned: &Planned, made_of: MadeOf, left_out: &BTreeSet<usize>) -> Page {
        let (mut page, rendered) = self.page(
            &planned.source(),
            planned.header.body,
            planned.header.title.as_deref(),
            planned.language,
            &planned.gate,
            left_out,
        );
        page.body = self.put(texts(rendered), planned, &page);
        // Passages are texts of others.
        if self.is_for_next && page.alone && !has_includes(&planned.text[planned.header.body..]) {
            page.kept = Some(Arc::new(KeptPage {
                made_of,
                answers: std::mem::take(&mut page.answers),
                title: page.title.clone(),
                body: page.body.clone(),
                problems: page.diagnostics.clone(),
                has_anchors: !page.anchors.is_empty(),
            }));
        }
        page
    }

    /// Puts away what will be published. What is left out, or is only for writers, is to lie
    /// nowhere; what shows pictures is given their variants anew after each compile, and is held
    /// where another one follows.
    fn put(&self, texts: Texts, planned: &Planned, page: &Page) -> Body {
        let header = &planned.header;
        let is_sound = planned.sound && !page.diagnostics.iter().any(Diagnostic::is_error);
        let is_shown = is_sound && header.status == Status::Published;
        let is_done = !self.is_for_next || texts.pictures.is_empty();
        let file = self.file.as_ref().filter(|_| is_shown && is_done);
        Body::put(texts, !header.summary.is_empty(), file)
    }

    fn resolver<'r>(
        &'r self,
        document: &'r Document,
        file: &'r str,
        language: Locale,
        gate: &'r Gate,
        left_out: &'r BTreeSet<usize>,
    ) -> Resolver<'r> {
        Resolver {
            index: self.index,
            document,
            file,
            language,
            gate,
            left_out,
            origin: self.input.config.origin(),
            problems: RefCell::default(),
            linked: RefCell::default(),
            anchors: RefCell::default(),
        }
    }

    fn page(
        &self,
        source: &Source<'_>,
        body: usize,
        title: Option<&str>,
        language: Locale,
        gate: &Gate,
        left_out: &BTreeSet<usize>,
    ) -> (Page, Rendered) {
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
        let resolver = self.resolver(&document, source.file, language, gate, left_out);
        let recorder = Recorder::new(&resolver);
        let mut rendered =
            markup::render(&document, &title, &recorder, self.input.messages, language);
        let answers = recorder.into_answers();
        diagnostics.append(&mut rendered.problems);
        let alone = resolver.problems.borrow().is_empty();
        diagnostics.append(&mut resolver.problems.borrow_mut());
        if diagnostics.len() >= MAX_PROBLEMS {
            // Errors stay: they decide whether the article does.
            diagnostics.sort_by_key(|one| one.severity);
            diagnostics.truncate(MAX_PROBLEMS);
            let rest = Diagnostic::new(Code::TooManyProblems, source.file);
            diagnostics.push(rest.with("limit", MAX_PROBLEMS));
        }
        let page = Page {
            title,
            linked: resolver.linked.take(),
            anchors: resolver.anchors.take(),
            answers,
            alone,
            diagnostics,
            ..Page::default()
        };
        (page, rendered)
    }
}

/// What of a rendered page becomes the body of an article.
/// Texts grow by doubling; these stay for as long as the edition does.
fn texts(mut rendered: Rendered) -> Texts {
    rendered.html.shrink_to_fit();
    rendered.markdown.shrink_to_fit();
    for section in &mut rendered.sections {
        section.text.shrink_to_fit();
    }
    Texts {
        html: rendered.html,
        outline: rendered.outline,
        sections: rendered.sections,
        markdown: rendered.markdown,
        pictures: rendered.pictures,
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
