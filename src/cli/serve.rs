//! `ayuda serve`, and `ayuda` alone: everything there is, at one address.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::Args;
use clap::builder::BoolishValueParser;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tracing_subscriber::EnvFilter;

use crate::cli::Common;
use crate::cli::dev::is_loopback;
use crate::cli::progress::Progress;
use crate::cli::watch::{Changes, Watcher};
use crate::cli::world::{World, say};
use crate::compile::Kept;
use crate::edition::{Edition, Published, pack_ahead};
use crate::feedback::Feedback;
use crate::http::{App, Measures, demo_router, edition_published, router, serve};
use crate::i18n::text;
use crate::identity::{Sessions, Tokens};
use crate::insight::Insight;
use crate::storage::Clock;
use crate::theme::Theme;

/// Build what is missing or old, and serve site, search and votes
#[derive(Debug, Default, Args)]
pub(super) struct Serve {
    /// Address to listen at, instead of the one in the settings
    #[arg(long, env = "AYUDA_LISTEN", value_name = "ADDRESS")]
    listen: Option<String>,
    /// Folder of votes and keys, instead of the one in the settings
    #[arg(long, env = "AYUDA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Folder of the shelves, instead of the one in the settings
    #[arg(long, env = "AYUDA_INDEX", value_name = "DIR")]
    index: Option<PathBuf>,
    /// Take in changes of content, theme, messages and search settings
    #[arg(long, env = "AYUDA_WATCH", value_parser = BoolishValueParser::new())]
    watch: bool,
    /// Show a sample app with the help in it at `/demo`, on this machine alone
    #[arg(long, env = "AYUDA_DEMO", value_parser = BoolishValueParser::new())]
    demo: bool,
}

impl Serve {
    pub(super) fn run(self, world: World, common: Common) -> anyhow::Result<ExitCode> {
        let filter =
            EnvFilter::try_from_env("AYUDA_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(std::io::stderr().is_terminal())
            .with_writer(std::io::stderr);
        match world.config.service.log_json {
            true => log.json().init(),
            false => log.init(),
        }
        // What a panic says may hold what somebody wrote; its place does not.
        std::panic::set_hook(Box::new(|panic| {
            let place = panic
                .location()
                .map_or_else(String::new, ToString::to_string);
            tracing::error!("Panicked at {place}");
        }));
        let runtime = tokio::runtime::Runtime::new().context("cannot start the service")?;
        runtime.block_on(self.serve(world, common))
    }

    async fn serve(self, mut world: World, common: Common) -> anyhow::Result<ExitCode> {
        world.use_data(self.data.as_deref())?;
        world.use_index(self.index.as_deref())?;
        let address = self
            .listen
            .clone()
            .unwrap_or_else(|| world.config.service.listen.clone());
        let listener = TcpListener::bind(&address).await.with_context(|| {
            text::cli_address_taken(&world.messages, world.locale, address.as_str())
        })?;
        let local = listener.local_addr().context("cannot start the service")?;
        ensure!(
            !self.demo || is_loopback(local.ip()),
            text::cli_demo_not_loopback(&world.messages, world.locale, address.as_str())
        );

        let metrics_listener = metrics_listener(&world).await?;

        // Before anything long is done: it may be away.
        let storage = world.storage().await?;
        let compiled = world.compile()?;
        world.show(&compiled.diagnostics, 5);
        let progress = Progress::start(&world, text::cli_indexing(&world.messages, world.locale));
        let config = Arc::new(world.config.clone());
        let index = config.built_folder();
        let theme = Arc::new(world.theme()?);
        let settings = world.search_settings();
        let edition = Edition::build(
            compiled.library,
            &index,
            settings,
            Arc::clone(&config),
            theme,
        )?;
        progress.done();

        let feedback = Feedback::open(storage.clone()).await?;
        feedback.follow(edition.library()).await?;
        let app = Arc::new(App {
            tokens: tokens(&world)?,
            sessions: Sessions::new(storage.clone()),
            insight: Insight::start(storage.clone(), Clock::System, config.insight.keep_days)
                .await?,
            feedback,
            storage: storage.clone(),
            stopping: AtomicBool::new(false),
            published: Published::new(edition),
            messages: Arc::clone(&world.messages),
            clock: Clock::System,
            config: Arc::clone(&config),
        });
        let url = format!("http://{local}{}/", config.base_path());
        let demo = format!("{url}demo/");
        world.say(&text::cli_serving(
            &world.messages,
            world.locale,
            config.site.name.as_str(),
            url,
        ));
        if self.demo {
            world.say(&text::cli_demo_serving(&world.messages, world.locale, demo));
        }
        let insight = app.insight.clone();
        let stopped_line = text::cli_stopped(&world.messages, world.locale);
        let quiet = world.quiet;
        if self.watch {
            let watcher = Watcher::new(&world.config, &common.settings_file())?;
            let app = Arc::clone(&app);
            let runtime = Handle::current();
            std::thread::spawn(move || follow(&watcher, world, &common, &app, &runtime));
        }
        let refreshing = tokio::spawn(catch_up(app.feedback.clone()));
        if let Some(listener) = metrics_listener {
            let local = listener.local_addr().context("cannot measure")?;
            tracing::info!("Metrics are at http://{local}/metrics");
            let measures = Measures::install().context("cannot measure")?;
            tokio::spawn(serve(listener, measures.router(), std::future::pending()));
            tokio::spawn(measures.keep_up());
        }
        edition_published(&app);
        pack_ahead(&app.published.current(), None);
        let stopping = Arc::clone(&app);
        let stop = async move {
            stopped().await;
            stopping.stopping.store(true, Ordering::Relaxed);
        };
        let router = match self.demo {
            true => demo_router(app),
            false => router(app),
        };
        serve(listener, router, stop)
            .await
            .context("the service broke off")?;
        refreshing.abort();
        insight.settle().await;
        storage.close().await?;
        say(quiet, &stopped_line);
        Ok(ExitCode::SUCCESS)
    }
}

/// How often it is asked whether others wrote: what they did is seen within a second.
const CATCH_UP: Duration = Duration::from_millis(250);

/// Takes in what commands and other nodes wrote beside this service.
async fn catch_up(feedback: Feedback) {
    let mut failed = false;
    loop {
        tokio::time::sleep(CATCH_UP).await;
        match feedback.catch_up().await {
            Ok(()) => failed = false,
            // Said once, and not four times a second.
            Err(error) if !failed => {
                failed = true;
                let error = anyhow::Error::from(error);
                tracing::warn!("the counts may be old: {error:#}");
            }
            Err(_) => {}
        }
    }
}

/// Publishes the next edition after each change, whole: what is stricter now is neither
/// shown nor found by the old one any longer than it takes to build.
fn follow(watcher: &Watcher, mut world: World, common: &Common, app: &App, runtime: &Handle) {
    let mut kept = Kept::default();
    let mut theme = world.theme().ok().map(Arc::new);
    while let Some(changes) = watcher.next() {
        let next = next_edition(&mut world, common, &mut kept, &mut theme, &changes);
        match next {
            Ok(edition) => {
                // Votes are about the new texts once these are shown, and not later.
                if let Err(error) = runtime.block_on(app.feedback.follow(edition.library())) {
                    tracing::error!("what the votes are about was not kept: {error:#}");
                }
                let before = Arc::clone(&app.published.current().public().kept);
                app.published.publish(edition);
                edition_published(app);
                pack_ahead(&app.published.current(), Some(before));
            }
            Err(error) => tracing::error!("the last edition stays: {error:#}"),
        }
    }
}

/// A theme that cannot be used stays out alone: articles that were made stricter do not wait
/// until somebody mends a template.
fn next_edition(
    world: &mut World,
    common: &Common,
    kept: &mut Kept,
    theme: &mut Option<Arc<Theme>>,
    changes: &Changes,
) -> anyhow::Result<Edition> {
    if changes.surroundings {
        *world = world.renewed(common)?;
        *kept = Kept::default();
    }
    let compiled = world.compile_with(kept)?;
    world.show(&compiled.diagnostics, 5);
    let config = Arc::new(world.config.clone());
    let build = |theme: &Arc<Theme>| {
        Edition::build(
            compiled.library.clone(),
            &config.built_folder(),
            world.search_settings(),
            Arc::clone(&config),
            Arc::clone(theme),
        )
    };
    let drawn = world.theme().and_then(|renewed| {
        let renewed = Arc::new(renewed);
        let edition = build(&renewed)?;
        Ok((renewed, edition))
    });
    match (drawn, theme.as_ref()) {
        (Ok((renewed, edition)), _) => {
            *theme = Some(renewed);
            Ok(edition)
        }
        (Err(error), Some(last)) => {
            tracing::error!("the theme stays as it was: {error:#}");
            Ok(build(last)?)
        }
        (Err(error), None) => Err(error),
    }
}

/// Where metrics are told; taken before anything long is done, like the service's own.
async fn metrics_listener(world: &World) -> anyhow::Result<Option<TcpListener>> {
    let address = world.config.service.metrics_listen.as_str();
    if address.is_empty() {
        return Ok(None);
    }
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| text::cli_metrics_address_taken(&world.messages, world.locale, address))?;
    Ok(Some(listener))
}

/// The keys of the settings; a secret is made on the first run.
pub(super) fn tokens(world: &World) -> anyhow::Result<Tokens> {
    Ok(Tokens::load(&world.config)?)
}

/// Resolves on Ctrl-C, or when the system asks the process to end.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
