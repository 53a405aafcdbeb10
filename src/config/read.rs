//! Settings out of their table, and what is wrong with them.

mod content;
mod forum;
mod identity;
mod outbox;
mod service;
mod site;

use std::path::PathBuf;

use crate::config::database::masked;
use crate::config::{Config, InsightConfig};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::locale::Locale;
use crate::spanned::{self, Entry, FieldError, Fields, Node, Shape, Span, Table, Value};

/// Keys outside of sections that the environment may set.
pub(super) const TOP_LEVEL: [&str; 4] = ["base_url", "languages", "roles", "plans"];

/// Ten years: longer than anybody asks back.
const MAX_KEEP_DAYS: u32 = 3_650;

/// The place of what the environment says: no line of the file.
const ENVIRONMENT: Span = Span {
    start: usize::MAX,
    end: usize::MAX,
};

/// Puts a value from the environment where the file would have had it.
pub(super) fn overlay(table: &mut Table, path: &[String], value: &str) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    let at = table.entries.iter().position(|entry| entry.key == *key);
    let at = at.unwrap_or_else(|| {
        table.entries.push(Entry {
            key: key.clone(),
            key_span: ENVIRONMENT,
            node: Node {
                value: Value::Table(Table::default()),
                span: ENVIRONMENT,
            },
        });
        table.entries.len() - 1
    });
    let node = &mut table.entries[at].node;
    if rest.is_empty() {
        node.value = environment_value(value);
        node.span = ENVIRONMENT;
    } else if let Value::Table(inner) = &mut node.value {
        overlay(inner, rest, value);
    }
}

/// `[…]` is a list as in TOML, everything else is text.
fn environment_value(text: &str) -> Value {
    let list = text
        .starts_with('[')
        .then(|| spanned::toml::parse(&format!("value = {text}")).ok())
        .flatten()
        .and_then(|mut table| table.entries.pop())
        .map(|entry| entry.node.value);
    list.unwrap_or_else(|| Value::Scalar {
        text: text.to_owned(),
        quoted: false,
    })
}

/// Collects diagnostics while the settings are taken out of their table.
struct Reader<'a> {
    source: Source<'a>,
    diagnostics: Vec<Diagnostic>,
    /// The keys that were asked for, by section; `""` is outside of sections.
    asked: Vec<Section>,
}

/// A section and the keys that it may have.
pub(super) type Section = (&'static str, Vec<(&'static str, Shape)>);

pub(super) fn read(table: Table, source: Source<'_>) -> (Config, Vec<Diagnostic>) {
    let (config, reader) = take_all(table, source);
    (config, reader.diagnostics)
}

/// Every section with its keys: what reading a file that has them all asks for.
pub(super) fn sections() -> Vec<Section> {
    let source = Source::new("", "");
    let (_, outer) = take_all(Table::default(), source);
    let names = outer.asked.iter().flat_map(|(_, keys)| keys);
    let entries = names
        .filter(|(_, shape)| *shape == Shape::Table)
        .map(|(name, _)| Entry {
            key: (*name).to_owned(),
            key_span: Span::default(),
            node: Node {
                value: Value::Table(Table::default()),
                span: Span::default(),
            },
        })
        .collect();
    take_all(Table { entries }, source).1.asked
}

fn take_all<'a>(table: Table, source: Source<'a>) -> (Config, Reader<'a>) {
    let mut reader = Reader {
        source,
        diagnostics: Vec::new(),
        asked: Vec::new(),
    };
    let mut config = Config::default();
    let mut fields = Fields::new(table);
    if let Some((text, span)) = fields.take_text("base_url") {
        match url::Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.query().is_none() => {
                config.base_url = text.trim_end_matches('/').to_owned();
            }
            _ => reader.unknown_value("base_url", &text, span, &["https://help.example.com"]),
        }
    }
    if let Some((codes, span)) = fields.take_list("languages") {
        let known: Vec<&str> = Locale::ALL.iter().map(|locale| locale.code()).collect();
        let mut languages = Vec::new();
        for (code, span) in codes {
            match Locale::ALL.into_iter().find(|locale| locale.code() == code) {
                Some(locale) if !languages.contains(&locale) => languages.push(locale),
                Some(_) => reader.report(Code::DoubledItem, span, "item", &code),
                None => reader.unknown_value("languages", &code, span, &known),
            }
        }
        match languages.is_empty() {
            true => reader.report(Code::EmptyList, span, "key", "languages"),
            false => config.languages = languages,
        }
    }
    if let Some(roles) = reader.words(&mut fields, "roles") {
        config.roles = roles;
    }
    if let Some(plans) = reader.words(&mut fields, "plans") {
        config.plans = plans;
    }
    if let Some(table) = fields.take_table("front_matter") {
        config.front_matter = reader.front_matter(table);
    }
    if let Some(table) = fields.take_table("content") {
        reader.content(table, &mut config.content);
    }
    if let Some(table) = fields.take_table("site") {
        reader.site(table, &mut config.site);
    }
    if let Some(table) = fields.take_table("search") {
        let mut fields = Fields::new(table);
        path(&mut fields, "built", &mut config.search.built);
        reader.finish("search", fields);
    }
    if let Some(table) = fields.take_table("insight") {
        reader.insight(table, &mut config.insight);
    }
    if let Some(table) = fields.take_table("forum") {
        let known = [config.roles.clone(), config.plans.clone()];
        reader.forum(table, &known, &mut config.forum);
    }
    if let Some(table) = fields.take_table("outbox") {
        reader.outbox(table, &mut config.outbox);
    }
    if let Some(table) = fields.take_table("identity") {
        reader.identity(table, &mut config.identity);
    }
    if let Some(table) = fields.take_table("service") {
        reader.service(table, &mut config.service);
    }
    reader.finish("", fields);
    (config, reader)
}

impl Reader<'_> {
    fn diagnostic(&self, code: Code, span: Span) -> Diagnostic {
        match span == ENVIRONMENT {
            true => Diagnostic::new(code, "AYUDA_*"),
            false => without_secret(self.source.diagnostic(code, span)),
        }
    }

    fn report(&mut self, code: Code, span: Span, name: &'static str, value: &str) {
        let diagnostic = self.diagnostic(code, span).with(name, value);
        self.diagnostics.push(diagnostic);
    }

    fn unknown_value(&mut self, key: &str, value: &str, span: Span, known: &[&str]) {
        self.diagnostics.push(
            self.diagnostic(Code::UnknownValue, span)
                .with("key", key)
                .with("value", value)
                .with("known", known.join(", "))
                .near(spanned::nearest(value, known.iter().copied())),
        );
    }

    fn finish(&mut self, section: &'static str, fields: Fields) {
        self.asked.push((section, fields.asked().to_vec()));
        for error in fields.finish() {
            self.diagnostics.push(match error {
                FieldError::WrongShape { key, wanted, span } => self
                    .diagnostic(Code::WrongShape, span)
                    .with("key", key)
                    .with("wanted", wanted),
                FieldError::UnknownKey {
                    key, near, span, ..
                } => self
                    .diagnostic(Code::UnknownKey, span)
                    .with("key", key)
                    .near(near),
            });
        }
    }

    fn words(&mut self, fields: &mut Fields, key: &'static str) -> Option<Vec<String>> {
        let (items, span) = fields.take_list(key)?;
        let words: Vec<String> = items.into_iter().map(|(word, _)| word).collect();
        if words.is_empty() {
            self.report(Code::EmptyList, span, "key", key);
            return None;
        }
        Some(words)
    }

    fn insight(&mut self, table: Table, config: &mut InsightConfig) {
        let mut fields = Fields::new(table);
        if let Some((text, span)) = fields.take_text("keep_days") {
            match text.parse().ok().filter(|days| *days <= MAX_KEEP_DAYS) {
                Some(days) => config.keep_days = days,
                None => self.unknown_value("keep_days", &text, span, &["90", "0"]),
            }
        }
        self.finish("insight", fields);
    }
}

/// The diagnostic without the line it stands in, where that may hold a password.
pub(super) fn without_secret(mut diagnostic: Diagnostic) -> Diagnostic {
    if let Some(place) = &mut diagnostic.place {
        let shown = masked(&place.text);
        if shown != place.text {
            place.text = shown;
            place.marked = 0..place.text.len();
        }
    }
    diagnostic
}

fn text(fields: &mut Fields, key: &'static str, target: &mut String) {
    if let Some((text, _)) = fields.take_text(key) {
        *target = text;
    }
}

fn path(fields: &mut Fields, key: &'static str, target: &mut PathBuf) {
    if let Some((text, _)) = fields.take_text(key) {
        *target = text.into();
    }
}
