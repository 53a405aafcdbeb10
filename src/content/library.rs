//! All articles, checked, and the part of them that a viewer may know of.

mod again;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::content::{
    Archived, Article, ArticleId, Category, ContextTree, Location, Module, Picture, Term, Tour,
};
use crate::gate::{Gate, Viewer};
use crate::locale::Locale;

/// What is published: the output of `compile`, the input of everything else.
///
/// Articles stand in reading order: by language, then as the categories are
/// walked, then by their order and title.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The first is the default.
    pub languages: Vec<Locale>,
    pub modules: Vec<Arc<Module>>,
    /// Homes first, then depth first in reading order, for each language.
    pub categories: Vec<Arc<Category>>,
    pub articles: Vec<Arc<Article>>,
    pub archived: Vec<Arc<Archived>>,
    pub terms: Vec<Arc<Term>>,
    pub tours: Vec<Arc<Tour>>,
    pub pictures: Vec<Arc<Picture>>,
    positions: Arc<Positions>,
}

/// A search looks up each of its thousands of matches.
type Map<K, V> = HashMap<K, V, RandomState>;

#[derive(Clone, Debug, Default)]
struct Positions {
    by_id: Map<ArticleId, Vec<usize>>,
    /// All articles, in the order of their addresses: a map would hold each address once more.
    by_url: Vec<u32>,
    by_module: HashMap<String, Vec<usize>>,
    contexts: ContextTree,
    categories: Map<(Locale, String), usize>,
}

/// The gates of a library that admit a viewer: viewers with the same answer see the
/// same library and search the same shelves.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Opened(pub BTreeSet<Gate>);

impl Opened {
    /// Those of `gates`, [all that are in use](Library::gates), that admit `viewer`.
    pub fn of(gates: &BTreeSet<Gate>, viewer: &Viewer) -> Self {
        let admitting = gates.iter().filter(|gate| gate.admits(viewer));
        Opened(admitting.cloned().collect())
    }
}

impl Library {
    /// Builds the look-ups; call it once the lists are complete and in order.
    #[must_use]
    pub fn indexed(mut self) -> Self {
        let mut positions = Positions::default();
        for (at, article) in self.articles.iter().enumerate() {
            positions
                .by_id
                .entry(article.id.clone())
                .or_default()
                .push(at);
            if let Some(module) = &article.module {
                let of_module = positions.by_module.entry(module.clone()).or_default();
                of_module.push(at);
            }
            for context in &article.contexts {
                positions.contexts.add(context, at);
            }
        }
        let url = |at: u32| self.articles[at as usize].url.as_str();
        positions.by_url = (0..self.articles.len() as u32).collect();
        positions.by_url.sort_by_key(|at| url(*at));
        for (at, category) in self.categories.iter().enumerate() {
            let key = (category.language, category.path.clone());
            positions.categories.insert(key, at);
        }
        self.positions = Arc::new(positions);
        self
    }

    /// The same with the texts of some articles changed, and nothing by which they are looked up
    /// or stand in order; `None` for one that is not there.
    #[must_use]
    pub fn with_texts(mut self, changed: Vec<Article>) -> Option<Self> {
        for new in changed {
            let at = self.place(&new.url)?;
            let old = &mut self.articles[at as usize];
            if old.id != new.id {
                return None;
            }
            *old = Arc::new(new);
        }
        Some(self)
    }

    /// The locks in use, over all languages.
    pub fn gates(&self) -> BTreeSet<Gate> {
        let articles = self.articles.iter().map(|article| &article.gate);
        let archived = self.archived.iter().map(|archived| &archived.gate);
        let terms = self.terms.iter().map(|term| &term.gate);
        let tours = self.tours.iter().map(|tour| &tour.gate);
        let categories = self.categories.iter().map(|category| &category.gate);
        // There are few, and many articles have each.
        let gates: BTreeSet<&Gate> = articles
            .chain(archived)
            .chain(terms)
            .chain(tours)
            .chain(categories)
            .collect();
        gates.into_iter().map(Gate::lock).collect()
    }

    /// The library as it would be if nothing existed but what `viewer` may read.
    ///
    /// Categories stay where they hold an article of any language, modules where
    /// something left belongs to them, pictures where something left shows them.
    #[must_use]
    pub fn visible_to(&self, viewer: &Viewer) -> Library {
        let articles: Vec<Arc<Article>> = self
            .articles
            .iter()
            .filter(|article| article.gate.admits(viewer))
            .cloned()
            .collect();
        let terms: Vec<Arc<Term>> = self
            .terms
            .iter()
            .filter(|term| term.gate.admits(viewer))
            .cloned()
            .collect();
        let tours: Vec<Arc<Tour>> = self
            .tours
            .iter()
            .filter(|tour| tour.gate.admits(viewer))
            .cloned()
            .collect();
        let mut folders: HashSet<&str> = HashSet::from([""]);
        for article in &articles {
            let mut folder = article.category.as_str();
            while folders.insert(folder) {
                folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
            }
        }
        let categories: Vec<Arc<Category>> = self
            .categories
            .iter()
            .filter(|category| folders.contains(category.path.as_str()))
            .map(|category| match category.gate.admits(viewer) {
                true => Arc::clone(category),
                false => Arc::new(category.bare()),
            })
            .collect();
        let used_modules: HashSet<&str> = articles
            .iter()
            .filter_map(|article| article.module.as_deref())
            .chain(tours.iter().map(|tour| tour.module.as_str()))
            .collect();
        let modules = self
            .modules
            .iter()
            .filter(|module| used_modules.contains(module.key.as_str()))
            .cloned()
            .collect();
        let shown: HashSet<&str> = articles
            .iter()
            .flat_map(|article| article.body.pictures())
            .chain(tours.iter().flat_map(|tour| &tour.pictures))
            .chain(categories.iter().flat_map(|category| &category.pictures))
            .map(String::as_str)
            .collect();
        let pictures = self
            .pictures
            .iter()
            .filter(|picture| shown.contains(picture.url.as_str()))
            .cloned()
            .collect();
        let archived = self
            .archived
            .iter()
            .filter(|archived| archived.gate.admits(viewer))
            .cloned()
            .collect();
        Library {
            languages: self.languages.clone(),
            modules,
            categories,
            articles,
            archived,
            terms,
            tours,
            pictures,
            positions: Arc::default(),
        }
        .indexed()
    }

    /// The same library with all texts in memory: no file stays open for them.
    ///
    /// # Errors
    /// A text cannot be read.
    pub fn held(&self) -> io::Result<Library> {
        let mut held = self.clone();
        for article in &mut held.articles {
            let body = article.body.held()?;
            if !body.is_the_same(&article.body) {
                Arc::make_mut(article).body = body;
            }
        }
        Ok(held)
    }

    /// Whether a text of it was asked for that is not as it was stored.
    pub fn is_damaged(&self) -> bool {
        let mut articles = self.articles.iter();
        articles.any(|one| one.body.is_damaged())
    }

    pub fn default_language(&self) -> Locale {
        self.languages.first().copied().unwrap_or(Locale::En)
    }

    /// The translation of `id` in `language`.
    pub fn article(&self, id: &ArticleId, language: Locale) -> Option<&Arc<Article>> {
        self.translations(id)
            .find(|article| article.language == language)
    }

    /// All translations of `id`, in the order of the languages.
    pub fn translations(&self, id: &ArticleId) -> impl Iterator<Item = &Arc<Article>> {
        let positions = self.positions.by_id.get(id).map_or(&[][..], Vec::as_slice);
        positions.iter().map(|at| &self.articles[*at])
    }

    /// The articles of a module, in reading order.
    pub fn of_module(&self, key: &str) -> impl Iterator<Item = &Arc<Article>> {
        let positions = self.positions.by_module.get(key);
        let positions = positions.map_or(&[][..], Vec::as_slice);
        positions.iter().map(|at| &self.articles[*at])
    }

    /// The articles of which some pattern, including or excluding, may fit `location`, in
    /// reading order.
    pub fn articles_for(&self, location: &Location) -> impl Iterator<Item = &Arc<Article>> {
        let positions = self.positions.contexts.at(location);
        positions.into_iter().map(|at| &self.articles[at])
    }

    /// The article at a root-relative URL.
    pub fn article_at(&self, url: &str) -> Option<&Arc<Article>> {
        self.place(url).map(|at| &self.articles[at as usize])
    }

    /// Where among the articles the one at a root-relative URL stands.
    pub fn place(&self, url: &str) -> Option<u32> {
        let by_url = &self.positions.by_url;
        let url_at = |at: u32| self.articles[at as usize].url.as_str();
        let next = by_url.partition_point(|at| url_at(*at) <= url);
        let found = *by_url.get(next.checked_sub(1)?)?;
        (url_at(found) == url).then_some(found)
    }

    /// Finds an article by id, by path, by its root-relative URL, or by a slug that only one article has.
    ///
    /// The translation in `language` is preferred; otherwise any other is given.
    pub fn find_article(&self, name: &str, language: Locale) -> Option<&Arc<Article>> {
        let id = ArticleId::new(name);
        let in_language = |id: &ArticleId| {
            self.article(id, language)
                .or_else(|| self.translations(id).next())
        };
        if let Some(found) = in_language(&id) {
            return Some(found);
        }
        if let Some(found) = self.articles.iter().find(|article| article.path == name) {
            return in_language(&found.id);
        }
        if let Some(found) = self.article_at(name) {
            return in_language(&found.id);
        }
        let named: BTreeSet<&ArticleId> = self
            .articles
            .iter()
            .filter(|article| article.slug == name)
            .map(|article| &article.id)
            .collect();
        match named.len() {
            1 => named.first().and_then(|id| in_language(id)),
            _ => None,
        }
    }

    pub fn category(&self, language: Locale, path: &str) -> Option<&Arc<Category>> {
        let key = (language, path.to_owned());
        let at = self.positions.categories.get(&key)?;
        Some(&self.categories[*at])
    }

    /// The categories right below `path`, in reading order.
    pub fn subcategories(
        &self,
        language: Locale,
        path: &str,
    ) -> impl Iterator<Item = &Arc<Category>> {
        self.categories
            .iter()
            .filter(move |one| one.language == language && one.parent() == Some(path))
    }

    /// The home and the categories down to `path`.
    pub fn trail(&self, language: Locale, path: &str) -> Vec<&Arc<Category>> {
        let mut trail = Vec::new();
        let mut next = self.category(language, path);
        while let Some(category) = next {
            trail.push(category);
            next = category
                .parent()
                .and_then(|parent| self.category(language, parent));
        }
        trail.reverse();
        trail
    }

    /// Articles of `language` in the category `path` and below it.
    pub fn articles_below(
        &self,
        language: Locale,
        path: &str,
    ) -> impl Iterator<Item = &Arc<Article>> {
        self.articles
            .iter()
            .filter(move |one| one.language == language && is_below(&one.category, path))
    }
}

/// Whether the category `path` is `folder` or lies below it.
fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path == folder
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}
