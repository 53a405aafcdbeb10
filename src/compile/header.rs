//! Front matter as typed fields, with the places that later steps point at.

mod fields;
mod reader;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use semver::VersionReq;

use crate::compile::Input;
use crate::compile::header::reader::Reader;
use crate::compile::kept::{Kept, are_same};
use crate::compile::source::{Role, SourceFile, Tree, globs};
use crate::content::{BadContext, Context, Impact, Kind, Module, Status};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::Visibility;
use crate::parallel::in_parallel;
use crate::spanned::{self, Fields, Shape, Span};

pub(super) use values::is_slug;

/// A value and where it is written.
#[derive(Clone, Debug)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

/// What one file declares about who may read it.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    pub(super) visibility: Option<Located<Visibility>>,
    pub(super) roles: Option<Located<BTreeSet<String>>>,
    pub(super) plans: Option<Located<BTreeSet<String>>>,
}

impl Declared {
    pub(super) fn is_empty(&self) -> bool {
        self.visibility.is_none() && self.roles.is_none() && self.plans.is_none()
    }
}

/// A film as the front matter names it; a file is looked up once all files are known.
#[derive(Clone, Debug)]
pub(super) struct WrittenVideo {
    pub(super) address: Located<String>,
    /// Seconds.
    pub(super) duration: Option<u32>,
}

/// The front matter of an article, category or tour.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) id: Option<Located<String>>,
    pub(super) title: Option<String>,
    pub(super) summary: String,
    pub(super) slug: Option<Located<String>>,
    pub(super) kind: Kind,
    pub(super) status: Status,
    /// As it is written; another than `status` where drafts are shown.
    pub(super) stage: Status,
    pub(super) declared: Declared,
    pub(super) module: Option<String>,
    pub(super) contexts: Vec<Context>,
    pub(super) tags: Vec<String>,
    pub(super) keywords: Vec<String>,
    pub(super) version: Option<(String, VersionReq)>,
    pub(super) video: Option<WrittenVideo>,
    pub(super) related: Vec<Located<String>>,
    pub(super) replaced_by: Option<Located<String>>,
    pub(super) featured: bool,
    pub(super) order: Option<i64>,
    pub(super) icon: Option<String>,
    pub(super) author: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) date: Option<Date>,
    pub(super) updated: Option<Timestamp>,
    pub(super) review_by: Option<Date>,
    /// Key of the post of the forum where it is talked about.
    pub(super) discussion: Option<String>,
    pub(super) impact: Impact,
    /// The revision that a translation was made from.
    pub(super) source: Option<String>,
    pub(super) noindex: bool,
    pub(super) aliases: Vec<Located<String>>,
    /// Where the body starts in the file.
    pub(super) body: usize,
    /// False when something in it is an error: the page is left out.
    pub(super) sound: bool,
}

impl Header {
    /// Whether the text under it may be shown to those behind its gate.
    pub(super) fn is_public_text(&self) -> bool {
        self.sound && self.status == Status::Published
    }
}

/// Reads the front matter of all articles, categories and tours, by file.
pub(super) fn read(
    input: &Input<'_>,
    tree: &Tree,
    modules: &[Module],
    kept: &mut Kept,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Arc<Header>> {
    let known: Vec<String> = modules.iter().map(|module| module.key.clone()).collect();
    let mut before = std::mem::take(&mut kept.headers);
    if known != kept.modules {
        before.clear();
        kept.modules = known;
    }
    let ignored_keys = globs(&input.config.content.ignore_keys);
    let wanted: Vec<(&String, &SourceFile)> = tree
        .texts
        .iter()
        .filter(|(name, file)| {
            let has_header = matches!(
                file.role,
                Role::Article { .. } | Role::Category { .. } | Role::Tour { .. } | Role::Passage
            );
            has_header && name.ends_with(".md")
        })
        .collect();
    let known_before = |name: &str, file: &SourceFile| {
        let (text, header) = before.get(name)?;
        are_same(text, &file.text).then(|| Read {
            header: Some(Arc::clone(header)),
            ..Read::default()
        })
    };
    let read = in_parallel(&wanted, |(name, file)| {
        known_before(name, file).unwrap_or_else(|| {
            let mut reader = Reader::new(input, modules, file.source(), &ignored_keys);
            Read {
                header: reader.header().map(Arc::new),
                diagnostics: reader.diagnostics,
                foreign: reader.foreign,
            }
        })
    });
    // In how many files each foreign key stands, and its first place.
    let mut foreign: BTreeMap<String, (usize, Diagnostic)> = BTreeMap::new();
    let mut headers = BTreeMap::new();
    for ((name, file), mut read) in wanted.into_iter().zip(read) {
        let quiet = read.diagnostics.is_empty() && read.foreign.is_empty();
        diagnostics.append(&mut read.diagnostics);
        for (key, first) in read.foreign {
            foreign.entry(key).or_insert((0, first)).0 += 1;
        }
        let Some(header) = read.header else { continue };
        if quiet && kept.is_for_next() {
            let text = Arc::clone(&file.text);
            kept.headers
                .insert(name.clone(), (text, Arc::clone(&header)));
        }
        headers.insert(name.clone(), header);
    }
    diagnostics.extend(
        foreign
            .into_values()
            .map(|(files, one)| one.with("files", files)),
    );
    headers
}

/// What came of one file.
#[derive(Default)]
struct Read {
    header: Option<Arc<Header>>,
    diagnostics: Vec<Diagnostic>,
    foreign: Vec<(String, Diagnostic)>,
}

/// Every field that front matter may have, and its shape: what reading one asks for.
pub(super) fn fields(input: &Input<'_>) -> Vec<(&'static str, Shape)> {
    let no_keys = globset::GlobSet::empty();
    let mut reader = Reader::new(input, &[], Source::new("", ""), &no_keys);
    let _ = reader.header();
    reader.asked
}

/// Reads a gate's fields; terms have them too.
pub(super) fn declared(
    fields: &mut Fields,
    source: &Source<'_>,
    input: &Input<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Declared {
    let mut gate = Declared::default();
    if let Some((word, span)) = fields.take_text("visibility") {
        match Visibility::from_word(&word) {
            Some(value) => gate.visibility = Some(Located { value, span }),
            None => {
                let known = Visibility::ALL.map(Visibility::word);
                diagnostics.push(unknown_value(source, "visibility", &word, span, &known));
            }
        }
    }
    let mut names = |key, known: &[String]| {
        let (items, span) = fields.take_list(key)?;
        if items.is_empty() {
            diagnostics.push(source.diagnostic(Code::EmptyList, span).with("key", key));
        }
        let mut names = BTreeSet::new();
        for (name, span) in items {
            if !known.contains(&name) {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                diagnostics.push(unknown_value(source, key, &name, span, &known));
            } else if !names.insert(name.clone()) {
                diagnostics.push(
                    source
                        .diagnostic(Code::DoubledItem, span)
                        .with("item", name)
                        .mended(source.without_item(span)),
                );
            }
        }
        Some(Located { value: names, span })
    };
    gate.roles = names("roles", &input.config.roles);
    gate.plans = names("plans", &input.config.plans);
    gate
}

fn unknown_value(
    source: &Source<'_>,
    key: &str,
    value: &str,
    span: Span,
    known: &[&str],
) -> Diagnostic {
    source
        .diagnostic(Code::UnknownValue, span)
        .with("key", key)
        .with("value", value)
        .with("known", known.join(", "))
        .near(spanned::nearest(value, known.iter().copied()))
}

/// Reads patterns of screens; wrong ones are reported and left away.
pub(super) fn contexts(
    written: Vec<Located<String>>,
    source: &Source<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Context> {
    let mut contexts = Vec::new();
    for pattern in written {
        match Context::parse(&pattern.value) {
            Ok(context) => contexts.push(context),
            Err(reason) => {
                let why = match reason {
                    BadContext::NoSlash => "slash",
                    BadContext::TailInside => "tail",
                    BadContext::Wildcard => "wildcard",
                    BadContext::TooLong => "long",
                };
                diagnostics.push(
                    source
                        .diagnostic(Code::BadContext, pattern.span)
                        .with("pattern", &pattern.value)
                        .with("why", why),
                );
            }
        }
    }
    contexts
}
