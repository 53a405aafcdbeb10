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

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;

use crate::config::Config;
use crate::content::{Library, Opened};
use crate::gate::Viewer;
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
    library: Library,
    shelves: Arc<Shelves>,
    config: Arc<Config>,
    theme: Arc<Theme>,
    public: Arc<View>,
    widget: Arc<Widget>,
    /// What each kind of viewer may see, by the gates that are open to them.
    views: Mutex<HashMap<Opened, Arc<View>>>,
    /// The help for screens as everybody gets it. Other shelves may find other articles, so it is
    /// the edition's and not the public view's.
    screens: Screens,
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
        let library = put_away(with_variants(library, index), index);
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
        let library = put_away(with_variants(library, index), index);
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
        Ok(Edition {
            library,
            shelves,
            config,
            theme,
            public,
            widget,
            views: Mutex::default(),
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
            library,
            config,
            theme,
            public,
            widget,
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
            library: self.library.clone(),
            shelves,
            config: Arc::clone(&self.config),
            theme: Arc::clone(&self.theme),
            public: Arc::clone(&self.public),
            widget: Arc::clone(&self.widget),
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
        let opened = self.library.opened_by(viewer);
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = views.get(&opened) {
            return Ok(Arc::clone(view));
        }
        let view = View::new(&self.library, viewer.clone(), &self.theme, &self.config)?;
        let view = Arc::new(view);
        if views.len() < MAX_VIEWS {
            views.insert(opened, Arc::clone(&view));
        }
        Ok(view)
    }
}

/// What everybody sees of a library, and what the host app loads, both tried.
fn drawn(
    library: &Library,
    index: &Path,
    config: &Arc<Config>,
    theme: &Arc<Theme>,
    last: Option<&Edition>,
) -> Result<(Arc<View>, Arc<Widget>), EditionError> {
    thread::scope(|scope| {
        let last = last.map(|last| &last.widget);
        let widget = scope.spawn(move || Widget::assemble(theme, config, last));
        let mut public = View::new(library, Viewer::anonymous(), theme, config)?;
        // Drawing is for builds: the service has what the last one drew.
        if let Some(pictures) = Pictures::kept(index) {
            public.site = public.site.with_pictures(pictures)?;
        }
        try_out(library, &public, theme, config)?;
        let widget = widget.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        Ok((Arc::new(public), widget))
    })
}

/// Draws a page of each kind before anybody asks for one: a theme that cannot is not
/// published. What the public has no page of is tried with all articles.
fn try_out(
    library: &Library,
    public: &View,
    theme: &Arc<Theme>,
    config: &Config,
) -> Result<(), ThemeError> {
    public.site.try_out()?;
    if !public.library.articles.is_empty() {
        return Ok(());
    }
    let whole = Arc::new(library.clone());
    Site::new(whole, Arc::clone(theme), config, Audience::Restricted)?.try_out()
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
