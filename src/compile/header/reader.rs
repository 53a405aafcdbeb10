//! Reads a header field by field: what shapes of values have in common.

use std::collections::HashSet;

use crate::compile::header::values::{keeps_back, split_list};
use crate::compile::header::{Header, Located, declared, unknown_value};
use crate::compile::{Input, front_matter};
use crate::config::FIELDS;
use crate::content::{Impact, Kind, Module, Status};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::spanned::{self, Fields, Shape, Span, Table, Value};

pub(super) struct Reader<'a> {
    input: &'a Input<'a>,
    pub(super) modules: &'a [Module],
    pub(super) source: Source<'a>,
    ignored_keys: &'a globset::GlobSet,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Unknown keys of a foreign tree.
    pub(super) foreign: Vec<(String, Diagnostic)>,
    /// The fields that the last header was asked for.
    pub(super) asked: Vec<(&'static str, Shape)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
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

    pub(super) fn header(&mut self) -> Option<Header> {
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

    pub(super) fn report(&mut self, code: Code, span: Span, name: &'static str, value: &str) {
        self.diagnostics
            .push(self.source.diagnostic(code, span).with(name, value));
    }

    /// One line of text that says what it looks like it says.
    pub(super) fn line(
        &mut self,
        fields: &mut Fields,
        key: &'static str,
    ) -> Option<Located<String>> {
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

    pub(super) fn located(
        &mut self,
        fields: &mut Fields,
        key: &'static str,
    ) -> Vec<Located<String>> {
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
}
