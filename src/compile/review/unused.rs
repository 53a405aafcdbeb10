//! What is there for nothing: articles, pictures and terms that nothing leads to.

use std::collections::{BTreeSet, HashMap};

use aho_corasick::AhoCorasick;

use super::{Used, Written};
use crate::content::{Kind, Library};
use crate::diagnostic::{Code, Diagnostic};

/// Articles that are found by their category and the search alone.
///
/// Releases and films have lists of their own, featured articles stand on the home page,
/// and the screens of a context or module lead to theirs.
pub(super) fn articles(library: &Library, used: &Used, diagnostics: &mut Vec<Diagnostic>) {
    let of_terms: BTreeSet<_> = library
        .terms
        .iter()
        .filter_map(|term| term.article.as_ref())
        .collect();
    let alone = library.articles.iter().filter(|article| {
        article.kind == Kind::Article
            && !article.featured
            && article.contexts.is_empty()
            && article.module.is_none()
            && !of_terms.contains(&article.id)
            && !used.articles.contains(article.file.as_str())
    });
    diagnostics.extend(alone.map(|article| Diagnostic::new(Code::OrphanedArticle, &article.file)));
}

/// Pictures that no page shows and no text names; drafts name some, too.
pub(super) fn pictures(
    library: &Library,
    used: &Used,
    written: &Written<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let candidates: Vec<&str> = library
        .pictures
        .iter()
        .filter(|picture| !used.pictures.contains(&picture.url))
        .map(|picture| picture.file.as_str())
        .collect();
    if candidates.is_empty() {
        return;
    }
    let names: BTreeSet<&str> = candidates.iter().map(|file| name_of(file)).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let Ok(finder) = AhoCorasick::new(&names) else {
        return;
    };
    let mut named = vec![false; names.len()];
    for text in written.tree.texts.values() {
        for found in finder.find_overlapping_iter(&*text.text) {
            named[found.pattern().as_usize()] = true;
        }
    }
    let named: HashMap<&str, bool> = names.into_iter().zip(named).collect();
    for file in candidates {
        // Captions and posters go by the name of their film.
        let own = named.get(name_of(file)).copied().unwrap_or_default();
        if !own {
            diagnostics.push(Diagnostic::new(Code::UnusedPicture, file));
        }
    }
}

/// Terms that no text of their language shows and that lead to no article: at most the
/// host app shows them.
pub(super) fn terms(library: &Library, written: &Written<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if library.terms.is_empty() {
        return;
    }
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    for text in written.tree.texts.values() {
        shown.extend(named_terms(&text.text));
    }
    for term in &library.terms {
        if term.article.is_none() && !shown.contains(term.key.as_str()) {
            let file = format!("{}/_terms.toml", term.language);
            let unused = written.at_term(Code::UnusedTerm, &file, &term.key);
            diagnostics.push(unused.with("key", &term.key));
        }
    }
}

/// Keys of the terms that a text names.
pub(in crate::compile) fn named_terms(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split("{term:").skip(1);
    after.filter_map(|rest| rest.split('}').next())
}

pub(super) fn name_of(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

impl Written<'_> {
    /// A diagnostic about the line that starts a term.
    fn at_term(&self, code: Code, file: &str, key: &str) -> Diagnostic {
        let placed = self.tree.texts.get(file).and_then(|source| {
            let heads = [format!("[\"{key}\"]"), format!("[{key}]")];
            let (at, head) = heads
                .iter()
                .find_map(|head| Some((source.text.find(head.as_str())?, head)))?;
            let span = crate::spanned::Span::new(at, at + head.len());
            Some(source.source().diagnostic(code, span))
        });
        placed.unwrap_or_else(|| Diagnostic::new(code, file))
    }
}
