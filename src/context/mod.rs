//! The help for a screen of the host app: patterns to articles, tour and terms.
//!
//! Entry point: [`help_for`]. In memory, without search engine or database, and
//! from one viewer's library: what is not in it cannot come up.

use std::collections::HashSet;
use std::sync::Arc;

use semver::Version;

use crate::content::{
    Article, ArticleId, Context, ContextRank, Kind, Library, Location, Module, Term, Tour,
};
use crate::locale::Locale;

/// What is asked: the screen, and who is looking at it.
#[derive(Clone, Debug)]
pub struct Screen {
    pub location: Option<Location>,
    /// Wins over the module that the location belongs to.
    pub module: Option<String>,
    /// Articles that name other roles are left out.
    pub role: Option<String>,
    /// Articles that name other plans are left out.
    pub plan: Option<String>,
    /// Articles for other releases of the host app are left out.
    pub version: Option<Version>,
    pub language: Locale,
    /// How many articles, and how many videos, at most.
    pub limit: usize,
}

/// The help for one screen.
#[derive(Clone, Debug, Default)]
pub struct Help {
    pub articles: Vec<Found>,
    pub videos: Vec<Found>,
    pub tour: Option<Arc<Tour>>,
    pub terms: Vec<Arc<Term>>,
    /// The module the screen belongs to.
    pub module: Option<String>,
    /// Which pattern brought the first article or the module.
    pub matched: Option<String>,
    /// Articles that a pattern keeps away from this screen.
    excluded: HashSet<ArticleId>,
}

/// An article that helps on a screen, and why it came up.
#[derive(Clone, Debug)]
pub struct Found {
    pub article: Arc<Article>,
    pub by: FoundBy,
}

/// Why an article came up for a screen, the best reason first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// This pattern of its own fits.
    Context(String),
    /// It belongs to the module of the screen.
    Module,
    /// The words of the path find it.
    Search,
    /// Readers found it helpful.
    Popular,
}

impl FoundBy {
    /// The reason in one word, as answers say it.
    pub fn word(&self) -> &'static str {
        match self {
            FoundBy::Context(_) => "context",
            FoundBy::Module => "module",
            FoundBy::Search => "search",
            FoundBy::Popular => "popular",
        }
    }
}

impl Help {
    /// How many articles and videos there are.
    pub fn len(&self) -> usize {
        self.articles.len() + self.videos.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds `articles` until there are `enough`; those that are there already, or are not
    /// for this reader or screen, are passed over.
    pub fn fill<'a>(
        &mut self,
        library: &Library,
        screen: &Screen,
        articles: impl IntoIterator<Item = &'a Arc<Article>>,
        by: &FoundBy,
        enough: usize,
    ) {
        for article in articles {
            if self.len() >= enough {
                return;
            }
            let known = self.articles.iter().chain(&self.videos);
            let mut known = known.map(|found| &found.article.id);
            let fits = is_served(library, article, screen.language)
                && is_for(article, screen)
                && !self.excluded.contains(&article.id)
                && !known.any(|id| *id == article.id);
            if fits {
                self.add(article, by.clone(), screen.limit);
            }
        }
    }

    fn add(&mut self, article: &Arc<Article>, by: FoundBy, limit: usize) {
        let list = match article.kind {
            Kind::Video => &mut self.videos,
            Kind::Article | Kind::Release => &mut self.articles,
        };
        if list.len() < limit {
            list.push(Found {
                article: Arc::clone(article),
                by,
            });
        }
    }
}

/// Finds the help for a screen: articles whose own pattern fits come first, the most
/// specific pattern before all; the rest of the module fills up.
///
/// An article without a translation in the reader's language comes in the language
/// it has.
///
/// A place behind `#` that no pattern names is looked up as a path of its own.
pub fn help_for(library: &Library, screen: &Screen) -> Help {
    let help = help_at(library, screen);
    let inner = screen.location.as_ref().and_then(Location::of_hash);
    match inner {
        Some(inner) if help.matched.is_none() => {
            let inner = Screen {
                location: Some(inner),
                ..screen.clone()
            };
            let within = help_at(library, &inner);
            if within.matched.is_some() {
                within
            } else {
                help
            }
        }
        _ => help,
    }
}

fn help_at(library: &Library, screen: &Screen) -> Help {
    let by_url = screen
        .location
        .as_ref()
        .and_then(|location| module_with_pattern(library, location));
    let module = match &screen.module {
        Some(key) => Some(key.clone()),
        None => by_url.as_ref().map(|(module, _)| module.key.clone()),
    };
    let mut help = Help::default();
    let mut fitting: Vec<(ContextRank, &Arc<Article>, String)> = Vec::new();
    if let Some(location) = &screen.location {
        let served = |article: &&Arc<Article>| {
            is_served(library, article, screen.language) && is_for(article, screen)
        };
        for article in library.articles_for(location).filter(served) {
            match best(&article.contexts, location) {
                Match::Fits(rank, pattern) => fitting.push((rank, article, pattern)),
                Match::Excluded => {
                    help.excluded.insert(article.id.clone());
                }
                Match::Nothing => {}
            }
        }
    }
    // The sort is stable: of equal patterns, the first in reading order.
    fitting.sort_by(|(a, ..), (b, ..)| b.cmp(a));
    help.matched = fitting
        .first()
        .map(|(.., pattern)| pattern.clone())
        .or_else(|| by_url.map(|(_, pattern)| pattern));
    for (_, article, pattern) in fitting {
        help.add(article, FoundBy::Context(pattern), screen.limit);
    }
    if let Some(module) = &module {
        let of_module = library.of_module(module);
        help.fill(
            library,
            screen,
            of_module,
            &FoundBy::Module,
            2 * screen.limit,
        );
        help.tour = tour(library, module, screen.language).cloned();
    }
    help.terms = terms(library, &help, screen.language);
    help.module = module;
    help
}

/// The tour of a module, in the reader's language or else in another.
pub fn tour<'a>(library: &'a Library, module: &str, language: Locale) -> Option<&'a Arc<Tour>> {
    let tours = || library.tours.iter().filter(|tour| tour.module == module);
    tours()
        .find(|tour| tour.language == language)
        .or_else(|| tours().next())
}

/// Terms by key, in the reader's language or else in another, in the order asked for.
pub fn terms_named<'a>(
    library: &'a Library,
    keys: &[&str],
    language: Locale,
) -> Vec<&'a Arc<Term>> {
    keys.iter()
        .filter_map(|key| {
            let named = || library.terms.iter().filter(|term| term.key == **key);
            named()
                .find(|term| term.language == language)
                .or_else(|| named().next())
        })
        .collect()
}

enum Match {
    Fits(ContextRank, String),
    Excluded,
    Nothing,
}

/// The most specific pattern that fits; an excluding one takes everything away.
fn best(contexts: &[Context], location: &Location) -> Match {
    let mut best: Option<(ContextRank, &Context)> = None;
    for context in contexts {
        let Some(rank) = context.rank(location) else {
            continue;
        };
        if context.excludes() {
            return Match::Excluded;
        }
        if best.as_ref().is_none_or(|(other, _)| rank > *other) {
            best = Some((rank, context));
        }
    }
    match best {
        Some((rank, context)) => Match::Fits(rank, context.to_string()),
        None => Match::Nothing,
    }
}

/// The articles that are meant for a screen by a pattern of their own.
pub fn articles_at(library: &Library, location: &Location) -> HashSet<ArticleId> {
    library
        .articles_for(location)
        .filter(|article| matches!(best(&article.contexts, location), Match::Fits(..)))
        .map(|article| article.id.clone())
        .collect()
}

/// The module that a screen belongs to.
pub fn module_at<'a>(library: &'a Library, location: &Location) -> Option<&'a Module> {
    module_with_pattern(library, location).map(|(module, _)| module)
}

/// The same, with the pattern that brought it.
pub fn module_with_pattern<'a>(
    library: &'a Library,
    location: &Location,
) -> Option<(&'a Module, String)> {
    let mut best_module: Option<(ContextRank, &Module, String)> = None;
    for module in &library.modules {
        if let Match::Fits(rank, pattern) = best(&module.contexts, location)
            && best_module.as_ref().is_none_or(|(other, ..)| rank > *other)
        {
            best_module = Some((rank, module, pattern));
        }
    }
    best_module.map(|(_, module, pattern)| (module, pattern))
}

/// Whether this translation is the one that a reader of `language` gets.
fn is_served(library: &Library, article: &Article, language: Locale) -> bool {
    article.language == language
        || (library.article(&article.id, language).is_none()
            && library
                .translations(&article.id)
                .next()
                .is_some_and(|first| first.language == article.language))
}

fn is_for(article: &Article, screen: &Screen) -> bool {
    let role = screen
        .role
        .as_ref()
        .is_none_or(|role| article.gate.is_for_role(role));
    let plan = screen
        .plan
        .as_ref()
        .is_none_or(|plan| article.gate.is_for_plan(plan));
    let version = screen
        .version
        .as_ref()
        .is_none_or(|version| article.is_for_version(version));
    role && plan && version
}

/// The terms that the shown articles explain.
fn terms(library: &Library, help: &Help, language: Locale) -> Vec<Arc<Term>> {
    library
        .terms
        .iter()
        .filter(|term| term.language == language)
        .filter(|term| {
            let shown = |id: &ArticleId| help.articles.iter().any(|found| found.article.id == *id);
            term.article.as_ref().is_some_and(shown)
        })
        .cloned()
        .collect()
}
