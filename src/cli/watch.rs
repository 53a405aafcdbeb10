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
/// A lock of Git that is older than this was left behind by one that broke off.
const LONGEST_CHECKOUT: Duration = Duration::from_secs(60);
/// Whether the system tells that somebody who wrote a file has closed it.
const TELLS_ENDS: bool = cfg!(any(target_os = "linux", target_os = "android"));

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

    /// The text that changed, if it is one alone, with whatever its editor left beside it.
    fn one_text(&self) -> Option<&PathBuf> {
        let is_text = |file: &&PathBuf| {
            let is_markdown = file.extension().is_some_and(|end| end == "md");
            is_markdown && !is_hidden(file)
        };
        let mut texts = self.files.iter().filter(is_text);
        texts.next().filter(|_| texts.next().is_none())
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
        // Who has the content inside of it hears of all that changes there.
        let repository = history::git_folder(&content);
        let repository = repository.filter(|folder| !content.starts_with(folder));
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
        // Each commit and checkout adds a line to a file in there. Who may not look is told of
        // commits with the next change.
        if let Some(repository) = &repository {
            let _ = watch(&repository.join(history::LOGS), RecursiveMode::NonRecursive);
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
    /// nothing can change any more. What Git checks out, and a file that somebody writes, is waited
    /// for to its end.
    pub(super) fn next(&self) -> Option<Changes> {
        let mut heard = Heard::default();
        while heard.changes.is_nothing() {
            let event = self.events.recv().ok()?;
            self.hear(event, &mut heard);
        }
        let mut started = Instant::now();
        let mut last = started;
        let (mut by_git, mut git_worked) = (false, self.git_works());
        loop {
            let quiet = match heard.is_whole() && !by_git {
                true => WRITTEN,
                false => QUIET,
            };
            let left = quiet.saturating_sub(last.elapsed());
            let is_quiet = match self.events.recv_timeout(left) {
                Ok(event) => {
                    if self.hear(event, &mut heard) {
                        last = Instant::now();
                    }
                    false
                }
                Err(RecvTimeoutError::Timeout) => true,
                Err(RecvTimeoutError::Disconnected) => return None,
            };
            let git_works = self.git_works();
            let is_late = started.elapsed() >= LONGEST;
            if git_works || git_worked {
                // What it wrote last may not have been told yet, nor the commit that it is at now.
                started = Instant::now();
                (last, by_git) = (started, true);
            } else if is_quiet && !self.is_half_done(&heard) || is_late {
                break;
            } else if is_quiet {
                last = Instant::now();
            }
            git_worked = git_works;
        }
        Some(heard.changes)
    }

    /// Whether a file is half written, or Git has told of a commit that it is not at yet.
    fn is_half_done(&self, heard: &Heard) -> bool {
        let is_at = |folder| history::is_at_its_last_commit(folder, &self.content);
        let commit = heard.changes.commit;
        let commit = self.repository.as_deref().filter(|_| commit);
        heard.is_open() || commit.is_some_and(|folder| !is_at(folder))
    }

    /// Whether Git writes files of the content right now: it holds this lock meanwhile, with
    /// nothing in it. While it only asks for the message of a commit, the next index lies there.
    fn git_works(&self) -> bool {
        let lock = self.repository.as_ref().map(|one| one.join("index.lock"));
        let lock = lock.and_then(|lock| lock.metadata().ok());
        let lock = lock.filter(|lock| lock.len() == 0);
        let since = lock.and_then(|lock| lock.modified().ok());
        let age = since.and_then(|since| since.elapsed().ok());
        age.is_some_and(|age| age < LONGEST_CHECKOUT)
    }

    /// Takes in what was told; returns whether it is about anything of the help center.
    fn hear(&self, event: notify::Result<Event>, heard: &mut Heard) -> bool {
        let Ok(event) = event else {
            heard.changes.more = true;
            return true;
        };
        let Some(what) = What::of(event.kind) else {
            return false;
        };
        let mut is_ours = event.need_rescan();
        heard.changes.more |= is_ours;
        for path in event.paths {
            let changes = &mut heard.changes;
            let is_in = |folder: &PathBuf| path.starts_with(folder);
            let surroundings = self.theme.as_ref().is_some_and(is_in)
                || self.brand.contains(&path)
                || is_in(&self.messages)
                || path == self.settings;
            let search = is_in(&self.search) && !is_in(&self.built);
            let repository = self.repository.as_ref();
            if let Some(repository) = repository.filter(|folder| is_in(folder)) {
                let is_commit = path == repository.join(history::LOGS).join("HEAD");
                changes.commit |= is_commit;
                is_ours |= is_commit;
            } else if surroundings || search || is_in(&self.content) {
                is_ours = true;
                changes.surroundings |= surroundings;
                changes.search |= search;
                heard.note(&path, what);
                heard.changes.files.insert(path);
            }
        }
        is_ours
    }
}

/// Editors call what is their own so.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with('.'))
}

/// What is told of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// Somebody writes it.
    Written,
    /// Whoever wrote it has closed it.
    Closed,
    /// It has this name now, as it is.
    Came,
    /// It has other rights or times.
    Touched,
    /// It is new, with nothing in it yet, or it went.
    Other,
}

impl What {
    /// `None` for what changes nothing: our own reading is told as well, and a new name is told
    /// once by each of its two ends and then by both.
    fn of(kind: EventKind) -> Option<Self> {
        match kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(What::Closed),
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => None,
            EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Some(What::Came),
            EventKind::Modify(ModifyKind::Data(_)) => Some(What::Written),
            EventKind::Modify(ModifyKind::Metadata(_)) => Some(What::Touched),
            _ => Some(What::Other),
        }
    }
}

/// What was told since the last changes were taken in.
#[derive(Debug, Default)]
struct Heard {
    changes: Changes,
    /// Files that somebody writes.
    open: BTreeSet<PathBuf>,
    /// Files that were written to their end, or came as they are.
    whole: BTreeSet<PathBuf>,
}

impl Heard {
    fn note(&mut self, path: &Path, what: What) {
        // An editor keeps what is its own open for as long as it is.
        match what {
            What::Written if !is_hidden(path) => {
                self.whole.remove(path);
                self.open.insert(path.to_owned());
            }
            What::Closed | What::Came => {
                self.open.remove(path);
                self.whole.insert(path.to_owned());
            }
            What::Other => {
                self.open.remove(path);
                self.whole.remove(path);
            }
            What::Written | What::Touched => {}
        }
    }

    /// Whether somebody has a file half written.
    fn is_open(&self) -> bool {
        TELLS_ENDS && !self.open.is_empty()
    }

    /// Whether this is a save that is done.
    fn is_whole(&self) -> bool {
        let text = self.changes.one_text();
        let is_whole = text.is_some_and(|text| self.whole.contains(text));
        is_whole && self.open.is_empty() && !self.changes.commit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is known after some events: whether somebody has a file half written, and whether a
    /// save is done.
    fn after(events: &[(&str, What)]) -> [bool; 2] {
        let mut heard = Heard::default();
        for (path, what) in events {
            heard.note(Path::new(path), *what);
            heard.changes.files.insert(PathBuf::from(path));
        }
        [!heard.open.is_empty(), heard.is_whole()]
    }

    #[test]
    fn a_save_is_done_when_its_file_is_closed_or_came_whole() {
        use What::{Came, Closed, Other, Touched, Written};
        // As `vim`, `cp -p`, `sed -i` and Emacs have it told on Linux, and as other systems do.
        let vim = [
            (".a.md.swp", Written),
            ("a.md", Written),
            ("a.md", Closed),
            ("a.md", Touched),
            (".a.md.swp", Written),
        ];
        assert_eq!(after(&vim), [false, true]);
        let copied = [
            ("a.md", Other),
            ("a.md", Written),
            ("a.md", Touched),
            ("a.md", Closed),
        ];
        assert_eq!(after(&copied), [false, true]);
        assert_eq!(after(&copied[..3]), [true, false]);
        let renamed = [
            ("sedAbC", Other),
            ("sedAbC", Written),
            ("sedAbC", Closed),
            ("sedAbC", Other),
            ("a.md", Came),
        ];
        assert_eq!(after(&renamed), [false, true]);
        let linked = [(".#a.md", Other), ("a.md", Written), ("a.md", Closed)];
        assert_eq!(after(&linked), [false, true]);
        assert_eq!(after(&[("a.md", Other)]), [false, false]);
        assert_eq!(after(&[("a.md", Written)]), [true, false]);
        // Another may follow two.
        let two = [("a.md", Closed), ("b.md", Closed)];
        assert_eq!(after(&two), [false, false]);
    }
}
