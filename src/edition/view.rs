//! What one kind of viewer may see of an edition.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::config::Config;
use crate::content::{Article, Library};
use crate::edition::guesses::Guesses;
use crate::edition::kept::Kept;
use crate::gate::Viewer;
use crate::locale::Locale;
use crate::search::Suggestions;
use crate::site::{Audience, Site};
use crate::theme::{Theme, ThemeError};

/// A library with nothing in it but what the viewer may read, and its pages.
#[derive(Debug)]
pub struct View {
    /// Whether it is what everybody sees.
    pub is_public: bool,
    pub library: Arc<Library>,
    pub site: Site,
    /// Packed pages, of the public view alone: what is personal is never packed.
    pub kept: Arc<Kept>,
    /// What the words of screens find.
    pub(super) guesses: Guesses,
    /// By language, made when somebody first types.
    suggestions: [OnceLock<Suggestions>; Locale::ALL.len()],
    /// By an address of before, without the slash at its end.
    moved: OnceLock<HashMap<String, Arc<Article>>>,
}

impl View {
    pub(super) fn new(
        library: &Library,
        viewer: &Viewer,
        theme: &Arc<Theme>,
        config: &Config,
    ) -> Result<Self, ThemeError> {
        let library = Arc::new(library.visible_to(viewer));
        let audience = match viewer.is_anonymous() {
            true => Audience::Public,
            false => Audience::Restricted,
        };
        let site = Site::new(library, Arc::clone(theme), config, audience)?;
        Ok(Self::of(site))
    }

    /// What the viewer sees of `library` who saw `site` of the `last` one, in the same theme and
    /// settings; `None` where more is another than what articles say.
    pub(super) fn after(site: &Site, last: &Library, library: &Library) -> Option<Self> {
        let seen = library.visible_again(last, site.library())?;
        Some(Self::of(site.followed_by(Arc::new(seen))))
    }

    /// The same view, once it is searched on other shelves: what they find may be something else.
    pub(super) fn searched_anew(&self) -> Self {
        View {
            kept: Arc::clone(&self.kept),
            ..Self::of(self.site.clone())
        }
    }

    fn of(site: Site) -> Self {
        View {
            is_public: site.is_public(),
            library: Arc::clone(site.library()),
            site,
            kept: Arc::default(),
            guesses: Guesses::default(),
            suggestions: Default::default(),
            moved: OnceLock::new(),
        }
    }

    /// What completes a question of this viewer.
    pub fn suggestions(&self, language: Locale) -> &Suggestions {
        self.suggestions[language as usize]
            .get_or_init(|| Suggestions::new(&self.library, language))
    }

    /// The article that stood at `path` before, with or without the slash at its end.
    pub fn moved_from(&self, path: &str) -> Option<&Arc<Article>> {
        let moved = self.moved.get_or_init(|| {
            let mut moved = HashMap::new();
            for article in &self.library.articles {
                for alias in &article.aliases {
                    let alias = alias.trim_end_matches('/').to_owned();
                    moved.entry(alias).or_insert_with(|| Arc::clone(article));
                }
            }
            moved
        });
        moved.get(path.trim_end_matches('/'))
    }
}
