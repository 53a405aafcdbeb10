//! One published state: library, shelves and pages, built together, swapped whole.
//!
//! Entry points: [`Edition::build`], and [`Published`], the one pointer behind which
//! editions change. A request takes the edition once and keeps it to its end.

mod ahead;
mod eagerness;
mod guesses;
mod help;
mod kept;
mod renewal;
mod screens;
mod view;

use std::collections::{BTreeSet, HashMap};
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::thread;

use crate::config::Config;
use crate::content::{Library, Opened};
use crate::gate::{Gate, Viewer};
use crate::pictures::{put_away, with_variants};
use crate::search::{SearchError, SearchSettings, Shelves};
use crate::sharing::Pictures;
use crate::site::{Audience, Site};
use crate::theme::{Theme, ThemeError};
use crate::widget::{Widget, WidgetError};

pub use ahead::pack_ahead;
pub use eagerness::{Eagerness, stand_back};
pub use kept::{Kept, KeptPage, is_kept};
pub use renewal::{Behind, Outcome, Part, Renewal, Renewed};
pub use screens::{KeptHelp, Screens};
pub use view::View;

/// More viewers than this, by what they may read, are not remembered.
const MAX_VIEWS: usize = 256;

/// Why there is no edition.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    #[error(transparent)]
    Search(#[from] SearchError),
    #[error(transparent)]
    Theme(#[from] ThemeError),
    #[error(transparent)]
    Widget(#[from] WidgetError),
}

/// An immutable state of everything that is served.
#[derive(Debug)]
pub struct Edition {
    library: Arc<Library>,
    shelves: Arc<Shelves>,
    config: Arc<Config>,
    theme: Arc<Theme>,
    public: Arc<View>,
    widget: Arc<Widget>,
    /// The locks in use, once somebody has signed in.
    gates: OnceLock<BTreeSet<Gate>>,
    views: Mutex<Views>,
    /// The help for screens as everybody gets it. Other shelves may find other articles, so it is
    /// the edition's and not the public view's.
    screens: Screens,
}

/// What each kind of viewer may see, by the gates that are open to them.
#[derive(Debug, Default)]
struct Views {
    made: HashMap<Opened, Arc<View>>,
    before: ViewsBefore,
}

/// What they saw of the edition before in the same theme and settings, until they come again.
#[derive(Debug, Default)]
struct ViewsBefore {
    library: Arc<Library>,
    sites: HashMap<Opened, Site>,
}

impl Edition {
    /// Opens or builds the shelves of a library and the variants of its pictures, and
    /// publishes nothing yet.
    ///
    /// # Errors
    /// The shelves can be neither opened nor written, or the theme cannot draw a page.
    pub fn build(
        library: Library,
        shelves: &Path,
        settings: Arc<SearchSettings>,
        config: Arc<Config>,
        theme: Arc<Theme>,
    ) -> Result<Edition, EditionError> {
        let index = shelves;
        let shelves = Arc::new(Shelves::open_or_build(&library, index, settings)?);
        let library = put_away(with_variants(library, index, None), index);
        Self::assemble(library, shelves, index, config, theme, None)
    }

    /// The edition behind this one, with its pictures from the cache in `index`, that is searched
    /// on the shelves of this one: only for writers, who are not kept waiting for what they just
    /// saved. What was made stricter is still found on such shelves.
    ///
    /// # Errors
    /// The theme cannot draw a page.
    pub fn followed_by(
        &self,
        library: Library,
        index: &Path,
        config: Arc<Config>,
        theme: Arc<Theme>,
    ) -> Result<Edition, EditionError> {
        let library = put_away(with_variants(library, index, Some(&self.library)), index);
        let shelves = Arc::clone(&self.shelves);
        Self::assemble(library, shelves, index, config, theme, Some(self))
    }

    /// An edition of a library whose pictures have their variants and lie in files already.
    /// What is as it was in the `last` one is taken over.
    ///
    /// # Errors
    /// The theme cannot draw a page.
    pub fn assemble(
        library: Library,
        shelves: Arc<Shelves>,
        index: &Path,
        config: Arc<Config>,
        theme: Arc<Theme>,
        last: Option<&Edition>,
    ) -> Result<Edition, EditionError> {
        let (public, widget) = drawn(&library, index, &config, &theme, last)?;
        let before = last
            .filter(|last| last.looks_like(&config, &theme))
            .map(|last| last.views_for(&library))
            .unwrap_or_default();
        Ok(Edition {
            library: Arc::new(library),
            shelves,
            config,
            theme,
            public,
            widget,
            gates: OnceLock::new(),
            views: Mutex::new(Views {
                made: HashMap::new(),
                before,
            }),
            screens: Screens::default(),
        })
    }

    /// The same with shelves that are opened meanwhile.
    ///
    /// # Errors
    /// The theme cannot draw a page, or what `open` says.
    pub fn open(
        library: Library,
        open: impl FnOnce(&Library) -> Result<Shelves, SearchError> + Send,
        index: &Path,
        config: Arc<Config>,
        theme: Arc<Theme>,
    ) -> Result<Edition, EditionError> {
        let (shelves, drawn) = thread::scope(|scope| {
            let shelves = scope.spawn(|| open(&library));
            let drawn = drawn(&library, index, &config, &theme, None);
            let shelves = shelves.join();
            (shelves.unwrap_or_else(|panic| resume_unwind(panic)), drawn)
        });
        let (public, widget) = drawn?;
        Ok(Edition {
            shelves: Arc::new(shelves?),
            library: Arc::new(library),
            config,
            theme,
            public,
            widget,
            gates: OnceLock::new(),
            views: Mutex::default(),
            screens: Screens::default(),
        })
    }

    pub fn shelves(&self) -> &Arc<Shelves> {
        &self.shelves
    }

    /// The same library and pages, searched on other shelves.
    pub fn searched_on(&self, shelves: Arc<Shelves>) -> Edition {
        Edition {
            library: Arc::clone(&self.library),
            shelves,
            config: Arc::clone(&self.config),
            theme: Arc::clone(&self.theme),
            public: Arc::new(self.public.searched_anew()),
            widget: Arc::clone(&self.widget),
            gates: OnceLock::new(),
            views: Mutex::default(),
            screens: Screens::default(),
        }
    }

    /// What the host app loads; the same for everybody.
    pub fn widget(&self) -> &Widget {
        &self.widget
    }

    /// All articles, whoever may read them: to say why somebody does not see one.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// What everybody sees.
    pub fn public(&self) -> &Arc<View> {
        &self.public
    }

    /// Answers that everybody gets; those of a viewer with a token never come here.
    pub fn screens(&self) -> &Screens {
        &self.screens
    }

    /// What `viewer` sees: the same for all whom the same gates admit.
    ///
    /// # Errors
    /// The theme cannot draw for this viewer.
    pub fn view(&self, viewer: &Viewer) -> Result<Arc<View>, ThemeError> {
        if viewer.is_anonymous() {
            return Ok(Arc::clone(&self.public));
        }
        let gates = self.gates.get_or_init(|| self.library.gates());
        let opened = Opened::of(gates, viewer);
        let mut views = self.views();
        if let Some(view) = views.made.get(&opened) {
            return Ok(Arc::clone(view));
        }
        let before = views.before.sites.remove(&opened);
        let last = &views.before.library;
        let view = before.and_then(|site| View::after(&site, last, &self.library));
        let view = match view {
            Some(view) => view,
            None => View::new(&self.library, viewer, &self.theme, &self.config)?,
        };
        let view = Arc::new(view);
        if views.made.len() < MAX_VIEWS {
            views.made.insert(opened, Arc::clone(&view));
        }
        Ok(view)
    }

    fn views(&self) -> MutexGuard<'_, Views> {
        self.views.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The views of this edition that one of `next` can take over.
    fn views_for(&self, next: &Library) -> ViewsBefore {
        let is_asked = !self.views().made.is_empty();
        // Nobody waits for this comparison.
        if !is_asked || !next.is_listed_as(&self.library) {
            return ViewsBefore::default();
        }
        let views = self.views();
        let made = views.made.iter();
        let sites = made.map(|(opened, view)| (opened.clone(), view.site.clone()));
        ViewsBefore {
            library: Arc::clone(&self.library),
            sites: sites.collect(),
        }
    }

    /// Whether its pages are drawn in this theme and with these settings.
    fn looks_like(&self, config: &Config, theme: &Arc<Theme>) -> bool {
        Arc::ptr_eq(&self.theme, theme) && *self.config == *config
    }
}

/// What everybody sees of a library, and what the host app loads. A page of each kind is drawn
/// before anybody asks for one: a theme that cannot is not published.
fn drawn(
    library: &Library,
    index: &Path,
    config: &Arc<Config>,
    theme: &Arc<Theme>,
    last: Option<&Edition>,
) -> Result<(Arc<View>, Arc<Widget>), EditionError> {
    thread::scope(|scope| {
        let widget = last.map(|last| &last.widget);
        let widget = scope.spawn(move || Widget::assemble(theme, config, widget));
        let last = last.filter(|last| last.looks_like(config, theme));
        let public = public(library, index, config, theme, last)?;
        let widget = widget.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        Ok((Arc::new(public), widget))
    })
}

/// What everybody sees of a library, after what everybody saw in the `last` edition, if that was
/// drawn in the same theme and with the same settings.
fn public(
    library: &Library,
    index: &Path,
    config: &Arc<Config>,
    theme: &Arc<Theme>,
    last: Option<&Edition>,
) -> Result<View, ThemeError> {
    // Drawing is for builds: the service has what the last one drew.
    let pictures = Pictures::kept(index);
    let last = last.filter(|last| last.public.site.has_pictures(pictures.as_ref()));
    let after = last.and_then(|last| View::after(&last.public.site, &last.library, library));
    let public = match after {
        // It was tried with the same pages.
        Some(public) => public,
        None => {
            let mut public = View::new(library, &Viewer::anonymous(), theme, config)?;
            if let Some(pictures) = pictures {
                public.site = public.site.with_pictures(pictures)?;
            }
            public.site.try_out()?;
            public
        }
    };
    // What the public has no page of is tried with all articles.
    if public.library.articles.is_empty() {
        let whole = Arc::new(library.clone());
        Site::new(whole, Arc::clone(theme), config, Audience::Restricted)?.try_out()?;
    }
    Ok(public)
}

/// The pointer to the edition that is served now.
#[derive(Debug)]
pub struct Published {
    edition: RwLock<Arc<Edition>>,
    number: AtomicU64,
}

impl Published {
    pub fn new(edition: Edition) -> Self {
        Published {
            edition: RwLock::new(Arc::new(edition)),
            number: AtomicU64::new(1),
        }
    }

    /// The edition of now; requests that hold an older one finish with it.
    pub fn current(&self) -> Arc<Edition> {
        Arc::clone(&self.edition.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Publishes `next` in place of `shown`, and not of one that was published meanwhile.
    pub fn replace(&self, shown: &Arc<Edition>, next: Edition) {
        let mut now = self.edition.write().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&now, shown) {
            *now = Arc::new(next);
        }
    }

    /// Publishes the next edition; returns its number, which is 1 for the first.
    pub fn publish(&self, edition: Edition) -> u64 {
        let edition = Arc::new(edition);
        let mut now = self.edition.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *now, edition);
        let number = self.number.fetch_add(1, Ordering::Relaxed) + 1;
        drop(now);
        // Nobody waits for the pointer while the last one is taken down.
        drop(before);
        number
    }
}
