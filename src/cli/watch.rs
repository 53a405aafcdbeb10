//! Waits for changes of the files that a help center is made of.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::config::Config;
use crate::history;
use crate::private;

/// An editor writes, renames and touches within this time.
const QUIET: Duration = Duration::from_millis(12);
/// The same where one text was written to its end: others would follow at once.
const WRITTEN: Duration = Duration::from_millis(2);
/// Changes that never end are taken in after this.
const LONGEST: Duration = Duration::from_millis(200);
/// Git that works for longer than this broke off, and left its lock behind.
const LONGEST_CHECKOUT: Duration = Duration::from_secs(30);

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
    /// Where Git keeps what it knows of the content, if it does.
    repository: Option<PathBuf>,
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
    /// The commit that the content is at.
    pub(super) commit: bool,
    /// More changed than was told.
    pub(super) more: bool,
}

impl Changes {
    fn is_nothing(&self) -> bool {
        self.files.is_empty() && !self.commit && !self.more
    }

    /// Whether one text alone changed, with whatever its editor left beside it.
    fn is_one_text(&self) -> bool {
        let is_text = |file: &&PathBuf| file.extension().is_some_and(|end| end == "md");
        self.files.iter().filter(is_text).count() == 1
    }

    /// Takes in later ones.
    pub(super) fn add(&mut self, later: Changes) {
        self.files.extend(later.files);
        self.surroundings |= later.surroundings;
        self.search |= later.search;
        self.commit |= later.commit;
        self.more |= later.more;
    }

    /// Paths below the content folder, if nothing but files in it changed. What editors leave
    /// beside a file is no part of it.
    pub(super) fn texts(&self, content: &Path) -> Option<Vec<String>> {
        if self.surroundings || self.commit || self.more {
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
        let repository = history::folder(&content);
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
        // Each commit and checkout adds a line to a file in there.
        if let Some(repository) = &repository {
            watch(&repository.join(LOGS), RecursiveMode::NonRecursive)?;
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
            repository,
            _watcher: watcher,
        })
    }

    /// Waits for changes, and a moment longer for those that belong to them; `None` when
    /// nothing can change any more. What Git checks out is waited for to its end: nobody is
    /// shown the half of a commit.
    pub(super) fn next(&self) -> Option<Changes> {
        let mut heard = Heard::default();
        while heard.changes.is_nothing() {
            let event = self.events.recv().ok()?;
            self.hear(event, &mut heard);
        }
        let started = Instant::now();
        let (mut last, mut by_git) = (started, false);
        loop {
            let quiet = match heard.is_whole() && !by_git {
                true => WRITTEN,
                false => QUIET,
            };
            let left = quiet.saturating_sub(last.elapsed());
            match self.events.recv_timeout(left) {
                Ok(event) => {
                    if self.hear(event, &mut heard) {
                        last = Instant::now();
                    }
                }
                Err(RecvTimeoutError::Timeout) if self.git_works() => {
                    (last, by_git) = (Instant::now(), true);
                }
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return None,
            }
            if started.elapsed() >= LONGEST && !self.git_works() {
                break;
            }
        }
        Some(heard.changes)
    }

    /// Whether Git writes files of the content right now: it holds this lock meanwhile.
    fn git_works(&self) -> bool {
        let lock = self.repository.as_ref().map(|one| one.join("index.lock"));
        let since = lock.and_then(|lock| lock.metadata().ok()?.modified().ok());
        let age = since.and_then(|since| since.elapsed().ok());
        age.is_some_and(|age| age < LONGEST_CHECKOUT)
    }

    /// Takes in what was told; returns whether it is about anything of the help center.
    fn hear(&self, event: notify::Result<Event>, heard: &mut Heard) -> bool {
        let Ok(event) = event else {
            heard.changes.more = true;
            return true;
        };
        let is_written = matches!(
            event.kind,
            EventKind::Access(AccessKind::Close(AccessMode::Write))
                | EventKind::Modify(ModifyKind::Name(RenameMode::To))
        );
        // Our own reading is told as well.
        if event.kind.is_access() && !is_written {
            return false;
        }
        let changes = &mut heard.changes;
        changes.more |= event.need_rescan();
        let mut is_ours = changes.more;
        for path in event.paths {
            let is_in = |folder: &PathBuf| path.starts_with(folder);
            let surroundings = self.theme.as_ref().is_some_and(is_in)
                || self.brand.contains(&path)
                || is_in(&self.messages)
                || path == self.settings;
            let search = is_in(&self.search) && !is_in(&self.built);
            let repository = self.repository.as_ref();
            if let Some(repository) = repository.filter(|folder| is_in(folder)) {
                changes.commit |= path == repository.join(LOGS).join("HEAD");
                is_ours |= changes.commit;
            } else if surroundings || search || is_in(&self.content) {
                changes.surroundings |= surroundings;
                changes.search |= search;
                match is_written {
                    true => heard.unfinished.remove(&path),
                    false => heard.unfinished.insert(path.clone()),
                };
                changes.files.insert(path);
                is_ours = true;
            }
        }
        is_ours
    }
}

/// Where Git notes which commits it was at, below its folder.
const LOGS: &str = "logs";

/// What was told since the last changes were taken in.
#[derive(Debug, Default)]
struct Heard {
    changes: Changes,
    /// Files that somebody has begun to write, or that are away.
    unfinished: BTreeSet<PathBuf>,
}

impl Heard {
    /// Whether this is a save that is done. Systems that do not tell of a file's end never say so.
    fn is_whole(&self) -> bool {
        self.unfinished.is_empty() && !self.changes.commit && self.changes.is_one_text()
    }
}
