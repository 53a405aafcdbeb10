//! `ayuda dev`: the help center of a writer, which changes as files are saved.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, mpsc};
use std::time::Instant;

use anyhow::{Context as _, ensure};
use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::attachments::Attachments;
use crate::cli::Common;
use crate::cli::draw::Said;
use crate::cli::progress::Progress;
use crate::cli::watch::{Changes, Watcher};
use crate::cli::world::{World, say};
use crate::compile::{Compiled, Kept};
use crate::config::{Config, TokenAlgorithm};
use crate::diagnostic::{Diagnostic, Severity};
use crate::edition::{Edition, Published, Renewal};
use crate::feedback::Feedback;
use crate::forum::Forum;
use crate::history::{History, head};
use crate::http::{App, Dev as Shown, DevProblem, DevState, dev_router, serve};
use crate::i18n::text;
use crate::identity::{Sessions, Tokens};
use crate::insight::Insight;
use crate::pictures::tidy;
use crate::search::{SearchSettings, Shelves};
use crate::stock::Stock;
use crate::storage::{Clock, Storage};
use crate::theme::Theme;

/// Serve to writers: drafts are shown, and what is saved is seen at once
#[derive(Debug, Args)]
pub(super) struct Dev {
    /// Address to listen at, of this machine alone
    #[arg(
        long,
        env = "AYUDA_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080"
    )]
    listen: String,
    /// Folder of votes and keys, instead of the one in the settings
    #[arg(long, env = "AYUDA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Folder of the shelves, instead of the one in the settings
    #[arg(long, env = "AYUDA_INDEX", value_name = "DIR")]
    index: Option<PathBuf>,
}

impl Dev {
    pub(super) fn run(self, world: World, common: Common) -> anyhow::Result<ExitCode> {
        let runtime = tokio::runtime::Runtime::new().context("cannot start the service")?;
        let served = runtime.block_on(self.serve(world, common));
        // Pages that wait for news are not waited for.
        runtime.shutdown_background();
        served.map(|()| ExitCode::SUCCESS)
    }

    async fn serve(self, mut world: World, common: Common) -> anyhow::Result<()> {
        world.use_data(self.data.as_deref())?;
        world.use_index(self.index.as_deref())?;
        let listener = TcpListener::bind(&self.listen).await.with_context(|| {
            text::cli_address_taken(&world.messages, world.locale, self.listen.as_str())
        })?;
        let local = listener.local_addr().context("cannot start the service")?;
        ensure!(
            is_loopback(local.ip()),
            text::cli_dev_not_loopback(&world.messages, world.locale, self.listen.as_str())
        );

        // What is saved meanwhile waits to be taken in.
        let watcher = Watcher::new(&world.config, &common.settings_file())?;
        let mut session = Session::start(&world)?;
        // Never a server: what writers try out stays with them.
        let data = world.config.resolve(&world.config.service.data);
        let storage = Storage::open(data.as_path()).await?;
        // Nobody is told of what writers try out.
        let forum = Forum::new(storage.clone(), &world.config.forum.categories);
        forum.follow_settings().await?;
        let app = Arc::new(App {
            tokens: Tokens::load(&for_writers(&world.config))?,
            sessions: Sessions::new(storage.clone()),
            // What writers try out is nothing that readers miss.
            insight: Insight::off(storage.clone()),
            feedback: Feedback::open(storage.clone()).await?,
            forum,
            attachments: Attachments::open(&world.config, storage.clone())?,
            storage,
            stopping: AtomicBool::new(false),
            published: Published::new(session.first_edition(&world)?),
            renewal: Renewal::default(),
            messages: Arc::clone(&world.messages),
            clock: Clock::System,
            config: Arc::new(world.config.clone()),
        });
        let (state, seen) = watch::channel(session.state.clone());
        let router = dev_router(Shown {
            app: Arc::clone(&app),
            state: seen,
            locale: world.locale,
        });
        world.say(&text::cli_dev_serving(
            &world.messages,
            world.locale,
            world.config.site.name.as_str(),
            format!("http://{local}{}/", world.config.base_path()),
        ));
        let searcher = Searcher::start(Arc::clone(&app));
        std::thread::spawn(move || {
            while let Some(changes) = watcher.next() {
                session.take_in(&changes, &mut world, &common, &app, &state);
                if !session.state.held {
                    searcher.search_anew(&world);
                }
            }
        });
        tokio::select! {
            served = serve(listener, router, WRITERS, std::future::pending()) => served.context("the service broke off"),
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    }
}

/// Settings with which tokens can be signed here: a writer chooses who to read as, and
/// has no key of the host app.
fn for_writers(config: &Config) -> Config {
    let mut config = config.clone();
    let identity = &mut config.identity;
    if identity.algorithm != TokenAlgorithm::Hs256 || identity.jwks.is_some() || !identity.usable {
        identity.key_file = None;
    }
    identity.algorithm = TokenAlgorithm::Hs256;
    identity.jwks = None;
    identity.usable = true;
    config
}

/// Connections of those who write, each with pages that wait for news.
const WRITERS: usize = 256;

/// Problems that a page shows; `ayuda check` shows all.
const SHOWN: usize = 50;

pub(super) fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// What is kept from one change to the next.
struct Session {
    kept: Kept,
    /// What Git knows, and at which commit of which folder.
    history: History,
    at: (Option<String>, PathBuf),
    compiled: Option<Compiled>,
    theme: Arc<Theme>,
    /// Errors that the shown edition has: only further ones hold the next one back.
    accepted: BTreeSet<(&'static str, String)>,
    /// Whether settings have changed that only a start takes in.
    waits: bool,
    state: DevState,
}

impl Session {
    fn start(world: &World) -> anyhow::Result<Self> {
        let folder = world.content()?;
        let progress = Progress::start(world, text::cli_compiling(&world.messages, world.locale));
        let at = (head(&folder), folder);
        let mut session = Session {
            kept: Kept::default(),
            history: History::read(&at.1),
            at,
            compiled: None,
            theme: Arc::new(world.theme()?),
            accepted: BTreeSet::new(),
            waits: false,
            state: DevState::default(),
        };
        let compiled = session.compiled(world, None)?;
        progress.done();
        world.show(&compiled.diagnostics, 5);
        session.accepted = errors(&compiled.diagnostics);
        (session.state.problems, session.state.total) = problems(&compiled.diagnostics, world);
        session.compiled = Some(compiled);
        Ok(session)
    }

    /// Texts of all pages at once lie in a file that nobody else sees; those that are saved later
    /// are held.
    fn compiled(&mut self, world: &World, changes: Option<&Changes>) -> anyhow::Result<Compiled> {
        let are_all_new = self.kept.is_new();
        let begun = are_all_new.then(|| Stock::begin_unnamed(&shelves_folder(world)));
        if let Some(Ok(begun)) = &begun {
            self.kept.put_texts_into(begun.texts());
        }
        world.compile_for_writers(&mut self.kept, &self.history, changes)
    }

    fn first_edition(&mut self, world: &World) -> anyhow::Result<Edition> {
        let compiled = self.compiled.take().context("nothing was compiled")?;
        let progress = Progress::start(world, text::cli_indexing(&world.messages, world.locale));
        let edition = Edition::build(
            compiled.library,
            &shelves_folder(world),
            world.search_settings(),
            Arc::new(world.config.clone()),
            Arc::clone(&self.theme),
        )?;
        tidy(&shelves_folder(world));
        progress.done();
        Ok(edition)
    }

    /// Shows what changed: the pages first, and what is found a moment later.
    fn take_in(
        &mut self,
        changes: &Changes,
        world: &mut World,
        common: &Common,
        app: &App,
        state: &watch::Sender<DevState>,
    ) {
        let started = Instant::now();
        match self.next_edition(changes, world, common, app) {
            Ok(edition) => {
                self.state.held = edition.is_none();
                self.state.news += 1;
                if let Some(edition) = edition {
                    self.state.version += 1;
                    app.published.publish(edition);
                }
                state.send_replace(self.state.clone());
                self.tell(changes, world, started);
            }
            Err(error) => {
                self.kept.look_at_all();
                self.state.held = true;
                self.state.news += 1;
                self.state.total = 1;
                self.state.problems = vec![DevProblem {
                    code: "settings",
                    error: true,
                    file: changes
                        .files
                        .iter()
                        .next()
                        .map_or_else(String::new, |file| file.display().to_string()),
                    line: None,
                    column: None,
                    text: None,
                    message: format!("{error:#}"),
                    help: None,
                }];
                state.send_replace(self.state.clone());
                world.say(&format!("error: {error:#}"));
            }
        }
    }

    /// The next edition, or `None` where new errors hold it back.
    fn next_edition(
        &mut self,
        changes: &Changes,
        world: &mut World,
        common: &Common,
        app: &App,
    ) -> anyhow::Result<Option<Edition>> {
        if changes.surroundings || changes.more {
            let mut next = world.renewed(common)?;
            self.waits = next.keep_what_a_start_sets(world);
            *world = next;
            self.kept = Kept::default();
            self.theme = Arc::new(world.theme()?);
        }
        let folder = world.content()?;
        let at = (head(&folder), folder);
        let is_elsewhere = at != self.at;
        if is_elsewhere {
            self.history = History::read(&at.1);
            self.at = at;
        }
        let compiled = self.compiled(world, Some(changes).filter(|_| !is_elsewhere))?;
        (self.state.problems, self.state.total) = problems(&compiled.diagnostics, world);
        let errors = errors(&compiled.diagnostics);
        if !errors.is_subset(&self.accepted) {
            return Ok(None);
        }
        self.accepted = errors;
        let edition = app.published.current().followed_by(
            compiled.library,
            &shelves_folder(world),
            Arc::new(world.config.clone()),
            Arc::clone(&self.theme),
        )?;
        Ok(Some(edition))
    }

    fn tell(&self, changes: &Changes, world: &World, started: Instant) {
        if self.state.held {
            return world.say(&text::cli_dev_held(&world.messages, world.locale));
        }
        // Editors write under another name first.
        let there: Vec<&PathBuf> = changes.files.iter().filter(|file| file.exists()).collect();
        let names = there.iter().filter_map(|file| file.file_name());
        let names: Vec<_> = names.take(3).map(|name| name.to_string_lossy()).collect();
        world.say(&text::cli_dev_updated(
            &world.messages,
            world.locale,
            there.len(),
            names.join(", "),
            started.elapsed().as_millis() as usize,
        ));
        if changes.surroundings && self.waits {
            world.say(&text::cli_dev_waits(&world.messages, world.locale));
        }
    }
}

/// Builds shelves behind the pages, so that the next save need not wait for them.
struct Searcher(mpsc::Sender<Wanted>);

/// Where the shelves lie, what tunes them, and whether to speak.
struct Wanted {
    folder: PathBuf,
    settings: Arc<SearchSettings>,
    quiet: bool,
}

impl Searcher {
    /// Ends with the sender.
    fn start(app: Arc<App>) -> Self {
        let (sender, receiver) = mpsc::channel::<Wanted>();
        std::thread::spawn(move || {
            while let Ok(wanted) = receiver.recv() {
                // Of several wishes that came meanwhile, the last one knows best.
                let wanted = receiver.try_iter().last().unwrap_or(wanted);
                if let Err(error) = wanted.build(&app) {
                    say(wanted.quiet, &format!("error: {error:#}"));
                }
            }
        });
        Searcher(sender)
    }

    /// Has the shown edition searched on shelves of its own, some moments later.
    fn search_anew(&self, world: &World) {
        // The other side ends only after this one.
        let _ = self.0.send(Wanted {
            folder: shelves_folder(world),
            settings: world.search_settings(),
            quiet: world.quiet,
        });
    }
}

impl Wanted {
    /// Pages that came meanwhile stay: their own wish is on its way.
    fn build(&self, app: &App) -> anyhow::Result<()> {
        let shown = app.published.current();
        let settings = Arc::clone(&self.settings);
        let renewed = shown
            .shelves()
            .renewed(shown.library(), Arc::clone(&settings))?;
        let shelves = match renewed {
            Some(shelves) => shelves,
            None => Shelves::open_or_build(shown.library(), &self.folder, settings)?,
        };
        let searched = shown.searched_on(Arc::new(shelves));
        app.published.replace(&shown, searched);
        Ok(())
    }
}

/// Apart from those of the published library, which hold no drafts.
fn shelves_folder(world: &World) -> PathBuf {
    world.config.built_folder().join("dev")
}

fn errors(diagnostics: &[Diagnostic]) -> BTreeSet<(&'static str, String)> {
    let errors = diagnostics.iter().filter(|one| one.is_error());
    errors
        .map(|one| (one.code.name(), one.file.clone()))
        .collect()
}

/// The first diagnostics in the words of the writer, and how many there are.
fn problems(diagnostics: &[Diagnostic], world: &World) -> (Vec<DevProblem>, usize) {
    let in_words = |one: &Diagnostic| {
        let said = Said::new(one, &world.messages, world.locale);
        DevProblem {
            code: one.code.name(),
            error: one.is_error(),
            file: one.file.clone(),
            line: one.place.as_ref().map(|place| place.line),
            column: one.place.as_ref().map(|place| place.column),
            text: one.place.as_ref().map(|place| {
                let part = |range: std::ops::Range<usize>| {
                    place.text.get(range).unwrap_or_default().to_owned()
                };
                let marked = place.marked.clone();
                [
                    part(0..marked.start),
                    part(marked.clone()),
                    part(marked.end..place.text.len()),
                ]
            }),
            message: said.message,
            help: said.help,
        }
    };
    // Notes are a matter of judgement: `ayuda check --notes` has them.
    let heard = diagnostics
        .iter()
        .filter(|one| one.severity != Severity::Note);
    let mut heard: Vec<&Diagnostic> = heard.collect();
    heard.sort_by_key(|one| !one.is_error());
    (
        heard.iter().take(SHOWN).map(|one| in_words(one)).collect(),
        heard.len(),
    )
}
