//! What is built, but not as it should be: seen once the library is whole.
//!
//! Entry point: [`review`]. Nothing here changes the library. What a reader meets is a
//! warning; what is a matter of judgement is a note.

mod anchors;
mod contexts;
mod renames;
mod titles;
mod unused;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::compile::Input;
use crate::compile::front_matter;
use crate::compile::plan::Plan;
use crate::compile::source::{SourceFile, Tree};
use crate::content::{Article, Library};
use crate::diagnostic::{Code, Diagnostic};
use crate::spanned::{Node, Span, Value};

pub(super) use anchors::Anchored;
pub(super) use unused::named_terms;

/// What pages lead to and show.
#[derive(Debug, Default)]
pub(super) struct Used {
    /// Files of the articles that another page leads to.
    articles: BTreeSet<Arc<str>>,
    /// URLs.
    pub(super) pictures: BTreeSet<String>,
}

impl Used {
    /// Notes links of a page to others; one to itself does not count.
    pub(super) fn link(
        &mut self,
        articles: impl Iterator<Item = usize>,
        from: Option<usize>,
        plan: &Plan,
    ) {
        for article in articles.filter(|article| Some(*article) != from) {
            self.articles.insert(plan.articles[article].file.clone());
        }
    }

    /// Names of the pictures that no page shows; a text may still name them.
    pub(super) fn not_shown(&self, library: &Library) -> Vec<String> {
        let pictures = library.pictures.iter();
        let alone = pictures.filter(|picture| !self.pictures.contains(&picture.url));
        let names = alone.map(|picture| unused::name_of(&picture.file).to_owned());
        names.collect()
    }
}

/// Looks at the whole, and says what is due on which day.
pub(super) fn review(
    input: &Input<'_>,
    tree: &Tree,
    library: &Library,
    used: &Used,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Date, Diagnostic)> {
    let written = Written { input, tree };
    titles::review(library, &written, diagnostics);
    contexts::review(library, &written, diagnostics);
    renames::review(library, &written, diagnostics);
    unused::articles(library, used, diagnostics);
    unused::pictures(library, used, &written, diagnostics);
    unused::terms(library, &written, diagnostics);
    let dated = library
        .articles
        .iter()
        .filter_map(|article| Some((article, article.review_by?)));
    dated
        .map(|(article, day)| {
            let due = written.at_field(Code::ReviewDue, article, "review_by");
            (day, due.with("day", day))
        })
        .collect()
}

/// The files as they are written, to find the places of fields in.
struct Written<'a> {
    input: &'a Input<'a>,
    tree: &'a Tree,
}

impl Written<'_> {
    /// A diagnostic about a field of an article, or about its file where it has none.
    fn at_field(&self, code: Code, article: &Article, field: &str) -> Diagnostic {
        self.at(code, article, field, |node| Some(node.span))
    }

    /// A diagnostic about an item of a list.
    fn at_item(&self, code: Code, article: &Article, field: &str, item: &str) -> Diagnostic {
        self.at(code, article, field, |node| span_of(node, item))
    }

    fn at(
        &self,
        code: Code,
        article: &Article,
        field: &str,
        span: impl Fn(&Node) -> Option<Span>,
    ) -> Diagnostic {
        let file = self.tree.texts.get(&article.file);
        let placed = file.and_then(|file| {
            let span = span(&self.field(file, field)?)?;
            Some(file.source().diagnostic(code, span))
        });
        placed.unwrap_or_else(|| Diagnostic::new(code, &article.file))
    }

    /// A field of the front matter, under our name or that of another system.
    fn field(&self, file: &SourceFile, field: &str) -> Option<Node> {
        let front = front_matter::split(&file.source()).ok()?;
        let mapping = &self.input.config.front_matter;
        let mut entries = front.table.entries.into_iter();
        let ours = |key: &String| mapping.get(key).is_some_and(|ours| ours == field);
        let found = entries.find(|entry| entry.key == field || ours(&entry.key));
        found.map(|entry| entry.node)
    }
}

/// Where `item` stands in a list.
fn span_of(node: &Node, item: &str) -> Option<Span> {
    match &node.value {
        Value::List(items) => items.iter().find_map(|node| span_of(node, item)),
        Value::Scalar { text, .. } => (text == item).then_some(node.span),
        Value::Table(table) => {
            let mut entries = table.entries.iter();
            entries.find_map(|entry| span_of(&entry.node, item))
        }
        Value::Null => None,
    }
}
