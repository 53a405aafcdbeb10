//! Settings out of their table, and what is wrong with them.

mod forum;
mod outbox;
mod site;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;

use ipnet::IpNet;

use crate::config::database::masked;
use crate::config::{
    Config, ContentConfig, DatabaseUrl, FIELDS, IdentityConfig, InsightConfig, ServiceConfig,
    TokenAlgorithm,
};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::Visibility;
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

    /// `ours = "theirs"` or `ours = ["theirs", "also theirs"]`, turned round.
    fn front_matter(&mut self, table: Table) -> BTreeMap<String, String> {
        let mut mapping = BTreeMap::new();
        for entry in table.entries {
            if !FIELDS.contains(&entry.key.as_str()) {
                let near = spanned::nearest(&entry.key, FIELDS.iter().copied());
                let unknown = self.diagnostic(Code::UnknownKey, entry.key_span);
                self.diagnostics
                    .push(unknown.with("key", &entry.key).near(near));
                continue;
            }
            let theirs: Option<Vec<String>> = match &entry.node.value {
                Value::Scalar { text, .. } => Some(vec![text.clone()]),
                Value::List(items) => items
                    .iter()
                    .map(|item| match &item.value {
                        Value::Scalar { text, .. } => Some(text.clone()),
                        _ => None,
                    })
                    .collect(),
                _ => None,
            };
            match theirs {
                Some(theirs) => {
                    mapping.extend(theirs.into_iter().map(|key| (key, entry.key.clone())));
                }
                None => self.diagnostics.push(
                    self.diagnostic(Code::WrongShape, entry.node.span)
                        .with("key", &entry.key)
                        .with("wanted", "text"),
                ),
            }
        }
        mapping
    }

    fn content(&mut self, table: Table, config: &mut ContentConfig) {
        let mut fields = Fields::new(table);
        path(&mut fields, "path", &mut config.path);
        if let Some((word, span)) = fields.take_text("visibility") {
            match Visibility::from_word(&word) {
                Some(visibility) => config.visibility = visibility,
                None => {
                    let known = Visibility::ALL.map(Visibility::word);
                    self.unknown_value("visibility", &word, span, &known);
                }
            }
        }
        if let Some(globs) = self.globs(&mut fields, "ignore") {
            config.ignore = globs;
        }
        if let Some(globs) = self.globs(&mut fields, "ignore_keys") {
            config.ignore_keys = globs;
        }
        self.finish("content", fields);
    }

    fn globs(&mut self, fields: &mut Fields, key: &'static str) -> Option<Vec<String>> {
        let (items, _) = fields.take_list(key)?;
        let mut globs = Vec::new();
        for (glob, span) in items {
            match globset::Glob::new(&glob) {
                Ok(_) => globs.push(glob),
                Err(_) => self.unknown_value(key, &glob, span, &["**/includes/**"]),
            }
        }
        Some(globs)
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

    fn identity(&mut self, table: Table, config: &mut IdentityConfig) {
        let mut fields = Fields::new(table);
        let algorithm = fields.take_text("algorithm");
        let filled = |taken: Option<(String, Span)>| taken.filter(|(text, _)| !text.is_empty());
        config.key_file = filled(fields.take_text("key_file")).map(|(path, _)| path.into());
        config.jwks = filled(fields.take_text("jwks")).map(|(path, _)| path.into());
        if let Some((word, span)) = algorithm {
            let known = TokenAlgorithm::ALL.map(TokenAlgorithm::word);
            let mut all = TokenAlgorithm::ALL.into_iter();
            match all.find(|one| one.word() == word) {
                _ if config.jwks.is_some() => {
                    config.usable = false;
                    self.report(Code::AlgorithmWithJwks, span, "algorithm", &word);
                }
                None => {
                    config.usable = false;
                    self.unknown_value("algorithm", &word, span, &known);
                }
                // Whoever can check such tokens cannot make the key that signs them.
                Some(algorithm)
                    if algorithm != TokenAlgorithm::Hs256 && config.key_file.is_none() =>
                {
                    config.usable = false;
                    self.report(Code::NoTokenKey, span, "algorithm", &word);
                }
                Some(algorithm) => config.algorithm = algorithm,
            }
        }
        text(&mut fields, "issuer", &mut config.issuer);
        text(&mut fields, "audience", &mut config.audience);
        self.finish("identity", fields);
    }

    fn service(&mut self, table: Table, config: &mut ServiceConfig) {
        let mut fields = Fields::new(table);
        text(&mut fields, "listen", &mut config.listen);
        text(&mut fields, "metrics_listen", &mut config.metrics_listen);
        if let Some((word, span)) = fields.take_text("log") {
            match word.as_str() {
                "text" => config.log_json = false,
                "json" => config.log_json = true,
                _ => self.unknown_value("log", &word, span, &["text", "json"]),
            }
        }
        path(&mut fields, "data", &mut config.data);
        if let Some((text, span)) = fields
            .take_text("database_url")
            .filter(|(url, _)| !url.is_empty())
        {
            let url = DatabaseUrl::parse(&text).unwrap_or_else(|| {
                // What was written may hold the password.
                self.unknown_value("database_url", "…", span, &[DatabaseUrl::SAMPLE]);
                DatabaseUrl::MISTYPED
            });
            config.database_url = Some(url);
        }
        if let Some((items, _)) = fields.take_list("allowed_origins") {
            config.allowed_origins = items.into_iter().map(|(origin, _)| origin).collect();
        }
        if let Some((url, _)) = fields
            .take_text("contact_url")
            .filter(|(url, _)| !url.is_empty())
        {
            config.contact_url = Some(url);
        }
        if let Some((text, span)) = fields
            .take_text("sign_in_url")
            .filter(|(url, _)| !url.is_empty())
        {
            match url::Url::parse(&text) {
                Ok(url) if matches!(url.scheme(), "http" | "https") => {
                    config.sign_in_url = Some(text);
                }
                _ => {
                    let known = ["https://app.example.com/help-sign-in"];
                    self.unknown_value("sign_in_url", &text, span, &known);
                }
            }
        }
        if let Some((items, _)) = fields.take_list("trusted_proxies") {
            for (item, span) in items {
                match network(&item) {
                    Some(network) => config.trusted_proxies.push(network),
                    None => self.unknown_value(
                        "trusted_proxies",
                        &item,
                        span,
                        &["127.0.0.1", "10.0.0.0/8", "fd00::/8"],
                    ),
                }
            }
        }
        number(&mut fields, "max_connections", &mut config.max_connections);
        number(
            &mut fields,
            "writes_per_minute",
            &mut config.writes_per_minute,
        );
        number(
            &mut fields,
            "searches_per_minute",
            &mut config.searches_per_minute,
        );
        number(
            &mut fields,
            "requests_per_minute",
            &mut config.requests_per_minute,
        );
        self.finish("service", fields);
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

/// What is below zero is no limit either, as 0 is.
fn number(fields: &mut Fields, key: &'static str, target: &mut u32) {
    if let Some(number) = fields.take_integer(key) {
        *target = u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    }
}

/// A network, or one address.
fn network(text: &str) -> Option<IpNet> {
    let one = |address: IpAddr| IpNet::from(address.to_canonical());
    text.parse().ok().or_else(|| text.parse().ok().map(one))
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
