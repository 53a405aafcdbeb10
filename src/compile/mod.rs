//! Files to a [`Library`], and everything that is wrong with them, in one run.
//!
//! The pipeline, in order: `source` reads the tree, `header` reads front
//! matter, `plan` gives each article its gate, id and URL, `render` turns
//! Markdown into pages, `review` looks at the whole. A problem leaves its own article out and never stops the
//! rest. No network, clock or randomness: same content, same library.

mod changed;
mod front_matter;
mod header;
mod include;
mod kept;
mod order;
mod pictures;
mod plan;
mod render;
mod resolver;
mod review;
mod small;
mod source;

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use crate::compile::changed::Last;
use crate::compile::resolver::{Index, Places};
use crate::config::Config;
use crate::content::Library;
use crate::diagnostic::{Code, Diagnostic};
use crate::history::{History, blob_id};
use crate::i18n::Messages;
use crate::parallel::in_parallel;
use crate::spanned::Shape;
use crate::translations::{Reading, Writing, major_edit, outdated};

pub use kept::Kept;
use kept::are_same;

/// More gates than this and search opens many shelves for each query.
const MANY_GATES: usize = 32;

/// What the compiler needs to know besides the files themselves.
#[derive(Debug)]
pub struct Input<'a> {
    /// The content folder.
    pub folder: &'a Path,
    pub config: &'a Config,
    pub messages: &'a Messages,
    pub history: &'a History,
    /// Whether drafts and what is in review are shown as well, for their writers.
    pub drafts: bool,
}

/// The library of everything that is right, and what is wrong with the rest.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub library: Library,
    /// In the order of files and lines.
    pub diagnostics: Vec<Diagnostic>,
    /// All files of articles, whatever their status, for those who translate them.
    pub writings: Arc<Vec<Writing>>,
    /// Published articles for which nothing says who may read them: they have the fallback gate.
    pub undeclared: usize,
    /// What will be said from a day on: a compiler has no clock.
    due: Vec<(Date, Diagnostic)>,
}

impl Compiled {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Whether there is anything that `--strict` fails for; notes are not.
    pub fn has_warnings(&self) -> bool {
        !self.diagnostics.iter().all(Diagnostic::is_note)
    }

    /// What is to be looked at again by this day.
    pub fn due_by(&self, today: Date) -> impl Iterator<Item = Diagnostic> {
        let due = self.due.iter().filter(move |(day, _)| *day <= today);
        due.map(|(_, diagnostic)| diagnostic.clone())
    }
}

/// Every field that front matter may have, with its shape, as the compiler itself asks
/// for them: a schema made of these cannot say anything else.
pub fn front_matter_fields() -> Vec<(&'static str, Shape)> {
    header::fields(&Input {
        folder: Path::new(""),
        config: &Config::default(),
        messages: &Messages::built_in(),
        history: &History::none(),
        drafts: false,
    })
}

/// Compiles a content folder.
pub fn compile(input: &Input<'_>) -> Compiled {
    compile_again(input, &mut Kept::for_nothing())
}

/// Compiles a content folder with what the compile before left, and leaves it for the
/// next: the same as [`compile`], sooner.
///
/// `kept` belongs to one folder, one set of settings and one set of messages.
pub fn compile_again(input: &Input<'_>, kept: &mut Kept) -> Compiled {
    let mut diagnostics = Vec::new();
    // 1. Files, each with its language and its part in the tree.
    let tree = source::read(input, kept, &mut diagnostics);
    // 2. Modules, which headers refer to.
    let modules = small::modules(&tree, &mut diagnostics);
    // 3. Front matter of everything that has some.
    let headers = header::read(input, &tree, &modules, kept, &mut diagnostics);
    // 4. Gates, ids, URLs, categories; whatever cannot have them is left out.
    let mut plan = plan::make(input, &tree, headers, &mut diagnostics);
    let writings = std::mem::take(&mut plan.writings);
    let undeclared = plan.undeclared;
    // 5. Terms, which articles show.
    let terms = small::terms(input, &tree, &plan, &mut diagnostics);
    // 6. Markdown.
    let pictures = pictures::read(input, &tree, &plan, &mut diagnostics);
    let places = Places::new(&plan);
    let base = input.config.base_path();
    let index = Index::new(&tree, &plan, &places, &terms, &pictures, base);
    let pages = render::render(input, &index, modules, &terms, kept, &mut diagnostics);
    let (mut library, used) = (pages.library, pages.used);
    // 7. Translations that have fallen behind.
    mark_outdated(input, &writings, &mut library);
    mark_revisions(input, &writings, kept, &mut library);
    // 8. What is only seen in the whole.
    let due = review::review(input, &tree, &library, &used, &mut diagnostics);
    let gates = library.gates().len();
    if gates > MANY_GATES {
        diagnostics.push(
            Diagnostic::new(Code::TooManyGates, "")
                .with("gates", gates)
                .with("limit", MANY_GATES),
        );
    }
    if input.history.is_shallow() {
        diagnostics.push(Diagnostic::new(Code::ShallowClone, ""));
    }
    Diagnostic::sort(&mut diagnostics);
    diagnostics.dedup();
    let compiled = Compiled {
        library,
        diagnostics,
        writings: Arc::new(writings),
        undeclared,
        due,
    };
    kept.last = kept.is_for_next().then(|| Last {
        left_out: pages.left_out,
        shows_nowhere: used.not_shown(&compiled.library),
        included: OnceCell::new(),
        compiled: compiled.clone(),
        tree,
        plan,
        places,
        terms,
        pictures,
    });
    compiled
}

/// Compiles a content folder of which nothing but `files` changed, as paths below it, since the
/// compile before; neither did what Git knows. The same as [`compile`], soonest where these are
/// articles that say something else in the same places.
pub fn compile_changed(input: &Input<'_>, kept: &mut Kept, files: &[String]) -> Compiled {
    match changed::compile(input, kept, files) {
        Some(compiled) => compiled,
        None => compile_again(input, kept),
    }
}

/// Names what each article says, and what it said at its last major edit.
fn mark_revisions(input: &Input<'_>, writings: &[Writing], kept: &mut Kept, library: &mut Library) {
    let by_file: HashMap<&str, &Writing> = writings.iter().map(|one| (&*one.file, one)).collect();
    let reading = Reading {
        history: input.history,
        front_matter: &input.config.front_matter,
    };
    let before = std::mem::take(&mut kept.revisions);
    let revisions = in_parallel(&library.articles, |article| {
        let text = &by_file.get(&*article.file)?.text;
        match before.get(&*article.file) {
            Some((known, revision)) if are_same(known, text) => Some(revision.clone()),
            _ => Some(blob_id(text.as_bytes())?.to_string()),
        }
    });
    for (article, revision) in library.articles.iter_mut().zip(revisions) {
        if let Some(writing) = by_file.get(&*article.file) {
            let article = Arc::make_mut(article);
            article.revision = revision.unwrap_or_default();
            article.major = major_edit(writing, reading);
            if kept.is_for_next() {
                let of = (Arc::clone(&writing.text), article.revision.clone());
                kept.revisions.insert(Arc::clone(&writing.file), of);
            }
        }
    }
}

/// Marks the translations whose readers are told to look at the original.
///
/// Only what is published is compared: a notice must not depend on anything else.
fn mark_outdated(input: &Input<'_>, writings: &[Writing], library: &mut Library) {
    let published: HashSet<&str> = library.articles.iter().map(|one| &*one.file).collect();
    let published = writings
        .iter()
        .filter(|writing| published.contains(&*writing.file));
    let reading = Reading {
        history: input.history,
        front_matter: &input.config.front_matter,
    };
    let outdated = outdated(published, &input.config.languages, reading);
    for article in &mut library.articles {
        if let Some(told) = outdated.get(&*article.file) {
            Arc::make_mut(article).outdated = Some(*told);
        }
    }
}
