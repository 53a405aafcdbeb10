//! Files to a [`Library`], and everything that is wrong with them, in one run.
//!
//! The pipeline, in order: `source` reads the tree, `header` reads front
//! matter, `plan` gives each article its gate, id and URL, `render` turns
//! Markdown into pages. A problem leaves its own article out and never stops the
//! rest. No network, clock or randomness: same content, same library.

mod front_matter;
mod header;
mod include;
mod order;
mod pictures;
mod plan;
mod render;
mod resolver;
mod small;
mod source;

use std::path::Path;

use crate::config::Config;
use crate::content::Library;
use crate::diagnostic::{Code, Diagnostic};
use crate::history::History;
use crate::i18n::Messages;
use crate::spanned::Shape;

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
}

/// The library of everything that is right, and what is wrong with the rest.
#[derive(Debug)]
pub struct Compiled {
    pub library: Library,
    /// In the order of files and lines.
    pub diagnostics: Vec<Diagnostic>,
}

impl Compiled {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
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
    })
}

/// Compiles a content folder.
pub fn compile(input: &Input<'_>) -> Compiled {
    let mut diagnostics = Vec::new();
    // 1. Files, each with its language and its part in the tree.
    let tree = source::read(input, &mut diagnostics);
    // 2. Modules, which headers refer to.
    let modules = small::modules(&tree, &mut diagnostics);
    // 3. Front matter of everything that has some.
    let headers = header::read(input, &tree, &modules, &mut diagnostics);
    // 4. Gates, ids, URLs, categories; whatever cannot have them is left out.
    let plan = plan::make(input, &tree, headers, &mut diagnostics);
    // 5. Terms, which articles show.
    let terms = small::terms(input, &tree, &plan, &mut diagnostics);
    // 6. Markdown.
    let library = render::render(input, &tree, plan, modules, terms, &mut diagnostics);
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
    Compiled {
        library,
        diagnostics,
    }
}
