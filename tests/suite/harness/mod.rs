//! A help center in a temporary folder, built and served as a real one.
//!
//! ```ignore
//! let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\n---\nText.\n");
//! help.diagnostics();                     // what `check` would say
//! help.public();                          // every public file, by path
//! help.serve().sign_in("internal").get("/api/v1/support/search?q=a").json();
//! ```
//!
//! The router is driven in the process, with a fixed clock, its own database and its
//! own shelves; `tests/suite/commands.rs` and `tests/browser` use the real binary.

mod client;
pub mod dom;
mod picture;
#[path = "../../postgres/mod.rs"]
pub mod postgres;
mod socket;
mod voter;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use ayuda::compile::{Compiled, Input, Kept, compile_again};
use ayuda::config::{Config, DatabaseUrl, ServiceConfig};
use ayuda::diagnostic::Diagnostic;
use ayuda::gate::Viewer;
use ayuda::history::History;
use ayuda::i18n::Messages;
use ayuda::pictures::with_variants;
use ayuda::search::SearchSettings;
use ayuda::sharing::Pictures;
use ayuda::site::{Audience, Site};
use ayuda::theme::Theme;

pub use client::{Answer, Client, Service};
pub use picture::{dot, photo};
pub use socket::{Listening, read};
pub use voter::Voter;

/// The moment at which all tests happen.
pub const NOW: &str = "2026-03-02T15:00:00Z";

/// Content and settings in a folder of their own.
#[derive(Debug)]
pub struct HelpCenter {
    folder: Arc<tempfile::TempDir>,
    database: OnceLock<String>,
}

impl HelpCenter {
    /// A help center that is public and empty, in both languages.
    pub fn new() -> Self {
        HelpCenter::empty()
            .file(
                "en/_index.md",
                "---\ntitle: Help\nvisibility: public\n---\n",
            )
            .file(
                "es/_index.md",
                "---\ntitle: Ayuda\nvisibility: public\n---\n",
            )
    }

    /// A help center without a single file.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(folder.path().join("content")).expect("a content folder");
        HelpCenter {
            folder: Arc::new(folder),
            database: OnceLock::new(),
        }
    }

    /// A copy of the sample help center, to change.
    pub fn sample() -> Self {
        let help = HelpCenter::empty();
        copy(&repository("content"), &help.content());
        fs::copy(repository("ayuda.toml"), help.path("ayuda.toml")).expect("the settings");
        copy(&repository("themes/obra"), &help.path("themes/obra"));
        for tuned in ["en", "es"] {
            copy(
                &repository("index").join(tuned),
                &help.path("index").join(tuned),
            );
        }
        for tuned in ["glossary.toml", "ranking.toml"] {
            let file = repository("index").join(tuned);
            if file.exists() {
                fs::copy(file, help.path("index").join(tuned)).expect("search settings");
            }
        }
        help
    }

    /// Writes a file below the content folder.
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text);
        self
    }

    /// Writes the settings.
    pub fn settings(self, toml: &str) -> Self {
        fs::write(self.path("ayuda.toml"), toml).expect("the settings");
        self
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let file = self.content().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.content().join(path)).expect("a file to remove");
    }

    pub fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join(inner)
    }

    pub fn content(&self) -> PathBuf {
        self.path("content")
    }

    pub fn config(&self) -> Config {
        let (config, diagnostics) =
            Config::load(&self.path("ayuda.toml"), false, std::iter::empty()).expect("settings");
        assert_eq!(diagnostics, [], "the settings of a test are right");
        Config {
            service: ServiceConfig {
                database_url: self.database_url().and_then(|url| DatabaseUrl::parse(&url)),
                ..config.service
            },
            ..config
        }
    }

    /// The database of this help center, where state is not in a file: `AYUDA_STORE=postgres`
    /// runs every test on a server.
    fn database_url(&self) -> Option<String> {
        let wanted = postgres::is_wanted();
        let url = || postgres::shared().expect("a server").database();
        wanted.then(|| self.database.get_or_init(url).clone())
    }

    /// Everything that is kept, as it lies there.
    pub fn kept(&self) -> String {
        if let Some(url) = self.database_url() {
            return postgres::shared().expect("a server").rows(&url);
        }
        let mut bytes = Vec::new();
        for file in ["data/ayuda.db", "data/ayuda.db-wal"] {
            bytes.extend(fs::read(self.path(file)).unwrap_or_default());
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// What the real binary needs to find the state of this help center.
    pub fn environment(&self) -> Option<(&'static str, String)> {
        Some(("AYUDA_SERVICE__DATABASE_URL", self.database_url()?))
    }

    /// The theme of the settings.
    pub fn theme(&self) -> Arc<Theme> {
        theme(&self.config())
    }

    pub fn compile(&self) -> Compiled {
        self.compile_again(&mut Kept::for_nothing())
    }

    pub fn compile_again(&self, kept: &mut Kept) -> Compiled {
        let input = Input {
            folder: &self.content(),
            config: &self.config(),
            messages: &Messages::built_in(),
            drafts: false,
            history: &History::read(&self.content()),
        };
        compile_again(&input, kept)
    }

    /// Runs Git in the folder of the help center; only what Git itself needs is set.
    pub fn git(&self, arguments: &[&str], moment: &str) -> String {
        let output = Command::new("git")
            .current_dir(self.path("."))
            .args([
                "-c",
                "user.name=Writer",
                "-c",
                "user.email=writer@example.com",
            ])
            .args(arguments)
            .env("GIT_AUTHOR_DATE", moment)
            .env("GIT_COMMITTER_DATE", moment)
            .output()
            .expect("git runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {said}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Commits everything as of a moment; the first commit makes the repository.
    pub fn commit(&self, moment: &str) {
        if !self.path(".git").exists() {
            self.git(&["init", "--quiet"], moment);
        }
        self.git(&["add", "-A"], moment);
        self.git(&["commit", "--quiet", "--message", "Change"], moment);
    }

    /// What tunes the search; a test writes it below `index/`.
    pub fn search_settings(&self) -> SearchSettings {
        let (settings, diagnostics) = SearchSettings::read(&self.path("index"));
        assert_eq!(diagnostics, [], "the search settings of a test are right");
        settings
    }

    /// What is wrong, a line each: `code file:line:column arguments`. Notes are not wrong.
    pub fn diagnostics(&self) -> String {
        self.said(|one| !one.is_note())
    }

    /// What could be better, in the same form.
    pub fn notes(&self) -> String {
        self.said(Diagnostic::is_note)
    }

    fn said(&self, wanted: impl Fn(&Diagnostic) -> bool) -> String {
        let said = self.compile().diagnostics;
        let lines: Vec<String> = said.iter().filter(|one| wanted(one)).map(line).collect();
        lines.join("\n")
    }

    /// Every file of the public site, by root-relative path.
    pub fn public(&self) -> BTreeMap<String, Vec<u8>> {
        let library = with_variants(self.compile().library, &self.path("index/built"), None);
        let library = Arc::new(library.visible_to(&Viewer::anonymous()));
        let theme = self.theme();
        let site = Site::new(library, theme, &self.config(), Audience::Public).expect("a site");
        site.pages()
            .map(|page| page.expect("a page"))
            .map(|page| (page.path.clone(), page.bytes.to_vec()))
            .collect()
    }

    /// Draws the pictures for sharing, which the service then has.
    pub fn draw_pictures(&self) {
        let index = self.path("index/built");
        let library = with_variants(self.compile().library, &index, None);
        let library = Arc::new(library.visible_to(&Viewer::anonymous()));
        let site = Site::new(library, self.theme(), &self.config(), Audience::Public);
        let site = site.and_then(|site| site.with_pictures(Pictures::drawn(&index)));
        assert!(site.expect("a site").pages().all(|page| page.is_ok()));
    }

    /// A page of the public site as text.
    pub fn page(&self, path: &str) -> String {
        let mut files = self.public();
        let bytes = files
            .remove(path)
            .unwrap_or_else(|| panic!("no `{path}` in {:?}", files.keys().collect::<Vec<_>>()));
        String::from_utf8(bytes).expect("UTF-8")
    }

    /// The service over this content.
    pub fn serve(&self) -> Service {
        Service::start(self)
    }
}

pub fn theme(config: &Config) -> Arc<Theme> {
    let folder = config.site.theme.as_ref();
    let folder = folder.map(|folder| config.resolve(folder));
    let messages = Arc::new(Messages::built_in());
    let theme = Theme::load(folder.as_deref(), &config.brand(), messages);
    Arc::new(theme.expect("a theme"))
}

/// A diagnostic in one line: `code file:line:column arguments`.
pub fn line(one: &Diagnostic) -> String {
    let place = one
        .place
        .as_ref()
        .map(|place| format!(":{}:{}", place.line, place.column))
        .unwrap_or_default();
    let arguments: Vec<String> = one
        .arguments
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .chain(one.near.iter().map(|near| format!("near={near}")))
        .collect();
    format!(
        "{} {}{place} {}",
        one.code.name(),
        one.file,
        arguments.join(" ")
    )
    .trim_end()
    .to_owned()
}

/// A path of the repository: of this clone, which need not be the one that cargo built the
/// tests in, as clones may share a target folder.
pub fn repository(inner: &str) -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    Path::new(&here).join(inner)
}

/// A folder of corpora or attacks, where `AYUDA_SHARED` names them.
///
/// Set and missing is a failure; not set, the test says that it was left out.
#[expect(clippy::print_stderr, reason = "says that a test was left out")]
pub fn shared(inner: &str) -> Option<PathBuf> {
    match std::env::var_os("AYUDA_SHARED") {
        Some(shared) => {
            let path = Path::new(&shared).join(inner);
            assert!(
                path.exists(),
                "AYUDA_SHARED is set, but there is no {}",
                path.display()
            );
            Some(path)
        }
        None => {
            eprintln!("left out: AYUDA_SHARED is not set, so there is no `{inner}`");
            None
        }
    }
}

pub fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("an entry");
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).expect("a folder");
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
