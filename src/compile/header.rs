//! Front matter as typed fields, with the places that later steps point at.

mod values;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use semver::VersionReq;

use crate::compile::header::values::{
    is_alias, is_post_key, keeps_back, seconds, split_list, whole_date,
};
use crate::compile::kept::{Kept, are_same};
use crate::compile::parallel::in_parallel;
use crate::compile::source::{Role, SourceFile, Tree, globs};
use crate::compile::{Input, front_matter};
use crate::config::FIELDS;
use crate::content::{BadContext, Context, Impact, Kind, Module, Status, VideoSource};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::Visibility;
use crate::spanned::{self, Fields, Shape, Span, Table, Value};

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

struct Reader<'a> {
    input: &'a Input<'a>,
    modules: &'a [Module],
    source: Source<'a>,
    ignored_keys: &'a globset::GlobSet,
    diagnostics: Vec<Diagnostic>,
    /// Unknown keys of a foreign tree.
    foreign: Vec<(String, Diagnostic)>,
    /// The fields that the last header was asked for.
    asked: Vec<(&'static str, Shape)>,
}

impl<'a> Reader<'a> {
    fn new(
        input: &'a Input<'a>,
        modules: &'a [Module],
        source: Source<'a>,
        ignored_keys: &'a globset::GlobSet,
    ) -> Self {
        Reader {
            input,
            modules,
            source,
            ignored_keys,
            diagnostics: Vec::new(),
            foreign: Vec::new(),
            asked: Vec::new(),
        }
    }

    fn header(&mut self) -> Option<Header> {
        let front = match front_matter::split(&self.source) {
            Ok(front) => front,
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                return None;
            }
        };
        let mut fields = Fields::new(self.translated(front.table));
        let declared = declared(&mut fields, &self.source, self.input, &mut self.diagnostics);
        let stage = self
            .word(&mut fields, "status", Status::WORDS, Status::from_word)
            .unwrap_or(Status::Published);
        let header = Header {
            // Written by `ayuda translations accept`; nothing of it is shown.
            source: fields
                .take_text("source")
                .map(|(revision, _)| revision.trim().to_owned())
                .filter(|revision| !revision.is_empty()),
            id: self.id(&mut fields),
            title: self.line(&mut fields, "title").map(|title| title.value),
            summary: self
                .line(&mut fields, "summary")
                .map(|summary| summary.value)
                .unwrap_or_default(),
            slug: self.slug(&mut fields),
            kind: self
                .word(&mut fields, "kind", Kind::WORDS, Kind::from_word)
                .unwrap_or(Kind::Article),
            status: match stage {
                Status::Draft | Status::Review if self.input.drafts => Status::Published,
                stage => stage,
            },
            stage,
            declared,
            module: self.module(&mut fields),
            contexts: self.contexts(&mut fields),
            tags: self.lines(&mut fields, "tags"),
            keywords: self.lines(&mut fields, "keywords"),
            version: self.version(&mut fields),
            video: self.video(&mut fields),
            related: self.located(&mut fields, "related"),
            replaced_by: self.line(&mut fields, "replaced_by"),
            featured: fields.take_bool("featured").unwrap_or(false),
            order: fields.take_integer("order"),
            icon: self.line(&mut fields, "icon").map(|icon| icon.value),
            author: self.line(&mut fields, "author").map(|author| author.value),
            owner: self.line(&mut fields, "owner").map(|owner| owner.value),
            date: self.date(&mut fields, "date"),
            updated: self.updated(&mut fields),
            review_by: self.date(&mut fields, "review_by"),
            discussion: self.discussion(&mut fields),
            impact: self
                .word(&mut fields, "impact", Impact::WORDS, Impact::from_word)
                .unwrap_or(Impact::Minor),
            noindex: fields.take_bool("noindex").unwrap_or(false),
            aliases: self.aliases(&mut fields),
            body: front.body,
            sound: true,
        };
        self.asked = fields.asked().to_vec();
        self.diagnostics
            .extend(self.source.field_errors(fields).map(|one| {
                let key = one.arguments.iter().find(|(name, _)| *name == "key");
                let harmless = key.is_some_and(|(_, key)| !keeps_back(key));
                match (one.code == Code::UnknownKey, harmless) {
                    (true, true) => one.as_warning(),
                    // Who may read something is never guessed.
                    (true, false) => one.mended(None),
                    (false, _) => one,
                }
            }));
        let sound = !self.diagnostics.iter().any(Diagnostic::is_error);
        Some(Header { sound, ..header })
    }

    /// Renames the keys of another system, and drops those to pass over.
    fn translated(&mut self, table: Table) -> Table {
        let mapping = &self.input.config.front_matter;
        let foreign_tree = !mapping.is_empty() || !self.ignored_keys.is_empty();
        if !foreign_tree {
            return table;
        }
        let own: HashSet<String> = table
            .entries
            .iter()
            .map(|entry| entry.key.clone())
            .collect();
        let mut kept = Table::default();
        for mut entry in table.entries {
            if self.ignored_keys.is_match(&entry.key) {
                continue;
            }
            if let Some(ours) = mapping.get(&entry.key) {
                if own.contains(ours) || entry.node.value == Value::Null || kept.get(ours).is_some()
                {
                    continue;
                }
                entry.key.clone_from(ours);
                split_list(&mut entry.node, ours);
                kept.entries.push(entry);
            } else if FIELDS.contains(&entry.key.as_str()) || keeps_back(&entry.key) {
                kept.entries.push(entry);
            } else {
                let place = self.source.diagnostic(Code::ForeignKey, entry.key_span);
                let place = place.with("key", &entry.key);
                self.foreign.push((entry.key, place));
            }
        }
        kept
    }

    fn report(&mut self, code: Code, span: Span, name: &'static str, value: &str) {
        self.diagnostics
            .push(self.source.diagnostic(code, span).with(name, value));
    }

    /// One line of text that says what it looks like it says.
    fn line(&mut self, fields: &mut Fields, key: &'static str) -> Option<Located<String>> {
        let (text, span) = fields.take_text(key)?;
        self.plain(&text, span);
        let value = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!value.is_empty()).then_some(Located { value, span })
    }

    fn plain(&mut self, text: &str, span: Span) {
        let hidden = |c: &char| {
            matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
                || (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        };
        if let Some(character) = text.chars().find(hidden) {
            let name = format!("U+{:04X}", u32::from(character));
            self.report(Code::ControlCharacter, span, "character", &name);
        }
    }

    fn located(&mut self, fields: &mut Fields, key: &'static str) -> Vec<Located<String>> {
        let Some((items, _)) = fields.take_list(key) else {
            return Vec::new();
        };
        for (text, span) in &items {
            self.plain(text, *span);
        }
        items
            .into_iter()
            .map(|(value, span)| Located { value, span })
            .filter(|item| !item.value.is_empty())
            .collect()
    }

    fn lines(&mut self, fields: &mut Fields, key: &'static str) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for line in self.located(fields, key) {
            if !lines.contains(&line.value) {
                lines.push(line.value);
            }
        }
        lines
    }

    fn word<T>(
        &mut self,
        fields: &mut Fields,
        key: &'static str,
        known: &[&str],
        read: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let (word, span) = fields.take_text(key)?;
        let value = read(&word);
        if value.is_none() {
            let unknown = unknown_value(&self.source, key, &word, span, known);
            // Whether something is published is never guessed.
            let only = spanned::only_near(&word, known.iter().copied());
            let mend = only
                .filter(|_| key != "status")
                .and_then(|only| self.source.mend(span, &word, only));
            self.diagnostics.push(unknown.mended(mend));
        }
        value
    }

    fn id(&mut self, fields: &mut Fields) -> Option<Located<String>> {
        let (value, span) = fields.take_text("id")?;
        let fine = !value.is_empty()
            && value.len() <= 100
            && value.split('/').all(|part| {
                !part.is_empty()
                    && !part.starts_with('.')
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
            });
        if !fine {
            self.report(Code::BadId, span, "id", &value);
        }
        Some(Located { value, span })
    }

    fn slug(&mut self, fields: &mut Fields) -> Option<Located<String>> {
        let (value, span) = fields.take_text("slug")?;
        if !is_slug(&value) {
            let near = Some(crate::markup::slug(&value))
                .filter(|near| !near.is_empty() && near.is_ascii());
            let mend = near
                .as_ref()
                .filter(|near| is_slug(near))
                .and_then(|near| self.source.mend(span, &value, near));
            self.diagnostics.push(
                self.source
                    .diagnostic(Code::BadSlug, span)
                    .with("slug", &value)
                    .near(near)
                    .mended(mend),
            );
        }
        Some(Located { value, span })
    }

    fn module(&mut self, fields: &mut Fields) -> Option<String> {
        let module = self.line(fields, "module")?;
        let known: Vec<&str> = self.modules.iter().map(|one| one.key.as_str()).collect();
        if !known.contains(&module.value.as_str()) {
            let only = spanned::only_near(&module.value, known.iter().copied());
            let mend = only.and_then(|only| self.source.mend(module.span, &module.value, only));
            self.diagnostics.push(
                self.source
                    .diagnostic(Code::UnknownModule, module.span)
                    .with("module", &module.value)
                    .with("known", known.join(", "))
                    .near(spanned::nearest(&module.value, known.iter().copied()))
                    .mended(mend),
            );
        }
        Some(module.value)
    }

    fn contexts(&mut self, fields: &mut Fields) -> Vec<Context> {
        let written = self.located(fields, "contexts");
        contexts(written, &self.source, &mut self.diagnostics)
    }

    fn version(&mut self, fields: &mut Fields) -> Option<(String, VersionReq)> {
        let (text, span) = fields.take_text("version")?;
        match VersionReq::parse(&text) {
            Ok(range) => Some((text, range)),
            Err(error) => {
                self.diagnostics.push(
                    self.source
                        .diagnostic(Code::BadVersion, span)
                        .with("value", &text)
                        .with("detail", error),
                );
                None
            }
        }
    }

    fn video(&mut self, fields: &mut Fields) -> Option<WrittenVideo> {
        let duration = fields.take_text("duration");
        let address = fields.take_text("video");
        let seconds = duration.and_then(|(text, span)| {
            let seconds = seconds(&text);
            if seconds.is_none() {
                let known = ["90", "1:30"];
                self.diagnostics
                    .push(unknown_value(&self.source, "duration", &text, span, &known));
            }
            seconds
        });
        let (address, span) = address?;
        if address.contains("://") && VideoSource::from_address(&address).is_none() {
            self.report(Code::BadVideo, span, "address", &address);
            return None;
        }
        Some(WrittenVideo {
            address: Located {
                value: address,
                span,
            },
            duration: seconds,
        })
    }

    fn date(&mut self, fields: &mut Fields, key: &'static str) -> Option<Date> {
        let (text, span) = fields.take_text(key)?;
        let date = text.parse().ok();
        if date.is_none() {
            self.bad_date(&text, span);
        }
        date
    }

    /// Whether the forum has such a post is not known here: it lives in the database.
    fn discussion(&mut self, fields: &mut Fields) -> Option<String> {
        let (text, span) = fields.take_text("discussion")?;
        if is_post_key(&text) {
            return Some(text);
        }
        // People paste addresses.
        let mut parts = text.split(['/', '?', '#']);
        let near = parts.find(|part| is_post_key(part)).map(str::to_owned);
        let mend = near
            .as_ref()
            .and_then(|near| self.source.mend(span, &text, near));
        self.diagnostics.push(
            self.source
                .diagnostic(Code::BadDiscussion, span)
                .with("value", &text)
                .near(near)
                .mended(mend),
        );
        None
    }

    /// A day, or a moment with its offset.
    fn updated(&mut self, fields: &mut Fields) -> Option<Timestamp> {
        let (text, span) = fields.take_text("updated")?;
        let moment = text.parse::<Timestamp>().ok().or_else(|| {
            let day = text.parse::<Date>().ok()?;
            day.to_zoned(jiff::tz::TimeZone::UTC)
                .ok()
                .map(|zoned| zoned.timestamp())
        });
        if moment.is_none() {
            self.bad_date(&text, span);
        }
        moment
    }

    fn bad_date(&mut self, text: &str, span: Span) {
        let near = whole_date(text);
        let mend = near
            .as_ref()
            .and_then(|near| self.source.mend(span, text, near));
        self.diagnostics.push(
            self.source
                .diagnostic(Code::BadDate, span)
                .with("value", text)
                .near(near)
                .mended(mend),
        );
    }

    fn aliases(&mut self, fields: &mut Fields) -> Vec<Located<String>> {
        let aliases = self.located(fields, "aliases");
        for alias in &aliases {
            let path = &alias.value;
            if !is_alias(path) {
                // What lacks its first slash alone can only mean one thing.
                let near = Some(format!("/{path}"))
                    .filter(|near| path.contains('/') && !path.contains(':') && is_alias(near));
                let mend = near
                    .as_ref()
                    .and_then(|near| self.source.mend(alias.span, path, near));
                self.diagnostics.push(
                    self.source
                        .diagnostic(Code::BadAlias, alias.span)
                        .with("alias", path)
                        .near(near)
                        .mended(mend),
                );
            }
        }
        aliases
    }
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
