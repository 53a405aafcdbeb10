//! Waits for changes of the files that a help center is made of.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::config::Config;
use crate::private;

/// An editor writes, renames and touches within this time.
const QUIET: Duration = Duration::from_millis(12);
/// Changes that never end are taken in after this.
const LONGEST: Duration = Duration::from_millis(200);

/// Watches content, theme, messages, settings, and what tunes the search.
#[derive(Debug)]
pub(super) struct Watcher {
    events: Receiver<notify::Result<Event>>,
    content: PathBuf,
    theme: Option<PathBuf>,
    /// Pictures that the settings name.
    brand: Vec<PathBuf>,
    messages: PathBuf,
    search: PathBuf,
    built: PathBuf,
    settings: PathBuf,
    /// Lives as long as it is watched.
    _watcher: RecommendedWatcher,
}

/// What changed, in which part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) files: BTreeSet<PathBuf>,
    /// Templates, assets, messages or settings.
    pub(super) surroundings: bool,
    /// Settings of the search.
    pub(super) search: bool,
    /// More changed than was told.
    pub(super) more: bool,
}

impl Changes {
    /// Takes in later ones.
    pub(super) fn add(&mut self, later: Changes) {
        self.files.extend(later.files);
        self.surroundings |= later.surroundings;
        self.search |= later.search;
        self.more |= later.more;
    }

    /// Paths below the content folder, if nothing but files in it changed. What editors leave
    /// beside a file is no part of it.
    pub(super) fn texts(&self, content: &Path) -> Option<Vec<String>> {
        if self.surroundings || self.more {
            return None;
        }
        let content = std::fs::canonicalize(content).ok()?;
        let mut texts = Vec::new();
        for file in &self.files {
            let Ok(below) = file.strip_prefix(&content) else {
                continue;
            };
            let parts = below.iter().map(|part| part.to_str());
            let parts: Vec<&str> = parts.collect::<Option<_>>()?;
            if !parts.iter().any(|part| part.starts_with('.')) {
                texts.push(parts.join("/"));
            }
        }
        (!texts.is_empty()).then_some(texts)
    }
}

impl Watcher {
    /// Watches all that there is; a folder that is made later is not seen.
    pub(super) fn new(config: &Config, settings: &Path) -> anyhow::Result<Self> {
        // A folder that is made later is not seen; where it cannot be made, building says so.
        let _ = private::make_folder(&config.built_folder());
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(sender).context("cannot watch files")?;
        let real = |path: PathBuf| std::fs::canonicalize(&path).unwrap_or(path);
        let content = real(config.resolve(&config.content.path));
        let theme = config.site.theme.as_ref();
        let theme = theme.map(|theme| real(config.resolve(theme)));
        let brand = [&config.site.brand.logo, &config.site.brand.art];
        let brand = brand.into_iter().flatten();
        let brand: Vec<PathBuf> = brand.map(|path| real(config.resolve(path))).collect();
        let messages = real(config.resolve("i18n".as_ref()));
        let search = real(config.search_folder());
        let built = real(config.built_folder());
        let settings = real(settings.to_owned());
        let mut watch = |path: &Path, mode: RecursiveMode| match path.exists() {
            true => watcher
                .watch(path, mode)
                .with_context(|| format!("cannot watch `{}`", path.display())),
            false => Ok(()),
        };
        watch(&content, RecursiveMode::Recursive)?;
        for folder in theme.iter().chain([&messages]) {
            watch(folder, RecursiveMode::Recursive)?;
        }
        // Not what is built there, which changes with every edition.
        watch(&search, RecursiveMode::NonRecursive)?;
        for language in &config.languages {
            watch(&search.join(language.code()), RecursiveMode::NonRecursive)?;
        }
        // Editors replace files: the folder is told, a watched file is gone.
        let files = brand.iter().chain([&settings]);
        for folder in files.filter_map(|file| file.parent()) {
            // Its folders are watched with it.
            let mut deep = theme.iter().chain([&content, &messages]);
            if !deep.any(|deep| folder.starts_with(deep)) {
                watch(folder, RecursiveMode::NonRecursive)?;
            }
        }
        Ok(Watcher {
            events,
            content,
            theme,
            brand,
            messages,
            search,
            built,
            settings,
            _watcher: watcher,
        })
    }

    /// Waits for changes, and a moment longer for those that belong to them; `None` when
    /// nothing can change any more.
    pub(super) fn next(&self) -> Option<Changes> {
        let mut changes = Changes::default();
        while changes.files.is_empty() && !changes.more {
            let event = self.events.recv().ok()?;
            self.note(event, &mut changes);
        }
        let started = Instant::now();
        while started.elapsed() < LONGEST {
            match self.events.recv_timeout(QUIET) {
                Ok(event) => self.note(event, &mut changes),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        Some(changes)
    }

    fn note(&self, event: notify::Result<Event>, changes: &mut Changes) {
        let Ok(event) = event else {
            changes.more = true;
            return;
        };
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        changes.more |= event.need_rescan();
        for path in event.paths {
            let is_in = |folder: &PathBuf| path.starts_with(folder);
            let surroundings = self.theme.as_ref().is_some_and(is_in)
                || self.brand.contains(&path)
                || is_in(&self.messages)
                || path == self.settings;
            let search = is_in(&self.search) && !is_in(&self.built);
            if surroundings || search || is_in(&self.content) {
                changes.surroundings |= surroundings;
                changes.search |= search;
                changes.files.insert(path);
            }
        }
    }
}
