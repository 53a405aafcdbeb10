//! The library of an edition, ready to be served: taken up from where it was put away, or
//! compiled now and put away for the next start.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::cli::progress::Progress;
use crate::cli::unchanged::library_key;
use crate::cli::world::World;
use crate::content::{Library, failed_reads};
use crate::diagnostic::Diagnostic;
use crate::edition::{Eagerness, Edition, stand_back};
use crate::http::App;
use crate::i18n::text;
use crate::pictures::{are_whole, put_away, tidy, with_variants};
use crate::search::{SearchError, Shelves};
use crate::stock::{Begun, Stock};
use crate::theme::Theme;

/// A library whose pictures lie in files, and its shelves.
pub(super) struct Ready {
    pub(super) library: Library,
    pub(super) shelves: Arc<Shelves>,
}

/// The edition to begin with. It is compiled unless it would be what lies in the index folder
/// already.
pub(super) fn first_edition(world: &World, theme: &Arc<Theme>) -> anyhow::Result<Edition> {
    world.content()?;
    let index = world.config.built_folder();
    // The key is asked for before anything is compiled.
    let (key, stock) = thread::scope(|scope| {
        let key = scope.spawn(|| library_key(world));
        let stock = Stock::find(&index);
        (key.join().ok().flatten(), stock)
    });
    let stock = stock.filter(|stock| {
        let key = key.as_deref();
        key.is_some_and(|key| stock.is_made_from(key))
    });
    if let Some(stock) = stock {
        return taken_up(world, stock, &index, theme);
    }

    let begun = Stock::begin(&index);
    let texts = begun.as_ref().ok().map(Begun::texts);
    let compiled = world.compile_content(texts)?;
    world.show(&world.with_settings_said(&compiled.diagnostics), 5);
    let indexing = text::cli_indexing(&world.messages, world.locale);
    let progress = Progress::start(world, indexing);
    let (library, said) = (compiled.library, &compiled.diagnostics);
    let ready = Ready::put_away(world, library, said, key.as_deref(), begun)?;
    progress.done();
    Ok(Edition::assemble(
        ready.library,
        ready.shelves,
        &index,
        Arc::new(world.config.clone()),
        Arc::clone(theme),
        None,
    )?)
}

fn taken_up(
    world: &World,
    stock: Stock,
    index: &Path,
    theme: &Arc<Theme>,
) -> anyhow::Result<Edition> {
    tracing::info!("Nothing has changed: the library of the last time is taken up");
    world.show(&world.with_settings_said(&stock.diagnostics), 5);
    let (labels, settings) = (stock.shelves, world.search_settings());
    Ok(Edition::open(
        stock.library,
        |library| Shelves::open_labelled(library, &labels, index, settings),
        index,
        Arc::new(world.config.clone()),
        Arc::clone(theme),
    )?)
}

impl Ready {
    /// Opens or builds the shelves, and leaves the texts where they are.
    pub(super) fn held(world: &World, library: Library) -> Result<Self, SearchError> {
        let index = world.config.built_folder();
        let shelves = Shelves::open_or_build(&library, &index, world.search_settings())?;
        Ok(Self::with_pictures(library, shelves, &index, None))
    }

    /// The same with what the last edition was searched on, and its pictures, where little
    /// changed: nothing is written then but new pictures.
    pub(super) fn renewed(
        world: &World,
        library: Library,
        last: &Edition,
    ) -> Result<Self, SearchError> {
        match last.shelves().renewed(&library, world.search_settings()) {
            Ok(Some(shelves)) => {
                let index = world.config.built_folder();
                let last = Some(last.library());
                Ok(Self::with_pictures(library, shelves, &index, last))
            }
            // What was cannot be read: what is can.
            Ok(None) | Err(_) => Self::held(world, library),
        }
    }

    fn with_pictures(
        library: Library,
        shelves: Shelves,
        index: &Path,
        last: Option<&Library>,
    ) -> Self {
        Ready {
            library: put_away(with_variants(library, index, last), index),
            shelves: Arc::new(shelves),
        }
    }

    /// The same, and puts everything away into the stock that was begun, for the next start with
    /// the same `key`, so that the texts need not be held.
    pub(super) fn put_away(
        world: &World,
        library: Library,
        diagnostics: &[Diagnostic],
        key: Option<&str>,
        begun: io::Result<Begun>,
    ) -> Result<Self, SearchError> {
        let index = world.config.built_folder();
        let held = match Self::held(world, library.clone()) {
            Ok(held) => held,
            // What the file of texts takes may be what the shelves lack.
            Err(_) if begun.is_ok() => {
                let in_memory = library.held()?;
                drop((library, begun));
                return Self::held(world, in_memory);
            }
            Err(error) => return Err(error),
        };
        let labels = held.shelves.labels();
        let stored = begun.and_then(|one| one.finish(&held.library, diagnostics, &labels, key));
        match stored {
            Ok(library) => {
                let settings = world.search_settings();
                let shelves = Shelves::open_labelled(&library, &labels, &index, settings)?;
                let shelves = Arc::new(shelves);
                tidy(&index);
                Ok(Ready { library, shelves })
            }
            Err(error) => {
                tracing::warn!(
                    "the next start compiles, since the library could not be put away: {error}"
                );
                // A file without a name would take its room for as long as this is shown.
                Ok(Ready {
                    library: held.library.held()?,
                    ..held
                })
            }
        }
    }
}

/// How often it is asked whether a text could not be read.
const LOOK: Duration = Duration::from_secs(1);

/// Has an edition compiled anew in place of one that was put away and is damaged.
pub(super) async fn mend(app: Arc<App>) {
    let index = app.config.built_folder();
    let first = app.published.current();
    let (looked, in_folder) = (Arc::clone(&app), index.clone());
    // Nobody waits for this: a damaged picture is not sent, but it is to be there again.
    thread::spawn(move || {
        stand_back(Eagerness::WhenIdle);
        if !are_whole(first.library()) {
            renew(&looked, &in_folder);
        }
    });
    let mut known = None;
    let mut seen = 0;
    loop {
        tokio::time::sleep(LOOK).await;
        if std::mem::replace(&mut seen, failed_reads()) == seen {
            continue;
        }
        let edition = app.published.current();
        let this = Arc::as_ptr(&edition) as usize;
        if edition.library().is_damaged() && known != Some(this) {
            known = Some(this);
            renew(&app, &index);
        }
    }
}

fn renew(app: &App, index: &Path) {
    tracing::error!("what was put away is damaged: the content is compiled anew");
    Stock::forget(index);
    app.renewal.wish();
}
