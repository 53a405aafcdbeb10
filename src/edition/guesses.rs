//! What the words of screens find, remembered: a host app has few screens, asked for again and
//! again.
//!
//! Within one edition and one view nothing else can come of the same words, languages and roles.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::content::Article;
use crate::locale::Locale;

/// Words of screens that are remembered for one kind of viewer.
const SCREENS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(511);

/// The articles that the words of a screen find first.
type Found = Arc<[Arc<Article>]>;

/// What decides which articles are found, besides the view.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    pub words: String,
    pub language: Locale,
    /// Of the viewer, in order.
    pub roles: Vec<String>,
}

/// What was found for the words that were asked for last.
#[derive(Debug)]
pub(super) struct Guesses(Mutex<LruCache<Asked, Found>>);

impl Default for Guesses {
    fn default() -> Self {
        Guesses(Mutex::new(LruCache::new(SCREENS)))
    }
}

impl Guesses {
    pub fn known(&self, asked: &Asked) -> Option<Found> {
        self.all().get(asked).map(Arc::clone)
    }

    pub fn remember(&self, asked: Asked, found: Found) {
        self.all().put(asked, found);
    }

    fn all(&self) -> MutexGuard<'_, LruCache<Asked, Found>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
