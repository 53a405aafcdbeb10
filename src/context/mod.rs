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
    /// Articles for other releases of the host app are left out.
    pub version: Option<Version>,
    pub language: Locale,
    /// How many articles, and how many videos, at most.
    pub limit: usize,
}

/// The help for one screen.
#[derive(Clone, Debug, Default)]
pub struct Help {
    pub articles: Vec<Arc<Article>>,
    pub videos: Vec<Arc<Article>>,
    pub tour: Option<Arc<Tour>>,
    pub terms: Vec<Arc<Term>>,
    /// The module the screen belongs to.
    pub module: Option<String>,
    /// Which pattern brought the first article or the module.
    pub matched: Option<String>,
}

/// Finds the help for a screen: articles whose own pattern fits come first, the most
/// specific pattern before all; the rest of the module fills up.
///
/// An article without a translation in the reader's language comes in the language
/// it has.
pub fn help_for(library: &Library, screen: &Screen) -> Help {
    let by_url = screen
        .location
        .as_ref()
        .and_then(|location| module_with_pattern(library, location));
    let module = match &screen.module {
        Some(key) => Some(key.clone()),
        None => by_url.as_ref().map(|(module, _)| module.key.clone()),
    };
    let mut found: Vec<(ContextRank, Arc<Article>, String)> = Vec::new();
    let mut excluded = HashSet::new();
    let candidates: Vec<&Arc<Article>> = library
        .articles
        .iter()
        .filter(|article| is_served(library, article, screen.language))
        .filter(|article| is_for(article, screen))
        .collect();
    if let Some(location) = &screen.location {
        for article in &candidates {
            match best(&article.contexts, location) {
                Match::Fits(rank, pattern) => found.push((rank, Arc::clone(article), pattern)),
                Match::Excluded => {
                    excluded.insert(article.id.clone());
                }
                Match::Nothing => {}
            }
        }
    }
    // The sort is stable: of equal patterns, the first in reading order.
    found.sort_by(|(a, ..), (b, ..)| b.cmp(a));
    let mut help = Help {
        matched: found
            .first()
            .map(|(.., pattern)| pattern.clone())
            .or_else(|| by_url.map(|(_, pattern)| pattern)),
        ..Help::default()
    };
    let own = found.iter().map(|(_, article, _)| article);
    let of_module = candidates
        .iter()
        .copied()
        .filter(|article| module.is_some() && article.module == module)
        .filter(|article| !excluded.contains(&article.id));
    let mut seen = HashSet::new();
    for article in own.chain(of_module) {
        if !seen.insert(article.id.clone()) {
            continue;
        }
        let list = match article.kind {
            Kind::Video => &mut help.videos,
            Kind::Article | Kind::Release => &mut help.articles,
        };
        if list.len() < screen.limit {
            list.push(Arc::clone(article));
        }
    }
    if let Some(module) = &module {
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

/// The module that a screen belongs to.
pub fn module_at<'a>(library: &'a Library, location: &Location) -> Option<&'a Module> {
    module_with_pattern(library, location).map(|(module, _)| module)
}

fn module_with_pattern<'a>(
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
    let version = screen
        .version
        .as_ref()
        .is_none_or(|version| article.is_for_version(version));
    role && version
}

/// The terms that the shown articles explain.
fn terms(library: &Library, help: &Help, language: Locale) -> Vec<Arc<Term>> {
    library
        .terms
        .iter()
        .filter(|term| term.language == language)
        .filter(|term| {
            let shown = |id: &ArticleId| help.articles.iter().any(|article| article.id == *id);
            term.article.as_ref().is_some_and(shown)
        })
        .cloned()
        .collect()
}
