//! Puts included passages into the text of a page.
//!
//! `{{include: _shared/photos.md}}` on a line of its own brings whole lines, inside
//! of a line it brings the passage as running text. `[!INCLUDE [name](path)]`, as
//! trees of Microsoft Learn write it, is the same.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::compile::front_matter;
use crate::compile::plan::Plan;
use crate::compile::source::Tree;
use crate::content::paths::{folder_of, join};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::Gate;
use crate::markup::{Document, Fence, MAX_PROBLEMS, numbered};
use crate::spanned::{self, Span};

const MAX_DEPTH: usize = 8;
const MAX_LINES: usize = 20_000;
const MAX_BYTES: usize = 4 * 1024 * 1024;
const MAX_INCLUDES: usize = 1_000;

/// Builds the document of a page that readers behind `gate` see.
pub(super) struct Includes<'a> {
    pub(super) tree: &'a Tree,
    pub(super) plan: &'a Plan,
    pub(super) gate: &'a Gate,
}

/// A page while its lines come in.
struct Page<'a> {
    document: Document,
    /// The files being included, outermost first.
    open: Vec<&'a str>,
    lines: usize,
    bytes: usize,
    includes: usize,
    problems: Vec<Diagnostic>,
    full: bool,
}

/// One include in a line.
struct Found<'t> {
    range: Range<usize>,
    target: &'t str,
}

impl<'a> Includes<'a> {
    /// The text of `source` from byte `body` on, with its includes in place.
    pub(super) fn document(
        &self,
        source: &Source<'a>,
        body: usize,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Document {
        if !has_includes(&source.text[body..]) {
            return Document::of_file(source.file, source.text, body);
        }
        let mut page = Page {
            document: Document::default(),
            open: vec![source.file],
            lines: 0,
            bytes: 0,
            includes: 0,
            problems: Vec::new(),
            full: false,
        };
        self.add(&mut page, source, body, "");
        diagnostics.append(&mut page.problems);
        page.document
    }

    fn add(&self, page: &mut Page<'a>, source: &Source<'a>, body: usize, indent: &str) {
        let file = page.document.add_file(source.file, source.text);
        let mut fence = Fence::default();
        for (line, here, number) in numbered(source.text, body) {
            page.lines += 1;
            page.bytes += line.len();
            if page.lines > MAX_LINES || page.bytes > MAX_BYTES {
                return self.too_large(page, source, here..here + line.len());
            }
            if fence.covers(line) || !has_includes(line) {
                let whole = format!("{indent}{line}");
                page.document.push_line(&whole, file, here, number);
                continue;
            }
            match find(line) {
                Some(found)
                    if line[..found.range.start].trim().is_empty()
                        && line[found.range.end..].trim().is_empty() =>
                {
                    let place = here + found.range.start..here + found.range.end;
                    let inner = format!("{indent}{}", &line[..found.range.start]);
                    if let Some((passage, body)) = self.passage(page, source, found.target, place) {
                        self.add(page, &passage, body, &inner);
                        page.open.pop();
                    }
                }
                _ => {
                    let text = self.inline(page, source, line, here);
                    page.document
                        .push_line(&format!("{indent}{text}"), file, here, number);
                }
            }
            if page.full {
                return;
            }
        }
    }

    /// A line with the passages that it includes as running text.
    fn inline(
        &self,
        page: &mut Page<'a>,
        source: &Source<'a>,
        line: &str,
        offset: usize,
    ) -> String {
        let mut text = String::new();
        let mut rest = 0;
        while let Some(found) = find(&line[rest..]).filter(|_| !page.full) {
            let range = rest + found.range.start..rest + found.range.end;
            text.push_str(&line[rest..range.start]);
            let place = offset + range.start..offset + range.end;
            if let Some((passage, body)) = self.passage(page, source, found.target, place) {
                let inner = Document::default();
                let outer = std::mem::replace(&mut page.document, inner);
                self.add(page, &passage, body, "");
                let inner = std::mem::replace(&mut page.document, outer);
                page.open.pop();
                let words: Vec<&str> = inner.text().split_whitespace().collect();
                text.push_str(&words.join(" "));
            }
            rest = range.end;
        }
        text.push_str(&line[rest..]);
        text
    }

    /// Finds an included file and opens it; what may not be included is reported.
    fn passage(
        &self,
        page: &mut Page<'a>,
        source: &Source<'a>,
        target: &str,
        place: Range<usize>,
    ) -> Option<(Source<'a>, usize)> {
        let span = Span::new(place.start, place.end);
        page.includes += 1;
        if page.includes > MAX_INCLUDES {
            self.too_large(page, source, place);
            return None;
        }
        // Drafts, and what could not be read, are as good as absent.
        let found = find_file(self.tree, source.file, target);
        let Some((name, gate)) = found.and_then(|name| Some((name, self.gate_of(name)?))) else {
            if page.problems.len() >= MAX_PROBLEMS {
                return None;
            }
            let near = self.near(source.file, target);
            page.problems.push(
                source
                    .diagnostic(Code::MissingInclude, span)
                    .with("target", target)
                    .near(near),
            );
            return None;
        };
        if page.open.contains(&name) {
            let mut circle: Vec<&str> = page.open.clone();
            circle.push(name);
            page.problems.push(
                source
                    .diagnostic(Code::IncludeLoop, span)
                    .with("target", name)
                    .with("circle", circle.join(" → ")),
            );
            return None;
        }
        if page.open.len() > MAX_DEPTH {
            self.too_large(page, source, place);
            return None;
        }
        if !self.gate.is_within(&gate) {
            page.problems.push(
                source
                    .diagnostic(Code::IncludeThroughGate, span)
                    .with("gate", self.gate)
                    .with("target", name)
                    .with("other", gate),
            );
            return None;
        }
        let file = self.tree.texts.get(name)?;
        let passage = file.source();
        // A front matter that cannot be read was reported with its own file.
        let body = front_matter::split(&passage).ok()?.body;
        page.open.push(name);
        Some((passage, body))
    }

    fn too_large(&self, page: &mut Page<'a>, source: &Source<'a>, place: Range<usize>) {
        if std::mem::replace(&mut page.full, true) {
            return;
        }
        page.problems.push(
            source
                .diagnostic(Code::IncludeTooLarge, Span::new(place.start, place.end))
                .with("limit", MAX_LINES)
                .with("depth", MAX_DEPTH),
        );
    }

    fn near(&self, from: &str, target: &str) -> Option<String> {
        let language = from.split('/').next().unwrap_or_default();
        let prefix = format!("{language}/");
        let names = self
            .tree
            .texts
            .keys()
            .filter_map(|name| name.strip_prefix(&prefix));
        let passages = names.filter(|name| name.contains('_') || name.contains("includes"));
        spanned::nearest(target, passages).map(str::to_owned)
    }

    /// The gate of what is included: its own, or its folder's. `None` for a file
    /// whose gate cannot be known.
    fn gate_of(&self, name: &str) -> Option<Gate> {
        if let Some(passage) = self.plan.passages.get(name) {
            return Some(passage.gate.clone());
        }
        if let Some(article) = self
            .plan
            .articles
            .iter()
            .find(|one| one.sound && &*one.file == name)
        {
            return Some(article.gate.clone());
        }
        None
    }
}

/// Files that another one may include.
pub(super) fn included(tree: &Tree) -> BTreeSet<String> {
    let mut included = BTreeSet::new();
    let texts = tree.texts.iter();
    for (name, file) in texts.filter(|(_, file)| has_includes(&file.text)) {
        for mut line in file.text.lines() {
            while let Some(found) = find(line) {
                included.extend(find_file(tree, name, found.target).map(str::to_owned));
                line = &line[found.range.end..];
            }
        }
    }
    included
}

/// Below the language folder first, then beside the including file.
fn find_file<'a>(tree: &'a Tree, from: &str, target: &str) -> Option<&'a str> {
    let language = from.split('/').next().unwrap_or_default();
    let target = target.replace("%20", " ");
    [language, folder_of(from)]
        .iter()
        .filter_map(|folder| join(folder, &target))
        .filter(|path| path.ends_with(".md"))
        .find_map(|path| tree.texts.get_key_value(&path))
        .map(|(name, _)| name.as_str())
}

pub(super) fn has_includes(text: &str) -> bool {
    text.contains("{{include:") || text.contains("[!INCLUDE") || text.contains("[!include")
}

/// The first include of a line.
fn find(line: &str) -> Option<Found<'_>> {
    let own = line.find("{{include:").and_then(|start| {
        let end = start + line[start..].find("}}")?;
        Some(Found {
            range: start..end + 2,
            target: line[start + "{{include:".len()..end].trim(),
        })
    });
    let learn = line
        .find("[!INCLUDE")
        .or_else(|| line.find("[!include"))
        .and_then(|start| {
            let open = start + line[start..].find("](")?;
            let end = open + line[open..].find(')')?;
            let close = end + 1 + usize::from(line[end + 1..].starts_with(']'));
            Some(Found {
                range: start..close,
                target: line[open + 2..end]
                    .split(" \"")
                    .next()
                    .unwrap_or_default()
                    .trim(),
            })
        });
    match (own, learn) {
        (Some(own), Some(learn)) if learn.range.start < own.range.start => Some(learn),
        (own, learn) => own.or(learn),
    }
}
