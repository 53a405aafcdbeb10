//! `ayuda.toml` and the environment, read once.
//!
//! Entry point: [`Config::load`]. The only place that reads environment variables
//! for settings. Wrong keys and values are diagnostics, all of them in one run.

mod database;
mod outbox;
mod read;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use ipnet::IpNet;

pub use database::DatabaseUrl;
pub use outbox::{
    OutboxConfig, SecretConfig, SmtpConfig, SmtpTls, WEBHOOK_EVENTS, WebhookConfig, is_loopback,
    is_mail_address,
};

use crate::config::database::masked;
use crate::config::read::{TOP_LEVEL, overlay, read, without_secret};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::{Gate, Visibility};
use crate::locale::Locale;
use crate::spanned::{self, Shape};

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
    pub insight: InsightConfig,
    pub forum: ForumConfig,
    pub outbox: OutboxConfig,
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
    pub brand: Brand,
    /// At the foot of each page.
    pub footer: Vec<Localized<String>>,
    /// Shown at the foot of each page: title and address.
    pub links: Vec<Localized<(String, String)>>,
}

/// What makes the default theme the help center of one product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brand {
    /// A picture beside the name, and the icon of the site.
    pub logo: Option<PathBuf>,
    /// A picture for decoration on the home.
    pub art: Option<PathBuf>,
    /// Links and buttons.
    pub accent: Option<Shades>,
    /// Ground and text.
    pub paper: Option<Shades>,
    pub ink: Option<Shades>,
}

/// A colour as `#rrggbb`; where there is none for the dark scheme it is made of the light one.
#[derive(Clone, Debug, PartialEq)]
pub struct Shades {
    pub light: String,
    pub dark: Option<String>,
}

/// Something for the pages of one language, or for all.
#[derive(Clone, Debug, PartialEq)]
pub struct Localized<T> {
    pub language: Option<Locale>,
    pub value: T,
}

impl<T> Localized<T> {
    /// What there is for `language`, in order.
    pub fn of(all: &[Localized<T>], language: Locale) -> impl Iterator<Item = &T> {
        let fits = move |one: &&Localized<T>| one.language.is_none_or(|own| own == language);
        all.iter().filter(fits).map(|one| &one.value)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct SearchConfig {
    /// Folder of the shelves.
    pub built: PathBuf,
    /// What `--index` builds in place of it: that moves the shelves, and not what tunes them.
    pub built_elsewhere: Option<PathBuf>,
}

/// How tokens are signed, where one key checks them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenAlgorithm {
    Hs256,
    Es256,
    EdDsa,
}

impl TokenAlgorithm {
    pub const ALL: [TokenAlgorithm; 3] = [
        TokenAlgorithm::Hs256,
        TokenAlgorithm::Es256,
        TokenAlgorithm::EdDsa,
    ];

    pub fn word(self) -> &'static str {
        match self {
            TokenAlgorithm::Hs256 => "HS256",
            TokenAlgorithm::Es256 => "ES256",
            TokenAlgorithm::EdDsa => "EdDSA",
        }
    }
}

/// What members may ask about; without a category there is no forum.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ForumConfig {
    /// Threads that a forum without any begins with, a JSON document on each line.
    pub threads: Option<PathBuf>,
    /// In the order in which they are shown.
    pub categories: Vec<ForumCategory>,
}

/// A part of the forum, with the gate of all that is said in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ForumCategory {
    /// Names it in addresses and in the database.
    pub key: String,
    pub title: Vec<Localized<String>>,
    pub summary: Vec<Localized<String>>,
    /// The part of the host app that it is about.
    pub module: Option<String>,
    pub gate: Gate,
}

/// What is kept of what readers search.
#[derive(Clone, Debug, PartialEq)]
pub struct InsightConfig {
    /// 0 keeps nothing.
    pub keep_days: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct IdentityConfig {
    pub algorithm: TokenAlgorithm,
    /// A JSON Web Key Set that stands in for algorithm and key.
    pub jwks: Option<PathBuf>,
    /// False where the settings do not say which key to trust: then none is.
    pub usable: bool,
    /// Default: `token.key` in the data folder.
    pub key_file: Option<PathBuf>,
    pub issuer: String,
    pub audience: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ServiceConfig {
    pub listen: String,
    /// Where Prometheus asks; empty for none.
    pub metrics_listen: String,
    /// Whether the log is lines of JSON.
    pub log_json: bool,
    pub data: PathBuf,
    /// Where state is kept instead of the data folder.
    pub database_url: Option<DatabaseUrl>,
    pub allowed_origins: Vec<String>,
    pub contact_url: Option<String>,
    /// The host app's page that signs readers in and sends them back.
    pub sign_in_url: Option<String>,
    /// Whose word for the address of a reader is taken.
    pub trusted_proxies: Vec<IpNet>,
    /// Connections at once; 0 for as many as the machine has room for.
    pub max_connections: u32,
    /// Requests of one person or address in a minute; 0 for no limit.
    pub writes_per_minute: u32,
    pub searches_per_minute: u32,
    pub requests_per_minute: u32,
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
    "discussion",
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
                brand: Brand::default(),
                footer: Vec::new(),
                links: Vec::new(),
            },
            search: SearchConfig {
                built: "index/built".into(),
                built_elsewhere: None,
            },
            insight: InsightConfig { keep_days: 90 },
            forum: ForumConfig::default(),
            outbox: OutboxConfig::default(),
            identity: IdentityConfig {
                algorithm: TokenAlgorithm::Hs256,
                jwks: None,
                usable: true,
                key_file: None,
                issuer: "ayuda".to_owned(),
                audience: "ayuda".to_owned(),
            },
            service: ServiceConfig {
                listen: "127.0.0.1:8080".to_owned(),
                metrics_listen: "127.0.0.1:9464".to_owned(),
                log_json: false,
                data: "data".into(),
                database_url: None,
                allowed_origins: Vec::new(),
                contact_url: None,
                sign_in_url: None,
                trusted_proxies: Vec::new(),
                max_connections: 0,
                writes_per_minute: 120,
                searches_per_minute: 600,
                requests_per_minute: 6_000,
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
                let diagnostic = source.diagnostic(Code::SettingsSyntax, error.span);
                let diagnostic = without_secret(diagnostic).with("detail", masked(&error.detail));
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

    /// Every section with its keys and their shapes, as the reader itself asks for them;
    /// `""` is outside of sections.
    pub fn sections() -> Vec<(&'static str, Vec<(&'static str, Shape)>)> {
        read::sections()
    }

    /// A path of the settings, from the folder of the settings file.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }

    /// The brand, with the places of its files.
    pub fn brand(&self) -> Brand {
        let brand = &self.site.brand;
        let resolved = |path: &Option<PathBuf>| path.as_ref().map(|path| self.resolve(path));
        Brand {
            logo: resolved(&brand.logo),
            art: resolved(&brand.art),
            ..brand.clone()
        }
    }

    /// Where the shelves are built.
    pub fn built_folder(&self) -> PathBuf {
        let named = &self.search.built;
        self.resolve(self.search.built_elsewhere.as_ref().unwrap_or(named))
    }

    /// Where the index of the forum is kept: beside the shelves.
    pub fn forum_folder(&self) -> PathBuf {
        self.built_folder().with_file_name("forum")
    }

    /// The folder that tunes the search: the one in which the settings have the shelves built.
    pub fn search_folder(&self) -> PathBuf {
        let built = self.resolve(&self.search.built);
        built.parent().map_or(built.clone(), Path::to_owned)
    }

    /// The path part of `base_url`: empty, or `/help` without a `/` at its end.
    pub fn base_path(&self) -> String {
        // Each request asks for it, and where there is nothing but a host it can be seen.
        let host = self.base_url.split_once("://").map(|(_, host)| host);
        let host = host.unwrap_or("/").trim_end_matches('/');
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
        if !host.is_empty() && host.bytes().all(is_plain) {
            return String::new();
        }
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
            None => self.own_key_file(),
        }
    }

    /// The secret that names of voters are made with: the one that signs, where that is a
    /// secret, else the service's own.
    pub fn naming_key_file(&self) -> PathBuf {
        let identity = &self.identity;
        match identity.algorithm == TokenAlgorithm::Hs256 && identity.jwks.is_none() {
            true => self.key_file(),
            false => self.own_key_file(),
        }
    }

    /// Where the service keeps a secret of its own, whoever signs the tokens.
    pub fn own_key_file(&self) -> PathBuf {
        self.resolve(&self.service.data).join("token.key")
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
