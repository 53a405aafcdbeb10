//! `ayuda.toml` and the environment, read once.
//!
//! Entry point: [`Config::load`]. The only place that reads environment variables
//! for settings. Wrong keys and values are diagnostics, all of them in one run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::Visibility;
use crate::locale::Locale;
use crate::spanned::{self, Entry, FieldError, Fields, Node, Span, Table, Value};

/// All settings, with defaults where nothing was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Folder of the settings file: paths in it are relative to this one.
    pub root: PathBuf,
    /// Without a `/` at its end: `https://help.example.com/help`.
    pub base_url: String,
    /// The first is the default.
    pub languages: Vec<Locale>,
    pub roles: Vec<String>,
    pub plans: Vec<String>,
    pub content: ContentConfig,
    /// Key of another system to our field; empty for a key to pass over.
    pub front_matter: BTreeMap<String, String>,
    pub site: SiteConfig,
    pub search: SearchConfig,
    pub identity: IdentityConfig,
    pub service: ServiceConfig,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ContentConfig {
    pub path: PathBuf,
    /// The gate of what nothing declares.
    pub visibility: Visibility,
    /// Globs of files that are no articles, below the content folder.
    pub ignore: Vec<String>,
    /// Globs of front-matter keys to pass over in silence.
    pub ignore_keys: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SiteConfig {
    pub out: PathBuf,
    pub name: String,
    /// Folder of a theme whose files replace those of the default theme.
    pub theme: Option<PathBuf>,
    /// Where an article is edited; `{path}` stands for its file.
    pub edit_url: Option<String>,
    /// `#rrggbb` for links and buttons.
    pub accent: Option<String>,
    /// Shown at the foot of each page: title and address.
    pub links: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SearchConfig {
    /// Folder of the shelves.
    pub built: PathBuf,
}

#[derive(Clone, Debug, PartialEq)]
pub struct IdentityConfig {
    /// Default: `token.key` in the data folder.
    pub key_file: Option<PathBuf>,
    pub issuer: String,
    pub audience: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ServiceConfig {
    pub listen: String,
    pub data: PathBuf,
    pub allowed_origins: Vec<String>,
    pub contact_url: Option<String>,
}

/// The fields of front matter (SPEC 3), and those of categories and tours.
pub const FIELDS: &[&str] = &[
    "id",
    "title",
    "summary",
    "slug",
    "kind",
    "status",
    "visibility",
    "roles",
    "plans",
    "module",
    "contexts",
    "tags",
    "keywords",
    "version",
    "video",
    "duration",
    "related",
    "featured",
    "order",
    "author",
    "owner",
    "date",
    "review_by",
    "noindex",
    "aliases",
    "updated",
    "impact",
    "source",
    "replaced_by",
    "icon",
];

/// The settings file itself could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{}`", path.display())]
pub struct ConfigError {
    pub path: PathBuf,
    pub source: io::Error,
}

impl Default for Config {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Config {
            root: PathBuf::from("."),
            base_url: "http://127.0.0.1:8080".to_owned(),
            languages: vec![Locale::En, Locale::Es],
            roles: words(&["owner", "pm", "field", "admin"]),
            plans: words(&["free", "starter", "professional", "business", "enterprise"]),
            content: ContentConfig {
                path: "content".into(),
                visibility: Visibility::Internal,
                ignore: Vec::new(),
                ignore_keys: Vec::new(),
            },
            front_matter: BTreeMap::new(),
            site: SiteConfig {
                out: "public".into(),
                name: "Help".to_owned(),
                theme: None,
                edit_url: None,
                accent: None,
                links: Vec::new(),
            },
            search: SearchConfig {
                built: "index/built".into(),
            },
            identity: IdentityConfig {
                key_file: None,
                issuer: "ayuda".to_owned(),
                audience: "ayuda".to_owned(),
            },
            service: ServiceConfig {
                listen: "127.0.0.1:8080".to_owned(),
                data: "data".into(),
                allowed_origins: Vec::new(),
                contact_url: None,
            },
        }
    }
}

impl Config {
    /// Reads the settings file at `path`, and the environment over it.
    ///
    /// A missing file is no error unless `required`: everything has a default.
    /// Environment variables are named as the keys, `AYUDA_SERVICE__LISTEN`.
    ///
    /// # Errors
    /// The file exists and cannot be read. What is wrong *in* it comes as diagnostics.
    pub fn load(
        path: &Path,
        required: bool,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<(Config, Vec<Diagnostic>), ConfigError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !required => String::new(),
            Err(source) => {
                return Err(ConfigError {
                    path: path.to_owned(),
                    source,
                });
            }
        };
        let root = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let name = path.file_name().map_or_else(
            || "ayuda.toml".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        );
        let source = Source::new(&name, &text);
        let mut table = match spanned::toml::parse(&text) {
            Ok(table) => table,
            Err(error) => {
                let diagnostic = source
                    .diagnostic(Code::SettingsSyntax, error.span)
                    .with("detail", &error.detail);
                let config = Config {
                    root,
                    ..Config::default()
                };
                return Ok((config, vec![diagnostic]));
            }
        };
        for (key, value) in environment {
            let Some(name) = key.strip_prefix("AYUDA_").map(str::to_lowercase) else {
                continue;
            };
            if name.contains("__") || TOP_LEVEL.contains(&name.as_str()) {
                let path: Vec<String> = name.split("__").map(str::to_owned).collect();
                overlay(&mut table, &path, &value);
            }
        }
        let (mut config, diagnostics) = read(table, source);
        config.root = root;
        Ok((config, diagnostics))
    }

    /// A path of the settings, from the folder of the settings file.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }

    /// The path part of `base_url`: empty, or `/help` without a `/` at its end.
    pub fn base_path(&self) -> String {
        url::Url::parse(&self.base_url)
            .map(|url| url.path().trim_end_matches('/').to_owned())
            .unwrap_or_default()
    }

    /// Scheme, host and port of `base_url`.
    pub fn origin(&self) -> String {
        url::Url::parse(&self.base_url)
            .map(|url| url.origin().ascii_serialization())
            .unwrap_or_default()
    }

    /// Where the token key lies.
    pub fn key_file(&self) -> PathBuf {
        match &self.identity.key_file {
            Some(path) => self.resolve(path),
            None => self.resolve(&self.service.data).join("token.key"),
        }
    }
}

/// Keys outside of sections that the environment may set.
const TOP_LEVEL: [&str; 4] = ["base_url", "languages", "roles", "plans"];

/// The place of what the environment says: no line of the file.
const ENVIRONMENT: Span = Span {
    start: usize::MAX,
    end: usize::MAX,
};

/// Puts a value from the environment where the file would have had it.
fn overlay(table: &mut Table, path: &[String], value: &str) {
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
}

fn read(table: Table, source: Source<'_>) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader {
        source,
        diagnostics: Vec::new(),
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
        reader.finish(fields);
    }
    if let Some(table) = fields.take_table("identity") {
        reader.identity(table, &mut config.identity);
    }
    if let Some(table) = fields.take_table("service") {
        reader.service(table, &mut config.service);
    }
    reader.finish(fields);
    (config, reader.diagnostics)
}

impl Reader<'_> {
    fn diagnostic(&self, code: Code, span: Span) -> Diagnostic {
        match span == ENVIRONMENT {
            true => Diagnostic::new(code, "AYUDA_*"),
            false => self.source.diagnostic(code, span),
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

    fn finish(&mut self, fields: Fields) {
        for error in fields.finish() {
            self.diagnostics.push(match error {
                FieldError::WrongShape { key, wanted, span } => self
                    .diagnostic(Code::WrongShape, span)
                    .with("key", key)
                    .with("wanted", wanted),
                FieldError::UnknownKey { key, near, span } => self
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
        self.finish(fields);
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

    fn site(&mut self, table: Table, config: &mut SiteConfig) {
        let mut fields = Fields::new(table);
        path(&mut fields, "out", &mut config.out);
        text(&mut fields, "name", &mut config.name);
        if let Some((theme, _)) = fields.take_text("theme") {
            config.theme = Some(theme.into());
        }
        if let Some((url, _)) = fields.take_text("edit_url") {
            config.edit_url = Some(url);
        }
        if let Some((accent, span)) = fields.take_text("accent") {
            let fine = accent.len() == 7
                && accent.starts_with('#')
                && accent[1..].bytes().all(|b| b.is_ascii_hexdigit());
            match fine {
                true => config.accent = Some(accent),
                false => self.unknown_value("accent", &accent, span, &["#1d4ed8"]),
            }
        }
        if let Some(table) = fields.take_table("links") {
            config.links = table
                .entries
                .into_iter()
                .filter_map(|entry| match entry.node.value {
                    Value::Scalar { text, .. } => Some((entry.key, text)),
                    _ => None,
                })
                .collect();
        }
        self.finish(fields);
    }

    fn identity(&mut self, table: Table, config: &mut IdentityConfig) {
        let mut fields = Fields::new(table);
        if let Some((word, span)) = fields.take_text("algorithm")
            && word != "HS256"
        {
            self.unknown_value("algorithm", &word, span, &["HS256"]);
        }
        if let Some((path, _)) = fields
            .take_text("key_file")
            .filter(|(path, _)| !path.is_empty())
        {
            config.key_file = Some(path.into());
        }
        text(&mut fields, "issuer", &mut config.issuer);
        text(&mut fields, "audience", &mut config.audience);
        self.finish(fields);
    }

    fn service(&mut self, table: Table, config: &mut ServiceConfig) {
        let mut fields = Fields::new(table);
        text(&mut fields, "listen", &mut config.listen);
        path(&mut fields, "data", &mut config.data);
        if let Some((items, _)) = fields.take_list("allowed_origins") {
            config.allowed_origins = items.into_iter().map(|(origin, _)| origin).collect();
        }
        if let Some((url, _)) = fields
            .take_text("contact_url")
            .filter(|(url, _)| !url.is_empty())
        {
            config.contact_url = Some(url);
        }
        self.finish(fields);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_settings_are_all_reported_and_the_rest_is_used() {
        let text =
            "languages = [\"es\", \"fr\"]\nbase_ulr = \"x\"\n[content]\nvisibility = \"Public\"\n";
        let table = spanned::toml::parse(text).expect("TOML");
        let (config, diagnostics) = read(table, Source::new("ayuda.toml", text));
        let codes: Vec<(&str, Option<String>)> = diagnostics
            .iter()
            .map(|one| (one.code.name(), one.near.clone()))
            .collect();
        assert_eq!(
            codes,
            [
                ("unknown-value", None),
                ("unknown-value", Some("public".to_owned())),
                ("unknown-key", Some("base_url".to_owned())),
            ]
        );
        assert_eq!(config.languages, [Locale::Es]);
        assert_eq!(config.content.visibility, Visibility::Internal);
    }

    #[test]
    fn the_environment_stands_over_the_file() {
        let mut table = spanned::toml::parse("[service]\nlisten = \"a:1\"\n").expect("TOML");
        let path = ["service".to_owned(), "listen".to_owned()];
        overlay(&mut table, &path, "b:2");
        let origins = ["service".to_owned(), "allowed_origins".to_owned()];
        overlay(&mut table, &origins, "[\"https://a\", \"https://b\"]");
        let (config, diagnostics) = read(table, Source::new("ayuda.toml", ""));
        assert_eq!(diagnostics, []);
        assert_eq!(config.service.listen, "b:2");
        assert_eq!(config.service.allowed_origins, ["https://a", "https://b"]);
    }
}
