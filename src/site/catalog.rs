//! Look-ups over a library that many pages ask for, made once: without them the
//! cost of a site would grow with the square of its articles.
//!
//! They are made of nothing that stands below a header, and name articles by their places in
//! the library: all libraries that [are listed](Library::is_listed_as) alike have the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::content::{Article, Kind, Library};
use crate::locale::Locale;
use crate::site::doubled::{Doubled, hash};

/// Where articles stand in [`Library::articles`].
pub(super) type Places = [u32];

type Map<K, V> = HashMap<K, V, RandomState>;

/// Articles under one tag in one language.
#[derive(Debug)]
pub(super) struct Tag {
    /// As the first article writes it.
    pub(super) title: String,
    pub(super) articles: Vec<u32>,
}

/// What one category holds in one language.
#[derive(Debug, Default)]
struct Held {
    articles: Vec<u32>,
    /// Those that have no translation in this language.
    foreign: Vec<u32>,
    /// How many are in it and below it.
    count: usize,
}

#[derive(Debug, Default)]
struct OfLanguage {
    /// By path.
    categories: Map<String, Held>,
    videos: Vec<u32>,
    releases: Vec<u32>,
}

#[derive(Debug)]
pub(super) struct Catalog {
    languages: [OfLanguage; Locale::ALL.len()],
    tags: BTreeMap<(Locale, String), Tag>,
    titles: Doubled,
}

impl Catalog {
    pub(super) fn new(library: &Library) -> Self {
        let articles = library.articles.iter();
        let titles = articles.map(|one| hash(one.language, &one.title));
        let categories = library.categories.iter().filter(|one| !one.is_home());
        let titles = titles.chain(categories.map(|one| hash(one.language, &one.title)));
        let mut catalog = Catalog {
            languages: Default::default(),
            tags: BTreeMap::new(),
            titles: Doubled::new(titles),
        };
        let mut slugs = HashMap::new();
        for (article, at) in library.articles.iter().zip(0..) {
            catalog.add(article, at, library);
            catalog.add_tags(article, at, &mut slugs);
        }
        for language in &mut catalog.languages {
            language.count();
            let newest = |at: &u32| {
                let article = &library.articles[*at as usize];
                (Reverse(day(article)), article.url.as_str())
            };
            language
                .releases
                .sort_by(|one, other| newest(one).cmp(&newest(other)));
        }
        catalog
    }

    fn add(&mut self, article: &Article, at: u32, library: &Library) {
        let category = article.category.as_str();
        self.of(article.language).held(category).articles.push(at);
        for other in &library.languages {
            if *other != article.language && library.article(&article.id, *other).is_none() {
                self.of(*other).held(category).foreign.push(at);
            }
        }
        match article.kind {
            Kind::Video => self.of(article.language).videos.push(at),
            Kind::Release => self.of(article.language).releases.push(at),
            Kind::Article => (),
        }
    }

    /// `slugs` has those of the tags that were met: there are few, and many articles have each.
    fn add_tags<'l>(
        &mut self,
        article: &'l Article,
        at: u32,
        slugs: &mut HashMap<&'l str, String>,
    ) {
        for title in &article.tags {
            let slug = slugs.entry(title).or_insert_with(|| tag_slug(title));
            let tag = self.tags.entry((article.language, slug.clone()));
            let tag = tag.or_insert_with(|| Tag {
                title: title.clone(),
                articles: Vec::new(),
            });
            // Two spellings of one tag on one article are one tag.
            if tag.articles.last() != Some(&at) {
                tag.articles.push(at);
            }
        }
    }

    fn of(&mut self, language: Locale) -> &mut OfLanguage {
        &mut self.languages[language as usize]
    }

    fn held(&self, language: Locale, category: &str) -> Option<&Held> {
        self.languages[language as usize].categories.get(category)
    }

    /// Articles right in a category, in reading order.
    pub(super) fn articles(&self, language: Locale, category: &str) -> &Places {
        self.held(language, category)
            .map_or(&[], |held| &held.articles)
    }

    /// Articles right in a category that have no translation in `language`.
    pub(super) fn foreign(&self, language: Locale, category: &str) -> &Places {
        self.held(language, category)
            .map_or(&[], |held| &held.foreign)
    }

    /// How many articles of `language` are in a category and below it.
    pub(super) fn count(&self, language: Locale, category: &str) -> usize {
        self.held(language, category).map_or(0, |held| held.count)
    }

    pub(super) fn tags(&self) -> impl Iterator<Item = (Locale, &str)> {
        self.tags
            .keys()
            .map(|(language, slug)| (*language, slug.as_str()))
    }

    pub(super) fn tag(&self, language: Locale, slug: &str) -> Option<&Tag> {
        self.tags.get(&(language, slug.to_owned()))
    }

    pub(super) fn videos(&self, language: Locale) -> &Places {
        &self.languages[language as usize].videos
    }

    /// Newest first.
    pub(super) fn releases(&self, language: Locale) -> &Places {
        &self.languages[language as usize].releases
    }

    /// Whether one article or category of the language has this title.
    pub(super) fn is_only_of_title(&self, language: Locale, title: &str) -> bool {
        !self.titles.holds(hash(language, title))
    }
}

impl OfLanguage {
    fn held(&mut self, category: &str) -> &mut Held {
        self.categories.entry(category.to_owned()).or_default()
    }

    /// Counts what is in each category and below it, once all are there.
    fn count(&mut self) {
        let categories = self.categories.iter();
        let counts: Vec<(String, usize)> = categories
            .map(|(path, held)| (path.clone(), held.articles.len()))
            .collect();
        for (path, count) in counts {
            let mut folder = Some(path.as_str());
            while let Some(path) = folder {
                self.held(path).count += count;
                folder = match path.rsplit_once('/') {
                    Some((parent, _)) => Some(parent),
                    None if path.is_empty() => None,
                    None => Some(""),
                };
            }
        }
    }
}

/// The day an article is from: its own date, else that of its last edit in UTC.
pub(super) fn day(article: &Article) -> Option<Date> {
    let updated = || Some(article.updated?.to_zoned(TimeZone::UTC).date());
    article.date.or_else(updated)
}

/// A tag as part of an address: `Órdenes de cambio` is `ordenes-de-cambio`.
///
/// A tag of which nothing can stand there is named by its hash.
pub(super) fn tag_slug(tag: &str) -> String {
    let plain: String = tag
        .nfd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .map(|character| match character.is_alphanumeric() {
            true => character,
            false => ' ',
        })
        .collect();
    let slug = plain.split_whitespace().collect::<Vec<_>>().join("-");
    match slug.is_empty() {
        true => blake3::hash(tag.as_bytes()).to_hex()[..8].to_owned(),
        false => slug,
    }
}
