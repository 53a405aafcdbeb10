//! What every command needs: settings, messages, language, and how to speak.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Context as _;
use serde::Serialize;

use crate::cli::draw::draw;
use crate::cli::progress::Progress;
use crate::cli::watch::Changes;
use crate::cli::{Colour, Common};
use crate::compile::{Compiled, Input, Kept, compile, compile_again, compile_changed};
use crate::config::Config;
use crate::content::TextFile;
use crate::diagnostic::{Diagnostic, Severity};
use crate::gate::Viewer;
use crate::history::History;
use crate::i18n::{Messages, text};
use crate::locale::Locale;
use crate::search::SearchSettings;
use crate::storage::{Place, Storage, StorageError, Trouble};
use crate::theme::Theme;

/// The surroundings of one run.
#[derive(Debug)]
pub(super) struct World {
    pub(super) config: Config,
    pub(super) messages: Arc<Messages>,
    /// Language of messages for people.
    pub(super) locale: Locale,
    pub(super) quiet: bool,
    colour: bool,
    /// Whether to colour results, which may go elsewhere than messages.
    pub(super) colour_results: bool,
    /// The file that settings are read from.
    settings: PathBuf,
    /// Whether that file is there.
    has_settings: bool,
    settings_diagnostics: Vec<Diagnostic>,
    /// When settings and messages began to be read.
    pub(super) read_at: SystemTime,
}

/// How many diagnostics there are of each severity.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
}

impl Counts {
    pub(super) fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |wanted| {
            let all = diagnostics.iter();
            all.filter(|one| one.severity == wanted).count()
        };
        Counts {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }
}

impl World {
    #[expect(
        clippy::disallowed_methods,
        reason = "only tells whether files were read right after they changed"
    )]
    pub(super) fn new(common: &Common) -> anyhow::Result<Self> {
        let read_at = SystemTime::now();
        let file = common.settings_file();
        let (mut config, settings_diagnostics) =
            Config::load(&file, common.config.is_some(), environment())?;
        if let Some(content) = &common.content {
            config.content.path = std::path::absolute(content).context("--content")?;
        }
        let (messages, unknown) = Messages::with_overrides(&config.resolve("i18n".as_ref()))?;
        let wanted = |is_terminal: bool| match common.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none(),
        };
        let world = World {
            config,
            messages: Arc::new(messages),
            locale: locale_of_terminal(),
            quiet: common.quiet,
            colour: wanted(std::io::stderr().is_terminal()),
            colour_results: wanted(std::io::stdout().is_terminal()),
            has_settings: file.exists(),
            settings: file,
            settings_diagnostics,
            read_at,
        };
        for one in unknown {
            let (file, key) = (one.file.as_str(), one.key.as_str());
            world.say(&text::cli_unknown_text(
                &world.messages,
                world.locale,
                file,
                key,
            ));
        }
        Ok(world)
    }

    /// Settings and messages as they are now; folders that options gave stay.
    pub(super) fn renewed(&self, common: &Common) -> anyhow::Result<Self> {
        let mut next = World::new(common)?;
        let config = &mut next.config;
        config.service.data.clone_from(&self.config.service.data);
        let built = &self.config.search.built_elsewhere;
        config.search.built_elsewhere.clone_from(built);
        Ok(next)
    }

    /// Whether the settings were read from a file that is gone, or have errors that those of
    /// `before` had not.
    pub(super) fn settings_are_worse_than(&self, before: &World) -> bool {
        let errors = self.settings_diagnostics.iter();
        let mut errors = errors.filter(|one| one.severity == Severity::Error);
        let is_gone = before.has_settings && !self.has_settings;
        is_gone || errors.any(|one| !before.settings_diagnostics.contains(one))
    }

    /// What only a start can change stays as it was in `before`; returns whether any of it
    /// would be another now.
    pub(super) fn keep_what_a_start_sets(&mut self, before: &World) -> bool {
        let (next, last) = (&mut self.config, &before.config);
        let changes = next.base_url != last.base_url
            || next.languages != last.languages
            || next.identity != last.identity
            || next.insight != last.insight
            || next.forum != last.forum
            || next.outbox != last.outbox
            || next.service != last.service;
        next.base_url.clone_from(&last.base_url);
        next.languages.clone_from(&last.languages);
        next.identity = last.identity.clone();
        next.insight = last.insight.clone();
        next.forum = last.forum.clone();
        next.outbox = last.outbox.clone();
        next.service = last.service.clone();
        changes
    }

    /// Takes the data folder of an option instead of the one in the settings.
    pub(super) fn use_data(&mut self, data: Option<&Path>) -> anyhow::Result<()> {
        if let Some(data) = data {
            self.config.service.data = std::path::absolute(data).context("--data")?;
        }
        Ok(())
    }

    /// Builds the shelves in the folder of an option instead of the one in the settings. What
    /// tunes the search stays where the settings have it.
    pub(super) fn use_index(&mut self, index: Option<&Path>) -> anyhow::Result<()> {
        if let Some(index) = index {
            let index = std::path::absolute(index).context("--index")?;
            self.config.search.built_elsewhere = Some(index);
        }
        Ok(())
    }

    /// The database of the settings, made where it can be.
    pub(super) async fn storage(&self) -> anyhow::Result<Storage> {
        let opened = Storage::open(Place::of(&self.config)).await;
        opened.map_err(|error| match (self.said_of(&error), error) {
            // What the server itself said, without our name for it.
            (Some(said), StorageError::Server { source, .. }) => {
                anyhow::Error::from(*source).context(said)
            }
            (Some(said), StorageError::Newer { .. }) => anyhow::Error::msg(said),
            (_, error) => error.into(),
        })
    }

    /// What to say of a database that cannot be used.
    pub(super) fn said_of(&self, error: &StorageError) -> Option<String> {
        let (m, l) = (&self.messages, self.locale);
        let (server, why) = match error {
            StorageError::Server { server, why, .. } => (server.as_str(), why),
            StorageError::Newer { change } => {
                return Some(text::cli_database_newer(m, l, change.as_str()));
            }
            _ => return None,
        };
        Some(match why {
            Trouble::Address => text::cli_database_address(m, l),
            Trouble::Away => text::cli_database_away(m, l, server),
            Trouble::Refused => text::cli_database_refused(m, l, server),
            Trouble::NoDatabase => text::cli_database_missing(m, l, server),
            Trouble::NoRight => text::cli_database_no_right(m, l, server),
            Trouble::Tls => text::cli_database_tls(m, l, server),
            Trouble::Other => text::cli_database_other(m, l, server),
        })
    }

    /// The file that settings are read from, whether it is there or not.
    pub(super) fn settings_file(&self) -> &Path {
        &self.settings
    }

    pub(super) fn has_settings(&self) -> bool {
        self.has_settings
    }

    pub(super) fn settings_diagnostics(&self) -> &[Diagnostic] {
        &self.settings_diagnostics
    }

    /// The content folder, which has to be there.
    pub(super) fn content(&self) -> anyhow::Result<PathBuf> {
        let folder = self.config.resolve(&self.config.content.path);
        anyhow::ensure!(
            folder.is_dir(),
            text::cli_no_content(&self.messages, self.locale, folder.display().to_string())
        );
        Ok(folder)
    }

    /// Compiles the content folder, with what is wrong in the settings as well.
    pub(super) fn compile(&self) -> anyhow::Result<Compiled> {
        Ok(self.compile_with_history()?.0)
    }

    /// Compiles as [`World::compile`] does, and gives what Git knows as well.
    pub(super) fn compile_with_history(&self) -> anyhow::Result<(Compiled, History)> {
        let folder = self.content()?;
        let progress = Progress::start(self, text::cli_compiling(&self.messages, self.locale));
        let history = History::read(&folder);
        let compiled = compile(&self.input(&folder, &history, false));
        progress.done();
        Ok((self.with_settings(compiled), history))
    }

    /// Compiles the content folder alone; [`World::with_settings_said`] adds what is wrong
    /// in the settings. The texts of pages are put into `texts`, if there is such a file.
    pub(super) fn compile_content(
        &self,
        texts: Option<&Arc<TextFile>>,
    ) -> anyhow::Result<Compiled> {
        let folder = self.content()?;
        let progress = Progress::start(self, text::cli_compiling(&self.messages, self.locale));
        let mut kept = Kept::for_nothing();
        if let Some(texts) = texts {
            kept.put_texts_into(texts);
        }
        let history = History::read(&folder);
        let compiled = compile_again(&self.input(&folder, &history, false), &mut kept);
        progress.done();
        Ok(compiled)
    }

    /// Compiles the content folder alone, by what was kept from the time before. `changed` is
    /// what alone changed since then, where that is known.
    pub(super) fn compile_with(
        &self,
        kept: &mut Kept,
        history: &History,
        changed: Option<&Changes>,
    ) -> anyhow::Result<Compiled> {
        let folder = self.content()?;
        let input = self.input(&folder, history, false);
        Ok(compile_what_changed(&input, kept, changed))
    }

    /// Compiles with drafts and with what is wrong in the settings, by what was kept from the time before.
    pub(super) fn compile_for_writers(
        &self,
        kept: &mut Kept,
        history: &History,
        changed: Option<&Changes>,
    ) -> anyhow::Result<Compiled> {
        let folder = self.content()?;
        let input = self.input(&folder, history, true);
        let compiled = compile_what_changed(&input, kept, changed);
        Ok(self.with_settings(compiled))
    }

    fn input<'a>(&'a self, folder: &'a Path, history: &'a History, drafts: bool) -> Input<'a> {
        Input {
            folder,
            config: &self.config,
            messages: &self.messages,
            history,
            drafts,
        }
    }

    fn with_settings(&self, mut compiled: Compiled) -> Compiled {
        compiled.diagnostics = self.with_settings_said(&compiled.diagnostics);
        compiled
    }

    /// What was said of the content, behind what is wrong in the settings.
    pub(super) fn with_settings_said(&self, content: &[Diagnostic]) -> Vec<Diagnostic> {
        let (_, mut all) = SearchSettings::read(&self.config.search_folder());
        all.splice(0..0, self.settings_diagnostics.iter().cloned());
        all.extend_from_slice(content);
        all
    }

    /// What tunes the search. What is wrong with it was said by [`World::compile`].
    pub(super) fn search_settings(&self) -> Arc<SearchSettings> {
        Arc::new(SearchSettings::read(&self.config.search_folder()).0)
    }

    /// A language by its tag.
    pub(super) fn language(&self, tag: &str) -> anyhow::Result<Locale> {
        let unknown = || text::cli_no_language(&self.messages, self.locale, tag);
        Locale::from_tag(tag).ok_or_else(|| anyhow::anyhow!(unknown()))
    }

    /// The language that an option names, if it is given.
    pub(super) fn named_language(&self, tag: Option<&str>) -> anyhow::Result<Option<Locale>> {
        tag.map(|tag| self.language(tag)).transpose()
    }

    /// A viewer by `WHO`, with roles and a plan that the settings know.
    pub(super) fn viewer(&self, who: &str) -> anyhow::Result<Viewer> {
        let viewer = Viewer::from_who(who)?;
        let roles = viewer.roles.iter().map(|role| (role, &self.config.roles));
        let plans = viewer.plan.iter().map(|plan| (plan, &self.config.plans));
        for (name, known) in roles.chain(plans) {
            anyhow::ensure!(
                known.contains(name),
                text::cli_unknown_who(&self.messages, self.locale, known.join(", "), name.as_str())
            );
        }
        Ok(viewer)
    }

    /// The theme of the settings, over the one that is built in.
    pub(super) fn theme(&self) -> anyhow::Result<Theme> {
        let folder = self
            .config
            .site
            .theme
            .as_ref()
            .map(|theme| self.config.resolve(theme));
        let brand = self.config.brand();
        let messages = Arc::clone(&self.messages);
        Ok(Theme::load(folder.as_deref(), &brand, messages)?)
    }

    /// Shows errors and warnings, at most `limit` of them, and counts all in the last lines.
    pub(super) fn show(&self, diagnostics: &[Diagnostic], limit: usize) {
        self.list(diagnostics, limit, false);
    }

    /// Shows everything, notes too.
    pub(super) fn show_all(&self, diagnostics: &[Diagnostic]) {
        self.list(diagnostics, usize::MAX, true);
    }

    #[expect(clippy::print_stderr, reason = "the command line prints")]
    fn list(&self, diagnostics: &[Diagnostic], limit: usize, with_notes: bool) {
        let counts = Counts::of(diagnostics);
        let mut shown: Vec<&Diagnostic> = diagnostics
            .iter()
            .filter(|one| with_notes || !one.is_note())
            .collect();
        shown.sort_by_key(|one| one.severity);
        for one in shown.iter().take(limit) {
            eprintln!(
                "{}",
                draw(one, &self.messages, self.locale, self.colour).trim_end()
            );
            eprintln!();
        }
        if shown.len() > limit {
            let more = shown.len() - limit;
            eprintln!(
                "{}",
                text::cli_more_diagnostics(&self.messages, self.locale, more)
            );
        }
        if counts.errors + counts.warnings > 0 || with_notes && counts.notes > 0 {
            eprintln!(
                "{}",
                text::cli_diagnostics(&self.messages, self.locale, counts.errors, counts.warnings)
            );
        }
        if counts.notes > 0 {
            self.say(&text::cli_notes(&self.messages, self.locale, counts.notes));
        }
    }

    /// Where the file of a diagnostic lies; `None` for what is in no file.
    pub(super) fn path_of(&self, diagnostic: &Diagnostic) -> Option<PathBuf> {
        if self.settings_diagnostics.contains(diagnostic) {
            let environment = diagnostic.file.starts_with("AYUDA_");
            return (!environment).then(|| self.settings.clone());
        }
        let folders = [
            self.config.resolve(&self.config.content.path),
            self.config.search_folder(),
        ];
        let mut paths = folders.iter().map(|folder| folder.join(&diagnostic.file));
        (!diagnostic.file.is_empty()).then(|| paths.find(|path| path.is_file()))?
    }

    /// Says one line that is to be known even where everything else is quiet.
    #[expect(clippy::print_stderr, reason = "the command line prints")]
    pub(super) fn tell(&self, line: &str) {
        eprintln!("{line}");
    }

    /// Says one line to the person at the terminal, unless asked to be quiet.
    pub(super) fn say(&self, line: &str) {
        say(self.quiet, line);
    }
}

/// Says one line to the person at the terminal, unless they want it quiet.
#[expect(clippy::print_stderr, reason = "the command line prints")]
pub(super) fn say(quiet: bool, line: &str) {
    if !quiet {
        eprintln!("{line}");
    }
}

/// The variables that are text; settings cannot be anything else.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// The language of the terminal, by the usual variables.
#[expect(
    clippy::disallowed_methods,
    reason = "no setting of ours: the terminal's own"
)]
fn locale_of_terminal() -> Locale {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| Locale::from_tag(&value))
        .unwrap_or(Locale::En)
}

fn compile_what_changed(input: &Input<'_>, kept: &mut Kept, changed: Option<&Changes>) -> Compiled {
    match changed.and_then(|changed| changed.texts(input.folder)) {
        Some(files) => compile_changed(input, kept, &files),
        None => compile_again(input, kept),
    }
}
