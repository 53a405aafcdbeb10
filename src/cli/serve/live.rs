//! The next edition of a running service: made in one place, for whoever asks.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use tokio::runtime::Handle;
use walkdir::WalkDir;

use crate::cli::Common;
use crate::cli::serve::first::Ready;
use crate::cli::unchanged::library_key;
use crate::cli::watch::{Changes, Watcher};
use crate::cli::world::{Counts, World};
use crate::compile::{Compiled, Kept};
use crate::edition::{
    Eagerness, Edition, EditionError, Outcome, Part, Renewed, pack_ahead, stand_back,
};
use crate::history::{History, head};
use crate::http::{App, edition_behind, edition_published};
use crate::stock::{Begun, Stock};
use crate::theme::Theme;

/// A service that watches its files tries again by itself after so long: a full disk, or an
/// index that another process writes, mends without a change of any of them.
const AGAIN: Duration = Duration::from_secs(30);

/// Makes editions, one at a time.
pub(super) struct Live {
    world: World,
    common: Common,
    /// The theme that drew last.
    theme: Arc<Theme>,
    /// Whether the one on disk may be another.
    theme_waits: bool,
    /// Whether the settings on disk cannot be used, and those of before hold.
    settings_kept: bool,
    /// What the next edition takes from the last one; nothing, where it is only made on
    /// request: an hour later, it would only have held memory.
    kept: Option<Kept>,
    /// What Git knows, and at which commit.
    history: Option<(Option<String>, History)>,
}

/// Why the last edition stays.
struct Failed {
    part: Part,
    error: anyhow::Error,
}

/// What was made, and what of it is older than the disk.
struct Made {
    edition: Edition,
    counts: Counts,
    kept: Option<Part>,
}

impl Live {
    pub(super) fn new(world: World, common: Common, theme: Arc<Theme>) -> Self {
        Live {
            world,
            common,
            theme,
            theme_waits: false,
            settings_kept: false,
            kept: None,
            history: None,
        }
    }

    /// Publishes an edition for each wish, or for several at once, as long as the process
    /// lives. What changes is taken from `watcher`, if there is one.
    pub(super) fn follow(mut self, watcher: Option<Watcher>, app: &Arc<App>, runtime: &Handle) {
        // Readers go before the next edition.
        stand_back(Eagerness::WhenPossible);
        let seen = Arc::<Mutex<Changes>>::default();
        let again = watcher.is_some().then_some(AGAIN);
        self.kept = watcher.is_some().then(Kept::default);
        if let Some(watcher) = watcher {
            let (seen, app) = (Arc::clone(&seen), Arc::clone(app));
            std::thread::spawn(move || {
                while let Some(changes) = watcher.next() {
                    lock(&seen).add(changes);
                    app.renewal.wish_for_changes();
                }
            });
        }
        self.get_ready(&app.published.current());
        let mut last = 0;
        loop {
            let again = again.filter(|_| app.renewal.behind().is_some());
            let wished = runtime.block_on(async {
                match again {
                    None => Some(app.renewal.next(last).await),
                    Some(again) => tokio::time::timeout(again, app.renewal.next(last))
                        .await
                        .ok(),
                }
            });
            let changes = std::mem::take(&mut *lock(&seen));
            let (ticket, is_whole) = wished.unwrap_or((last, true));
            last = ticket;
            let outcome = self.renew(&changes, is_whole, app, runtime);
            app.renewal.done(ticket, outcome, app.clock.now());
            edition_behind(app);
        }
    }

    /// Who watches files waits no longer for the first change than for the others: they are
    /// compiled once ahead.
    fn get_ready(&mut self, shown: &Edition) {
        if self.kept.is_some() {
            // What is wrong with them was said at the start, or will be.
            let ahead = AssertUnwindSafe(|| self.compiled(None, self.begun().as_ref()).map(drop));
            if catch_unwind(ahead).is_err() {
                self.kept = Some(Kept::default());
            }
        }
        if let Some(kept) = &mut self.kept {
            kept.take_over(shown.library());
            kept.pictures_lie_in(shown.library());
        }
    }

    /// Makes the next edition and publishes it; else the last one stays.
    fn renew(
        &mut self,
        changes: &Changes,
        is_whole: bool,
        app: &Arc<App>,
        runtime: &Handle,
    ) -> Outcome {
        // A mistake of ours over one tree is no reason never to take in another one.
        let last = app.published.current();
        let made = catch_unwind(AssertUnwindSafe(|| self.make(changes, is_whole, &last)));
        let made = made.unwrap_or_else(|_| {
            self.kept = self.kept.take().map(|_| Kept::default());
            let error =
                anyhow::anyhow!("the content could not be compiled, which is a mistake of ayuda");
            Err(Part::Content.failed(error))
        });
        let Made {
            edition,
            counts,
            kept,
        } = match made {
            Ok(made) => made,
            Err(Failed { part, error }) => {
                tracing::error!("the last edition stays, {}: {error:#}", part.word());
                return Err(part);
            }
        };
        // Votes are about the new texts once these are shown, and not later.
        if let Err(error) = runtime.block_on(app.feedback.follow(edition.library())) {
            tracing::error!("what the votes are about was not kept: {error:#}");
        }
        let before = Arc::clone(&app.published.current().public().kept);
        let number = app.published.publish(edition);
        edition_published(app);
        pack_ahead(&app.published.current(), Some(before));
        Ok(Renewed {
            number,
            errors: counts.errors,
            warnings: counts.warnings,
            notes: counts.notes,
            kept,
        })
    }

    /// Settings and a theme that cannot be used stay out alone: articles that were made
    /// stricter do not wait until somebody mends a template.
    fn make(&mut self, changes: &Changes, is_whole: bool, last: &Edition) -> Result<Made, Failed> {
        let is_whole = is_whole || changes.more;
        self.theme_waits |= is_whole || changes.surroundings || self.settings_kept;
        if is_whole || changes.surroundings || self.settings_kept {
            self.settings_kept = false;
            match self.renewed() {
                Ok(world) => {
                    self.world = world;
                    self.kept = self.kept.take().map(|_| Kept::default());
                    self.history = None;
                }
                Err(error) => {
                    tracing::error!("the settings stay as they were: {error:#}");
                    self.settings_kept = true;
                }
            }
        }
        // Who watches files compiles with the texts of before, and writes none of them again.
        let key = self.kept.is_none().then(|| library_key(&self.world));
        let begun = self.begun();
        let changes = (!is_whole).then_some(changes);
        let compiled = self
            .compiled(changes, begun.as_ref())
            .map_err(|error| Part::Content.failed(error))?;
        let said = self.world.with_settings_said(&compiled.diagnostics);
        self.world.show(&said, 5);
        let counts = Counts::of(&said);
        let (mut library, content) = (compiled.library, &compiled.diagnostics);
        if let Some(kept) = &mut self.kept {
            kept.take_over(last.library());
            library.take_over(last.library());
        }
        let ready = match (key, begun) {
            (Some(key), Some(begun)) => {
                Ready::put_away(&self.world, library, content, key.as_deref(), begun)
            }
            // Who asks for all that there is may copy the index to another node.
            _ if is_whole => Ready::held(&self.world, library),
            _ => Ready::renewed(&self.world, library, last),
        };
        let ready = ready.map_err(|error| Part::Index.failed(error.into()))?;
        if let Some(kept) = &mut self.kept {
            kept.pictures_lie_in(&ready.library);
        }
        let mut kept = self.settings_kept.then_some(Part::Settings);
        let theme = match self.theme_waits {
            true => self.world.theme().map(Arc::new),
            false => Ok(Arc::clone(&self.theme)),
        };
        let drawn = theme.and_then(|theme| {
            let edition = self.assemble(&ready, &theme, last)?;
            Ok((theme, edition))
        });
        let edition = match drawn {
            Ok((theme, edition)) => {
                self.theme = theme;
                self.theme_waits = false;
                edition
            }
            Err(error) => {
                tracing::error!("the theme stays as it was: {error:#}");
                kept = kept.or(Some(Part::Theme));
                self.assemble(&ready, &self.theme, last)
                    .map_err(|error| Part::Theme.failed(error.into()))?
            }
        };
        Ok(Made {
            edition,
            counts,
            kept,
        })
    }

    /// Settings and messages as they are on disk, if they can be used.
    fn renewed(&self) -> anyhow::Result<World> {
        let mut next = self.world.renewed(&self.common)?;
        ensure!(
            !next.settings_are_worse_than(&self.world),
            "`{}` has errors that it had not when it was read last, or is gone; `ayuda check` shows them",
            self.common.settings_file().display()
        );
        if next.keep_what_a_start_sets(&self.world) {
            tracing::warn!("some of the settings that changed are taken in by a restart alone");
        }
        Ok(next)
    }

    /// Opens a file for the texts, where those of all pages will be new. What is kept from then on
    /// is read in it, also by who watches files and never finishes a stock; the few that come
    /// later are held in memory, since a file for each save would stay open.
    fn begun(&self) -> Option<io::Result<Begun>> {
        let index = self.world.config.built_folder();
        match &self.kept {
            None => Some(Stock::begin(&index)),
            Some(kept) => kept.is_new().then(|| Stock::begin_unnamed(&index)),
        }
    }

    /// `changes` are all that there were since the compile before, if it is known. Texts are put
    /// into the file that was begun.
    fn compiled(
        &mut self,
        changes: Option<&Changes>,
        begun: Option<&io::Result<Begun>>,
    ) -> anyhow::Result<Compiled> {
        // Given back once all is compiled: after a failure everything is looked at.
        let known = self.history.take();
        let folder = self.world.content()?;
        // An empty folder is a disk that is not there, or a copy that has only begun.
        ensure!(
            has_articles(&folder),
            "there is no Markdown file in `{}`; with nothing to show, restart the service",
            folder.display()
        );
        let commit = head(&folder);
        let known = known.filter(|(known, _)| *known == commit);
        let changes = changes.filter(|_| known.is_some());
        let history = match known {
            Some((_, history)) => history,
            None => History::read(&folder),
        };
        let mut nothing = Kept::for_nothing();
        let (kept, changes) = match &mut self.kept {
            Some(kept) => (kept, changes),
            None => (&mut nothing, None),
        };
        if let Some(Ok(begun)) = begun {
            kept.put_texts_into(begun.texts());
        }
        let compiled = self.world.compile_with(kept, &history, changes);
        let goes_on = self.kept.is_some() && compiled.is_ok();
        self.history = goes_on.then_some((commit, history));
        compiled.context("cannot compile")
    }

    fn assemble(
        &self,
        ready: &Ready,
        theme: &Arc<Theme>,
        last: &Edition,
    ) -> Result<Edition, EditionError> {
        let config = Arc::new(self.world.config.clone());
        Edition::assemble(
            ready.library.clone(),
            Arc::clone(&ready.shelves),
            &config.built_folder(),
            Arc::clone(&config),
            Arc::clone(theme),
            Some(last),
        )
    }
}

impl Part {
    fn failed(self, error: anyhow::Error) -> Failed {
        Failed { part: self, error }
    }
}

/// Whether anything in the folder could be an article.
fn has_articles(folder: &Path) -> bool {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let mut names = files.filter(|one| !one.file_type().is_dir());
    names.any(|one| one.path().extension().is_some_and(|end| end == "md"))
}

fn lock(seen: &Mutex<Changes>) -> std::sync::MutexGuard<'_, Changes> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}
