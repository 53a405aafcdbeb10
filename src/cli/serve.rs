//! `ayuda serve`, and `ayuda` alone: everything there is, at one address.

mod first;
mod live;

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
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::attachments::Attachments;
use crate::cli::Common;
use crate::cli::dev::is_loopback;
use crate::cli::serve::first::{first_edition, mend};
use crate::cli::serve::live::Live;
use crate::cli::threads;
use crate::cli::watch::Watcher;
use crate::cli::world::{World, say};
use crate::edition::{Published, Renewal, pack_ahead};
use crate::feedback::Feedback;
use crate::forum::Forum;
use crate::http::{
    App, InTurn, Measures, connection_limit, demo_router, edition_published, router, serve,
};
use crate::i18n::text;
use crate::identity::{Sessions, Tokens};
use crate::insight::Insight;
use crate::outbox::{Letters, Outbox, Wanted};
use crate::storage::Clock;

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
        // Asked for a next edition, or to end, before there is a first one, the process would be
        // gone without having closed anything.
        #[cfg(unix)]
        let signals = signal(SignalKind::hangup()).context("cannot start the service")?;
        let stopped = Stopped::new()?;
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
        let config = Arc::new(world.config.clone());
        let theme = Arc::new(world.theme()?);
        // What is saved meanwhile waits to be taken in.
        let watcher = match self.watch {
            true => Some(Watcher::new(&world.config, &common.settings_file())?),
            false => None,
        };
        let edition = first_edition(&world, &theme)?;

        threads::begin(&world, &storage).await?;
        let feedback = Feedback::open(storage.clone()).await?;
        feedback.follow(edition.library()).await?;
        let tokens = tokens(&world)?;
        let forum = Forum::new(storage.clone(), &config.forum.categories)
            .with_outbox(Wanted::of(&config.outbox))
            .searched(&config.forum_folder());
        forum.follow_settings().await?;
        let outbox = Outbox::open(
            &config,
            storage.clone(),
            Arc::new(forum.clone()),
            Arc::clone(&world.messages),
            Letters::new(tokens.letter_key()),
        )
        .await?;
        let app = Arc::new(App {
            tokens,
            forum,
            sessions: Sessions::new(storage.clone()),
            insight: Insight::start(storage.clone(), Clock::System, config.insight.keep_days)
                .await?,
            feedback,
            attachments: Attachments::open(&config, storage.clone())?,
            storage: storage.clone(),
            stopping: AtomicBool::new(false),
            published: Published::new(edition),
            renewal: Renewal::default(),
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
        let live = Live::new(world, common, theme);
        let (following, runtime) = (Arc::clone(&app), Handle::current());
        std::thread::spawn(move || live.follow(watcher, &following, &runtime));
        #[cfg(unix)]
        tokio::spawn(hang_ups(signals, Arc::clone(&app)));
        let refreshing = tokio::spawn(catch_up(app.feedback.clone()));
        tokio::spawn(sweep(Arc::clone(&app)));
        tokio::spawn(mend(Arc::clone(&app)));
        let delivering = outbox.start(Clock::System);
        if let Some(listener) = metrics_listener {
            let local = listener.local_addr().context("cannot measure")?;
            tracing::info!("Metrics are at http://{local}/metrics");
            let measures = Measures::install().context("cannot measure")?;
            tokio::spawn(serve(
                listener,
                measures.router(),
                METRICS_CONNECTIONS,
                std::future::pending(),
            ));
            tokio::spawn(measures.keep_up());
        }
        edition_published(&app);
        pack_ahead(&app.published.current(), None);
        let stopping = Arc::clone(&app);
        let stop = async move {
            stopped.wait().await;
            stopping.stopping.store(true, Ordering::Relaxed);
        };
        let router = match self.demo {
            true => demo_router(Arc::clone(&app)),
            false => router(Arc::clone(&app)),
        };
        let service = InTurn::new(&app, router);
        let limit = connection_limit(&config);
        serve(listener, service, limit, stop)
            .await
            .context("the service broke off")?;
        refreshing.abort();
        delivering.settle().await;
        insight.settle().await;
        storage.close().await?;
        say(quiet, &stopped_line);
        Ok(ExitCode::SUCCESS)
    }
}

/// How often it is asked whether others wrote: what they did is seen within a second.
const CATCH_UP: Duration = Duration::from_millis(250);

/// Nobody but Prometheus asks there.
const METRICS_CONNECTIONS: usize = 16;

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

/// How often files are taken away that no post wants.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// Takes away what members sent and no post names, now and then.
async fn sweep(app: Arc<App>) {
    loop {
        if let Err(error) = app.attachments.sweep(app.clock.now()).await {
            let error = anyhow::Error::from(error);
            tracing::warn!("files that no post names were not taken away: {error:#}");
        }
        tokio::time::sleep(SWEEP).await;
    }
}

/// Makes a next edition whenever the system asks for one.
#[cfg(unix)]
async fn hang_ups(mut signals: tokio::signal::unix::Signal, app: Arc<App>) {
    while signals.recv().await.is_some() {
        app.renewal.wish();
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

/// That Ctrl-C was pressed, or that the system asks the process to end.
struct Stopped {
    #[cfg(unix)]
    terminated: tokio::signal::unix::Signal,
}

impl Stopped {
    /// Hears the system from now on; who presses Ctrl-C before there is a service waits for
    /// nothing.
    fn new() -> anyhow::Result<Self> {
        Ok(Stopped {
            #[cfg(unix)]
            terminated: signal(SignalKind::terminate()).context("cannot start the service")?,
        })
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = self.terminated.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
